"""A policy researcher: who leads what for how much, with the sentence behind each figure.

Run it cell by cell in an editor that knows ``# %%``, or whole: ``python examples/researcher.py``.
"""

# %% What does the Department of Industry and Trade lead? Accents may be left out.
from sctbv_graph import ask

led = ask("led-tasks", agency="so cong thuong")
for row in led:
    print(f"{row['million']} triệu đồng: {row['task']} ({row['lead']})")

# %% Which sentence does a row rest on? Line and quote, character by character.
for passage in led.evidence[0].passages:
    print(f"  dòng {passage.line}: “{passage.quote}” [{passage.basis}]")

# %% All money by agency, as a DataFrame where pandas is installed.
import importlib.util

money = ask("department-money")
print(sum(row["million"] for row in money), "triệu đồng")
if importlib.util.find_spec("pandas"):
    frame = money.to_dataframe(evidence=True)
    print(frame[["agency", "tasks", "million"]].to_string())

# %% A question that the catalogue does not have: any SELECT brings its evidence as well.
own = ask(
    """
    PREFIX sctbv: <https://w3id.org/sctbv/def#>
    SELECT ?source (SUM(?vnd) AS ?total) WHERE {
      ?part a sctbv:BudgetPart ; sctbv:fundedBy ?source ; sctbv:amountVnd ?vnd .
    }
    GROUP BY ?source
    ORDER BY DESC(?total)
    """
)
for row, rests in zip(own, own.evidence, strict=True):
    print(row["source"], row["total"], [p.line for p in rests.passages])

# %% To cite the answer: the version of the data and the hash of the result.
print(own.data_version, own.sha256)

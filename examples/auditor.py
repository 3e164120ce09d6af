"""A drafting officer: what in the plan does not add up, and what had to be guessed.

Run it cell by cell in an editor that knows ``# %%``, or whole: ``python examples/auditor.py``.
"""

# %% The printed total against what adds up.
from sctbv_graph import ask

for row in ask("totals"):
    print(f"in {row['statedMillion']}, cộng lại {row['computedMillion']}, lệch {row['gapMillion']}")

# %% Notes that name another source than the column, and parts that do not make their line.
for row in ask("column-and-note"):
    print(f"{row['million']}: cột “{row['column']}”, ghi chú “{row['note']}”")
for row in ask("note-parts"):
    if row["gap"]:
        print(f"{row['printed']} ≠ {row['sum']} ({row['task']})")

# %% Agencies that lead tasks without an item of their own under "Tổ chức thực hiện".
without = ask("no-duty")
for row in without:
    print(row["agency"], row["tasks"])

# %% What was not read but inferred or left open, and why.
doubts = ask("doubts", basis="để ngỏ")
print(len(doubts), "dữ kiện để ngỏ; ví dụ:", next(iter(doubts))["reason"])

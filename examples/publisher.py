"""A publisher of linked data: what is in the graph, what is missing, what it rests on.

Run it cell by cell in an editor that knows ``# %%``, or whole: ``python examples/publisher.py``.
"""

# %% What the graph holds, class by class.
from sctbv_graph import ask

contents = ask("graph-contents")
for row in contents:
    print(f"{row['count']:6} {row['class']}")

# %% Documents that are cited, but whose own text is not there.
missing = ask("missing-documents")
print(len(missing), "documents known by citation only:")
for row, iri in zip(missing, missing.iris("document"), strict=True):
    print(f"  {row['times']}x {row['document']} <{iri}>")

# %% The exact characters that the printed totals rest on, with the hash of the file.
for row in ask("evidence-of"):
    print(f"{row['quote']} at {row['start']}-{row['end']} of {row['file']} ({row['sha256'][:12]}…)")

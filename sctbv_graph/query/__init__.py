"""The catalogue of questions: asked, answered with evidence, cited, explained."""

from sctbv_graph.query.answers import MAX_ROWS, Answer, answer, answer_query, told_in
from sctbv_graph.query.catalogue import (
    OWN,
    Parameter,
    Question,
    find_question,
    load_questions,
    view,
)
from sctbv_graph.query.evidence import (
    REASONS,
    Named,
    Passage,
    RowEvidence,
    describe,
    passages_of,
    place_in_text,
)
from sctbv_graph.query.parameters import choices, nearest, text_of
from sctbv_graph.query.rows import (
    answer_csv,
    answer_entries,
    answer_json,
    cell_text,
    csv_lines,
    evidence_cells,
    passage_json,
    result_hash,
    term_json,
)
from sctbv_graph.query.trace import trace

__all__ = [
    "MAX_ROWS",
    "OWN",
    "REASONS",
    "Answer",
    "Named",
    "Parameter",
    "Passage",
    "Question",
    "RowEvidence",
    "answer",
    "answer_csv",
    "answer_entries",
    "answer_json",
    "answer_query",
    "cell_text",
    "choices",
    "csv_lines",
    "describe",
    "evidence_cells",
    "find_question",
    "load_questions",
    "nearest",
    "passage_json",
    "passages_of",
    "place_in_text",
    "result_hash",
    "term_json",
    "text_of",
    "told_in",
    "trace",
    "view",
]

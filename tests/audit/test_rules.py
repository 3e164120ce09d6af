"""Every rule explains itself, and its examples do what they say."""

from __future__ import annotations

import pytest

from sctbv_graph.audit.catalogue import load_audit_rules, rules_by_shape
from sctbv_graph.audit.examples import Example, example_quads, load_examples
from sctbv_graph.audit.explain import explain
from sctbv_graph.audit.findings import rule_results
from sctbv_graph.settings import bundle

RULES = load_audit_rules()
CHECKED = sorted(identity for identity, rule in RULES.items() if rule.targets or rule.select)


def _broken(example: Example) -> set[str]:
    return {rules_by_shape()[r.root.value].id for r in rule_results(example_quads(example))}


@pytest.mark.parametrize("identity", CHECKED)
def test_examples_of_a_rule_violate_it_and_do_not(identity: str) -> None:
    """The bad one is found under the rule, the good one is not; both speak both languages."""
    examples = load_examples(RULES[identity])
    assert examples is not None, f"{identity} has no examples"
    for example in (examples.bad, examples.good):
        assert all(example.words[lang].strip() for lang in ("vi", "en"))
    if examples.bad.data:
        assert identity in _broken(examples.bad)
        assert identity not in _broken(examples.good)


def test_every_example_belongs_to_a_rule() -> None:
    files = {path.stem for path in (bundle() / "shapes" / "examples").glob("*.toml")}
    assert files <= set(RULES)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_rule_is_explained_on_the_command_line(lang: str) -> None:
    told = explain(RULES["KP-01"], lang)
    assert RULES["KP-01"].title[lang] in told
    assert "{" not in told
    assert "18.706" in told if lang == "vi" else "18,706" in told
    assert "submission" in told

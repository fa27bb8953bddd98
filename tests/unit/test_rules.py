"""The registry of rules is complete, its examples hold, and the columns' own examples are in it."""

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.extract.dates import find_dates
from pipeline.extract.dates.grammar import load_grammar
from pipeline.extract.engine import annotate
from pipeline.rules import load_rules, rules_like, rules_page
from schemas.export import columns
from tests import PROJECT_ROOT


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_rules_of_dates_are_those_of_the_grammar(language):
    grammar = {rule.name for rule in load_grammar(language).rules if rule.kind != "nothing"}
    assert {
        rule.id for rule in load_rules().values() if rule.table == "dates" and language in rule.languages
    } == grammar


@pytest.mark.parametrize("table", ["dates", "mentions", "statements"])
def test_every_example_makes_a_row_of_its_rule(table):
    for rule in load_rules().values():
        example = rule.example
        if rule.table != table:
            continue
        if table == "dates":
            rows = find_dates(example.text, language=example.language, published_on=example.date)
        else:
            found = annotate(example.text, language=example.language, published_on=example.date, document_id="doc")
            rows = getattr(found, table)
        assert rule.id in {row.rule for row in rows}, rule.id


@pytest.mark.parametrize("table", ["dates", "mentions", "statements"])
def test_the_example_of_a_column_is_a_rule_of_its_table(table):
    (column,) = [column for column in columns(table) if column.name == "rule"]
    assert load_rules()[column.example].table == table


def test_a_sentence_each():
    for rule in load_rules().values():
        assert rule.description[-1] in ".”", rule.id
        assert rule.description[0].isupper() or rule.description[0] in "“123456789", rule.id


def test_a_rule_is_found_by_its_name_its_beginning_or_a_part():
    assert [rule.id for rule in rules_like("de.verb.that")] == ["de.verb.that"]
    assert {rule.id for rule in rules_like("de.mood")} >= {"de.mood.hearsay", "de.mood.weak"}
    assert all("interview" in rule.id for rule in rules_like("interview"))
    assert rules_like("nothing of this name") == []


def test_the_page_is_what_the_registry_says():
    assert (PROJECT_ROOT / "docs/rules.md").read_text(encoding="utf-8") == rules_page() + "\n"


def test_the_command_prints_a_rule_and_refuses_an_unknown_one():
    shown = CliRunner().invoke(app, ["rules", "de.mood.hearsay"])
    assert shown.exit_code == 0
    assert shown.output.splitlines()[0].startswith("de.mood.hearsay (statements): ")
    assert "no rule is named 'nix'" in str(CliRunner().invoke(app, ["rules", "nix"]).exception)

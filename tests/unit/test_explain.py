"""`onrecord explain`: what each stage saw, and why a row was made or not; watching changes nothing."""

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.extract.engine import annotate
from pipeline.extract.explaining import explain

DAY = date(2025, 8, 27)
GERMAN = (
    "Die Ministerin Ina Reh sagte am Dienstag der „Küstenpost“, das Werk in Linden bleibe „vorerst“ offen. "
    "Sie gehe davon aus, sagte sie, dass es so bleibe. Das Haushaltsgesetz trat in Kraft."
)
ENGLISH = "Police said on Tuesday that “no arrests” were planned. “We will see,” Anna Holt said."


def fates(text, language):
    found = explain(text, language=language, published_on=DAY)
    return found, {(found.surface(c.spans), c.rule): c.dropped for c in found.candidates}


@pytest.mark.parametrize(("text", "language"), [(GERMAN, "de"), (ENGLISH, "en")])
def test_every_row_has_its_candidate_and_watching_changes_nothing(text, language):
    found, fate = fates(text, language)
    assert found.annotation == annotate(text, language=language, published_on=DAY, document_id="explained")
    kept = {key for key, why in fate.items() if why is None}
    assert {(found.surface(s.spans), s.rule) for s in found.annotation.statements} <= kept
    assert {(found.surface(((d.start, d.end),)), d.rule) for d in found.annotation.dates} <= kept
    names = [m for m in found.annotation.mentions if m.mention_kind == "name"]
    assert {found.surface(((m.start, m.end),)) for m in names} <= {surface for surface, _ in kept}


def test_what_was_dropped_says_why():
    _, fate = fates(GERMAN, "de")
    assert fate["Ina Reh", "actors.tagger"] == "rules and tagger disagree, and the other is right more often"
    _, fate = fates(ENGLISH, "en")
    fragment = next(why for (surface, _), why in fate.items() if surface == "“no arrests”")
    assert fragment == "a fragment in quotation marks is no statement of its own in this language"


def test_the_stages_cover_the_text():
    found, _ = fates(GERMAN, "de")
    shown = found.as_json()
    assert [token["text"] for token in shown["tokens"]][:3] == ["Die", "Ministerin", "Ina"]
    assert [token["tag"] for token in shown["tokens"]][:5] == ["determiner", "noun", "noun", "noun", "verb"]
    assert [(s["first"], s["last"]) for s in shown["sentences"]][-1][1] == len(shown["tokens"])
    clauses = shown["sentences"][0]["clauses"]
    assert [clause["verb"] for clause in clauses] == ["sagte", "bleibe"]
    assert shown["rows"]["statements"][0]["speaker"] == "Ina Reh"


def test_the_command_prints_the_stages_and_json():
    told = CliRunner().invoke(app, ["explain", GERMAN, "--date", "2025-08-27"])
    assert told.exit_code == 0
    assert "de.weekday: DATE “Dienstag”: kept" in told.output.replace("\n", " ")
    shown = CliRunner().invoke(app, ["explain", "-", "--json", "--language", "en"], input=ENGLISH)
    assert json.loads(shown.output)["language"] == "en"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--language", "xx"], "no rules for language 'xx'"), (["--date", "2025-13-01"], "--date")],
)
def test_wrong_arguments_are_one_line(arguments, message):
    failed = CliRunner().invoke(app, ["explain", "Anna Holt said so.", *arguments])
    assert message in f"{failed.exception} {failed.output}"


def test_an_empty_text_and_a_huge_one():
    assert CliRunner().invoke(app, ["explain", "", "--language", "de"]).exit_code == 0
    assert "give at most 20,000" in str(CliRunner().invoke(app, ["explain", "a" * 20_001]).exception)

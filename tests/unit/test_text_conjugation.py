"""Verb forms from principal parts."""

import pytest

from pipeline.extract.conjugation import conjugate_all
from pipeline.extract.lang.morphology import VerbForm
from pipeline.extract.lang.terms import Inflection, Number

PARTS = {"sprechen": "spricht sprach gesprochen spräche", "geben": "gibt gab gegeben"}
INSEPARABLE = ("be", "ent", "er", "ver", "zer")


def forms(verb):
    return conjugate_all("de", [verb], PARTS, INSEPARABLE)


@pytest.mark.parametrize(
    ("verb", "form", "reading"),
    [
        ("sagen", "sagte", VerbForm("sagen", Inflection.FINITE, Number.SINGULAR, "")),
        ("sagen", "gesagt", VerbForm("sagen", Inflection.PARTICIPLE, Number.ANY, "")),
        ("sagen", "sage", VerbForm("sagen", Inflection.SUBJUNCTIVE, Number.SINGULAR, "")),
        ("melden", "meldet", VerbForm("melden", Inflection.FINITE, Number.SINGULAR, "")),
        ("kritisieren", "kritisiert", VerbForm("kritisieren", Inflection.PARTICIPLE, Number.ANY, "")),
        ("betonen", "betont", VerbForm("betonen", Inflection.PARTICIPLE, Number.ANY, "")),
        ("versprechen", "versprach", VerbForm("versprechen", Inflection.FINITE, Number.SINGULAR, "")),
        ("versprechen", "versprochen", VerbForm("versprechen", Inflection.PARTICIPLE, Number.ANY, "")),
        ("zu|geben", "gaben", VerbForm("zugeben", Inflection.FINITE, Number.PLURAL, "zu")),
        ("zu|geben", "zugab", VerbForm("zugeben", Inflection.FINITE, Number.SINGULAR, "")),
        ("zu|geben", "zugegeben", VerbForm("zugeben", Inflection.PARTICIPLE, Number.ANY, "")),
        ("zu|geben", "zuzugeben", VerbForm("zugeben", Inflection.MARKED_INFINITIVE, Number.ANY, "")),
    ],
)
def test_german_forms(verb, form, reading):
    assert reading in forms(verb)[form]


def test_the_past_is_no_subjunctive():
    assert "K" not in {reading.kind for reading in forms("sagen")["sagte"]}


@pytest.mark.parametrize(
    ("verb", "expected"),
    [("deny", {"denies", "denied", "deny", "denying"}), ("declare", {"declares", "declared", "declare", "declaring"})],
)
def test_english_forms(verb, expected):
    assert set(conjugate_all("en", [verb], {}, ())) == expected


def test_english_particle():
    assert (
        VerbForm("point out", Inflection.FINITE, Number.ANY, "out")
        in conjugate_all("en", ["out|point"], {}, ())["pointed"]
    )

"""Verb forms from principal parts."""

import pytest

from pipeline.extract.conjugation import conjugate_all
from pipeline.extract.lang.morphology import VerbForm

PARTS = {"sprechen": "spricht sprach gesprochen spräche", "geben": "gibt gab gegeben"}
INSEPARABLE = ("be", "ent", "er", "ver", "zer")


def forms(verb):
    return conjugate_all("de", [verb], PARTS, INSEPARABLE)


@pytest.mark.parametrize(
    ("verb", "form", "reading"),
    [
        ("sagen", "sagte", VerbForm("sagen", "F", "s", "")),
        ("sagen", "gesagt", VerbForm("sagen", "P", "", "")),
        ("sagen", "sage", VerbForm("sagen", "K", "s", "")),
        ("melden", "meldet", VerbForm("melden", "F", "s", "")),
        ("kritisieren", "kritisiert", VerbForm("kritisieren", "P", "", "")),
        ("betonen", "betont", VerbForm("betonen", "P", "", "")),
        ("versprechen", "versprach", VerbForm("versprechen", "F", "s", "")),
        ("versprechen", "versprochen", VerbForm("versprechen", "P", "", "")),
        ("zu|geben", "gaben", VerbForm("zugeben", "F", "p", "zu")),
        ("zu|geben", "zugab", VerbForm("zugeben", "F", "s", "")),
        ("zu|geben", "zugegeben", VerbForm("zugeben", "P", "", "")),
        ("zu|geben", "zuzugeben", VerbForm("zugeben", "Z", "", "")),
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
    assert VerbForm("point out", "F", "", "out") in conjugate_all("en", ["out|point"], {}, ())["pointed"]

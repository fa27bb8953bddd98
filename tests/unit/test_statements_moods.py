"""Free indirect statements."""

import pytest

from pipeline.extract.statements import find_statements
from pipeline.extract.text import read_text
from tests.unit.test_statements_verbs import read


def test_the_subjunctive_goes_on_with_the_speaker():
    text = "Der Wirt sagte, er schließe. Die Gäste blieben aus. Er habe keine Wahl. Die Miete sei zu hoch."
    assert read(text)[-1] == ("indirect_free_indirect", "Er habe keine Wahl. Die Miete sei zu hoch.", "Der Wirt", None)


def test_neighbouring_sentences_become_one_statement():
    text = "Der Wirt sagte, er schließe. Er habe keine Wahl. Die Miete sei zu hoch. Am Abend war er weg."
    assert read(text)[1] == ("indirect_free_indirect", "Er habe keine Wahl. Die Miete sei zu hoch.", "Der Wirt", None)
    assert len(read(text)) == 2


def test_hearsay_is_told_by_the_speaker_before_never_by_whom_it_is_about():
    stolen = "Der Mann soll den Wagen gestohlen haben."
    told = read(f"Die Polizei teilte mit, dass sie ermittelt. {stolen}")
    assert told[1] == ("free_indirect", stolen, "Die Polizei", None)
    (alone,) = read(f"Der Angeklagte Meier schweigt. {stolen}")
    assert alone == ("free_indirect", stolen, "", None)


@pytest.mark.parametrize(
    "text", ["Sei es im Winter, sei es im Sommer.", "Das Haus würde ihm gefallen.", "Ich habe das gesehen."]
)
def test_other_subjunctives_are_no_statements(text):
    assert find_statements(read_text(text, "de"), [], [], None) == []


def test_a_first_field_with_commas_belongs_to_the_statement():
    text = "Klein sagte, es brenne. Weil der Keller leer gewesen sei, seien alle gerettet worden."
    assert read(text)[-1][1] == "Weil der Keller leer gewesen sei, seien alle gerettet worden."


def test_soll_goes_on_with_an_announcement():
    assert [row[0] for row in read("Der Rat kündigte an, die Brücke zu sperren. Sie soll im Herbst öffnen.")] == [
        "indirect",
        "free_indirect",
    ]
    assert read("Es regnete. Die Brücke soll im Herbst öffnen.") == []

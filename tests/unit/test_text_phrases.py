"""Noun phrases: cores, what hangs on them, and their case."""

import pytest

from pipeline.extract.lang.terms import Case, Number
from pipeline.extract.phrases import find_noun_phrases
from pipeline.extract.text import read_text


def phrases(text, language="de"):
    return find_noun_phrases(read_text(text, language))


def cores(text, language="de"):
    return [text[p.start : p.end] for p in phrases(text, language)]


def wholes(text, language="de"):
    return [text[p.start : p.reach_end] for p in phrases(text, language)]


@pytest.mark.parametrize(
    "core",
    [
        "der von Europa geführte Einsatz",
        "vier mit den Gesprächen vertraute Quellen",
        "die beiden großen Parteien",
        "ein solcher Schritt",
        "das Magazin „Der Bote“",
        "einer der Männer",
        "Präsident J. K. Rafael da Silva",
        "hochrangige US-Beamte",
    ],
)
def test_cores(core):
    assert core in cores(f"Gestern schwieg {core}.")


@pytest.mark.parametrize(
    "whole",
    [
        "der Sprecher der Polizei",
        "die Leiterin des Amtes für Statistik",
        "der Abgeordnete Lars Meier (SPD)",
        "die Idee der Stationierung von Truppen",
    ],
)
def test_what_hangs_on_a_phrase(whole):
    assert whole in wholes(f"Gestern schwieg {whole}.")


def test_a_date_does_not_hang_on_a_phrase():
    assert "der Minister" in wholes("Das sagte der Minister am Montag im Interview.")


def test_case_and_number():
    subject, partner, object_ = phrases("Der Minister gab den Partnern den Bericht.")
    assert subject.can_be(Case.NOMINATIVE, Number.SINGULAR)
    assert not subject.can_be(Case.ACCUSATIVE)
    assert partner.can_be(Case.DATIVE, Number.PLURAL)
    assert not partner.can_be(Case.NOMINATIVE)
    assert object_.can_be(Case.ACCUSATIVE)
    assert not object_.can_be(Case.NOMINATIVE)


def test_prepositions_govern():
    (phrase,) = phrases("Vor dem Haus.")
    assert phrase.preposition == 0
    assert not phrase.can_be(Case.NOMINATIVE)


def test_english_nouns_are_lower_case():
    assert cores("The new prime minister met several officials.", "en") == [
        "The new prime minister",
        "several officials",
    ]

"""How words inflect is data: what names, nouns and adjectives end in stands in the lexicons, and nothing else does."""

import pytest

from pipeline.extract.actors.descriptions import base_form, ends_like
from pipeline.extract.actors.gazetteer import genitives
from pipeline.extract.actors.grammar import load_grammar, without_each, without_ending
from pipeline.extract.actors.roles import adjective_stem, nominative
from pipeline.extract.actors.spelling import fold, slug
from pipeline.extract.lang.models.name_files import Endings


@pytest.mark.parametrize(
    ("name", "endings"),
    [
        ("Bundestag", {"s", "es"}),
        ("Deutsche Bank", {"s"}),
        ("Merkel", {"s"}),
        ("Fuchs", set()),
        ("Weiß", set()),
        ("EU", set()),
    ],
)
def test_which_genitives_a_german_name_has(name, endings):
    assert set(genitives(name, load_grammar("de").endings)) == endings
    assert genitives(name, load_grammar("en").endings) == ()


def test_another_language_has_genitives_of_its_own():
    endings = Endings(genitive=("in",), no_genitive_after=("i",))
    assert genitives("Helsink", endings) == ("in",)
    assert genitives("Helsinki", endings) == ()


def test_an_ending_is_taken_off_where_enough_is_left():
    assert without_ending("rates", ("es", "s"), 4) == "rate"
    assert without_ending("rates", ("es", "s")) == "rat"
    assert without_ending("rat", ("es", "s")) == ""
    assert without_each("rates", ("es", "s")) == ["rat", "rate"]


def test_adjectives_inflect_in_german_alone():
    assert adjective_stem(load_grammar("de"), "russischen") == "russisch"
    assert adjective_stem(load_grammar("en"), "northern") is None
    assert nominative(load_grammar("de"), "Landgerichtes") == "Landgericht"


def test_a_noun_is_looked_up_without_its_ending():
    table = frozenset(["verband"])
    assert ends_like(table, "naturschutzverbände", "de") == ""
    assert ends_like(table, "naturschutzverbandes", "de") == "verband"
    assert base_form(table, "verbands", "de") == "verband"
    assert base_form(table, "verbanden", "de") == ""


def test_letters_are_written_out_as_the_file_says():
    assert fold("Łukasz Weißmüller-Ångström") == "lukasz weissmueller aangstroem"
    assert slug("Sankt Pölten (Süd)") == "sankt_poelten_sued"

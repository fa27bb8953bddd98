"""`onrecord words`: where a word stands, in lexicons and in the lists of hashes that no person can read."""

import json

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.extract.lang import languages
from pipeline.extract.word_places import places_of


def places(word, *given):
    return {(place.language, place.file, place.key) for place in places_of(word, given or languages())}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Obst", {("de", "dictionary.hashes", None), (None, "surnames.hashes", None)}),
        (
            "Stuttgart",
            {("de", "names.hashes", None), (None, "cities.hashes", None), (None, "places.toml", "places.DE")},
        ),
        ("teilte", {("de", "cue_verbs.toml", None), ("de", "dictionary.hashes", None)}),
        ("Mayor", {("en", "offices.toml", "heads.mayor"), ("en", "offices.toml", "titles.words")}),
    ],
)
def test_a_word_is_found_in_every_file_that_has_it(word, expected):
    assert expected <= places(word)


def test_a_form_names_its_verb_and_a_list_its_source():
    entries = {place.file: place.entry for place in places_of("mitgeteilt", ["de"])}
    assert entries["cue_verbs.toml"] == "a form of mitteilen"
    assert entries["dictionary.hashes"] == "word forms of simplemma"


def test_a_part_of_a_word_or_an_invented_one_is_nowhere():
    assert places("bürgermei") == set()
    assert places("xqvnrwtzk") == set()


def test_the_command_prints_lines_or_json_and_says_when_a_word_is_nowhere():
    shown = CliRunner().invoke(app, ["words", "Obst", "--language", "de", "--json"])
    assert shown.exit_code == 0
    assert {(place["language"], place["file"]) for place in json.loads(shown.stdout)} >= {("de", "dictionary.hashes")}
    nowhere = CliRunner().invoke(app, ["words", "xqvnrwtzk"])
    assert (nowhere.exit_code, nowhere.stdout.strip()) == (1, "xqvnrwtzk: in no lexicon and no list")
    assert "no language 'xx'" in str(CliRunner().invoke(app, ["words", "Obst", "--language", "xx"]).exception)

"""The dictionary: what was put in is known, what was not is unknown but for a share that is written down."""

import random
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.dictionary import FILE, NAMES, decode, encode, load_dictionary
from pipeline.extract.lang import languages

WORDS = ["Haus", "gehen", "rock'n'roll", "Öl", "al-Chwarizmi"]


@given(st.lists(st.text(min_size=1, max_size=12), max_size=40))
def test_every_form_that_was_put_in_is_known(forms):
    dictionary = decode(encode(forms))
    assert all(form in dictionary for form in forms)
    assert len(dictionary) <= len(set(forms))


def test_the_same_forms_are_the_same_bytes():
    assert encode(WORDS) == encode(reversed(WORDS + WORDS))


@pytest.mark.parametrize(
    ("word", "is_known"),
    [
        ("Haus", True),
        ("haus", True),  # as written in a compound
        ("HAUS", False),  # an acronym, for all we know
        ("gehen", True),
        ("Gehen", True),
        ("GEHEN", True),
        ("rock’n’roll", True),
        ("O\u0308l", True),
        ("Hau", False),
        ("", False),
        ("\ud800", False),
    ],
)
def test_words_are_known_beyond_their_case(word, is_known):
    assert decode(encode(WORDS)).knows(word) is is_known


@pytest.mark.parametrize("content", [b"", encode(WORDS)[:-2], encode(WORDS) + b"\0\0", b"\0" * 300_000])
def test_what_is_no_dictionary_is_refused(content):
    with pytest.raises(ValueError, match="damaged"):
        decode(content)


@pytest.mark.parametrize(
    ("language", "known"),
    [("de", "Regierung sagte Ministerien Gleise betont"), ("en", "government said ministries rails stressed")],
)
def test_every_language_ships_a_dictionary(language, known):
    dictionary = load_dictionary(language)
    assert all(dictionary.knows(word) for word in known.split())
    assert len(dictionary) > 150_000
    made_up = random.Random(7)
    invented = ["".join(made_up.choices("bcdfgklmnprstxz", k=12)) for _ in range(20_000)]
    assert sum(word in dictionary for word in invented) < 20  # one in a thousand


@pytest.mark.parametrize(
    ("word", "is_name"), [("Augsburg", True), ("Merkels", True), ("Haus", False), ("gehen", False)]
)
def test_names_are_told_by_their_inflection(word, is_name):
    assert (word in load_dictionary("de", NAMES)) is is_name


def test_no_language_is_without_one():
    assert all(load_dictionary(language) for language in languages())


@pytest.mark.long
@pytest.mark.parametrize("language", languages())
def test_the_shipped_dictionary_is_what_the_training_writes(language):
    from training.dictionary import known_forms, name_forms

    folder, forms = files("pipeline.extract.lang").joinpath(language), known_forms(language)
    assert encode(forms) == folder.joinpath(FILE).read_bytes()
    assert encode(name_forms(forms, language)) == folder.joinpath(NAMES).read_bytes()

"""The lists of names: what is in them, places of several words; the lexicons with gaps that the tagger learns from."""

from importlib.resources import files

import pytest

from pipeline.extract.actors.context import read_context
from pipeline.extract.name_lists import codes_of, places_at
from pipeline.extract.text import read_text
from training.thinning import thinned


@pytest.mark.parametrize(
    ("form", "codes"),
    [("Novosibirsk", "C"), ("Hernandez", "S"), ("Fatima", "G"), ("Stuttgarts", "c"), ("krasnodar", ""), ("the", "")],
)
def test_a_form_has_the_letters_of_its_lists(form: str, codes: str) -> None:
    assert set(codes) <= set(codes_of(form))
    assert bool(codes_of(form)) is bool(codes)


@pytest.mark.parametrize(
    ("text", "end"),
    [("San Antonio ist warm", 2), ("San Marzano ist warm", 0), ("Rio de Janeiro", 3), ("san antonio", 0), ("San", 0)],
)
def test_a_place_of_several_words_ends_with_its_last(text: str, end: int) -> None:
    forms = text.split()
    assert places_at(forms, len(forms), 0) == end


def test_a_place_does_not_reach_beyond_its_sentence() -> None:
    assert places_at(["San", "Antonio"], 1, 0) == 0


def test_texts_to_train_on_see_lexicons_with_different_gaps() -> None:
    states = ("Germany", "France", "Poland", "Sweden", "Norway", "Japan", "Chile", "Kenya", "Peru", "Ghana")
    seen = []
    for text in ("One text.", "Another text.", "A third one.", "And more.", "Still more.", "The end."):
        whole = read_context(read_text(text, "en"))
        gazetteer = thinned(whole).gazetteer
        seen.append(frozenset(name for name in states if name in gazetteer.by_first))
        assert 0 < len(seen[-1]) < len(states)
        assert all(name in whole.gazetteer.by_first for name in states)
    assert len(set(seen)) == 2
    assert set(states) == frozenset.union(*seen)


@pytest.mark.long
def test_the_shipped_lists_are_what_the_training_writes() -> None:
    from training.name_lists import lists

    assert {file: files("pipeline.extract.world").joinpath(file).read_bytes() for file in lists()} == lists()

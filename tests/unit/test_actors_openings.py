"""What is worked out once a form: which names may begin with it, and which lists of names can have it at all."""

import pytest

from pipeline.extract import name_lists
from pipeline.extract.actors import openings
from pipeline.extract.actors.grammar import load_grammar
from pipeline.extract.actors.openings import GIVEN, HEAD, LEADER, PLACE, UNKNOWN, Openings, load_openings
from pipeline.extract.dictionary import hash_of


@pytest.mark.parametrize(
    ("form", "bits"),
    [
        ("Petra", GIVEN),
        ("W", GIVEN),
        ("J.R.", GIVEN),
        ("Bundeskanzlerin", LEADER),
        ("Institut", HEAD),
        ("Brunnwalzel", UNKNOWN | PLACE),
        ("haus", 0),
    ],
)
def test_a_form_may_begin_what_its_letters_and_the_lexicons_say(form: str, bits: int) -> None:
    assert load_openings("de")[form] & bits == bits
    assert load_openings("de")["haus"] == 0
    assert not load_openings("de")["Haus"] & (GIVEN | LEADER | UNKNOWN | PLACE)


def test_what_is_remembered_of_forms_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openings, "_MOST_FORMS", 10)
    known = Openings(load_grammar("de"))
    for number in range(50):
        assert known[f"Wort{number}"] == load_openings("de")[f"Wort{number}"]
        assert len(known) <= 10


def test_no_list_that_has_a_form_is_left_out_by_the_beginning_of_its_hash() -> None:
    grammar, lists = load_grammar("de"), name_lists._coded_lists()
    found = {}
    for form in (*grammar.gender_of, *grammar.surnames):
        found[form] = name_lists._listed(form)
        assert found[form] == "".join(code for code, known in lists if known.has(hash_of(form)))
    assert sum(map(bool, found.values())) > 1000

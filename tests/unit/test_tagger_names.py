"""The tagger: names that no rule and no gazetteer knows, and what does not change what it finds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.actors import find_names
from pipeline.extract.actors.context import read_context
from pipeline.extract.actors.grammar import load_grammar
from pipeline.extract.actors.names import NO_ACTOR, Name
from pipeline.extract.actors.recognition import find_by_rules
from pipeline.extract.actors.tagger import proposals, scoring
from pipeline.extract.actors.tagger.seam import TaggedSpan
from pipeline.extract.actors.tagger.settling import settle
from pipeline.extract.text import read_text

YIELDING = load_grammar("de").words["yielding_rules"]


def found(text, language="de"):
    return {(text[name.start : name.end], name.kind) for name in find_names(read_text(text, language))}


def name(first, last, kind, rule):
    return Name(first, last, first * 10, last * 10 - 1, "x", kind, rule)


def found_with(text, tagger, language="de"):
    return {(text[name.start : name.end], name.kind) for name in find_names(read_text(text, language), tagger)}


class Whole:
    """A tagger that finds one name: the words that it was given."""

    name, version = "whole", ""

    def __init__(self, words, kind, *, is_whole=False):
        self.words, self.kind, self.is_whole = words.split(), kind, is_whole

    def tag(self, context, names):
        n = len(self.words)
        at = next(i for i in range(len(context.forms)) if context.forms[i : i + n] == self.words)
        return [TaggedSpan(at, at + n, self.kind, self.is_whole)]


@pytest.mark.parametrize(
    ("text", "language", "words", "kind", "expected"),
    [
        ("Die Linie Tessnow/Krasnowitz ruht.", "de", "Tessnow / Krasnowitz", "place", {"Tessnow", "Krasnowitz"}),
        ("Bei SPD, FDP, Tessnow war Ruhe.", "de", "FDP , Tessnow", "organization", {"FDP", "Tessnow"}),
        ("Ten Scottish Brenna MPs left.", "en", "Scottish Brenna MPs", "organization", {"Scottish Brenna"}),
    ],
)
def test_two_names_that_a_tagger_took_for_one_are_two(text, language, words, kind, expected):
    texts = {name for name, _ in found_with(text, Whole(words, kind), language)}
    assert expected <= texts
    assert words.replace(" ,", ",").replace(" / ", "/") not in texts


def test_a_name_that_a_tagger_says_is_whole_is_not_divided():
    text, tagger = "Am Kreuz Tessnow/Krasnowitz ist Stau.", Whole("Tessnow / Krasnowitz", "place", is_whole=True)
    assert found_with(text, tagger, "de") == {("Tessnow/Krasnowitz", "place")}


@pytest.mark.parametrize("text", ["The steelmaker Xyrolan said so.", "Its rival, chipmaker Xyrolan, fell."])
def test_a_small_noun_before_an_unknown_word_says_that_it_is_a_body(text):
    assert ("Xyrolan", "organization") in found(text, "en")


def test_the_police_of_a_listed_town_are_a_body():
    assert ("Polizei Hannover", "organization") in found("Das teilte die Polizei Hannover am Montag mit.")
    text = "Wie die Polizei Anfang Mai mitteilte, regnete es."
    assert not any(name.startswith("Polizei") for name, _ in found(text))


def test_a_saint_is_no_person_named_alone():
    names = find_by_rules(read_context(read_text("Die Kirche St. Peter wurde renoviert. Dort sprach Peter.", "de")))
    assert [name.start for name in names if name.kind == "person"] == [50]


def test_a_person_behind_a_noun_for_bodies_is_none():
    assert found("The charity Anna Holt founded is closed.", "en") == {("Anna Holt", "person")}


def test_the_head_of_a_name_says_what_it_is():
    name = "University of Xyrolan"
    text = f"Researchers at the {name} said so."
    assert found_with(text, Whole(name, "place"), "en") == {(name, "organization")}


def test_members_of_a_party_are_no_part_of_the_place_that_they_come_from():
    assert found("Democrats of Ohio voted against it.", "en") == {("Democrats", "party"), ("Ohio", "place")}
    assert ("Xyrolan Party of Ohio", "party") in found("The Xyrolan Party of Ohio voted.", "en")


@pytest.mark.parametrize("text", ["des Stahlkonzerns Xyrolan", "das Softwarehaus Xyrolan", "beim Versicherer Xyrolan"])
@pytest.mark.parametrize("kind", ["place", "person"])
def test_the_word_before_a_name_says_what_it_is(text, kind):
    assert ("Xyrolan", "organization") in found_with(f"Heute fiel {text} auf.", Whole("Xyrolan", kind))


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Olpendorf und Krasnowitz sind Partnerstädte.", "de", ("Krasnowitz", "place")),
        ("Später zog Tessnow nach Wien.", "de", ("Tessnow", "person")),
        ("Call Brenna if you need anything.", "en", ("Brenna", "person")),
    ],
)
def test_names_that_no_rule_knows(text, language, expected):
    by_rules = find_by_rules(read_context(read_text(text, language)))
    assert expected not in {(name.text, name.kind) for name in by_rules}
    assert expected in found(text, language)


@pytest.mark.parametrize("marks", ["''{}''", "„{}“", "[{}]", "*{}*", "_ {}…"])
def test_marks_around_a_name_are_no_part_of_it(marks):
    text = (
        f"Danach zog {marks.format('Tessnow')} nach {marks.format('Krasnowitz')}, sagte {marks.format('Petra')} Berg."
    )
    found = tagged(text)
    assert all(name.text[0].isalnum() and name.text[-1].isalnum() for name in found)
    assert found


def test_rules_stand_where_the_tagger_sees_nothing_unless_they_are_seldom_right():
    kept, dropped = name(0, 2, "place", "place.head"), name(5, 6, "organization", "organization.class")
    assert settle([kept, dropped], [], YIELDING) == [kept]


def test_the_tagger_settles_where_a_name_ends():
    rule, tagged = name(3, 4, "person", "person.given"), name(3, 5, "person", "tagger")
    assert settle([rule], [tagged], YIELDING) == [tagged]


def test_the_rules_name_stands_where_both_agree():
    rule, tagged = name(3, 5, "person", "person.full"), name(3, 5, "person", "tagger")
    assert settle([rule], [tagged], YIELDING) == [rule]


def test_the_kind_of_organisation_that_a_rule_saw_is_kept():
    rule, tagged = name(3, 5, "party", "organization.head"), name(3, 6, "organization", "tagger")
    assert [(n.last, n.kind) for n in settle([rule], [tagged], YIELDING)] == [(6, "party")]


def test_a_noun_for_a_body_before_a_town_is_the_bodys_name_though_the_tagger_has_the_town_alone():
    court = name(1, 3, "organization", "organization.head")
    assert settle([court], [name(2, 3, "place", "tagger")], YIELDING) == [court]
    for other in (
        name(2, 3, "person", "tagger"),  # the school of somebody
        name(1, 2, "place", "tagger"),
        name(2, 4, "place", "tagger"),
    ):
        assert settle([court], [other], YIELDING) == [other]
    office, state = name(1, 5, "organization", "organization.head"), name(4, 5, "place", "tagger")
    assert settle([office], [state], YIELDING) == [state]  # the office of the president of a state
    acronym = name(1, 3, "organization", "acronym")
    assert settle([acronym], [name(2, 3, "place", "tagger")], YIELDING) == [name(2, 3, "place", "tagger")]


def test_words_that_are_part_of_no_name_are_no_person():
    text = "Das geschah 44 v. Chr. bei Krasnowitz."
    assert not {name for name, kind in found_with(text, Whole("Chr .", "person")) if "Chr" in name}
    assert not {name for name, kind in found_with(text, Whole("Chr", "person")) if "Chr" in name}
    assert ("Chr. Tessnow", "person") in found_with("Hier sprach Chr. Tessnow.", Whole("Chr . Tessnow", "person"))


def test_who_makes_something_is_a_company():
    assert ("Xyrolan", "organization") in found("Der Fahrradhersteller Xyrolan übernimmt den Konkurrenten.")
    assert ("Jan Holt", "person") in found("Der Fahrradhersteller Jan Holt übernimmt den Konkurrenten.")
    names = find_by_rules(read_context(read_text("Das sagte der Betreiber Holt am Montag.", "de")))
    assert [(name.text, name.kind) for name in names] == [("Holt", "person")]


def test_a_name_that_ends_as_those_of_media_do_is_one_though_the_tagger_takes_it_for_a_place():
    assert ("Elbmagazin", "media") in found_with("Das sagte sie dem Elbmagazin.", Whole("Elbmagazin", "place"))
    assert ("Elbmagasin", "place") in found_with("Das sagte sie dem Elbmagasin.", Whole("Elbmagasin", "place"))
    assert ("Elbmagazin", "person") in found_with("Das sagte sie dem Elbmagazin.", Whole("Elbmagazin", "person"))


def test_an_event_keeps_the_tagger_away():
    event, tagged = name(0, 3, NO_ACTOR, "event"), name(1, 2, "place", "tagger")
    assert settle([event], [tagged], YIELDING) == [event]


TEXTS = (
    "Am Montag sprach Petra Hallmann in Oberzwieselbach mit dem Vorstand der Brunnwald Logistik.",
    "Kapitän Ottokar Wende verließ den SV Brunnwald.\n\nDie Region um Krasnowitz blieb ruhig.",
    "„Das reicht“, sagte Wende der Brunnwalder Zeitung.",
)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=4), st.sampled_from(TEXTS))
def test_names_of_a_text_do_not_depend_on_the_texts_before_it(earlier, text):
    expected = tagged(text)
    for other in earlier:
        tagged(other)
    assert tagged(text) == expected


def test_forgetting_forms_changes_nothing(monkeypatch):
    expected = [tagged(text) for text in TEXTS]
    monkeypatch.setattr(scoring, "_MOST_FORMS", 3)
    assert [tagged(text) for text in TEXTS] == expected


@pytest.mark.parametrize(
    "text", ["", " \n\n \n", "-", "—" * 5000, "A" * 100_000, "Ab " * 5000, "„" * 3000, "a-" * 3000]
)
def test_any_text_is_tagged(text):
    assert all(name.first < name.last for name in find_names(read_text(text, "de")))


def test_a_language_without_weights_has_the_rules_alone(monkeypatch):
    monkeypatch.setattr(proposals, "_known_forms", lambda language: None)
    context = read_context(read_text("Bürgermeister Olpen kam.", "de"))
    assert find_names(context.doc) == find_by_rules(context)


def tagged(text):
    context = read_context(read_text(text, "de"))
    return proposals.propose_tagged(context, find_by_rules(context))

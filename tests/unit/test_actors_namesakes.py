"""Whom a surname alone means where several people have it: one called so before, the topic of a sentence, nobody."""

import pytest

from tests.resolving import resolved, speaker_name

_FILLER = {
    "de": "Die Brücke bleibt bis auf Weiteres gesperrt, und der Verkehr wird über die alte Straße geleitet. " * 3,
    "en": "The bridge stays closed for now, and traffic is led over the old road along the river. " * 3,
}


def _meant(text: str, language: str) -> str | None:
    """The name of whoever the last name of the text means."""
    resolution = resolved(text.replace("…", _FILLER[language]), language=language)
    last = max((m for m in resolution.mentions if m.mention_kind == "name"), key=lambda m: m.start)
    return resolution.actors[last.actor].name


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        # Called so before, and the other is not close any more.
        ("Peter Holt leads the union. Holt is 60. Then came Anna Holt, a teacher. … Holt left.", "en", "Peter Holt"),
        ("Jan Riedel kam. Riedel ist 60. Mit ihm war Eva Riedel da. … Das sagte Riedel.", "de", "Jan Riedel"),
        # A sentence close by begins with the other.
        ("Peter Holt leads the union. Holt is 60. … Anna Holt runs the bank. Holt left.", "en", "Anna Holt"),
        ("Jan Riedel kam. Riedel ist 60. … Eva Riedel leitet die Bank. Riedel ging.", "de", "Eva Riedel"),
        # It mentions the other close by, at its end.
        (
            "Peter Holt leads the union. Holt is 60. Around him stood many people, and Tom Holt. Holt left.",
            "en",
            "Holt",
        ),
        ("Jan Riedel kam. Riedel ist 60. Neben ihm stand fast die ganze Zeit Eva Riedel. Riedel ging.", "de", "Riedel"),
        # Named together, and nobody was called so.
        ("John Smith runs the firm. Mary Smith is his sister. Smith left.", "en", "Smith"),
        ("Jan Riedel und Eva Riedel leiten die Firma. … Riedel ging.", "de", "Riedel"),
        # One long before the other.
        ("John Smith runs the firm. … Mary Smith is his sister. Smith left.", "en", "Mary Smith"),
        # A form of address tells them apart.
        ("John Smith runs the firm. Mary Smith is his sister. Mr. Smith left.", "en", "John Smith"),
        ("Peter Riedel und Eva Riedel leiten die Firma. Frau Riedel ging.", "de", "Eva Riedel"),
    ],
)
def test_a_surname_of_two_people_means_one_of_them_or_neither(text: str, language: str, name: str) -> None:
    assert _meant(text, language) == name


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("Peter Paul Holt was born here. Peter Holt left. Holt died.", "en", {"Peter Paul Holt"}),
        ("Karl Heinz Riedel kam. Karl Riedel ging.", "de", {"Karl Heinz Riedel"}),
        (
            "Anna Maria Holt and Anna Louise Holt came. Anna Holt left.",
            "en",
            {f"Anna{n} Holt" for n in (" Maria", " Louise", "")},
        ),
        ("Peter Paul Holt came. Paul Holt left.", "en", {"Peter Paul Holt", "Paul Holt"}),
        ("Karl Müller Schmidt kam. Karl Schmidt ging.", "de", {"Karl Müller Schmidt", "Karl Schmidt"}),
        ("Anna-Lena Riedel kam. Anna Riedel ging.", "de", {"Anna-Lena Riedel", "Anna Riedel"}),
    ],
)
def test_a_second_given_name_is_left_out_where_it_is_one_person(text: str, language: str, names: set[str]) -> None:
    assert {actor.name for actor in resolved(text, language=language).actors if actor.kind == "person"} == names


def test_the_same_text_with_many_namesakes_takes_no_longer_than_others() -> None:
    people = " ".join(f"{given} Holt came." for given in ("John", "Mary", "Peter", "Anna", "Tom", "Jane") * 40)
    assert len(resolved(f"{people} {'Holt left. ' * 200}", language="en").actors) == 7


@pytest.mark.parametrize(
    ("text", "said_by", "name"),
    [
        (
            "Senator Ann Holt spoke for an hour. The Tennessee Republican said no.",
            "The Tennessee Republican",
            "Ann Holt",
        ),
        ("Rep. Tom Brandt opened the hearing. The Ohio Democrat said no.", "The Ohio Democrat", "Tom Brandt"),
        ("Senator Ann Holt spoke. A Tennessee lawyer said no.", "A Tennessee lawyer", "Tennessee lawyer"),
    ],
)
def test_a_party_member_of_a_place_is_the_person_of_the_text(text: str, said_by: str, name: str) -> None:
    assert speaker_name(text, said_by, language="en") == name

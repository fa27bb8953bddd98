"""Identity: which names, spellings and documents have one id, and which have two."""

import pytest

from tests.resolving import resolved, speaker


@pytest.mark.parametrize(
    ("text", "who", "kind"),
    [
        ("Das sagten vier mit der Sache vertraute Quellen.", "vier mit der Sache vertraute Quellen", "unnamed_source"),
        ("Ein Sprecher des Pentagons schwieg.", "Ein Sprecher des Pentagons", "unnamed_source"),
        ("Petra Hallmann kam. Anhänger Petra Hallmanns riefen das.", "Anhänger Petra Hallmanns", "unnamed_source"),
        ("Die Polizei teilte das mit.", "Die Polizei", "organization"),
        ("Der Bürgermeister von Zwiesel sagte das.", "Der Bürgermeister von Zwiesel", "person"),
    ],
)
def test_whoever_has_no_name_belongs_to_the_document(text: str, who: str, kind: str) -> None:
    actor = speaker(text, who)
    assert actor is not None
    assert (actor.kind, actor.is_local) == (kind, True)


def test_acronym_and_long_form_are_one_actor() -> None:
    resolution = resolved("The Union of Dock Workers (UDW) is on strike. The UDW agreed.", language="en")
    assert len(resolution.actors) == 1
    assert resolution.actors[0].aliases == ("UDW", "Union of Dock Workers")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gestern kam Sergej Lawrow.", "Da ist Sergei Lavrov."),
        ("Es sprach Wolodymyr Selenskyj.", "Es sprach Volodymyr Zelensky."),
        ("Petra Müller kam.", "Petra Mueller kam."),
        ("Petra Hallmann kam.", "Petra Hallmanns Auftritt begann."),
    ],
)
def test_spellings_of_one_name_have_one_id(one: str, other: str) -> None:
    ids = [resolved(text, document_id=text).actors[0].actor_id for text in (one, other)]
    assert ids[0] == ids[1]


def test_a_surname_alone_belongs_to_its_document() -> None:
    text = "Das sei falsch, sagte Brockdorff."
    one, other = (resolved(text, document_id=document).actors[0] for document in ("doc_1", "doc_2"))
    assert one.is_local
    assert one.actor_id != other.actor_id


def test_a_role_never_enters_the_id() -> None:
    one = resolved("Außenministerin Petra Hallmann kam.").actors[0]
    other = resolved("Die Sängerin Petra Hallmann kam.").actors[0]
    assert one.actor_id == other.actor_id


def test_an_acronym_in_brackets_is_another_body_where_its_letters_are_not_in_the_name() -> None:
    resolution = resolved("Der Verband Nordbahn (SPD) tagt. Der Verband Nordbahn schweigt.")
    assert {actor.kind for actor in resolution.actors} == {"organization", "party"}


@pytest.mark.parametrize(
    "text",
    [
        "The University of Southern Indiana was glad. USI opened.",
        "The Holt Foundation for the Arts was glad. The Holt Foundation opened.",
        "The Church of Scientology was glad. Church of Scientology opened.",
        "Democrat Ann Holt was glad. Ann Holt left.",
    ],
)
def test_a_short_name_is_who_the_text_names_in_full(text: str) -> None:
    assert len({m.actor for m in resolved(text, language="en").mentions if m.mention_kind == "name"}) == 1


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("John Smith came. J. Smith left. Smith slept.", "en", {"John Smith"}),
        ("J. R. Smith came. John Smith left.", "en", {"John Smith"}),
        ("John A. Smith came. John Smith left.", "en", {"John A. Smith"}),
        ("Mary Smith and John Smith came. J. Smith left.", "en", {"Mary Smith", "John Smith"}),
        ("Jane Smith and John Smith came. J. Smith left.", "en", {"Jane Smith", "John Smith", "J. Smith"}),
        ("John A. Smith and John B. Smith came.", "en", {"John A. Smith", "John B. Smith"}),
        ("Angela Berg kam. A. Berg ging.", "de", {"Angela Berg"}),
        ("Ina Lüder-Voss kam. Lüder-Voss ging.", "de", {"Ina Lüder-Voss"}),
    ],
)
def test_initials_mean_the_one_person_that_they_may_be(text: str, language: str, names: set[str]) -> None:
    assert {actor.name for actor in resolved(text, language=language).actors} == names


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Twitter", "X Corp", "en"),
        ("Statoil", "Equinor", "en"),
        ("Facebook Inc", "Meta Platforms", "en"),
        ("Das Bundesministerium des Innern", "Das Bundesinnenministerium", "de"),
        ("Das Bundesministerium für Wirtschaft und Klimaschutz", "Das Bundeswirtschaftsministerium", "de"),
        ("Michail Chodorkowski", "Mikhail Khodorkovsky", "de"),
    ],
)
def test_another_name_of_a_body_or_spelling_of_a_person_is_the_same_actor(one: str, other: str, language: str) -> None:
    ids = [{a.actor_id for a in resolved(f"{name} came.", language=language).actors} for name in (one, other)]
    assert ids[0] == ids[1] != set()

"""Who speaks without a name: documents, for whose they are or for themselves, and sources by what they are."""

import pytest

from tests.resolving import resolved, speaker


@pytest.mark.parametrize("who", ["Berichten", "Umfragen", "Ersten Erkenntnissen"])
def test_reports_are_no_actors(who: str) -> None:
    assert speaker(f"{who} zufolge ist das so.", who) is None


@pytest.mark.parametrize(
    ("text", "language", "who", "kind", "name"),
    [
        ("Eine Umfrage ergab das.", "de", "Eine Umfrage", "document", "Umfrage"),
        ("Laut einem Untersuchungsbericht fiel es.", "de", "einem Untersuchungsbericht", "document", None),
        (
            "Laut dem Jahresbericht der Polizei ist es so.",
            "de",
            "dem Jahresbericht der Polizei",
            "organization",
            "Polizei",
        ),
        ("Laut einem EU-Bericht sinkt es.", "de", "einem EU-Bericht", "igo", "European Union"),
        (
            "Die Universität Köln legte eine Studie vor. Laut der Studie stieg es.",
            "de",
            "der Studie",
            "organization",
            "Universität Köln",
        ),
        ("The lawsuit says so.", "en", "The lawsuit", "document", "lawsuit"),
        ("A Reuters poll said so.", "en", "A Reuters poll", "media", "Reuters"),
        ("The ministry's report said so.", "en", "The ministry's report", "organization", "ministry"),
        (
            "A study by the University of Leeds said so.",
            "en",
            "A study by the University of Leeds",
            "organization",
            None,
        ),
        ("The council published a report. The report said so.", "en", "The report", "organization", "council"),
    ],
)
def test_a_document_speaks_for_whose_it_is(text: str, language: str, who: str, kind: str, name: str | None) -> None:
    actor = speaker(text, *(["The council"] if "council" in text else []), who, language=language)
    assert actor is not None
    assert (actor.kind, actor.unnamed_kind is None) == (kind, actor.kind == "document" or bool(actor.aliases))
    assert name in (None, actor.name)


def test_a_document_is_one_actor_of_its_text_and_no_pronoun_means_it() -> None:
    text = "A leaked memo said so. The memo warned of it. It said more."
    resolution = resolved(text, "A leaked memo", "The memo", "It", language="en")
    assert resolution.speaker[0] == resolution.speaker[1] != resolution.speaker[2]
    assert resolution.actors[0].is_local


@pytest.mark.parametrize(
    ("who", "language", "kind"),
    [
        ("Two senior officials", "en", "officials"),
        ("The authorities", "en", "authorities"),
        ("People familiar with the matter", "en", "insiders"),
        ("People", "en", "public"),
        ("Local media", "en", "media"),
        ("Critics", "en", "activists"),
        ("The supermarket", "en", "business"),
        ("A spokeswoman", "en", "spokespeople"),
        ("Anwohner", "de", "public"),
        ("Regierungsbeamte", "de", "officials"),
        ("Der Kronzeuge", "de", "public"),
        ("Zwei Verfassungsrechtsexperten", "de", "experts"),
        ("Die Kreisbehörde", "de", "authorities"),
        ("Ein Feuerwehrmann", "de", "security_forces"),
        ("Parteikreise", "de", "insiders"),
        ("Die Werft", "de", "business"),
        ("Behörden", "de", "authorities"),
        ("Ärzte", "de", "experts"),
        ("Ein Experte", "de", "experts"),
        ("Fachleute", "de", "experts"),
        ("Fahrgäste", "de", "public"),
        ("Ein Reisender", "de", "public"),
        ("Umweltschützer", "de", "activists"),
        ("Rettungskräfte", "de", "security_forces"),
        ("Das Staatsfernsehen", "de", "media"),
        ("Das Labor", "de", "organizations"),
        ("State television", "en", "media"),
        ("Industry groups", "en", "organizations"),
        ("Human rights groups", "en", "activists"),
        ("A rebel group", "en", "security_forces"),
        ("Aid workers", "en", "organizations"),
        ("Farmers", "en", "public"),
        ("A passer-by", "en", "public"),
        ("Pollsters", "en", "experts"),
        ("The library", "en", "organizations"),
        ("The town", "en", "authorities"),
    ],
)
def test_those_without_a_name_are_told_apart(who: str, language: str, kind: str) -> None:
    actor = speaker(f"{who} said so." if language == "en" else f"{who} sagten das.", who, language=language)
    assert actor is not None
    assert actor.unnamed_kind == kind


def test_whoever_has_a_name_is_of_no_unnamed_kind() -> None:
    actors = resolved(
        "Am Montag traf US-Präsident Donald Trump die Presse. Er sagte das. Ein Anwohner sagte mehr.",
        "Er",
        "Ein Anwohner",
    ).actors
    assert [actor.unnamed_kind for actor in actors if actor.name != "Anwohner"] == [None] * (len(actors) - 1)
    assert [actor.unnamed_kind for actor in actors if actor.name == "Anwohner"] == ["public"]

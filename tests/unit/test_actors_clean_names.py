"""Names of actors are clean: works, products and headings are nobody, short names lead to the long one."""

import pytest

from pipeline.extract.actors.grammar import load_grammar
from pipeline.extract.engine import Annotation, annotate


def read(text: str, language: str) -> Annotation:
    return annotate(text, language=language, published_on=None, document_id="doc")


def actors(text: str, language: str) -> set[tuple[str, str]]:
    return {(actor.name, actor.kind) for actor in read(text, language).actors}


def speakers(text: str, language: str) -> list[str | None]:
    found = read(text, language)
    return [found.actors[s.speaker_actor].name if s.speaker_actor is not None else None for s in found.statements]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Sie sang das Lied „Anna Blume“. Das Publikum tobte.", "de"),
        ("Ihr neues Buch „Onkel Toms Garten“ ist da. „Onkel Toms Garten“ ist lang.", "de"),
        ("Der Spielfilm „Harry Brandt“ läuft im Kino.", "de"),
        ("Ein Film mit dem Titel „Anna Kern“ läuft.", "de"),
        ("Das Smartphone Nova Ultra kostet 900 Euro.", "de"),
        ("Die Fregatte „Sachsen“ lief aus. Der Frachter Ruby Star folgte.", "de"),
        ("Der Hund Bello bellte. Sturm Emma tobte, Hoch Peter kam.", "de"),
        ("Er fuhr einen Ford Focus. Der Ford Focus war rot.", "de"),
        ("She sang the song “Billie Jean” at the fair.", "en"),
        ("His new book, “Peter Grimm,” is out in May.", "en"),
        ("The novel Jane Eyre is on the list.", "en"),
        ("The smartphone Nova Ultra sells well.", "en"),
        ("The ship Queen Mary sank near the USS Gerald Ford.", "en"),
        ("Hurricane Ian hit the coast. Storm Emma will follow.", "en"),
        ("He drove a Ford Focus. The Ford Focus was red.", "en"),
        ("School Lunch Prices\n\nPrices rise.", "en"),
        ("Tax Relief Bill Passes House\n\nThe bill is new.", "en"),
        ("Drew Crowd of Thousands\n\nThe fair was full.", "en"),
        ("Rosa Zeiten\n\nDie Zeiten sind gut.", "de"),
    ],
)
def test_works_products_and_headings_are_nobody(text: str, language: str) -> None:
    assert actors(text, language) == set()


@pytest.mark.parametrize(
    ("text", "language", "name", "kind"),
    [
        ("Das Auto Peter Müllers stand im Hof.", "de", "Peter Müller", "person"),
        ("Das Mitglied „Anna Blume“ fehlt.", "de", "Anna Blume", "person"),
        ("Das Lied „Anna Blume“ lief. Dann sang Anna Blume selbst.", "de", "Anna Blume", "person"),
        ("The book Ann Holt wrote is good.", "en", "Ann Holt", "person"),
        ("A film by Ann Holt will open.", "en", "Ann Holt", "person"),
        ("She works for a Toyota Motor Corporation plant.", "en", "Toyota Motor Corporation", "organization"),
        ("Mayor Ann Holt Wants New Bridge\n\nHolt said the old one was unsafe.", "en", "Ann Holt", "person"),
        ("The news agency Anvara reported that the mill would close.", "en", "Anvara", "media"),
        ("Der Antrag Petra Bornes scheiterte. Borne schwieg.", "de", "Petra Borne", "person"),
        ("Nach Angaben des Landesverbandes ist er tot.", "de", "Landesverband", "organization"),
        ("Nach Angaben eines Zeugen ist er tot.", "de", "Zeuge", "unnamed_source"),
    ],
)
def test_whoever_is_beside_them_is_somebody(text: str, language: str, name: str, kind: str) -> None:
    assert (name, kind) in actors(text, language)


@pytest.mark.parametrize(
    ("text", "language", "name", "short"),
    [
        ("Der Bund Freier Mieter (BFM) tagt. Der BFM klagt.", "de", "Bund Freier Mieter", "BFM"),
        ("Die Initiative Freie Mieter (kurz IFM) tagt. Die IFM klagt.", "de", "Initiative Freie Mieter", "IFM"),
        ("Das Landesamt für Umwelt (LfU) warnt. Das LfU klagt.", "de", "Landesamt für Umwelt", "LfU"),
        ("Die Bürgerinitiative „Freie Aue“ (BFA) tagt. Die BFA klagt.", "de", "Freie Aue", "BFA"),
        (
            "Die Deutsche Gesellschaft für Bienenkunde (DGB) tagt. Die DGB klagt.",
            "de",
            "Deutsche Gesellschaft für Bienenkunde",
            "DGB",
        ),
        ("The American Bee Council (ABC) met. The ABC said bees die.", "en", "American Bee Council", "ABC"),
    ],
)
def test_an_acronym_in_brackets_is_the_body_before_it(text: str, language: str, name: str, short: str) -> None:
    (actor,) = [actor for actor in read(text, language).actors if short in actor.aliases]
    assert actor.name == name


def test_a_listed_acronym_is_the_listed_body_by_another_name_of_it() -> None:
    assert {a.actor_id for a in read("Die Gewerkschaft der Lokführer (GDL) tagt.", "de").actors} == {
        "actor_organization_gdl"
    }


def test_what_an_acronym_of_no_body_stands_for_is_nobody() -> None:
    assert actors("Die Künstliche Intelligenz (KI) wächst.", "de") == set()


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        ("Police released a statement. The statement said he lied.", "en", "Police"),
        ("A police statement said rents rose.", "en", "police"),
        ("The city of Leeds published a report. The report said rents rose.", "en", "Leeds"),
        ("The lawsuit, filed by Greenpeace, says the firm lied.", "en", "Greenpeace"),
        ("Researchers of Corran University issued a study. The study said bees die.", "en", "Corran University"),
        ("The memo states that rents must fall.", "en", "memo"),
        ("Greenpeace reichte Klage ein. Die Klage besagt, die Firma habe gelogen.", "de", "Greenpeace"),
        ("Das Gesetz besagt, dass Mieten sinken müssen.", "de", "Gesetz"),
    ],
)
def test_a_document_speaks_for_whose_it_is(text: str, language: str, speaker: str) -> None:
    assert speakers(text, language) == [speaker]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Der Sprecher des Klinikums Auental sagte, es bleibe offen.", "Klinikum Auental"),
        ("Der Direktor des Landgerichts Auental sagte, es bleibe offen.", "Landgericht Auental"),
        ("Der Chef des Instituts Merian sagte, es bleibe offen.", "Institut Merian"),
        ("11.30 Uhr: Kritik am Krankenhaus Lehe: Die Klinik habe Patienten verlegt.", "Krankenhaus Lehe"),
    ],
)
def test_institutions_have_their_noun_in_their_name_also_in_the_genitive(text: str, name: str) -> None:
    found = actors(text, "de")
    assert (name, "organization") in found
    assert not any(other in ("Auental", "Lehe", "Merian") for other, _ in found)


@pytest.mark.parametrize("text", ["Das Museum war leer.", "Die Schule Anfang Mai war zu.", "Das Institut Ende Mai."])
def test_a_noun_for_an_institution_without_a_name_names_none(text: str) -> None:
    assert not any(kind == "organization" and " " in name for name, kind in actors(text, "de"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Court documents say the suspect fled.", "Court documents"),
        ("Internal emails suggest the board knew.", "Internal emails"),
        ("Police records show the man fled twice.", "Police records"),
    ],
)
def test_a_plural_before_a_plural_verb_is_its_subject(text: str, name: str) -> None:
    assert speakers(text, "en") == [name]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "Aktivisten der Umweltorganisation Greenpeace protestierten.",
            "de",
            {("Greenpeace", "organization")},
        ),
        (
            "Derzeit sind Dotalliance Inc. und EuroDNS SA die beiden Anbieter.",
            "de",
            {("Dotalliance Inc.", "organization"), ("EuroDNS SA", "organization")},
        ),
        (
            "It was covered by The New York Times and ABC News in August.",
            "en",
            {("The New York Times", "media"), ("ABC News", "media")},
        ),
        (
            "After the leak, CEO of the Refugee Council Enver Solomon told Sky News any process must be well planned.",
            "en",
            {("Refugee Council", "organization"), ("Enver Solomon", "person"), ("Sky News", "media")},
        ),
        (
            "Other democrats elected were Leung Yiu-chung of NWSC and James To of the Democratic Party.",
            "en",
            {("James To", "person"), ("Democratic Party", "party"), ("Leung Yiu-chung", "person")},
        ),
        (
            "Ex-Gouverneur von Massachusetts Mitt Romney gewann.",
            "de",
            {("Massachusetts", "place"), ("Mitt Romney", "person")},
        ),
        ("The Thomas Jefferson Foundation said no.", "en", {("Thomas Jefferson Foundation", "organization")}),
        ("The Discovery Channel said it was sold.", "en", {("Discovery Channel", "media")}),
    ],
)
def test_two_names_are_not_taken_for_one(text: str, language: str, expected: set[tuple[str, str]]) -> None:
    found = actors(text, language)
    assert expected <= found
    assert not any(name != other and other in name for name, _ in found for other, _ in expected)


def test_a_person_is_not_called_by_what_stands_before_the_name() -> None:
    text = "The film featured Scientologist Tom Cruise. Later Tom Cruise said no."
    assert actors(text, "en") == {("Tom Cruise", "person")}


def test_a_given_name_that_ends_as_an_office_does_is_none() -> None:
    grammar = load_grammar("de")
    assert grammar.office("Stefan") is None
    fan = grammar.office("Fußballfan")
    assert fan is not None
    assert fan.stem == "fan"

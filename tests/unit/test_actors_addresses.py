"""Forms of address and articles: what they tell of the name behind them, and of two people of one surname."""

import pytest

from pipeline.extract.actors import find_names
from pipeline.extract.text import read_text
from tests.resolving import resolved


def named(text: str, language: str) -> list[tuple[str, str]]:
    return [(text[name.start : name.end], name.kind) for name in find_names(read_text(text, language))]


def people(text: str, language: str) -> list[list[str]]:
    """The mentions of each person of a text."""
    resolution = resolved(text, language=language)
    found: dict[int, list[str]] = {}
    for mention in sorted(resolution.mentions, key=lambda mention: mention.start):
        if resolution.actors[mention.actor].kind == "person":
            found.setdefault(mention.actor, []).append(text[mention.start : mention.end])
    return list(found.values())


@pytest.mark.parametrize(
    ("text", "surnames"),
    [
        ("Mr Holm said so. Mrs Holm left.", ["Holm", "Holm"]),
        ("Mr. Quast and Ms. Tarr disagreed.", ["Quast", "Tarr"]),
        ("On Monday Mr Holm met Ms Tarr.", ["Holm", "Tarr"]),
        ("The letter to Dr Guruh was lost.", ["Guruh"]),
        ("Former Gov. Art Lund of Montana left.", ["Art Lund"]),
        ("DS Park answered the question.", ["Park"]),
        ("Mr President, I object.", []),
        ("Mr Chairman left the room.", []),
        ("Analyst Team is a game.", []),
    ],
)
def test_a_form_of_address_leads_to_a_surname_and_is_no_part_of_it(text: str, surnames: list[str]) -> None:
    assert [name for name, kind in named(text, "en") if kind == "person"] == surnames


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Frau Holm und Herr Holm stritten. Herr Holm ging.", "de", [["Holm"], ["Holm", "Holm"]]),
        ("Mr Holm and Mrs Holm disagreed. Mrs Holm left.", "en", [["Holm"], ["Holm", "Holm"]]),
        ("Peter Holm traf Frau Holm. Herr Holm ging.", "de", [["Peter Holm", "Holm"], ["Holm"]]),
        ("Peter Holm traf Nora Holm. Frau Holm ging.", "de", [["Peter Holm"], ["Nora Holm", "Holm"]]),
        ("Nora Holm kam. Frau Holm lachte. Holm ging.", "de", [["Nora Holm", "Holm", "Holm"]]),
        ("Kim Holm kam. Frau Holm lachte.", "de", [["Kim Holm", "Holm"]]),
        ("Rosa Delgado came. Ms. Delgado left.", "en", [["Rosa Delgado", "Delgado"]]),
        (
            "Fiona Grant fell. Grant was cold. The hiker’s mother, Morag Grant, wept.",
            "en",
            [["Fiona Grant", "Grant"], ["The hiker’s mother", "Morag Grant"]],
        ),
        ("Erika Jan kam. Jan fror. Dann kam Ida Jan.", "de", [["Erika Jan", "Jan"], ["Ida Jan"]]),
    ],
)
def test_a_man_and_a_woman_of_one_surname_are_two(text: str, language: str, expected: list[list[str]]) -> None:
    assert people(text, language) == expected


@pytest.mark.parametrize(
    ("text", "she"),
    [
        ("Der Vorsitzende Jan Holt lobte seine Stellvertreterin Ida Sund. Sie habe den Verein gerettet.", "Ida Sund"),
        ("Die Abgeordnete Kim Reh traf Jan Tomm. Sie lachte.", "Kim Reh"),
    ],
)
def test_the_article_tells_the_gender_of_an_office_with_one_form_for_both(text: str, she: str) -> None:
    assert next(mentions for mentions in people(text, "de") if "Sie" in mentions)[0 if she == "Kim Reh" else 1] == she


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Der Verein sagte, die Halle bleibe zu.", []),
        ("In der Halle war es kalt, im Hof auch.", []),
        ("Sie wohnt in Essen und mag das Essen.", ["Essen"]),
        ("In Halle war es kalt.", ["Halle"]),
        ("Die Paddler fuhren auf der Mosel in den Harz.", ["Mosel", "Harz"]),
    ],
)
def test_a_town_called_like_a_noun_has_no_article(text: str, places: list[str]) -> None:
    assert [name for name, kind in named(text, "de") if kind == "place"] == places


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Lena Gaul kam. Sie sei müde, sagte Gaul.", "de", ["Lena Gaul", "Gaul"]),
        ("Lena Paris came. “I am late,” said Paris.", "en", ["Lena Paris", "Paris"]),
        ("Lena Paris came. She lives in Paris.", "en", ["Lena Paris"]),
    ],
)
def test_who_was_named_in_full_is_no_town_behind_a_verb_of_saying(
    text: str, language: str, expected: list[str]
) -> None:
    assert [name for name, kind in named(text, language) if kind == "person"] == expected


@pytest.mark.parametrize(
    ("text", "language", "noun"),
    [
        ("Die Gewerkschaft Nahrung kündigte Streiks an. Die Organisation verlangt mehr.", "de", "Die Organisation"),
        ("Das Magazin „Fluss“ schreibt, der Damm sei brüchig. Das Heft nennt Zeugen.", "de", "Das Heft"),
        ("Die Kerr AG baut um. Der Zulieferer nannte keine Zahlen.", "de", "Der Zulieferer"),
        ("Der FC Auental trennt sich von Max Born. Das gab der Zweitligist bekannt.", "de", "der Zweitligist"),
        (
            "Velten Semiconductors fell after the Dutch chipmaker cut its outlook. The company left.",
            "en",
            "The company",
        ),
        ("The Kerr Foundation raised money. The charity will repay it.", "en", "The charity"),
        ("The Dockers Union called a strike. The organisation wants more pay.", "en", "The organisation"),
    ],
)
def test_nouns_for_bodies_mean_the_body_before(text: str, language: str, noun: str) -> None:
    resolution = resolved(text, language=language)
    meant = {text[mention.start : mention.end]: mention.actor for mention in resolution.mentions}
    assert meant[noun] == min(meant.values())
    assert resolution.actors[meant[noun]].kind in ("organization", "media")


@pytest.mark.parametrize(
    ("text", "language", "institution"),
    [
        ("Die indonesische Marine rettete zwölf Menschen.", "de", "Navy of Indonesia"),
        ("Die schwedische Küstenwache griff ein.", "de", "Coast Guard of Sweden"),
        ("Das spanische Agrarministerium lehnte ab.", "de", "Ministry of Agriculture of Spain"),
        ("The Danish intelligence service declined to comment.", "en", "Intelligence Service of Denmark"),
        ("The Brazilian air force declined to comment.", "en", "Air Force of Brazil"),
    ],
)
def test_what_every_state_has_is_called_by_its_adjective(text: str, language: str, institution: str) -> None:
    assert [actor.name for actor in resolved(text, language=language).actors] == [institution]


def test_the_police_of_a_town_are_not_those_of_its_state() -> None:
    resolution = resolved("Die Polizei in Berlin griff ein. Die Polizei ermittelt.")
    assert "Germany" not in "".join(actor.name for actor in resolution.actors)


def test_a_given_name_that_is_a_noun_needs_a_surname() -> None:
    assert named("Die Marine half.", "de") == []
    assert named("Marine Le Pen kam.", "de") == [("Marine Le Pen", "person")]


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("Sie stellte ihr Amt zur Verfügung.", []),
        ("Damals stand die Partei zur Wahl.", []),
        ("Das Amt zur Regelung offener Fragen zog um.", ["Amt zur Regelung"]),
    ],
)
def test_what_a_verb_takes_is_no_part_of_a_body(text: str, bodies: list[str]) -> None:
    assert [name for name, kind in named(text, "de") if kind == "organization"] == bodies


def test_a_firm_is_no_place() -> None:
    assert ("Brenner & Co", "organization") in named("Analysts at Brenner & Co left.", "en")
    assert ("Durham Co", "organization") not in named("Durham Co is far.", "en")

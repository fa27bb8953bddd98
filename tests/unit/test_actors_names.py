"""Names: what is found in a text, of which kind, and what is left alone."""

import pytest

import onrecord
from pipeline.extract.actors import Name, find_names
from pipeline.extract.text import read_text


def names(text: str, language: str = "de") -> list[Name]:
    return find_names(read_text(text, language))


def found(text: str, language: str = "de") -> set[tuple[str, str]]:
    return {(text[name.start : name.end], name.kind) for name in names(text, language)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gestern sprach Petra Hallmann in Genf.", {("Petra Hallmann", "person"), ("Genf", "place")}),
        ("Die Ministerin Karla von der Aue reiste ab.", {("Karla von der Aue", "person")}),
        ("Das sei falsch, sagte Brockdorff.", {("Brockdorff", "person")}),
        ("Das Gespräch mit Macron dauerte lange.", {("Macron", "person")}),
        ("Ein Angriff des Pentagons blieb aus.", {("Pentagons", "organization")}),
        ("Die Vereinigten Staaten zögern.", {("Vereinigten Staaten", "state")}),
        ("Die Mitglieder der Europäischen Union stimmten zu.", {("Europäischen Union", "igo")}),
        ("Laut dpa und Reuters kam es zu Unruhen.", {("dpa", "media"), ("Reuters", "media")}),
        ("Die SPD und die FDP verhandeln.", {("SPD", "party"), ("FDP", "party")}),
        ("Er wechselte zum FC Zwiesel.", {("FC Zwiesel", "organization")}),
        ("Das Institut für Wetterkunde warnte.", {("Institut für Wetterkunde", "organization")}),
        ("Die Hallmann & Sohn GmbH ist insolvent.", {("Hallmann & Sohn GmbH", "organization")}),
        ("Die Petra-Hallmann-Stiftung hilft.", {("Petra-Hallmann-Stiftung", "organization")}),
        ("Der Unfall geschah bei Oberzwieselbach.", {("Oberzwieselbach", "place")}),
        ("Truppen der NATO-Mitglieder üben.", {("NATO", "igo")}),
        ("Die sogenannte „Allianz der Mutigen“ traf sich.", {("„Allianz der Mutigen“", "group")}),
        ("Der Nahe Osten bleibt unruhig.", {("Nahe Osten", "region")}),
        ("Der Einfluss Heideggers blieb groß.", {("Heideggers", "person")}),
        ("Die Paddler fuhren von der Lahn in die Wetterau.", {("Lahn", "place"), ("Wetterau", "place")}),
        ("Er war Offizier der Reichswehr.", {("Reichswehr", "organization")}),
        ("Vor Gericht schwieg Petra H. beharrlich.", {("Petra H.", "person")}),
    ],
)
def test_german_names(text: str, expected: set[tuple[str, str]]) -> None:
    assert expected <= found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Der Bericht über die deutsche Wirtschaft liegt vor.",
        "Eine russische Delegation und amerikanische Soldaten kamen an.",
        "Die Verwaltung hat den Haushalt der Gemeinde beschlossen.",
        "Im März kam der Regen, und das Essen wurde kalt.",
        "Kritiker warfen der Leitung Versagen vor.",
        "Das Vitamin B. hilft, und Punkt C. gilt.",
        "Verschiedene Modi sind möglich; das Nasse an der Leine störte.",
    ],
)
def test_nouns_and_adjectives_of_german_are_no_names(text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yesterday Martha Ellwood flew to Geneva.", {("Martha Ellwood", "person"), ("Geneva", "place")}),
        ("Senator Ellwood disagreed.", {("Ellwood", "person")}),
        ("He joined the Social Green Party of Belgium.", {("Social Green Party of Belgium", "party")}),
        ("The Riverside Herald wrote about it.", {("Riverside Herald", "media")}),
        (
            "The Union of Dock Workers (UDW) is on strike.",
            {("Union of Dock Workers", "organization"), ("UDW", "organization")},
        ),
        ("They crossed Mill Street near Lake Orrin.", {("Mill Street", "place"), ("Lake Orrin", "place")}),
        ("The White House and the Kremlin spoke.", {("White House", "organization"), ("Kremlin", "organization")}),
        (
            "Muammar al-Harrani met Ursula van der Meer.",
            {("Muammar al-Harrani", "person"), ("Ursula van der Meer", "person")},
        ),
    ],
)
def test_english_names(text: str, expected: set[tuple[str, str]]) -> None:
    assert expected <= found(text, "en")


def test_events_are_no_actors_and_hide_the_country_in_their_name() -> None:
    assert found("The Vietnam War ended before the 1976 Canada general election.", "en") == set()


@pytest.mark.parametrize(
    ("text", "mention_kind", "key"),
    [
        ("Moskau hat den Vorschlag abgelehnt.", "metonym", "ru"),
        ("Brüssel hat den Vorschlag abgelehnt.", "metonym", "eu"),
        ("Die Gespräche zwischen Kiew und Moskau ruhen.", "metonym", "ua"),
        ("Er lebt in Moskau.", "name", "ru.moscow"),
        ("Die Stadt Kiew wächst.", "name", "ua.kyiv"),
        ("Berlin (dpa) - Es regnet.", "name", "de.berlin"),
    ],
)
def test_a_capital_is_its_state_unless_it_is_a_place(text: str, mention_kind: str, key: str) -> None:
    first = names(text)[0]
    assert first.entry is not None
    assert (first.mention_kind, first.entry.key) == (mention_kind, key)


@pytest.mark.parametrize(
    ("text", "language", "role"),
    [
        ("So äußerte sich US-Präsident Donald Trump am Abend.", "de", "US-Präsident"),
        ("Das wurde vom russischen Außenminister Sergej Lawrow bekräftigt.", "de", "russischen Außenminister"),
        ("Petra Hallmann, Polizeichefin von Zwiesel, widersprach.", "de", "Polizeichefin von Zwiesel"),
        ("The former French prime minister Jean Castin resigned.", "en", "former French prime minister"),
        ("He met Secretary of State Martha Ellwood today.", "en", "Secretary of State"),
        ("Martha Ellwood, the mayor of Riverside, disagreed.", "en", "mayor of Riverside"),
    ],
)
def test_the_role_beside_a_name(text: str, language: str, role: str) -> None:
    roles = [text[name.role[0] : name.role[1]] for name in names(text, language) if name.role]
    assert roles == [role]


def test_a_surname_is_found_again_where_the_full_name_stands_elsewhere() -> None:
    text = "Petra Hallmann trat zurück. Lange hatte Hallmann gezögert. Hallmanns Nachfolge ist offen."
    surfaces = [text[name.start : name.end] for name in names(text)]
    assert surfaces == ["Petra Hallmann", "Hallmann", "Hallmanns"]


def test_names_do_not_run_over_sentences_and_lines() -> None:
    assert ("Petra Hallmann", "person") in found("Es fotografierte Petra Hallmann\n\nFahrgäste warten lange.")


@pytest.mark.parametrize("text", ["RIVERTON (Reuters) - The mayor resigned.", "BRUNNWALD (AFP) - Police arrived."])
def test_a_dateline_is_a_place(text: str) -> None:
    assert {name.kind for name in find_names(read_text(text, "en")) if name.first == 0} == {"place"}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (
            "The charity Hill Safe, which funds training, was glad. Hill Safe did not say more.",
            "Hill Safe",
            "organization",
        ),
        ("He has led the Glen Orrin mountain rescue team for years.", "Glen Orrin", "place"),
        ("Shares in Pellworth fell on Thursday. Pellworth sells toys.", "Pellworth", "organization"),
        ("Valeska Paris was born in Basel. Paris claims that she was kept aboard.", "Paris", "person"),
        ("The Prime Minister spoke in Paris. Paris claims that it was asked.", "Paris", "state"),
        ("It happened in the capital. Taipei, Taiwan, was quiet.", "Taipei", "place"),
    ],
)
def test_what_the_text_says_of_a_name_decides_what_it_is(text: str, name: str, kind: str) -> None:
    assert {found.kind for found in find_names(read_text(text, "en")) if found.text == name} >= {kind}


def test_names_in_the_genitive_may_be_joined() -> None:
    text = "Lukas Schulzes und Maria Bergs Firma ist pleite. Schulze schwieg."
    assert {a.name for a in onrecord.annotate(text, language="de").actors} == {"Lukas Schulze", "Maria Berg"}
    text = "Jan Mertes und Max Berg kamen. Mertes schwieg."
    assert {a.name for a in onrecord.annotate(text, language="de").actors} == {"Jan Mertes", "Max Berg"}


@pytest.mark.parametrize(
    ("text", "language", "role", "lemma"),
    [
        ("Fire chief Dolores Amaya spoke.", "en", "Fire chief", "Fire chief"),
        ("Chief financial officer Nora Pike agreed.", "en", "Chief financial officer", "Chief financial officer"),
        ("School principal Ann Holt left.", "en", "School principal", "School principal"),
        ("Head coach Joe Brand resigned.", "en", "Head coach", "Head coach"),
        ("Vice-president Carl Yost spoke.", "en", "Vice-president", "Vice-president"),
        ("Meanwhile coach Bob Kern left.", "en", "coach", "coach"),
        (
            "Der Anwalt der Leitenden Oberstaatsanwältin Petra Kolb sprach.",
            "de",
            "Leitenden Oberstaatsanwältin",
            "Leitende Oberstaatsanwältin",
        ),
        ("Mit dem Ersten Bürgermeister Jens Holt sprach sie.", "de", "Ersten Bürgermeister", "Erster Bürgermeister"),
        ("Die Sportliche Leiterin Anna Kurz ging.", "de", "Sportliche Leiterin", "Sportliche Leiterin"),
        ("Die Berliner Bürgermeisterin Anna Kurz ging.", "de", "Bürgermeisterin", "Bürgermeisterin"),
    ],
)
def test_a_role_is_whole(text: str, language: str, role: str, lemma: str) -> None:
    mentions = [mention for actor in onrecord.annotate(text, language=language).actors for mention in actor.mentions]
    assert [(m.role, m.role_lemma) for m in mentions if m.role] == [(role, lemma)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("She ordered a Caesar salad and Earl Grey tea. A Jack Russell terrier barked.", "en"),
        ("He suffers from Crohn’s disease and Hodgkin’s lymphoma.", "en"),
        ("The storm named Agnes hit the coast.", "en"),
        ("Er leidet an Morbus Crohn. Es gab Rote Grütze. Der Rote Milan kreiste.", "de"),
        ("Der Sturm namens Agnes kam.", "de"),
    ],
)
def test_what_is_called_after_somebody_is_nobody(text: str, language: str) -> None:
    assert found(text, language) == set()


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Ann Holt's disease worsened.", "en", ("Ann Holt", "person")),
        ("Ann Holt drank tea. Holt's disease worsened.", "en", ("Holt", "person")),
        ("A man named Agnes Holt spoke.", "en", ("Agnes Holt", "person")),
        ("Das Rote Kreuz half.", "de", ("Rote Kreuz", "organization")),
        ("According to Kowalczyk, the road will reopen.", "en", ("Kowalczyk", "person")),
        ("According to Riverton, the road will reopen.", "en", ("Riverton", "place")),
    ],
)
def test_who_is_somebody_beside_such_words(text: str, language: str, expected: tuple[str, str]) -> None:
    assert expected in found(text, language)

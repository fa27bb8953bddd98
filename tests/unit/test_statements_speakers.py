"""How far a speaker reaches: what explains a name, what only stands beside it, parts of compounds, whole names."""

import pytest

import onrecord


def read(text):
    """(statement, speaker) of each statement."""
    found = onrecord.annotate(text, date="2025-08-27", language="de").statements
    return [(s.text, s.speaker_text) for s in found]


def speakers(text):
    return [found[1] for found in read(text)]


EXPLAINED = [
    ("Laut Jan Maurer, Leiter des Amtes, ist das Rohr alt.", "Jan Maurer, Leiter des Amtes"),
    (
        "Nach Angaben von Sam Maier, dem Leiter des Amtes, ist das Rohr alt.",
        "Angaben von Sam Maier, dem Leiter des Amtes",
    ),
    (
        "Nach Meinung von Mike Braun, Professor am Institut, ist das Rohr alt.",
        "Meinung von Mike Braun, Professor am Institut",
    ),
    ("Laut Jan Maurer, der krank ist, ist das Rohr alt.", "Jan Maurer"),
    ("Laut Jan Maurer, so viel ist klar, ist das Rohr alt.", "Jan Maurer"),
]


@pytest.mark.parametrize(("text", "speaker"), EXPLAINED)
def test_an_office_behind_a_name_in_a_frame_is_part_of_the_speaker(text, speaker):
    assert speakers(text)[:1] == [speaker]


AT_END = [
    ("Es reiche, sagte der Bürgermeister der Stadt, Karl Holt.", "der Bürgermeister der Stadt, Karl Holt"),
    ("Es reiche, sagte der Vorsitzende, Karl Holt, am Montag.", "der Vorsitzende, Karl Holt"),
    ("Es reiche, sagte Karl Holt, der Bürgermeister.", "Karl Holt, der Bürgermeister"),
    ("Es reiche, sagte der Bürgermeister, und Karl Holt ging.", "der Bürgermeister"),
]


@pytest.mark.parametrize(("text", "speaker"), AT_END)
def test_a_name_behind_an_office_at_the_end_is_none_of_the_words(text, speaker):
    assert read(text) == [("Es reiche", speaker)]


BESIDE = [
    ("„Es reicht“, sagte Karl Holt zur Lage.", "Karl Holt"),
    ("„Es reicht“, sagte Karl Holt in Kiel.", "Karl Holt"),
    ("„Es reicht“, sagte Karl Holt an alle gewandt.", "Karl Holt"),
    ("„Es reicht“, sagte Karl Holt von der Feuerwehr.", "Karl Holt von der Feuerwehr"),
    ("„Es reicht“, sagte der Bürgermeister in Kiel.", "der Bürgermeister in Kiel"),
    ("Heute sprach Karl Holt von einem Erfolg.", "Karl Holt"),
    ("Heute sprach ein Sprecher von Siemens von einem Erfolg.", "ein Sprecher von Siemens"),
    ("Heute warnte ein Sprecher von Siemens vor einem Erfolg.", "ein Sprecher von Siemens"),
]


@pytest.mark.parametrize(("text", "speaker"), BESIDE)
def test_what_hangs_on_the_verb_is_no_part_of_the_speaker(text, speaker):
    assert speakers(text) == [speaker]


WHOLE = [
    ("Das Bau- und Verkehrsministerium sagte, es reiche.", "Das Bau- und Verkehrsministerium"),
    ("Bundes- und Landesregierung sagten, es reiche.", "Bundes- und Landesregierung"),
    ("Laut Bau- und Verkehrsamt reicht es.", "Bau- und Verkehrsamt"),
    ("Ärzte ohne Grenzen sagte, es reiche.", "Ärzte ohne Grenzen"),
    ("Andere Quellen sagten, es reiche.", "Andere Quellen"),
    ("Die andere Partei sagte, es reiche.", "Die andere Partei"),
    ("Andere sagten, es reiche.", "Andere"),
    ("Allen sagte, es reiche.", "Allen"),
    ("Allen sagte er, es reiche.", "er"),
    ("„Es reicht uns“, sagte Allen.", "Allen"),
    ("Von der Leyen sagte, es reiche.", "Von der Leyen"),
    ("Der 330 Seiten lange Bericht sagt, es reiche.", "Der 330 Seiten lange Bericht"),
]


@pytest.mark.parametrize(("text", "speaker"), WHOLE)
def test_a_speaker_is_whole(text, speaker):
    assert speakers(text) == [speaker]


def test_a_hyphen_alone_joins_nothing():
    assert speakers("Die Bahn - und Kern sagte, es reiche.") == ["Kern"]


ANNOUNCED = [
    ("Kern gab Details bekannt.", []),
    ("Kern gab am Montag das Ergebnis der Wahl bekannt.", []),
    ("Kern gab den Rücktritt bekannt.", [("Kern gab den Rücktritt bekannt.", "Kern")]),
    ("Kern kritisierte die Entscheidung.", [("Kern kritisierte die Entscheidung.", "Kern")]),
    ("Die Stadtreinigung gab Details bekannt. Man baue neu.", [("Man baue neu.", "Die Stadtreinigung")]),
]


@pytest.mark.parametrize(("text", "expected"), ANNOUNCED)
def test_to_announce_without_content_is_no_statement_and_says_who_goes_on(text, expected):
    assert read(text) == expected


COMING = [
    ("Kritik kam von Karl Holt. Der Plan sei zu teuer.", [("Der Plan sei zu teuer.", "Karl Holt")]),
    ("Lob kommt vom Bund der Wirte: „Das ist gut für alle.“", [("„Das ist gut für alle.“", "Bund der Wirte")]),
    ("Der Zug kam von der Feuerwehr. Der Plan sei zu teuer.", [("Der Plan sei zu teuer.", None)]),
    ("Anders sieht das Karl Holt: „Das ist gut für alle.“", [("„Das ist gut für alle.“", "Karl Holt")]),
    ("Holt blieb dabei: Der Plan sei gut.", [("Der Plan sei gut", "Holt")]),
]


@pytest.mark.parametrize(("text", "expected"), COMING)
def test_words_come_from_whom_the_sentence_before_names(text, expected):
    assert read(text) == expected


def actors(text):
    found = onrecord.annotate(text, date="2025-08-27", language="de")
    names = {actor.actor_id: actor.name for actor in found.actors}
    return [names.get(s.speaker_actor_id) for s in found.statements]


OWNERS = [
    ("Nach Holms Angaben fehlt das Geld.", "Holm"),
    ("Krulls Meinung nach fehlt das Geld.", "Krull"),
    ("Nach Merkels Angaben fehlt das Geld.", "Angela Merkel"),
]


@pytest.mark.parametrize(("text", "name"), OWNERS)
def test_whose_words_are_cited_by_a_name_that_stands_nowhere_else(text, name):
    assert [found.split()[-1] for found in actors(text)] == [name.split()[-1]]


def test_a_noun_before_a_noun_for_words_is_nobody():
    assert actors("Nach Einsatz Angaben fehlt das Geld.") in ([], [None])

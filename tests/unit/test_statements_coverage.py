"""German statements beyond the lists: verbs that no lexicon has, acts told in other words, and how far acts reach."""

import pytest

import onrecord


def read(text):
    """(type, statement, speaker) of each statement."""
    found = onrecord.annotate(text, date="2025-08-27", language="de").statements
    return [(s.type, s.text, s.speaker_text) for s in found]


TOLD = "Anna Kern sagte, das Wehr sei alt."


@pytest.mark.parametrize(
    "sentence",
    [
        "Zudem erfolge die Prüfung im Herbst.",
        "Auch belaste das Rohr den Haushalt.",
        "Dabei gefährde sie die Ufer.",
        "Auch hindere das Rohr die Fische.",
        "Der Umbau bereite der Stadt Sorgen.",
        "Der Rat verzichte auf das Geld.",
    ],
)
def test_a_verb_that_no_list_has_is_known_as_subjunctive(sentence):
    assert read(f"{TOLD} {sentence}")[1:] == [("indirect_free_indirect", sentence, "Anna Kern")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Auch neue Rohre fehlen in der Stadt.",
        "Der Zug raste in eine Herde.",
        "Die Stadt verzichtete auf das Geld.",
        "Auch gleiche Rechte fehlen dort.",
    ],
)
def test_attributes_and_preterites_are_no_subjunctives(sentence):
    assert len(read(f"{TOLD} {sentence}")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Anna Kern sagte, sie freue sich über den Umbau.",
        "Der Bote meldete, dass die Firma mit einer Klage rechne.",
        "Laut Anna Kern fürchtet die Firma den Abstieg.",
    ],
)
def test_an_act_in_somebodys_words_is_no_further_statement(text):
    assert [row[0] for row in read(text)] == ["indirect"]


def test_an_act_after_somebodys_words_is_one():
    (_, act) = read("Anna Kern sagte, dass das Wehr alt sei, und sprach von einem Umbau.")
    assert act == ("reported", "sprach von einem Umbau.", "Anna Kern")


@pytest.mark.parametrize(
    ("text", "told", "speaker"),
    [
        (
            "Der Leiter, Jan Maurer, warnte vor einem Bruch.",
            "Der Leiter, Jan Maurer, warnte vor einem Bruch.",
            "Der Leiter, Jan Maurer",
        ),
        (
            "Anna Kern, die das Amt leitet, wies den Vorwurf zurück.",
            "Anna Kern, die das Amt leitet, wies den Vorwurf zurück.",
            "Anna Kern",
        ),
        (
            "Während die Stadt schweigt, fordert der Verband einen Umbau.",
            "fordert der Verband einen Umbau.",
            "der Verband",
        ),
    ],
)
def test_an_act_reaches_back_to_its_subject_and_no_further(text, told, speaker):
    assert read(text) == [("reported", told, speaker)]


RUSTED = "Das Rohr ist alt."


@pytest.mark.parametrize(
    ("text", "told", "speaker"),
    [
        (f"{RUSTED} Dies wurde von der Stadt mitgeteilt.", f"{RUSTED[:-1]} Dies", "der Stadt"),
        (f"{RUSTED} Darauf wies die Stadt hin.", f"{RUSTED[:-1]} Darauf", "die Stadt"),
        (f"{RUSTED} Davon geht die Stadt aus.", f"{RUSTED[:-1]} Davon", "die Stadt"),
        ("Das Rohr ist alt – das sagte die Stadt am Montag.", "Das Rohr ist alt", "die Stadt"),
    ],
)
def test_words_that_stand_for_a_sentence(text, told, speaker):
    assert read(text) == [("indirect", told, speaker)]


@pytest.mark.parametrize(
    "sentence",
    ["Dies wurde am Montag mitgeteilt.", "Dabei verteidigte die Stadt den Umbau.", "Darauf schwieg die Stadt."],
)
def test_other_words_stand_for_none(sentence):
    assert not any(row[1].startswith(RUSTED[:-1]) for row in read(f"{RUSTED} {sentence}"))


@pytest.mark.parametrize(
    ("text", "told", "speaker"),
    [
        ("Die Stadt nannte es einen Erfolg, dass das Rohr hält.", "dass das Rohr hält", "Die Stadt"),
        ("Die Stadt bezeichnete es als Erfolg, das Rohr zu tauschen.", "das Rohr zu tauschen", "Die Stadt"),
        ("Anna Kern fragte, ob das Rohr hält.", "ob das Rohr hält", "Anna Kern"),
        ("Die Stadt ließ offen, ob das Rohr hält.", "ob das Rohr hält", "Die Stadt"),
        ("In dem Bericht ist zu lesen, dass das Rohr hält.", "dass das Rohr hält", "dem Bericht"),
        ("Das Rohr halte, hieß es bei der Polizei.", "Das Rohr halte", "der Polizei"),
        ("Vonseiten der Stadt wird betont, dass das Rohr hält.", "dass das Rohr hält", "der Stadt"),
        ("Ausweislich des Berichts hält das Rohr.", "hält das Rohr", "des Berichts"),
        ("Nach Feststellungen der Polizei hält das Rohr.", "hält das Rohr", "Feststellungen der Polizei"),
        ("Die Stadt zog das Fazit, dass das Rohr halte.", "dass das Rohr halte", "Die Stadt"),
        ("Die Stadt ist der festen Überzeugung, das Rohr halte.", "das Rohr halte", "Die Stadt"),
    ],
)
def test_complements_and_sources(text, told, speaker):
    assert read(text) == [("indirect", told, speaker)]


def test_what_points_ahead_is_no_subject_of_its_own():
    assert [row[0] for row in read("Die Stadt bezeichnete den Umbau als Erfolg, der viel kostet.")] == ["reported"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Das Werk geht nach Angaben der Firma von einem Verlust aus.", "Angaben der Firma"),
        ("Das Werk geht nach Angaben von Anna Kern von einem Verlust aus.", "Angaben von Anna Kern"),
    ],
)
def test_a_source_ends_before_what_the_verb_governs(text, speaker):
    assert [row[2] for row in read(text)] == [speaker]


@pytest.mark.parametrize("verb", ["krakeelte", "murrte", "raunzte", "stellte richtig", "schnaubte"])
def test_rare_verbs_of_saying(verb):
    text = f"„Das Rohr hält noch“, {verb.split()[0]} die Leiterin{' ' + verb.split()[1] if ' ' in verb else ''}."
    assert read(text) == [("direct", "„Das Rohr hält noch“", "die Leiterin")]


@pytest.mark.parametrize(
    ("text", "told", "speaker"),
    [
        ("Das Rohr, sagte Jan Maurer, der Leiter des Amtes, sei alt.", "Das Rohr sei alt", None),
        (
            "Das Rohr, sagte die Chefin der Werft, die 200 Leute hat, sei alt.",
            "Das Rohr sei alt",
            "die Chefin der Werft",
        ),
        ("Wie der Verband, dem 40 Wirte angehören, am Montag mitteilte, ist das Rohr alt.", "ist das Rohr alt", None),
        (
            "Das Rohr sei alt, so der Leiter des Amtes, Jan Maurer.",
            "Das Rohr sei alt",
            "der Leiter des Amtes, Jan Maurer",
        ),
        ("Das Rohr sei alt, so Jan Maurer, Leiter des Amtes.", "Das Rohr sei alt", "Jan Maurer, Leiter des Amtes"),
        ("Das Rohr sei alt, so Anna Kern und Jan Maurer.", "Das Rohr sei alt", "Anna Kern und Jan Maurer"),
        ("Wie der Leiter, Jan Maurer, mitteilte, ist das Rohr alt.", "ist das Rohr alt", "der Leiter, Jan Maurer"),
    ],
)
def test_what_explains_a_speaker_is_no_part_of_the_words(text, told, speaker):
    (row,) = read(text)
    assert row[:2] == ("indirect", told)
    assert speaker in (None, row[2])


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Der 23 Jahre alte Student sagte, das Rohr sei alt.", "Der 23 Jahre alte Student"),
        ("Das Rohr sei alt, sagte eine 30 Jahre alte Frau.", "eine 30 Jahre alte Frau"),
        ("Die 34-Jährige forderte die Stadt auf, das Rohr zu tauschen.", "Die 34-Jährige"),
        ("Einer der Wirte forderte die Stadt auf, das Rohr zu tauschen.", "Einer der Wirte"),
        ("Nach 23 Jahren sagte Anna Kern, das Rohr sei alt.", "Anna Kern"),
        ("Den Umbau nannte die Stadt „sehr teuer“.", "die Stadt"),
    ],
)
def test_speakers_by_their_age_and_out_of_many(text, speaker):
    assert [row[2] for row in read(text)] == [speaker]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Anna Kern sagte, das Rohr sei alt und verließ den Saal.", "das Rohr sei alt"),
        ("Anna Kern erklärte, dass das Rohr alt sei und verließ den Saal.", "dass das Rohr alt sei"),
        ("Anna Kern erklärte, dass das Rohr alt sei, doch die Stadt lehnte ab.", "dass das Rohr alt sei"),
        ("Anna Kern forderte, das Rohr zu tauschen und verließ den Saal.", "das Rohr zu tauschen"),
        ("Anna Kern sagte, das Rohr sei alt und müsse weg.", "das Rohr sei alt und müsse weg"),
        ("Anna Kern sagte, dass das Rohr alt sei und rostet.", "dass das Rohr alt sei und rostet"),
        ("Anna Kern sagte, dass es rostet, und dass es tropft.", "dass es rostet, und dass es tropft"),
        ("Anna Kern versprach, das Rohr zu tauschen und zu prüfen.", "das Rohr zu tauschen und zu prüfen"),
    ],
)
def test_where_the_words_end_before_und(text, told):
    assert [row[1] for row in read(text)] == [told]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Der Bericht umfasst viele Seiten. Kein Rohr sei dicht.", "Der Bericht"),
        ("In dem Bericht der Stadt geht es um Rohre. Kein Rohr sei dicht.", "dem Bericht der Stadt"),
        ("Die Seiten sind gelb. Kein Rohr sei dicht.", None),
        ("Der Bericht umfasst viele Seiten.\n\nKein Rohr sei dicht.", None),
    ],
)
def test_words_after_a_sentence_about_a_text(text, speaker):
    told = [row[2] for row in read(f"Ein Rohr brach, berichten Zeugen.\n\n{text}") if row[1] == "Kein Rohr sei dicht."]
    assert told == [speaker]


@pytest.mark.parametrize(
    "text", ["Anna Kern warf der Stadt „Versagen“ vor.", "Anna Kern hatte der Stadt mit einer Klage gedroht."]
)
def test_whom_it_is_said_to_does_not_speak(text):
    assert read(text) == [("reported", text, "Anna Kern")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Weil Anna Kern glaubt, dass das Rohr alt ist, tauscht sie es.", "dass das Rohr alt ist"),
        ("Da Anna Kern forderte, das Rohr zu tauschen, erteilte sie den Auftrag.", "das Rohr zu tauschen"),
        ("Anna Kern, die sagte, das Rohr sei alt, ging hinaus.", "das Rohr sei alt"),
        ("Anna Kern erinnerte daran, dass das Rohr alt sei.", "dass das Rohr alt sei"),
        ("Anna Kern hält daran fest, das Rohr zu tauschen.", "das Rohr zu tauschen"),
        ("Anna Kern sagte, dass das Rohr, bekannt als das alte, hält.", "dass das Rohr, bekannt als das alte, hält"),
    ],
)
def test_where_the_words_end_before_the_main_clause(text, told):
    assert [row[:2] for row in read(text)] == [("indirect", told)]

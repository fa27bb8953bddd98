"""German main clauses that something parts: appositions behind the auxiliary, dashes, a noun's own clause."""

import pytest

import onrecord


def read(text, language="de"):
    return [(s.text, s.speaker_text, s.addressee_text) for s in onrecord.annotate(text, language=language).statements]


PARTED = [
    (
        "Die Initiative hatte dem Träger, der Firma Alpwind, vorgeworfen, Zahlen zurückgehalten zu haben.",
        ("Zahlen zurückgehalten zu haben", "Die Initiative", "dem Träger"),
    ),
    (
        "Der Rat hatte dem Träger, der Firma X, in der vorigen Woche vorgeworfen, Zahlen zurückgehalten zu haben.",
        ("Zahlen zurückgehalten zu haben", "Der Rat", "dem Träger"),
    ),
    (
        "Holm hat seinem Nachfolger, Jan Reh, versprochen, dass er bleibe.",
        ("dass er bleibe", "Holm", "seinem Nachfolger"),
    ),
    (
        "Holm hatte am Montag, einen Tag nach der Wahl, erklärt, er trete zurück.",
        ("er trete zurück", "Holm", None),
    ),
]


@pytest.mark.parametrize(("text", "expected"), PARTED)
def test_an_apposition_behind_the_auxiliary_is_neither_speaker_nor_end(text, expected):
    assert read(text) == [expected]


def test_a_relative_clause_with_a_participle_in_it_stays_one():
    ((words, speaker, _),) = read("Holm, der in der vorigen Woche gewählt wurde, sagte, er bleibe.")
    assert (words, speaker.partition(",")[0]) == ("er bleibe", "Holm")


def test_a_clause_of_while_is_no_words_of_the_main_clause_behind_it():
    text = "Während die CSU hofft – Chef Max Born spricht von viel Geld –, fürchten die Grünen um den Rotmilan."
    assert "hofft" not in "".join(words for words, *_ in read(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Auf die Frage, ob er an den Tisch zurückkehren werde, antwortete Holm: „Natürlich.“", "„Natürlich.“"),
        ("Auf die Frage, ob er zurückkehren werde, sagte Holm, er wisse es nicht.", "er wisse es nicht"),
    ],
)
def test_the_clause_of_a_question_is_no_answer(text, words):
    assert [text for text, speaker, _ in read(text) if speaker == "Holm"] == [words]


def test_a_relative_clause_with_its_source_leaves_the_main_clause_to_who_goes_on():
    found = read("Nora Holm teilte das mit. Man wolle den Bericht abwarten, der laut Reh bald vorliegen soll.")
    assert found == [
        ("Man wolle den Bericht abwarten, der laut Reh bald vorliegen soll.", "Nora Holm", None),
        ("der bald vorliegen soll", "Reh", None),
    ]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Nordline-Chef Per Ohlsen nannte das „fern jeder Realität“.", "Nordline-Chef Per Ohlsen"),
        ("Der Chef Per Ohlsen sagte, er gehe.", "Der Chef Per Ohlsen"),
        ("Per Brief sagte Holm, er gehe.", "Holm"),
    ],
)
def test_a_given_name_that_is_a_preposition_is_part_of_the_name(text, speaker):
    assert {found for _, found, _ in read(text)} == {speaker}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Der Kreis habe sich dafür ausgesprochen, erinnerte Holm.", ["Der Kreis habe sich dafür ausgesprochen"]),
        ("Holm erinnerte daran, dass der Deich alt sei.", ["dass der Deich alt sei"]),
        ("Holm erinnerte sich, dass der Deich alt war.", ["dass der Deich alt war"]),
        ("Er erinnerte sich an den Deich, der alt war.", []),
    ],
)
def test_to_remind_takes_a_clause_too(text, expected):
    assert [words for words, *_ in read(text)] == expected


def test_an_english_verb_behind_a_name_begins_no_apposition():
    text = "The report, written by the retired judge Sir Malcolm Pryce, accuses senior managers of a cover-up."
    (person,) = [actor for actor in onrecord.annotate(text, language="en").actors if actor.kind == "person"]
    assert [mention.text for mention in person.mentions] == ["Malcolm Pryce"]


LISTED = [
    (
        "Nach Recherchen von NDR, WDR und SZ prüft die Bafin ein Verfahren.",
        ("prüft die Bafin ein Verfahren", "Recherchen von NDR, WDR und SZ"),
    ),
    ("Laut Polizei, Feuerwehr und THW brannte die Halle.", ("brannte die Halle", "Polizei, Feuerwehr und THW")),
    ("Die Bafin prüft laut NDR, WDR und SZ ein Verfahren.", ("Die Bafin prüft ein Verfahren", "NDR, WDR und SZ")),
    ("Laut Anna Holm, der Chefin der Werft, brannte die Halle.", ("brannte die Halle", "Anna Holm")),
]


@pytest.mark.parametrize(("text", "expected"), LISTED)
def test_sources_in_a_row_are_all_the_source(text, expected):
    ((words, speaker, _),) = read(text)
    assert (words, speaker.partition(", der Chefin")[0]) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Klein sagte auf die Frage, ob er daran glaube, nur: „Wir sehen.“", "„Wir sehen.“"),
        ("Klein sagte auf die Frage, ob er komme, er wisse es nicht.", "er wisse es nicht"),
        ("Klein fragte, ob er komme.", "ob er komme"),
        ("Klein kam zu dem Schluss, dass er gehe.", "dass er gehe"),
    ],
)
def test_the_question_that_an_answer_is_given_to_is_none_of_it(text, words):
    assert [found for found, speaker, _ in read(text) if speaker == "Klein"] == [words]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Berlin (dpa) - Die Halle bleibe zu, teilte das Amt mit.", "Die Halle bleibe zu"),
        ("Tirana (dpa/AFP) – Die Halle bleibe zu, teilte das Amt mit.", "Die Halle bleibe zu"),
        ("Kiel (Deutschland), 5. Mai 2010 – Die Halle bleibe zu, teilte das Amt mit.", "Die Halle bleibe zu"),
    ],
)
def test_a_dateline_is_no_part_of_what_was_said(text, words):
    assert [found for found, *_ in read(text)] == [words]


def test_agencies_around_a_slash_are_two():
    names = {actor.name for actor in onrecord.annotate("Tirana (dpa/AFP) - Es regnet.", language="de").actors}
    assert {"Deutsche Presse-Agentur", "Agence France-Presse"} <= names


def test_what_a_preposition_governs_is_spoken_to_by_nobody():
    assert read("Holm begründete den Schritt mit hohen Kosten und dem höheren Preis.")[0][2] is None
    assert read("Holm sagte der Wirtin und der Köchin, er gehe.")[0][2] == "der Wirtin"

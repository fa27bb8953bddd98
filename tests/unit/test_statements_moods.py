"""Free indirect statements."""

import pytest

from pipeline.extract.statements import find_statements
from pipeline.extract.text import read_text
from tests.unit.test_statements_verbs import read


def test_the_subjunctive_goes_on_with_the_speaker():
    text = "Der Wirt sagte, er schließe. Die Gäste blieben aus. Er habe keine Wahl. Die Miete sei zu hoch."
    assert read(text)[-1] == ("indirect_free_indirect", "Er habe keine Wahl. Die Miete sei zu hoch.", "Der Wirt", None)


def test_neighbouring_sentences_become_one_statement():
    text = "Der Wirt sagte, er schließe. Er habe keine Wahl. Die Miete sei zu hoch. Am Abend war er weg."
    assert read(text)[1] == ("indirect_free_indirect", "Er habe keine Wahl. Die Miete sei zu hoch.", "Der Wirt", None)
    assert len(read(text)) == 2


def test_hearsay_is_told_by_the_speaker_before_never_by_whom_it_is_about():
    stolen = "Der Mann soll den Wagen gestohlen haben."
    told = read(f"Die Polizei teilte mit, dass sie ermittelt. {stolen}")
    assert told[1] == ("free_indirect", stolen, "Die Polizei", None)
    (alone,) = read(f"Der Angeklagte Meier schweigt. {stolen}")
    assert alone == ("free_indirect", stolen, "", None)


@pytest.mark.parametrize(
    "text", ["Sei es im Winter, sei es im Sommer.", "Das Haus würde ihm gefallen.", "Ich habe das gesehen."]
)
def test_other_subjunctives_are_no_statements(text):
    assert find_statements(read_text(text, "de"), [], [], None) == []


def test_a_first_field_with_commas_belongs_to_the_statement():
    text = "Klein sagte, es brenne. Weil der Keller leer gewesen sei, seien alle gerettet worden."
    assert read(text)[-1][1] == "Weil der Keller leer gewesen sei, seien alle gerettet worden."


def test_soll_goes_on_with_an_announcement():
    assert [row[0] for row in read("Der Rat kündigte an, die Brücke zu sperren. Sie soll im Herbst öffnen.")] == [
        "indirect",
        "free_indirect",
    ]
    assert read("Es regnete. Die Brücke soll im Herbst öffnen.") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Der Wirt beklagt Regeln, die niemand verstehe.", "die niemand verstehe"),
        ("Der Wirt lobte den Plan, weil er allen nütze.", "weil er allen nütze"),
        ("Der Wirt warnte vor Regeln, die niemand verstanden hätten.", "die niemand verstanden hätten"),
    ],
)
def test_subordinate_clauses_in_the_subjunctive_are_told(text, told):
    assert ("indirect", told, "Der Wirt", None) in read(text)


def test_the_subjunctive_ii_before_the_subjunctive_i_belongs_to_it():
    text = "Der Wirt klagte am Tresen. Die Gäste hätten nichts getrunken. Dadurch sei die Kasse leer."
    assert read(text)[-1][1] == "Die Gäste hätten nichts getrunken. Dadurch sei die Kasse leer."


def test_a_quotation_after_a_colon_is_no_part_of_the_words_before():
    text = "Der Wirt sagte, er schließe. Die Miete sei zu hoch: „Das zahlt keiner.“"
    assert [row[:3] for row in read(text)[1:]] == [
        ("indirect_free_indirect", "Die Miete sei zu hoch", "Der Wirt"),
        ("direct", "„Das zahlt keiner.“", "Der Wirt"),
    ]


def test_neighbouring_hearsay_is_one_statement():
    text = "Die Polizei teilte mit, dass sie ermittelt. Der Mann soll gestohlen haben. Er soll geflohen sein."
    assert read(text)[-1][1] == "Der Mann soll gestohlen haben. Er soll geflohen sein."


def test_what_is_rendered_within_a_free_statement_lies_in_it():
    told = "Die Leiterin habe zudem gewarnt, dass das Dach undicht sei."
    assert read(f"Der Hausmeister sagte, er gehe. {told}")[1:] == [
        ("indirect_free_indirect", told, "Der Hausmeister", None),
        ("indirect", "dass das Dach undicht sei", "Die Leiterin", "warnen"),
    ]


def test_a_frame_in_the_indicative_ends_a_free_statement():
    text = "Die Firma ist gelassen. Sie habe Reserven, versichert der Chef, nur kämen sie spät."
    assert all("versichert" not in row[1] for row in read(text))


@pytest.mark.parametrize("free", ["Die Anlage müsste warten.", "Anders ließen sich Kosten nicht senken."])
def test_an_act_of_speech_that_is_told_is_gone_on_with(free):
    assert read(f"Der Verband forderte eine Prüfung. {free}")[-1] == (
        "indirect_free_indirect",
        free,
        "Der Verband",
        None,
    )


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        ("Das Amt teilte mit", "die Pegel sänken"),
        ("Der Verband sagte", "die Löhne stiegen"),
        ("Die Agentur meldete", "die Grenze bleibe geschlossen"),
        ("Die Agentur meldete am Donnerstag", "die Grenze bleibe geschlossen"),
        ("Der Verband sagte", "die Löhne verlören an Wert"),
    ],
)
def test_an_article_behind_a_verb_of_saying_opens_what_is_said(frame, words):
    ((_, told, speaker, _),) = read(f"{frame}, {words}.")
    assert (told, speaker) == (words, " ".join(frame.split()[:2]))


@pytest.mark.parametrize("text", ["Er sprach mit Leuten, die Pegel messen.", "Er fuhr mit, die Kinder blieben."])
def test_an_article_behind_another_word_opens_nothing_that_is_said(text):
    assert read(text) == []

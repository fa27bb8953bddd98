"""Statements that cue verbs govern, in German."""

from datetime import date

import pytest

from pipeline.extract.dates import find_dates
from pipeline.extract.statements import find_statements
from pipeline.extract.statements.lexicon import load_cues
from pipeline.extract.text import read_text


def statements(text, language="de"):
    return find_statements(read_text(text, language), [], [], None)


def surface(text, spans):
    return " … ".join(text[a:b] for a, b in spans)


def read(text, language="de"):
    """(type, statement, speaker, lemma) of each statement."""
    return [
        (s.type, surface(text, s.spans), surface(text, s.speaker_spans), s.cue_lemma)
        for s in statements(text, language)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Die Ministerin sagte, dass die Brücke gesperrt bleibt.",
            ("indirect", "dass die Brücke gesperrt bleibt", "Die Ministerin", "sagen"),
        ),
        (
            "Der Konzern teilte am Abend mit, der Verlust sei gering.",
            ("indirect", "der Verlust sei gering", "Der Konzern", "mitteilen"),
        ),
        (
            "Die Gewerkschaft forderte den Senat auf, die Löhne zu erhöhen.",
            ("indirect", "die Löhne zu erhöhen", "Die Gewerkschaft", "auffordern"),
        ),
        (
            "Die Behörde geht davon aus, dass der Damm hält.",
            ("indirect", "dass der Damm hält", "Die Behörde", "ausgehen"),
        ),
        (
            "Die Straße sei nass gewesen, sagte der Fahrer.",
            ("indirect", "Die Straße sei nass gewesen", "der Fahrer", "sagen"),
        ),
        (
            "Der Chef sagte: „Wir schaffen das.“",
            ("direct", "„Wir schaffen das.“", "Der Chef", "sagen"),
        ),
        (
            "„Wir schaffen das“, sagte Anna Klein, die Chefin des Werks.",
            ("direct", "„Wir schaffen das“", "Anna Klein, die Chefin des Werks", "sagen"),
        ),
        (
            "Das Werk, das seit Jahren Verluste macht, kündigte an, Stellen zu streichen.",
            ("indirect", "Stellen zu streichen", "Das Werk", "ankündigen"),
        ),
        (
            "Die Partei sprach von einem Fehler.",
            ("reported", "Die Partei sprach von einem Fehler.", "Die Partei", "sprechen"),
        ),
        (
            "Der Vorstand hat die Pläne der Bank abgelehnt.",
            ("reported", "Der Vorstand hat die Pläne der Bank abgelehnt.", "Der Vorstand", "ablehnen"),
        ),
        (
            "In dem Bericht heißt es, dass die Kosten steigen.",
            ("indirect", "dass die Kosten steigen", "dem Bericht", "heißen"),
        ),
        (
            "Den Plan lobte er als „großen Wurf“.",
            ("direct", "„großen Wurf“", "er", "loben"),
        ),
    ],
)
def test_government(text, expected):
    assert expected in read(text)


@pytest.mark.parametrize(
    "text",
    [
        "Die Polizei stellte den Wagen am Montag ab.",
        "Die Tochter teilte das Brot mit ihrem Bruder.",
        "Er erklärte dem Kind das Spiel.",
        "Das Amt meldete den Mann ab.",
        "Die Stadt schrieb die Stelle neu aus.",
        "Die Gedenkstätte befindet sich am Schloss.",
    ],
)
def test_other_uses_of_cue_verbs_are_no_statements(text):
    assert statements(text) == []


def test_a_statement_around_its_frame_has_two_spans():
    text = "Die Lage, sagte der Sprecher, sei ernst."
    assert read(text) == [("indirect", "Die Lage … sei ernst", "der Sprecher", "sagen")]


def test_a_quotation_around_its_frame_is_one_statement():
    text = "„Wir gehen“, sagte sie, „und kommen nicht wieder.“"
    assert read(text) == [("direct", "„Wir gehen“ … „und kommen nicht wieder.“", "sie", "sagen")]


def test_joined_predicates_share_their_subject():
    text = "Die Ärztin warnte vor Panik und fügte hinzu, dass die Zahlen sinken."
    assert ("indirect", "dass die Zahlen sinken", "Die Ärztin", "hinzufügen") in read(text)


def test_statements_nest():
    text = "Der Minister habe erklärt, dass die Gespräche stocken, berichtete die Zeitung."
    inner, outer = sorted(statements(text), key=lambda s: -s.spans[0][0])
    assert surface(text, outer.speaker_spans) == "die Zeitung"
    assert surface(text, inner.spans) == "dass die Gespräche stocken"
    assert statements(text)[inner.parent] == outer


def test_a_pronoun_stands_for_the_sentence_before():
    text = "Der Zoo schließt im Mai. Das bestätigte die Direktorin."
    assert read(text) == [("indirect", "Der Zoo schließt im Mai … Das", "die Direktorin", "bestätigen")]


def test_a_date_in_the_frame_says_when_it_was_stated():
    text = "Die Bahn teilte am Dienstag mit, der Tunnel werde im März 2026 fertig. Er sei sicher, sagte sie."
    published = date(2025, 8, 27)
    dates = find_dates(text, language="de", published_on=published)
    first, second = find_statements(read_text(text, "de"), [], dates, published)
    assert (first.stated_from, first.stated_to, first.stated_basis) == (date(2025, 8, 26),) * 2 + ("expression",)
    assert (second.stated_from, second.stated_to, second.stated_basis) == (published, published, "document_date")


def test_without_any_date_nothing_is_claimed():
    (statement,) = statements("Sie sagte, sie komme.")
    assert (statement.stated_from, statement.stated_to, statement.stated_basis) == (None, None, None)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_cue_form_has_a_verb_that_says_what_it_governs(language):
    cues = load_cues(language)
    assert {reading.lemma for readings in cues.forms.values() for reading in readings} <= set(cues.governments)


@pytest.mark.parametrize(
    "text",
    [
        "Er sagte, und",
        "Und",
        "Das sei so, aber",
        "Sie gaben an, dass und oder",
        "Sie sagt, wie",
        "Da « es sagt « Anna »",
    ],
)
def test_a_text_that_breaks_off_is_read_like_any_other(text):
    find_statements(read_text(text, "de"), [], [], None)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Einige vertreten die Auffassung, die Karte sei falsch.", "Einige"),
        ("Während die Stadt ankündigte, den Park zu schließen, blieb der Zoo offen.", "die Stadt"),
        ("Anna Klein sagte der Zeitschrift, sie komme.", "Anna Klein"),
        ("Der Chef hob hervor, der Umbau sei billig.", "Der Chef"),
        ("Ein Manager der Bank ließ durchblicken, dass er gehe.", "Ein Manager der Bank"),
        ("Klein hatte am Montag, den 3. Mai, die These vertreten, das Dorf schrumpfe.", "Klein"),
        ("In der Rede, die am Montag gehalten wurde, heißt es, der Umbau sei billig.", "der Rede"),
        ("Am Tisch saß auch Klein, der dem Rat vorwarf, zu lange zu warten.", "Klein"),
    ],
)
def test_who_speaks(text, speaker):
    found = find_statements(read_text(text, "de"), [], [], None)
    assert surface(text, found[0].speaker_spans) == speaker


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        (
            "Klein sagte, die Bäder seien im Winter zu und dass sie offen sein sollten.",
            "die Bäder seien im Winter zu und dass sie offen sein sollten",
        ),
        ("Klein sagte, mit dem Gesetz solle das Bad gerettet werden.", "mit dem Gesetz solle das Bad gerettet werden"),
        ("Der Rat beschloss, der Bank im Herbst beizutreten.", "der Bank im Herbst beizutreten"),
        ("Klein schlug vor, ins Bad zu gehen, wo es warm sei.", "ins Bad zu gehen, wo es warm sei"),
    ],
)
def test_complements_that_look_like_relative_clauses(text, statement):
    found = find_statements(read_text(text, "de"), [], [], None)
    assert [surface(text, s.spans) for s in found] == [statement]


@pytest.mark.parametrize(
    "text",
    [
        "Der Minister begrüßte die Gäste des Hotels.",
        "Das Amt hatte den Umbau angekündigt.",
        "Nachdem sie den Rauch bemerkt hatten, liefen sie hinaus.",
    ],
)
def test_events_are_no_statements(text):
    assert find_statements(read_text(text, "de"), [], [], None) == []


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("Er habe, sagte Klein, keine Zeit für solche Spiele.", "Er habe … keine Zeit für solche Spiele", "Klein"),
        (
            "Die Lage sei ernst, sagte Klein, und man müsse handeln.",
            "Die Lage sei ernst … und man müsse handeln",
            "Klein",
        ),
        ("Dass der Umbau teurer werde, bestreitet die Stadt.", "Dass der Umbau teurer werde", "die Stadt"),
        ("Warum, fragte der Wirt, müsse erst etwas passieren?", "Warum … müsse erst etwas passieren", "der Wirt"),
        ("Die Stadt habe versagt, findet der Wirt.", "Die Stadt habe versagt", "der Wirt"),
        ("Die Lage sei ernst, sagte Lars Klein, der Wirt.", "Die Lage sei ernst", "Lars Klein, der Wirt"),
    ],
)
def test_what_a_cue_interrupts(text, words, speaker):
    (found,) = read(text)
    assert found[1:3] == (words, speaker)


@pytest.mark.parametrize(
    "text",
    [
        "Die Stadt wollte nicht bestätigen, dass die Brücke gesperrt wird.",
        "Der Wirt weigert sich, zu schließen.",
        "Die Zahl wird auf hundert geschätzt, die meisten davon sind Gäste.",
        "Die Freunde, wie sie sich nennen, kamen pünktlich.",
        "Sie kauften Wasser, um so den Durst zu löschen.",
    ],
)
def test_what_is_no_statement(text):
    assert read(text) == []


def test_the_frame_holds_the_marks_that_part_it_from_the_words():
    text = "Der Wirt, der müde war, sagte, er schließe."
    (found,) = statements(text, "de")
    assert surface(text, found.frame_spans) == "Der Wirt, der müde war, sagte,"

"""Titles, numbers before a full stop, media that are spoken to, signatures, interviews, marks, and no statements."""

import pytest

import onrecord


def read(text, language="de"):
    found = onrecord.annotate(text, date="2025-08-27", language=language).statements
    return [(s.type, s.text, s.speaker_text, s.addressee_text) for s in found]


SPEAKERS = [
    ("de", "Prof. Dr. Jutta Weber sagte, es helfe.", "Prof. Dr. Jutta Weber"),
    ("de", "Laut Dr. rer. nat. Ulf Roth hilft das Mittel.", "Dr. rer. nat. Ulf Roth"),
    ("de", "„Das hält“, sagte Dipl.-Ing. Karin Maurer.", "Dipl.-Ing. Karin Maurer"),
    ("de", "Lt. Feuerwehr brannte es drei Stunden.", "Feuerwehr"),
    ("de", "Die Quote fiel auf 9. Kramer sagte, das sei zu wenig.", "Kramer"),
    ("de", "Der 23. Bürgermeister sagte, er bleibe.", "Der 23. Bürgermeister"),
    ("de", "Dabei kamen nach Angaben der Klinik 14 Menschen um.", "Angaben der Klinik"),
    ("de", "Es wurden laut Feuerwehr elf Bewohner verletzt.", "Feuerwehr"),
    ("de", "Es wäre laut den Eltern und den Lehrern leichter.", "den Eltern und den Lehrern"),
    ("de", "Anna Kern, Leiterin des Amtes: „Wir haben das Ziel verfehlt.“", "Anna Kern, Leiterin des Amtes"),
    ("de", "„Wir haben das Ziel verfehlt.“ – Anna Kern, Leiterin des Amtes", "Anna Kern, Leiterin des Amtes"),
    ("de", "Dazu Amtsleiterin Anna Kern:\n\n„Wir haben das Ziel verfehlt.“", "Amtsleiterin Anna Kern"),
    ("de", "„Das reicht uns jetzt“, grantelte Anna Kern.", "Anna Kern"),
    ("de", "Ruth Allen sagte, die Schule bleibe.", "Ruth Allen"),
    ("de", "Die Behoerde erklaerte, die Bruecke muesse gesperrt werden.", "Die Behoerde"),
    ("de", "Die Ministerin legte einen Bericht vor. Demnach fehlen neun Millionen Euro.", "Die Ministerin"),
    ("en", "“We are done,” said Martha Cole wearily after the hearing.", "Martha Cole"),
    ("en", "“We are done,” groused Martha Cole.", "Martha Cole"),
    (
        "en",
        "“We lost it and we will get it back.” — Martha Cole, chair of the trust",
        "Martha Cole, chair of the trust",
    ),
    ("en", "Martha Cole, a lawyer for the owners: “The ruling is wrong.”", "Martha Cole, a lawyer for the owners"),
    ("en", "Martha Cole voiced doubts about the count.", "Martha Cole"),
    ("en", "The union lashed out at the plan.", "The union"),
]


@pytest.mark.parametrize(("language", "text", "speaker"), SPEAKERS)
def test_who_speaks(language, text, speaker):
    assert [who for _, _, who, _ in read(text, language)] == [speaker]


MEDIA = [
    ("„Wir warten ab“, sagte Kern der dpa.", "Kern", "der dpa"),
    ("„Wir warten ab“, sagte die Ministerin der „Hafenpost“.", "die Ministerin", "der „Hafenpost“"),
    ("„Wir warten ab“, sagte ein Sprecher der Stadt dieser Redaktion.", "ein Sprecher der Stadt", "dieser Redaktion"),
    (
        "Das Wehr halte, teilte die Polizei der Deutschen Presse-Agentur mit.",
        "die Polizei",
        "der Deutschen Presse-Agentur",
    ),
    ("Anna Kern leitet das Amt. „Wir warten ab“, sagte sie der dpa.", "sie", "der dpa"),
]


@pytest.mark.parametrize(("text", "speaker", "addressee"), MEDIA)
def test_a_medium_in_the_dative_is_spoken_to(text, speaker, addressee):
    assert [row[2:] for row in read(text)] == [(speaker, addressee)]


def test_who_belongs_to_a_medium_keeps_it():
    assert read("„Wir warten ab“, sagte die Chefredakteurin der „Hafenpost“.")[0][2:] == (
        "die Chefredakteurin der „Hafenpost“",
        None,
    )


def test_ordinals_do_not_end_a_sentence():
    assert read("Er stieg auf 3. Platz auf, sagte Kern.")[0][1] == "Er stieg auf 3. Platz auf"


MARKS = [
    ("en", "''We are closing,'' said Martha Cole.", "''We are closing,''"),
    ("en", "‘It is the owners’ money,’ said Martha Cole.", "‘It is the owners’ money,’"),
    ("en", "'The owners' money is safe,' said Martha Cole.", "'The owners' money is safe,'"),
    ("de", "''Wir schließen'', sagte Anna Kern.", "''Wir schließen''"),
]


@pytest.mark.parametrize(("language", "text", "quotation"), MARKS)
def test_marks_of_quotations(language, text, quotation):
    assert [row[:2] for row in read(text, language)] == [("direct", quotation)]


INTERVIEW = """Die Leiterin Anna Kern spricht über das Wehr.

Hafenpost: Frau Kern, hält das Wehr?

Anna Kern: Es hält seit Jahren. Wir prüfen es oft.

Hafenpost: Was kostet das?

Kern: Das wissen wir im Herbst.

Das Wehr steht seit 1980."""


def test_each_answer_of_an_interview_is_one_statement():
    answers = [row for row in read(INTERVIEW) if row[0] == "direct"]
    assert answers == [
        ("direct", "Es hält seit Jahren. Wir prüfen es oft.", "Anna Kern", None),
        ("direct", "Das wissen wir im Herbst.", "Kern", None),
    ]


def test_answers_without_labels_are_those_of_the_person_of_the_teaser():
    text = "\n\n".join(
        [
            "Martha Cole runs the harbour.",
            "Is it safe?",
            "It is. We test it.",
            "What will you do next?",
            "We start soon.",
        ]
    )
    assert [row[:3] for row in read(text, "en") if row[0] == "direct"] == [
        ("direct", "It is. We test it.", "Martha Cole"),
        ("direct", "We start soon.", "Martha Cole"),
    ]


def test_an_interview_may_be_long():
    text = "\n\n".join(f"Hafenpost: Frage {n}?\n\nKern: Antwort {n}." for n in range(3000))
    assert len([row for row in read(text) if row[0] == "direct"]) > 100
    assert read("A" * 100_000 + "\n" + "A " * 50_000) == []


NO_STATEMENTS = [
    ("de", "Hafenausbau: „Das kostet uns die Bucht“\n\nDie Anwohner sammeln.", "Hafenausbau"),
    ("de", "Zur Anzeige aktiviere bitte die Einstellungen.", None),
    ("de", "Was ist die Steuer?\n\nSie ist eine Abgabe.\n\nWer zahlt?\n\nAlle zahlen.", None),
    ("en", "If you want a big room, pick the other one.", None),
    ("en", "It goes without saying that the door was locked.", None),
    ("en", "This is not to say the harbour is lost.", None),
]


@pytest.mark.parametrize(("language", "text", "nobody"), NO_STATEMENTS)
def test_what_is_no_statement_or_has_no_such_speaker(language, text, nobody):
    found = read(text, language)
    assert found == [] if nobody is None else all(row[2] != nobody for row in found)


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("Der Wirt rief dazu auf am Sonntag zu Hause zu bleiben.", "am Sonntag zu Hause zu bleiben", "Der Wirt"),
        ("Die Ärztin hat davor gewarnt das Wasser zu trinken.", "das Wasser zu trinken", "Die Ärztin"),
        ("Der Wirt bat darum die Tür zu schließen.", "die Tür zu schließen", "Der Wirt"),
    ],
)
def test_an_infinitive_that_a_correlate_announces_needs_no_comma(text, words, speaker):
    assert [(said, who) for _, said, who, _ in read(text)] == [(words, speaker)]


def test_a_correlate_with_no_infinitive_announces_nothing():
    assert read("Der Wirt kam dazu auf die Bühne und ging zu Fuß.") == []


def test_would_goes_on_with_a_statement_in_the_past():
    said = "The operator said the line was worn out."
    free = ("indirect_free_indirect", "It would close. Buses would take over.", "The operator", None)
    assert read(f"{said} It would close. Buses would take over.", "en")[1:] == [free]


@pytest.mark.parametrize(
    "text",
    [
        "The operator said the line was worn out. It would have closed in May.",
        "The operator said the line was worn out. If it rained, buses would take over.",
        "The operator says the line is worn out. It would close in May.",
        "The line was worn out. It would close in May.",
        "The operator said the line was worn out.\n\nIt would close in May.",
    ],
)
def test_would_alone_is_nobodys_statement(text):
    assert {kind for kind, *_ in read(text, "en")} <= {"indirect"}


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("Der Rat rief die Leute auf Strom zu sparen.", "Strom zu sparen", "Der Rat"),
        ("Die Polizei bittet Nachbarn sich zu melden.", "sich zu melden", "Die Polizei"),
        ("Der Verein hat vor, den Platz zu pachten.", "den Platz zu pachten", "Der Verein"),
        ("Mit dem Hinweis, das Lager sei leer, schloss der Wirt.", "das Lager sei leer", "der Wirt"),
        ("Der Händler kam mit der Bitte an die Stadt, den Weg zu öffnen.", "den Weg zu öffnen", "Der Händler"),
        ("Die Sorge der Wirte ist, dass niemand kommt.", "dass niemand kommt", "der Wirte"),
        ("Beklagt wird, dass der Weg zu steil ist.", "dass der Weg zu steil ist", None),
        ("Der Wirt sagte, der Zug sei spät, und die Gäste gingen heim.", "der Zug sei spät", "Der Wirt"),
        ("Der Wirt sagte, es gehe gut, doch keiner glaubt ihm.", "es gehe gut", "Der Wirt"),
    ],
)
def test_what_governs_words_without_a_cue_verb_beside_them(text, words, speaker):
    assert [(said, who) for _, said, who, _ in read(text)] == [(words, speaker)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Am Hang stürzten laut Wetteramt Bäume um.", "Wetteramt"),
        ("In der Nacht brannten nach Angaben der Polizei Scheunen.", "Angaben der Polizei"),
        ("Der Weg ist laut Anwohner Wolf gesperrt.", "Anwohner Wolf"),
        ("Der Weg ist nach Angaben der Berliner Verwaltung gesperrt.", "Angaben der Berliner Verwaltung"),
        ("Nach dem Willen der Fraktion soll der Weg offen bleiben.", "dem Willen der Fraktion"),
    ],
)
def test_where_the_noun_of_a_frame_ends(text, speaker):
    assert [row[2] for row in read(text)] == [speaker]


def test_he_lies_about_the_court_and_has_nothing_in_mind():
    assert read("Der Mann hat vor Gericht gelogen, um Geld zu sparen.") == []


@pytest.mark.parametrize(
    ("text", "speaker", "addressee"),
    [
        ("Der „Talpost“ sagte er, die Fähre fahre wieder.", "er", "Der „Talpost“"),
        ("Wie der Wirt dem Stadtmagazin sagte, fehlt Geld.", "der Wirt", "dem Stadtmagazin"),
    ],
)
def test_a_medium_before_the_verb_is_spoken_to(text, speaker, addressee):
    assert [row[2:] for row in read(text)] == [(speaker, addressee)]


def test_who_goes_on_in_the_indicative_is_the_speaker_not_what_was_spoken_of():
    rows = read("Der Verband forderte, das Gesetz müsse fallen, und kündigte Streiks an.")
    assert {row[2] for row in rows} == {"Der Verband"}


def test_the_title_of_a_play_is_nobodys_words():
    assert read("Das Theaterstück „Wer hat Angst vor dem Wind“ hatte Premiere.") == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Das sei falsch, schrieb Ministerin Anna Kohl in einem Gastbeitrag.", "Ministerin Anna Kohl"),
        ("Das Werk sei sicher, teilte die Firma in einer Presseerklärung mit.", "die Firma"),
        ("Die Chefin der Behörde in Kiel sagte, es regne.", "Die Chefin der Behörde in Kiel"),
        ("Die Sprecherin der Konferenz sagte, es regne.", "Die Sprecherin der Konferenz"),
        ("Deshalb sieht Anna Kohl in dem Plan eine Gefahr.", "Anna Kohl"),
        ("Die Gewerkschaft sieht darin keine Lösung.", "Die Gewerkschaft"),
    ],
)
def test_where_something_was_said_or_is_seen_is_no_part_of_the_speaker(text, speaker):
    assert [row[2] for row in read(text)] == [speaker]


def test_who_sees_a_thing_somewhere_says_nothing():
    assert read("Die Leute sahen im Hafen das Schiff. Ein Schuss sah in der Kurve gut aus.") == []


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("Im Brief heißt es, die Miete steige.", "die Miete steige", "Brief"),
        ("Ministerin Rita Falk: Die Lage sei ernst.", "Die Lage sei ernst.", "Ministerin Rita Falk"),
        ("Rita Falk sprach von rund 20 Fällen.", "Rita Falk sprach von rund 20 Fällen.", "Rita Falk"),
        ("Rita Falk plädierte für mehr Geduld.", "Rita Falk plädierte für mehr Geduld.", "Rita Falk"),
    ],
)
def test_clauses_that_look_relative_names_before_a_colon_and_measures(text, words, speaker):
    assert [row[1:3] for row in read(text)] == [(words, speaker)]


def test_a_heading_before_a_colon_says_nothing():
    assert read("Lage am Abend: Das Wasser sei hoch.") == []


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        (
            "Der Händler forderte, die Straße, die seit Mai gesperrt ist, zu öffnen.",
            "die Straße, die seit Mai gesperrt ist, zu öffnen",
            "Der Händler",
        ),
        (
            "Das Amt sagte, dass niemand, der krank ist, arbeiten muss.",
            "dass niemand, der krank ist, arbeiten muss",
            "Das Amt",
        ),
        (
            "Die Ministerin betonte, man habe, wie vereinbart, gezahlt.",
            "man habe, wie vereinbart, gezahlt",
            "Die Ministerin",
        ),
        (
            "Der Zeuge gab an, der Täter, ein Mann mit Bart, sei weg.",
            "der Täter, ein Mann mit Bart, sei weg",
            "Der Zeuge",
        ),
        ("Kritiker werfen ihr vor, Zeit zu vergeuden.", "Zeit zu vergeuden", "Kritiker"),
    ],
)
def test_what_is_inserted_does_not_end_what_was_said(text, words, speaker):
    assert [row[1:3] for row in read(text)] == [(words, speaker)]


def test_whom_something_is_said_to_ends_before_it():
    assert [row[2:] for row in read("Die Kanzlerin sagte dem Präsidenten Hilfe zu.")] == [
        ("Die Kanzlerin", "dem Präsidenten")
    ]

"""German statements by construction: what a pronoun stands for, what is another's voice, where words end."""

import pytest

import onrecord


def read(text):
    found = onrecord.annotate(text, date="2025-08-27", language="de").statements
    return [(s.type, s.text, s.speaker_text) for s in found]


ANAPHORS = [
    ("Die Fähre fällt aus. Das meldete Reuters.", "Die Fähre fällt aus Das", "Reuters"),
    (
        "Die Fähre fällt aus. Das gab Hafenmeister Olaf Thies bekannt.",
        "Die Fähre fällt aus Das",
        "Hafenmeister Olaf Thies",
    ),
    ("Die Fähre fällt aus. Das berichten Medien.", "Die Fähre fällt aus Das", "Medien"),
    (
        "Die Fähre fällt aus. Dies bestätigten Mitarbeiter der Reederei.",
        "Die Fähre fällt aus Dies",
        "Mitarbeiter der Reederei",
    ),
    ("Die Fähre fällt aus. Das teilte die Reederei mit.", "Die Fähre fällt aus Das", "die Reederei"),
    (
        "Die Fähre fällt aus. Ersatz gibt es nicht. Das teilte die Reederei mit.",
        "Die Fähre fällt aus. Ersatz gibt es nicht Das",
        "die Reederei",
    ),
    (
        "Es ist Herbst.\n\nDie Fähre fällt aus. Ersatz gibt es nicht. Das teilte die Reederei mit.",
        "Ersatz gibt es nicht Das",
        "die Reederei",
    ),
]


@pytest.mark.parametrize(("text", "words", "speaker"), ANAPHORS)
def test_what_a_pronoun_stands_for(text, words, speaker):
    assert ("indirect", words, speaker) in read(text)


@pytest.mark.parametrize(
    "text",
    [
        "Die Fähre fällt aus. Das bestätigte Urteil ist rechtskräftig.",
        "Die Fähre fällt aus. Das gemeldete Leck wurde abgedichtet.",
        "Die Fähre fällt aus. Das gefällt Olaf Thies.",
    ],
)
def test_an_article_stands_for_nothing(text):
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Die Ministerin sagte, man gehe davon aus, dass der Deich halte.",
        "Es werde geschätzt, dass tausend Schafe ertrunken seien, sagte die Ministerin.",
        "Die Ministerin erklärte, den Bauern sei geraten worden, die Schafe zu holen.",
    ],
)
def test_nobody_within_somebodys_words_is_no_voice_of_its_own(text):
    assert len(read(text)) == 1


def test_somebody_else_within_somebodys_words_is_one():
    found = read("Die Ministerin sagte, die Polizei gehe davon aus, dass der Deich halte.")
    assert [speaker for _, _, speaker in found] == ["Die Ministerin", "die Polizei"]


@pytest.mark.parametrize(
    "text",
    [
        "Sie sagte, es sei knapp. Der Hafen kostet uns acht Millionen, im nächsten Jahr weitere zwei Millionen.",
        "Sie sagte, es sei knapp. Gab es irgendwelche Pläne für den Deich?",
        "Sie sagte, es sei knapp. Im Archiv liegen alte Karten, zwölf Bände und hundert graphische Blätter.",
    ],
)
def test_an_attribute_is_no_subjunctive(text):
    assert len(read(text)) == 1


def test_an_unknown_verb_in_the_subjunctive_goes_on():
    found = read("Sie sagte, es sei knapp. Der Fischer vertäue sein Boot am Kai.")
    assert found[1][:2] == ("indirect_free_indirect", "Der Fischer vertäue sein Boot am Kai.")


MEASURED = [
    "Anwohner berichteten von mindestens zwei lauten Schlägen.",
    "Die Werft spricht von bis zu 300 neuen Stellen.",
    "Die Werft rechnet mit mehr als zehn Aufträgen.",
    "Die Fischer klagten über viel zu niedrige Preise.",
    "Der Verband warnte vor zwischen 20 und 30 Schließungen.",
    "Die Fischer klagten auch gestern über sehr hohe Gebühren.",
]


@pytest.mark.parametrize("text", MEASURED)
def test_words_of_measure_stand_before_what_is_told(text):
    assert [(kind, words) for kind, words, _ in read(text)] == [("reported", text)]


@pytest.mark.parametrize(
    "text", ["Die Fischer berichteten gestern.", "Die Werft warnte, von wenigen Kunden abgesehen, selten."]
)
def test_without_a_phrase_nothing_is_told(text):
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Das Treffen fand am Montag statt: Zehn Boote liefen aus.",
        "Für die Werft sah es schlecht aus: Drei Schiffe blieben liegen.",
        "Der Kapitän nahm am Rennen teil: Er gewann.",
    ],
)
def test_a_particle_makes_a_verb_another_one(text):
    assert read(text) == []


def test_a_particle_of_a_joined_verb_leaves_the_first_one():
    found = read("Olaf Thies nannte den Plan „völlig verfehlt“ und kündigte an, er werde klagen.")
    assert [(kind, words) for kind, words, _ in found] == [
        ("direct", "„völlig verfehlt“"),
        ("indirect", "er werde klagen"),
    ]


EXTENTS = [
    ("Die Ministerin sagte, dass der Deich halte, die Bauern glaubten ihr nicht.", "dass der Deich halte"),
    ("Die Ministerin sagte, dass der Deich, der alt ist, gut hält.", "dass der Deich, der alt ist, gut hält"),
    (
        "Die Ministerin sagte, dass der Deich halte, die Tore sollen offen bleiben.",
        "dass der Deich halte, die Tore sollen offen bleiben",
    ),
    ("Die Häfen bleiben zu, nur die Fähre nach Röm verkehrt laut Reederei.", "nur die Fähre nach Röm verkehrt"),
    ("Es gab drei Brände, der erste brach nach Angaben der Polizei gestern aus.", "der erste brach gestern aus"),
    ("Weil es stürmt, bleibt die Fähre laut Reederei heute liegen.", "Weil es stürmt, bleibt die Fähre heute liegen"),
]


@pytest.mark.parametrize(("text", "words"), EXTENTS)
def test_where_words_begin_and_end(text, words):
    assert [found for _, found, _ in read(text)] == [words]


SUBSTITUTES = [
    "Die Ministerin sprach mit den Bauern. Diese hätten drei Wochen auf Hilfe gewartet.",
    "Die Ministerin warnte vor dem Sturm. Am Abend war es ruhig. Die Deiche würden bis Freitag halten.",
]


@pytest.mark.parametrize("text", SUBSTITUTES)
def test_the_second_subjunctive_stands_for_the_first(text):
    said = "Die Ministerin sagte, man helfe. "
    assert read(said + text)[-1][0] == "indirect_free_indirect"


def test_the_second_subjunctive_alone_says_nothing():
    assert read("Der Sommer war nass. Drei trockene Wochen hätten den Bauern geholfen.") == []


GIVEN = [
    ("Als Grund wurde der niedrige Wasserstand genannt.", None),
    ("Als Ursache wurden zwei defekte Pumpen angegeben.", None),
    ("Als Gründe führte die Reederei die hohen Kosten an.", "die Reederei"),
    ("Als Beispiel nannte Olaf Thies die Fähre nach Röm.", "Olaf Thies"),
    ("Als Motiv gab der Mann seinen Ärger über die Werft an.", "der Mann"),
    ("Als Begründung wurde unter anderem der Sturm angeführt.", None),
]


@pytest.mark.parametrize(("text", "speaker"), GIVEN)
def test_reasons_that_are_given_are_told(text, speaker):
    assert read(text) == [("reported", text, speaker)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Als Grund wurde genannt, dass der Wasserstand zu niedrig sei.", "dass der Wasserstand zu niedrig sei"),
        ("Als Begründung wurde angegeben, die Pumpen seien defekt.", "die Pumpen seien defekt"),
    ],
)
def test_reasons_that_are_given_in_a_clause(text, words):
    assert read(text) == [("indirect", words, None)]


@pytest.mark.parametrize(
    "text",
    ["Als Grundstein wurde ein Findling gelegt.", "Als Kind wurde er Olli genannt.", "Als Ursache gilt der Sturm."],
)
def test_other_things_are_not_given(text):
    assert read(text) == []


SIGNED = [
    (
        "„Der Deich hält“, so Anna Klein, Leiterin der Werft.",
        [("direct", "„Der Deich hält“", "Anna Klein, Leiterin der Werft")],
    ),
    (
        "Der Deich halte, so Anna Klein, Leiterin der Werft.",
        [("indirect", "Der Deich halte", "Anna Klein, Leiterin der Werft")],
    ),
    (
        "Der Deich hält laut Anna Klein, Leiterin der Werft.",
        [("indirect", "Der Deich hält", "Anna Klein, Leiterin der Werft")],
    ),
    ("Der Rat habe, so Anna Klein, keine Zeit.", [("indirect", "Der Rat habe keine Zeit", "Anna Klein")]),
    ("„Der Deich“, so Anna Klein, „hält noch lange.“", [("direct", "„Der Deich“ „hält noch lange.“", "Anna Klein")]),
    (
        "Der Deich halte, so Anna Klein weiter: „Wir haben ihn geprüft.“",
        [("indirect", "Der Deich halte", "Anna Klein"), ("direct", "„Wir haben ihn geprüft.“", "Anna Klein")],
    ),
]


@pytest.mark.parametrize(("text", "found"), SIGNED)
def test_a_role_behind_so_and_a_name_is_part_of_the_speaker_and_no_word_of_theirs(text, found):
    assert read(text) == found


WEAK = [
    ("Am Abend wurde befürchtet, der Deich könnte brechen.", "der Deich könnte brechen", None),
    ("Damals war vermutet worden, die Fähre müsste umkehren.", "die Fähre müsste umkehren", None),
    ("Es wuchs die Sorge der Fischer, dass der Hafen versandet.", "dass der Hafen versandet", "der Fischer"),
    ("Die Vermutung der Werft, der Kran könnte alt sein, bestätigte sich.", "der Kran könnte alt sein", "der Werft"),
    ("Es war ein Matrose, der angab, krank zu sein.", "krank zu sein", "ein Matrose"),
    ("Wichtig war der Anruf einer Frau, die mitteilte, dass es brenne.", "dass es brenne", "einer Frau"),
]


@pytest.mark.parametrize(("text", "words", "speaker"), WEAK)
def test_clauses_behind_passives_nouns_and_relative_clauses(text, words, speaker):
    assert ("indirect", words, speaker) in read(text)


@pytest.mark.parametrize(
    "text", ["Am Abend wurde gefeiert, der Deich könnte halten.", "Es war ein Matrose, der sang, um wach zu bleiben."]
)
def test_what_is_no_cue_governs_no_clause(text):
    assert read(text) == []


def test_a_modal_verb_before_a_sentence_in_the_subjunctive_is_said_with_it():
    found = read("Die Ministerin warnte vor dem Sturm. Am Kai könnten Wellen stehen. Die Fähre sei betroffen.")
    assert found[1][1] == "Am Kai könnten Wellen stehen. Die Fähre sei betroffen."


def test_a_modal_verb_alone_is_no_ones_words():
    found = read("Die Ministerin warnte vor dem Sturm. Am Kai könnten Wellen stehen. Die Fähre ist betroffen.")
    assert len(found) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Der Sturm forderte an der Küste zwölf Todesopfer.",
        "Acht Tote und zwei Verletzte forderte gestern ein Brand.",
        "Das Beben forderte mehr als neunzig Menschenleben.",
        "Das Tier legte vom vermuteten Liegeplatz am See vier Kilometer zurück.",
        "Zwei Minuten später sah Olaf Thies Gelb und in der letzten Minute Rot.",
    ],
)
def test_an_accident_and_an_attribute_say_nothing(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Die Fischer forderten zwölf neue Boote.", "Die Fischer"),
        ("Greenpeace fordert den Schutz der Robben.", "Greenpeace"),
        ("Olaf Thies sieht in dem Plan eine Gefahr.", "Olaf Thies"),
    ],
)
def test_who_demands_or_sees_something(text, speaker):
    assert [(kind, who) for kind, _, who in read(text)] == [("reported", speaker)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Am Abend klagte er über Schmerzen, dann brach er zusammen.", None),
        ("Der Kapitän bemerkte das Leck, umkehren konnte er nicht mehr.", None),
        ("Das Amt erklärte den Vertrag für ungültig, die Arbeiten wurden neu vergeben.", None),
        ("Der Kapitän sagte, das Leck ist klein.", "das Leck ist klein"),
        ("Die Fischer werfen Olaf Thies vor, er hätte den Hafen vergessen.", "er hätte den Hafen vergessen"),
        ("Der Kapitän teilte der Reederei mit, das Schiff liegt fest.", "das Schiff liegt fest"),
    ],
)
def test_a_main_clause_behind_an_object_is_none(text, words):
    assert [found for kind, found, _ in read(text) if kind == "indirect"] == ([] if words is None else [words])


def test_es_sei_denn_is_nobodys_words():
    found = read("Die Ministerin sagte, es sei gut. Der Hafen bleibt offen, es sei denn, es stürmt.")
    assert len(found) == 1


CITED = [
    ("„Das wird teuer“, wird Olaf Thies in der Zeitung „Bild“ zitiert.", ["Olaf Thies", "der Zeitung „Bild“"]),
    ("„Das wird teuer“, wird der Minister von der dpa zitiert.", ["der Minister", "der dpa"]),
    ("Die Zeitung zitiert ihn mit den Worten: „Das wird teuer.“", ["ihn", "Die Zeitung"]),
    ("Die Zeitung zitiert den Minister mit den Worten: „Das wird teuer.“", ["den Minister", "Die Zeitung"]),
    ("Die Zeitung zitiert sich mit den Worten: „Das wird teuer.“", ["Die Zeitung"]),
    ("Der Minister wird mit den Worten zitiert: „Das wird teuer.“", ["Der Minister"]),
]


@pytest.mark.parametrize(("text", "speakers"), CITED)
def test_who_is_cited_and_who_cites(text, speakers):
    assert sorted(who for _, _, who in read(text)) == sorted(speakers)


@pytest.mark.parametrize(
    "text",
    [
        "Zwei Jahre nach dem Urteil des Gerichts liegt die Begründung vor.",
        "Sie helfen beim Aufbau nach der Unabhängigkeitserklärung.",
        "Der alte Plan, die Werft zu verkaufen, wurde aufgegeben.",
        "Die Entscheidung, die Fähre einzustellen, fiel im Mai.",
        "Der Kapitän war bekannt für sein Geschick, Wellen zu lesen.",
        "Das Problem besteht darin, dass der Deich alt ist.",
    ],
)
def test_times_plans_and_facts_are_nobodys_words(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        (
            "Nach dem Urteil des Gerichts ist die Fähre zu schnell.",
            "ist die Fähre zu schnell",
            "dem Urteil des Gerichts",
        ),
        ("Es gilt der Plan der Reederei, die Werft zu verkaufen.", "die Werft zu verkaufen", "der Reederei"),
        ("Olaf Thies bekennt, die Fähre verkauft zu haben.", "die Fähre verkauft zu haben", "Olaf Thies"),
        ("Olaf Thies besteht darauf, dass der Deich bleibt.", "dass der Deich bleibt", "Olaf Thies"),
    ],
)
def test_the_same_words_with_somebody(text, words, speaker):
    assert ("indirect", words, speaker) in read(text)


REPORTED_FRAGMENTS = [
    (
        "Der Verband kritisierte gestern die „völlig unnötige Härte“ der Behörde.",
        "„völlig unnötige Härte“",
        "Der Verband",
    ),
    ("Die Richter warnten vor Folgen für das „ohnehin knappe Geld“ der Stadt.", "„ohnehin knappe Geld“", "Die Richter"),
    ("Olaf Thies sieht darin einen „Angriff auf die Fischer“.", "„Angriff auf die Fischer“", "Olaf Thies"),
]


@pytest.mark.parametrize(("text", "words", "speaker"), REPORTED_FRAGMENTS)
def test_a_fragment_within_a_reported_act_is_its_speakers(text, words, speaker):
    assert ("direct", words, speaker) in read(text)


def test_a_name_within_a_reported_act_is_none():
    assert [kind for kind, *_ in read("Der Verband warnte vor dem „Hafenboten“ und der „Werft Nord“.")] == ["reported"]


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("Nach bisher unbestätigten Berichten sank die Fähre.", "sank die Fähre", "unbestätigten Berichten"),
        (
            "Die Fähre sank nach bislang unbestätigten Angaben der Reederei.",
            "Die Fähre sank",
            "unbestätigten Angaben der Reederei",
        ),
        (
            "Olaf Thies sagte, ohne den Rat zu nennen, dass ihn der Streit besorge.",
            "dass ihn der Streit besorge",
            "Olaf Thies",
        ),
        ("Olaf Thies betonte, um Fragen zu vermeiden, die Fähre sei sicher.", "die Fähre sei sicher", "Olaf Thies"),
    ],
)
def test_what_stands_between_a_cue_and_its_words(text, words, speaker):
    assert read(text) == [("indirect", words, speaker)]


def test_a_purpose_alone_is_not_said():
    assert read("Olaf Thies sprach leise, um die Gäste nicht zu wecken.") == []

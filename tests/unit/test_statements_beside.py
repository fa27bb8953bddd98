"""Who speaks, where something short stands beside the name: a suffix of a title, a medium, a signature."""

import pytest

import onrecord


def read(text, language="de"):
    return [(s.text, s.speaker_text, s.addressee_text) for s in onrecord.annotate(text, language=language).statements]


TITLES = [
    ("Bürgermeister a. D. Kurt Bolte sagte, er bleibe.", "Bürgermeister a. D. Kurt Bolte"),
    ("Der Bürgermeister a.D. sagte, er bleibe.", "Der Bürgermeister a.D."),
    ("Oberst i. G. Max Born sagte, er bleibe.", "Oberst i. G. Max Born"),
    ("Mag. Ina Reh betonte, er bleibe.", "Mag. Ina Reh"),
]


@pytest.mark.parametrize(("text", "speaker"), TITLES)
def test_what_stands_short_beside_a_title_is_part_of_it(text, speaker):
    assert read(text) == [("er bleibe", speaker, None)]


SPOKEN_TO = [
    ("„Ich gehe“, sagte Nora Holm in der ARD.", "Nora Holm", None),
    ("„Ich gehe“, sagte der Minister im Deutschlandfunk.", "der Minister", None),
    ("„Ich gehe“, sagte Nora Holm bei „Anne Will“.", "Nora Holm", None),
    ("„Ich gehe“, sagte der Moderator im ZDF.", "der Moderator im ZDF", None),
    ("„Ich gehe“, sagte der Bürgermeister in Kiel.", "der Bürgermeister in Kiel", None),
    ("Der dpa sagte Holm: „Ich gehe“.", "Holm", "Der dpa"),
    ("Der „Küstenpost“ sagte Holm: „Ich gehe“.", "Holm", "Der „Küstenpost“"),
    ("Der „Spiegel“ schrieb: „Ich gehe“.", "Der „Spiegel“", None),
]


@pytest.mark.parametrize(("text", "speaker", "addressee"), SPOKEN_TO)
def test_a_medium_that_is_spoken_to_or_in_is_no_part_of_the_speaker(text, speaker, addressee):
    assert read(text) == [("„Ich gehe“", speaker, addressee)]


INSERTED = [
    ("Wie Holm unserer Zeitung sagte, bleibt das Bad zu.", "Holm", "unserer Zeitung"),
    ("Wie die Ministerin der dpa sagte, bleibt das Bad zu.", "die Ministerin", "der dpa"),
    ("Wie der Sprecher der Polizei sagte, bleibt das Bad zu.", "der Sprecher der Polizei", None),
    ("Wie der Chefredakteur der Zeitung sagte, bleibt das Bad zu.", "der Chefredakteur der Zeitung", None),
    ("Wie die Redaktion der Zeitung sagte, bleibt das Bad zu.", "die Redaktion der Zeitung", None),
]


@pytest.mark.parametrize(("text", "speaker", "addressee"), INSERTED)
def test_a_medium_before_the_verb_at_the_end_is_spoken_to(text, speaker, addressee):
    assert read(text) == [("bleibt das Bad zu", speaker, addressee)]


SIGNED = [
    ("de", "„Wir bauen das Werk neu.“ (Petra Wolz, Chefin der Werft)", "Petra Wolz, Chefin der Werft"),
    ("de", "„Wir bauen das Werk neu.“ (Petra Wolz)", "Petra Wolz"),
    ("de", "„Wir bauen das Werk neu.“\nPetra Wolz, Chefin der Werft", "Petra Wolz, Chefin der Werft"),
    ("de", "„Wir bauen das Werk neu.“\n\nPetra Wolz, Chefin der Werft\n\nEs beginnt.", "Petra Wolz, Chefin der Werft"),
    ("de", "„Wir bauen das Werk neu.“\n\nPetra Wolz, Chefin der Werft, kommt.", None),
    ("de", "„Wir bauen das Werk neu.“\n\nPetra Wolz", None),
    ("de", "„So ein Mist“, entfuhr es ihm.", "ihm"),
    ("en", "“We will rebuild the yard.” (Petra Wolz, chair)", "Petra Wolz, chair"),
    ("en", "“We will rebuild the yard.”\n\nPetra Wolz, chair of the board", "Petra Wolz, chair of the board"),
]


@pytest.mark.parametrize(("language", "text", "speaker"), SIGNED)
def test_a_signature_names_the_speaker(language, text, speaker):
    assert [found[1] for found in read(text, language)] == [speaker]


@pytest.mark.parametrize("text", ["„Wir machen weiter“ (Kiel, 1998)", "„Wir machen weiter“ (Nordecho)"])
def test_a_place_or_medium_in_brackets_is_no_signature(text):
    assert read(text) == []


def test_a_text_may_end_behind_a_document() -> None:
    (found,) = onrecord.annotate("Er starb nach einer Meldung des", language="de").statements
    assert found.speaker_text == "einer Meldung"


THAT = [
    ("Pike said that was too low.", ["that was too low"]),
    ("Pike said that will not happen.", ["that will not happen"]),
    ("The count rose to 12. Pike said that is fine.", ["that is fine"]),
    ("Pike said that the count was low.", ["that the count was low"]),
    ("The car that police said that is missing was red.", []),
]


@pytest.mark.parametrize(("text", "said"), THAT)
def test_that_may_be_the_subject_of_what_is_said(text, said):
    assert [found[0] for found in read(text, "en")] == said


MANNER = [
    ("“We are done,” said Beth Crane with a smile.", "Beth Crane"),
    ("“We are done,” said the mayor with a shrug.", "the mayor"),
    ("“We are done,” said Beth Crane with the Red Cross.", "Beth Crane with the Red Cross"),
    ("“We are done,” said Beth Crane, her voice breaking.", "Beth Crane"),
    ("“We are done,” said Beth Crane, her deputy.", "Beth Crane, her deputy"),
]


@pytest.mark.parametrize(("text", "speaker"), MANNER)
def test_how_somebody_speaks_is_no_part_of_who_speaks(text, speaker):
    assert read(text, "en") == [("“We are done,”", speaker, None)]


UNFULFILLED = ["If the mayor says the pool is closed, go home.", "Unless the mayor says the pool is closed, we swim."]


@pytest.mark.parametrize("text", UNFULFILLED)
def test_what_may_not_have_been_said_is_no_statement(text):
    assert read(text, "en") == []


def test_what_somebody_is_saying_is_said():
    assert read("If they are arguing that the fire was set, they are wrong.", "en")[0][0] == "that the fire was set"


def test_it_is_told_nothing():
    assert read("It was reported that the mayor resigned.", "en") == [("that the mayor resigned", None, None)]
    assert read("When the mayor said the pool was closed, we left.", "en")[0][0] == "the pool was closed"


PRESENT = [
    ("de", "„Das wird gut“, strahlt Lene Quast.", ["Lene Quast"]),
    ("de", "„Das Boot“, zeigt der Film.", []),
    ("en", "“We are done,” grumbles the coach.", ["the coach"]),
    ("en", "“The Boat,” stars Beth Crane.", []),
]


@pytest.mark.parametrize(("language", "text", "speakers"), PRESENT)
def test_a_verb_in_the_present_that_no_list_has_names_the_speaker(language, text, speakers):
    assert [found[1] for found in read(text, language)] == speakers


@pytest.mark.parametrize(
    "text",
    [
        "Wird das Bad geschlossen, sagt die Stadt Bescheid.",
        "Wird es kalt, warnt der Dienst vor Glätte.",
        "Sollte es regnen, meldet sich der Veranstalter.",
    ],
)
def test_a_condition_that_begins_with_its_verb_is_said_by_nobody(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Kommt der Bund nicht, sagte Holm, muss die Stadt zahlen.", "Kommt der Bund nicht … muss die Stadt zahlen"),
        ("Habe man Geld, sagte Holm, könne man bauen.", "Habe man Geld … könne man bauen"),
        ("Sollte es regnen, so werde man warten, sagte Holm.", "Sollte es regnen, so werde man warten"),
        ("Die Lage ist ernst, sagte Holm.", "Die Lage ist ernst"),
    ],
)
def test_a_condition_within_words_is_part_of_them(text, said):
    (found,) = onrecord.annotate(text, language="de").statements
    assert " … ".join(text[a:b] for a, b in found.spans) == said


def test_a_text_may_end_in_the_noun_behind_a_source() -> None:
    assert not onrecord.annotate("laut Ministerin Der", language="de").statements
    (found,) = onrecord.annotate("Laut Polizei Bäume", language="de").statements
    assert found.text == "Bäume"

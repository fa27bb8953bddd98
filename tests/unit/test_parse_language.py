"""The language of a document: declared, detected, and what happens if these differ."""

import subprocess
import sys
from collections import Counter

import pytest

from pipeline.parse import language
from pipeline.parse.language import detect_language, language_of_tag, language_of_text, read_language

GERMAN = (
    "Seit Wochen streiten die Leute in Muldewerth über die Fähre, nun liegt ein Vorschlag vor. Anwohner hatten "
    "Unterschriften gesammelt und mehrere Versammlungen einberufen. Eine Antwort der Landesregierung steht "
    "noch aus. Die Kosten schätzt das Bauamt auf rund drei Millionen Euro, von denen das Land die Hälfte "
    "übernimmt, wie es heißt."
)
ENGLISH = (
    "For weeks the people of Ashwell Bay have argued about the ferry, and now there is a proposal. Residents "
    "had collected signatures and called several meetings. The government has yet to answer. The council puts "
    "the cost at three million pounds, half of which will be paid by the county, according to the plan that "
    "was seen by this newspaper."
)
DUTCH = (
    "Al weken maken de inwoners ruzie over de veerpont, en nu ligt er een voorstel. Bewoners hadden "
    "handtekeningen verzameld en verschillende vergaderingen belegd. Een antwoord van de regering laat nog op "
    "zich wachten. De kosten worden geschat op ongeveer drie miljoen euro, waarvan de provincie de helft "
    "betaalt, zo staat in het plan van de gemeente."
)
ZULU = (
    "Abantu bedolobha bakhulumile ngebhuloho elisha izinsuku eziningi, manje sekukhona isiphakamiso. "
    "Izakhamuzi zazibuthe amasiginesha futhi zabiza imihlangano eminingi. Uhulumeni akakaphenduli okwamanje. "
    "Umkhandlu uthi izindleko zizoba yizigidi ezintathu, ingxenye yazo izokhokhwa yisifundazwe, njengoba kusho "
    "umbiko owabonwa yileli phephandaba."
)
SORBIAN = (  # which the model does not know
    "Ludźo w měsće so hižo njedźele wo móst wadźa, nětko pak předleži nowy namjet. Wobydlerjo běchu podpisma "
    "zběrali a wjacore zhromadźizny zwołali. Wotmołwa krajneho knježerstwa hišće njeje přišła. Twarski zarjad "
    "kóšty na něhdźe tři miliony eurow trochuje, z kotrychž kraj połojcu přewozmje, kaž so w rozprawje za "
    "wokrjesny sejmik praji."
)


@pytest.mark.parametrize(
    ("written", "code"),
    [("de", "de"), ("de-AT", "de"), ("de_AT", "de"), ("deu", "de"), ("ger", "de"), ("en_US.UTF-8", "en"),
     ("German", "de"), ("Deutsch (Österreich)", "de"), ("français", "fr"), ("de, en", "de"),
     ("xho", "xh"), ("hsb", "hsb"), ("und", None),
     ("us", None), ("xx-YY", None), ("Klingonisch", None), ("", None)],
)  # fmt: skip
def test_codes_and_names_are_normalised(written, code):
    assert read_language(written) == code


def test_a_tag_is_no_name():
    assert (language_of_tag("pt-BR"), language_of_tag("German")) == ("pt", None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Der Rat tagte.", "de"),
        ("Man tagte lange, sagte Kappel.", "de"),
        ("Bagger rollen an.", "de"),
        ("Alle sagten ja.", "de"),
        ("Mayor quits.", "en"),
        ("De raad vergadert in het stadhuis.", "nl"),
        ("Rådet mødtes i går aftes.", "da"),
        ("12.30", "und"),
        (GERMAN, "de"),
        (ENGLISH, "en"),
        (DUTCH, "nl"),
        (ZULU, "zu"),
        (SORBIAN, "und"),
    ],
)
def test_the_language_of_a_text_without_a_declaration(text, code):
    assert detect_language(text) == code


@pytest.mark.parametrize(
    ("text", "declared", "code"),
    [(GERMAN, "en", "de"), (ENGLISH, "de", "en"), (ZULU, "en", "zu"), (DUTCH, "de", "nl"), (SORBIAN, "en", "und"),
     (GERMAN, "hsb", "de")],
)  # fmt: skip
def test_a_long_text_has_priority_over_its_declaration(text, declared, code):
    repairs = Counter()
    assert language_of_text(text, declared, repairs) == code
    assert repairs == {"language_conflict": 1}


SHORT_GERMAN = (
    "In Kaltenried wird die Schleuse saniert, nachdem der Stadtrat am Abend zugestimmt hat. Die Kosten werden auf zwei "
    "Millionen Euro geschätzt. Die nächste Sitzung ist noch nicht angesetzt."
)
SHORT_ENGLISH = (
    "Councillors in Wexmoor have agreed to repair the lock after a long debate. The cost is put at two million pounds, "
    "and no date has been set for the next meeting. Traffic will take a detour for months."
)


@pytest.mark.parametrize(
    ("text", "declared", "code"),
    [
        (SHORT_GERMAN, "en", "de"),
        (SHORT_ENGLISH, "de", "en"),
        (SHORT_GERMAN, "nl", "nl"),  # whose frequent words nobody counted
        (SHORT_GERMAN[:90], "en", "en"),
        (SHORT_GERMAN + SHORT_ENGLISH[:110], "en", "en"),
    ],
)
def test_a_short_text_has_priority_where_its_frequent_words_are_of_one_other_language(text, declared, code):
    assert len(text) < 300
    assert language_of_text(text, declared, Counter()) == code


@pytest.mark.parametrize(
    ("text", "declared"),
    [(GERMAN, "de"), (GERMAN[:250], "en"), (SORBIAN, "hsb"), (DUTCH, "nl"), ("1 : 0\n" * 100, "en"),
     (GERMAN[:250] + " 2 : 1" * 60, "de")],
)  # fmt: skip
def test_a_declaration_counts_unless_the_text_plainly_shows_another_language(text, declared):
    repairs = Counter()
    assert language_of_text(text, declared, repairs) == declared
    assert not repairs


_UNLOADED = """
import sys
from collections import Counter
from pipeline.parse.language import detect_language, language_of_text
print({asked}, 'py3langid' in sys.modules)
"""


@pytest.mark.parametrize(("text", "code"), [(GERMAN, "de"), (ENGLISH, "en")])
@pytest.mark.parametrize(
    "asked",
    [
        "language_of_text(sys.argv[1], sys.argv[2], Counter())",
        "language_of_text(sys.argv[1], None, Counter())",
        "detect_language(sys.argv[1], among=['de', 'en'])",
    ],
)
def test_the_model_is_not_loaded_where_frequent_words_show_the_language(asked, text, code):
    does = _UNLOADED.format(asked=asked)
    done = subprocess.run([sys.executable, "-c", does, text, code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [code, "False"]


def test_a_language_that_was_not_asked_for_is_not_found():
    assert detect_language(GERMAN, among=["en", "nl"]) in ("en", "nl")


@pytest.mark.parametrize("first", ["de", "en"])
def test_the_model_decides_about_a_text_in_two_languages(monkeypatch, first):
    words = "und der ist nicht von the of and was with Nordhagen Oberzwieselbach Hallmann Petersen " * 20
    monkeypatch.setattr(language, "_scores", lambda sample: {"de": 0.0, "en": 0.0, first: 1000.0})
    assert detect_language(words) == first

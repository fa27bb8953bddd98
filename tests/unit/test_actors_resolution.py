"""Resolution: who is meant by surnames, descriptions and pronouns, and under which id."""

import pytest

from pipeline.extract.actors import find_names, resolve
from pipeline.extract.annotation import Statement
from pipeline.extract.text import read_text
from tests.resolving import resolved, speaker, speaker_name

TRUMP = "Am Montag traf US-Präsident Donald Trump die Presse. "
HALLMANN = "Am Montag sprach Außenministerin Petra Hallmann. "


@pytest.mark.parametrize(
    ("text", "who", "name"),
    [
        (TRUMP + "Es sei gut, sagte Trump.", "Trump", "Donald Trump"),
        (TRUMP + "Später sagte der US-Präsident mehr.", "der US-Präsident", "Donald Trump"),
        (TRUMP + "Später sagte er mehr.", "er", "Donald Trump"),
        (HALLMANN + "Die Spitzendiplomatin sagte mehr.", "Die Spitzendiplomatin", "Petra Hallmann"),
        (HALLMANN + "Die Ministerin sagte mehr.", "Die Ministerin", "Petra Hallmann"),
        ("Die Financial Times berichtet. Das sagte das Blatt.", "das Blatt", "Financial Times"),
        (
            "Das Pentagon schweigt. Das Verteidigungsministerium erklärte das.",
            "Das Verteidigungsministerium",
            "US Department of Defense",
        ),
        (
            "Das russische Außenministerium erklärte das.",
            "Das russische Außenministerium",
            "Ministry of Foreign Affairs of Russia",
        ),
        (
            "Die Bundesregierung schweigt. Die Regierung in Kiew erklärte das.",
            "Die Regierung in Kiew",
            "Government of Ukraine",
        ),
        ("Das erklärte die Nachrichtenagentur AFP am Abend.", "die Nachrichtenagentur AFP", "Agence France-Presse"),
        ("Trainer Jürgen Müller kam spät. Nach Angaben Müllers ist es so.", "Angaben Müllers", "Jürgen Müller"),
        ("Nach Angaben der Bundeswehr war es still.", "Angaben der Bundeswehr", "Bundeswehr"),
        ("Die Polen stimmten zu.", "Die Polen", "Poland"),
    ],
)
def test_german_speakers(text: str, who: str, name: str) -> None:
    assert speaker_name(text, who) == name


@pytest.mark.parametrize(
    ("text", "who", "name"),
    [
        ("President Martha Ellwood spoke. The president said so.", "The president", "Martha Ellwood"),
        ("President Martha Ellwood spoke. Then she said so.", "she", "Martha Ellwood"),
        ("The Guardian reported it. The newspaper said so.", "The newspaper", "The Guardian"),
        ("The Ukrainian defence ministry said so.", "The Ukrainian defence ministry", "Ministry of Defence of Ukraine"),
        ("Ukraine's foreign ministry said so.", "Ukraine's foreign ministry", "Ministry of Foreign Affairs of Ukraine"),
        ("The British said no.", "The British", "United Kingdom"),
    ],
)
def test_english_speakers(text: str, who: str, name: str) -> None:
    assert speaker_name(text, who, language="en") == name


PARTICLES = "Carla von Neumann came. "
BRANDNERS = "Karl Brandner kam. Anna Brandner blieb. "


@pytest.mark.parametrize(
    ("language", "text", "who", "name"),
    [
        (
            "de",
            "Die GdP (Gewerkschaft der Polizei) klagt. Das forderte die GdP.",
            "die GdP",
            "Gewerkschaft der Polizei",
        ),
        ("de", "Der VHL (Verband der Lotsen) klagt. Das sagte der VHL.", "der VHL", "Verband der Lotsen"),
        ("de", "Der VHL (Verband der Lotsen) klagt. Das sagte der Verband.", "der Verband", "Verband der Lotsen"),
        ("de", "Die Bachtal AG baut ab. Das teilte das Unternehmen mit.", "das Unternehmen", "Bachtal AG"),
        ("de", "Jan van Aken kam. Van Aken sagte mehr.", "Van Aken", "Jan van Aken"),
        ("de", "Karin von Hohenfels kam. Von Hohenfels sagte das.", "Von Hohenfels", "Karin von Hohenfels"),
        ("de", BRANDNERS + "Das sagte Herr Brandner.", "Herr Brandner", "Karl Brandner"),
        ("de", BRANDNERS + "Das sagte Frau Brandner.", "Frau Brandner", "Anna Brandner"),
        ("en", PARTICLES + "Von Neumann said more.", "Von Neumann", "Carla von Neumann"),
        ("en", PARTICLES + "Later von Neumann said more.", "von Neumann", "Carla von Neumann"),
        ("en", "Rosa Delgado spoke. Luis Delgado left. Mr. Delgado said so.", "Mr. Delgado", "Luis Delgado"),
        ("en", "The DWU (Dock Workers Union) left. The union said so.", "The union", "Dock Workers Union"),
        (
            "en",
            "The Polish Foreign Ministry said so.",
            "The Polish Foreign Ministry",
            "Ministry of Foreign Affairs of Poland",
        ),
        (
            "en",
            "The Foreign Ministry of Poland said so.",
            "The Foreign Ministry of Poland",
            "Ministry of Foreign Affairs of Poland",
        ),
    ],
)
def test_one_actor_under_several_names(language: str, text: str, who: str, name: str) -> None:
    assert speaker_name(text, who, language=language) == name


def test_an_unnamed_speaker_is_meant_again() -> None:
    resolution = resolved(
        "Ein Polizeisprecher bestätigte das. Der Sprecher nannte Zahlen.", "Ein Polizeisprecher", "Der Sprecher"
    )
    assert resolution.speaker[0] == resolution.speaker[1]


def test_a_ministry_called_by_its_country_is_meant_again() -> None:
    text = "Das russische Außenministerium widersprach. Das Ministerium erklärte das."
    assert speaker_name(text, "Das Ministerium") == "Ministry of Foreign Affairs of Russia"


def test_whoever_is_cited_does_not_become_the_last_speaker() -> None:
    text = "Petra Hallmann berief sich auf Anna Brandner. Danach sagte sie mehr."
    source = (31, 44)
    assert text[slice(*source)] == "Anna Brandner"
    statements = [
        Statement("indirect", "speech_or_writing", ((0, 1),), "t", speaker_spans=((0, 14),), source_spans=(source,)),
        Statement("indirect", "speech_or_writing", ((59, 60),), "t", speaker_spans=((59, 62),)),
    ]
    doc = read_text(text, "de")
    resolution = resolve(doc, find_names(doc), statements, document_id="doc_1")
    assert resolution.speaker[0] == resolution.speaker[1] != resolution.source[0]


@pytest.mark.parametrize(
    ("text", "language", "who", "name"),
    [
        ("Gov. Dana Hollis vetoed it. The governor said no.", "en", "The governor", "Dana Hollis"),
        ("State Sen. Joan Hale voted against it. The senator said no.", "en", "The senator", "Joan Hale"),
        ("The zoologist Ann Hale came. The scientist said no.", "en", "The scientist", "Ann Hale"),
        ("Die Zoologin Katrin Eberle kam. Die Forscherin sagte das.", "de", "Die Forscherin", "Katrin Eberle"),
    ],
)
def test_a_description_means_whoever_has_that_office(text: str, language: str, who: str, name: str) -> None:
    assert speaker_name(text, who, language=language) == name


def test_a_paper_that_only_its_ending_tells_is_meant_by_the_paper() -> None:
    text = "Traffic stopped, the Tarnholm Courier reports. It was late, the paper said."
    resolution = resolved(text, "the Tarnholm Courier", "the paper", language="en")
    assert resolution.speaker[0] == resolution.speaker[1]
    assert (resolution.actors[0].name, resolution.actors[0].kind) == ("Tarnholm Courier", "media")


def test_a_surname_that_papers_have_too_stays_a_person() -> None:
    assert speaker("Amy Courier came. Courier said so.", "Courier", language="en").kind == "person"  # type: ignore[union-attr]


def test_a_pronoun_agrees_with_whom_it_means() -> None:
    text = "Petra Hallmann traf Karl Brandner. Danach sprach sie. Danach sprach er."
    assert speaker_name(text, "sie") == "Petra Hallmann"
    assert speaker_name(text, "sie", "er") == "Karl Brandner"


def test_the_last_speaker_is_meant_before_whoever_is_only_mentioned() -> None:
    text = "Karl Brandner sagte, Otto Wiesner komme. Das freue ihn, sagte er."
    assert speaker_name(text, "Karl Brandner", "er") == "Karl Brandner"


def test_who_says_we_within_a_statement_is_its_speaker() -> None:
    text = "Karl Brandner sagte: „Wir haben erklärt, dass es regnet.“"
    outer = Statement("direct", "speech", ((21, 57),), "test", speaker_spans=((0, 13),))
    inner = Statement("indirect", "speech", ((40, 56),), "test", speaker_spans=((22, 25),), parent=0)
    doc = read_text(text, "de")
    resolution = resolve(doc, find_names(doc), [outer, inner], document_id="doc_1")
    assert resolution.speaker[0] is not None
    assert resolution.speaker[0] == resolution.speaker[1]


@pytest.mark.parametrize(
    ("text", "lemma"),
    [
        ("Er sprach mit dem russischen Außenminister Karl Brandner.", "russischer Außenminister"),
        ("Er sprach mit der früheren Ministerin Petra Hallmann.", "frühere Ministerin"),
        ("Er lobte den Präsidenten Karl Brandner.", "Präsident"),
        ("Die Rede des CSU-Vorsitzenden Karl Brandner begann.", "CSU-Vorsitzender"),
        ("Die Rede der Vorsitzenden Petra Hallmann begann.", "Vorsitzende"),
    ],
)
def test_the_dictionary_form_of_a_role(text: str, lemma: str) -> None:
    assert [mention.role_lemma for mention in resolved(text).mentions if mention.role] == [lemma]


BAHN = "Der Verband Pro Bahn kritisiert die Pläne. "


@pytest.mark.parametrize(
    ("text", "who", "name"),
    [
        ("Die SPD lehnt das ab. Sie forderte mehr.", "Sie", "Social Democratic Party of Germany"),
        ("Das Auswärtige Amt bestätigte es. Es teilte mehr mit.", "Es", "Federal Foreign Office"),
        ("Das Auswärtige Amt bestätigte es. Er teilte mehr mit.", "Er", None),
        (BAHN + "Er forderte mehr.", "Er", "Pro Bahn"),
        ("Das Amt Pro Bahn kritisiert es. Sie forderte mehr.", "Sie", None),
        ("Am Montag tagte bei Regen der Verband Pro Bahn. Er forderte mehr.", "Er", "Pro Bahn"),
        (HALLMANN + "Die SPD lehnt das ab. Sie forderte mehr.", "Sie", "Social Democratic Party of Germany"),
    ],
)
def test_a_pronoun_means_an_organisation_by_its_gender_where_no_person_agrees(
    text: str, who: str, name: str | None
) -> None:
    assert speaker_name(text, who) == name


def test_an_organisation_stays_who_speaks_over_several_pronouns() -> None:
    text = BAHN + "Er forderte mehr Geld. Zudem erklärte er, es sei knapp."
    assert speaker_name(text, "Der Verband", "Er", "er") == "Pro Bahn"


@pytest.mark.parametrize(
    ("text", "language", "who", "name"),
    [
        (BAHN + "Das ist alles.", "de", "Der Verband", "Pro Bahn"),
        ("Die WHO warnt. Die Organisation will helfen.", "de", "Die Organisation", "World Health Organization"),
        ("Wladimir Putin, Präsident Russlands, schwieg. Der Kremlchef ging.", "de", "Der Kremlchef", "Wladimir Putin"),
        ("Acme Widgets Inc. denied it. The company said so.", "en", "The company", "Acme Widgets Inc."),
    ],
)
def test_a_noun_for_what_somebody_is_means_whoever_is_named_so(text: str, language: str, who: str, name: str) -> None:
    assert speaker_name(text, who, language=language) == name


@pytest.mark.parametrize(
    ("text", "language", "speakers", "n_actors"),
    [
        ("Es war laut, sagte ein Anwohner. Es war still, sagte ein Anwohner.", "de", ["ein Anwohner"] * 2, 2),
        ("Es war laut, sagte ein Anwohner. Gut so, sagte der Anwohner.", "de", ["ein Anwohner", "der Anwohner"], 1),
        ("Es sei gut, sagte ein Sprecher. Es sei so, sagte ein Sprecher.", "de", ["ein Sprecher"] * 2, 1),
        ("It was loud, a witness said. It was quiet, a witness said.", "en", ["a witness"] * 2, 2),
        ("One official agreed. Another official did not.", "en", ["One official", "Another official"], 2),
    ],
)
def test_witnesses_are_others_each_time(text: str, language: str, speakers: list[str], n_actors: int) -> None:
    resolution = resolved(text, *speakers, language=language)
    assert None not in resolution.speaker
    actors = [resolution.actors[index].actor_id for index in resolution.speaker if index is not None]
    assert len(set(actors)) == n_actors


def test_an_organisation_is_one_actor_in_every_case() -> None:
    resolution = resolved(
        "Der Deutsche Hebammenverband warnt. Die Chefin des Deutschen Hebammenverbandes schwieg. "
        "Beim Deutschen Hebammenverband heißt es nichts."
    )
    organizations = [actor for actor in resolution.actors if actor.kind == "organization"]
    assert [actor.name for actor in organizations] == ["Deutsche Hebammenverband"]
    assert len(resolution.mentions) == 3


@pytest.mark.parametrize(
    ("text", "language", "who", "name"),
    [
        ("Greenpeace objected. The group said so.", "en", "The group", "Greenpeace"),
        ("Hamas denied it. The group said so.", "en", "The group", "Hamas"),
        ("Die Gewerkschaft der Lokführer (GDL) ruft. Das sagte die Gewerkschaft.", "de", "die Gewerkschaft", "GDL"),
    ],
)
def test_listed_organisations_are_called_by_a_noun(text: str, language: str, who: str, name: str) -> None:
    assert speaker_name(text, who, language=language) == name


def test_weak_nouns_in_m_have_no_ending_in_their_dictionary_form() -> None:
    roles = {mention.role_lemma for mention in resolved("Den Ökonomen Jens Vogel lobt niemand.").mentions}
    assert "Ökonom" in roles


@pytest.mark.parametrize(
    ("text", "language", "mention", "name"),
    [
        ("Landrat Udo Kemper trat vor die Presse. Man warf ihm Untätigkeit vor.", "de", "ihm", "Udo Kemper"),
        ("Landrat Udo Kemper kam mit seiner Frau.", "de", "seiner", "Udo Kemper"),
        ("Die Turnerin Ina Sander gewann. Am Abend feierte die 19-Jährige.", "de", "die 19-Jährige", "Ina Sander"),
        ("Der „Wiesenkurier“ berichtete. Später löschte das Blatt den Text.", "de", "das Blatt", "Wiesenkurier"),
        ("Mayor Nora Pike took office in May. The council praised her.", "en", "her", "Nora Pike"),
        ("Nora Pike, who lives in Leeds, is ill.", "en", "who", "Nora Pike"),
        ("Nora Pike, the mayor of Oakvale, is ill.", "en", "the mayor", "Nora Pike"),
        ("Orwin Foods closed its plant. The York-based group is ill.", "en", "The York-based group", "Orwin Foods"),
        ("The Selby Courier apologised. The paper had printed lies.", "en", "The paper", "Selby Courier"),
    ],
)
def test_whoever_is_spoken_of_is_mentioned(text: str, language: str, mention: str, name: str) -> None:
    doc = read_text(text, language)
    resolution = resolve(doc, find_names(doc), [], document_id="doc_1")
    found = {text[m.start : m.end]: resolution.actors[m.actor].name for m in resolution.mentions}
    assert found.get(mention) == name


def test_i_within_somebodys_words_is_the_speaker_and_we_is_not_a_person() -> None:
    text = "Karl Brandner sagte: „Ich bleibe, wir kämpfen um meinen Hof.“"
    statement = Statement("direct", "speech", ((21, len(text)),), "test", speaker_spans=((0, 13),))
    doc = read_text(text, "de")
    resolution = resolve(doc, find_names(doc), [statement], document_id="doc_1")
    said = {text[m.start : m.end]: m.mention_kind for m in resolution.mentions if m.start > 20}
    assert said == {"Ich": "pronoun", "meinen": "possessive"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Jonas Kohl und Josefa Brandt kamen. Sie sagten nichts.", "de"),
        ("Jonas Cole and Mary Bright came. They said nothing.", "en"),
    ],
)
def test_a_plural_pronoun_is_no_one_person(text: str, language: str) -> None:
    doc = read_text(text, language)
    resolution = resolve(doc, find_names(doc), [], document_id="doc_1")
    assert {m.mention_kind for m in resolution.mentions} == {"name"}


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("Ann Holt, a kiteboarder, won. He was glad.", "a kiteboarder"),
        ("Tom Berg came with his wife Ann Holt, 42.", "his wife"),
        ("Ann Holt is a legend.", "a legend"),
    ],
)
def test_what_stands_beside_a_name_describes_its_bearer(text: str, description: str) -> None:
    resolution = resolved(text, language="en")
    meant = {resolution.actors[m.actor].name for m in resolution.mentions if text[m.start : m.end] == description}
    assert meant == {"Ann Holt"}

"""Links: when a pronoun or description is linked, when it is left open, and what it cannot mean."""

import pytest

import onrecord
from pipeline.extract.actors import find_names, resolve
from pipeline.extract.actors.ranking import Choice, Ranker
from pipeline.extract.actors.spots import Spot
from pipeline.extract.annotation import Statement
from pipeline.extract.lang.terms import Function
from pipeline.extract.text import read_text
from tests.resolving import resolved, speaker, speaker_name

RANKER = Ranker(
    {"pronoun": {"near": 200, "next": 190, "far": 20, "nobody": 60}, "relative": {"near": 200, "next": 190}}
)


def spot(group: str) -> Spot:
    return Spot(5, 6, 5, 0, "pronoun", group, Function.SUBJECT)


@pytest.mark.parametrize(
    ("features", "choice"),
    [
        (["near"], Choice(0)),
        (["far", "near"], Choice(1)),
        (["near", "next"], Choice(None, is_open=True)),
        (["far"], Choice(None, is_open=True)),
        (["unlikely"], Choice(None, is_open=True)),
        ([], Choice(None)),
    ],
)
def test_a_link_is_made_where_one_candidate_is_well_ahead(features: list[str], choice: Choice) -> None:
    ranker = Ranker({"pronoun": {**RANKER.weights["pronoun"], "unlikely": 1}})
    assert ranker.choose(spot("pronoun"), ["nobody"], [(at, [name]) for at, name in enumerate(features)]) == choice


def test_who_is_far_from_meant_leaves_nothing_open() -> None:
    ranker = Ranker({"body": {"nobody": 100, "far": -50}})
    assert ranker.choose(spot("body"), ["nobody"], [(7, ["far"])]) == Choice(None)


def test_what_stands_right_behind_whom_it_means_needs_no_lead() -> None:
    assert RANKER.choose(spot("relative"), [], [(0, ["next"]), (1, ["near"])]) == Choice(1)


def linked(text: str, language: str) -> dict[str, str]:
    """Return whom each mention without a name in a text is linked to."""
    resolution = resolved(text, language=language)
    found = {}
    for mention in resolution.mentions:
        if mention.mention_kind not in ("name", "metonym"):
            found[text[mention.start : mention.end]] = resolution.actors[mention.actor].name
    return found


@pytest.mark.parametrize(
    ("text", "language", "pronoun"),
    [
        ("Ann Holt opposed the plan, which failed in May.", "en", "which"),
        ("Thailand has cracked down on smuggling, which has changed the routes.", "en", "which"),
        ("Petra Hallmann lobte den Plan, der im Mai gescheitert war.", "de", "der"),
    ],
)
def test_a_relative_pronoun_behind_a_thing_is_nobody(text: str, language: str, pronoun: str) -> None:
    assert pronoun not in linked(text, language)


@pytest.mark.parametrize(
    ("text", "language", "pronoun", "name"),
    [
        ("Ann Holt, who lost in May, laughed.", "en", "who", "Ann Holt"),
        ("Ann Holt, 45, who lost in May, laughed.", "en", "who", "Ann Holt"),
        ("Ann Holt, a Democrat from Ohio, who lost in May, laughed.", "en", "who", "Ann Holt"),
        ("Ann Holt, the Republican who wrote the measure, laughed.", "en", "who", "Ann Holt"),
        ("Petra Hallmann, die im Mai verlor, lachte.", "de", "die", "Petra Hallmann"),
        ("Petra Hallmann selbst, die im Mai verlor, lachte.", "de", "die", "Petra Hallmann"),
    ],
)
def test_a_relative_pronoun_behind_a_name_is_its_bearer(text: str, language: str, pronoun: str, name: str) -> None:
    assert linked(text, language)[pronoun] == name


def test_a_group_within_a_body_is_not_that_body() -> None:
    text = "The Holt Foundation grew. The elite group within the Holt Foundation left. The group was angry."
    assert linked(text, "en").get("The elite group") != "Holt Foundation"


def test_one_diplomat_is_nobody_named_before() -> None:
    text = "Ambassador Ann Holt spoke. The plan failed. One diplomat said no."
    assert speaker_name(text, "One diplomat", language="en") == "One diplomat"


def test_a_plural_is_not_one_company() -> None:
    text = "Oakline Partners Ltd grew. The companies in the town said no."
    assert speaker_name(text, "The companies in the town", language="en") != "Oakline Partners Ltd"
    text = "Oakline Partners Ltd grew. The company said no."
    assert speaker_name(text, "The company", language="en") == "Oakline Partners Ltd"


@pytest.mark.parametrize(
    ("text", "language", "who", "other"),
    [
        (
            "Adrian Locke bought it from a printer in Porto. Then the printer said no.",
            "en",
            "the printer",
            "Adrian Locke",
        ),
        ("Jan Holt bestellte bei einem Löter. Der Löter sagte nein.", "de", "Der Löter", "Jan Holt"),
    ],
)
def test_somebody_unnamed_who_speaks_later_is_nobody_named_before(
    text: str, language: str, who: str, other: str
) -> None:
    actor = speaker(text, who, language=language)
    assert actor is not None
    assert actor.name != other
    resolution = resolved(text, who, language=language)
    index = resolution.speaker[-1]
    assert sum(mention.actor == index for mention in resolution.mentions) == 2


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Die Klinik Auental schließt im Mai. Das Haus wies die Kritik zurück.", "Klinik Auental"),
        ("Das Auswärtige Amt schwieg lange. Das Haus wies die Kritik zurück.", "Federal Foreign Office"),
    ],
)
def test_a_house_is_the_hospital_or_ministry_spoken_of(text: str, name: str) -> None:
    assert speaker_name(text, "Das Haus") == name


@pytest.mark.parametrize(
    "text",
    [
        "Der Verband Pro Bahn sprach. Das Haus brannte. Das Haus war alt.",
        "Die Klinik Auental schließt im Mai. Das Hochhaus brannte. Das Hochhaus war alt.",
    ],
)
def test_a_house_is_else_a_building(text: str) -> None:
    assert linked(text, "de") == {}


def test_a_demonstrative_owner_is_not_whom_a_pronoun_takes_up() -> None:
    text = (
        "Der Ornithologe Philip Stamm kritisiert das Institut für Vogelforschung. Dem Institut wirft er vor, Daten zu "
        "verschweigen. Dessen Sprecher widersprach."
    )
    assert linked(text, "de").get("Dessen") != "Philip Stamm"


def test_a_ministry_that_its_word_places_does_not_wait_for_who_speaks_behind_it() -> None:
    text = "Berlin mahnt zur Mäßigung. Das Bundesverkehrsministerium sei in Sorge, sagte dessen Sprecher."
    statement = Statement("indirect", "speech", ((27, 69),), "test", speaker_spans=((77, 92),))
    doc = read_text(text, "de")
    resolution = resolve(doc, find_names(doc), [statement], document_id="doc")
    owner = next(m for m in resolution.mentions if text[m.start : m.end] == "dessen")
    assert resolution.actors[owner.actor].name == "Ministry of Transport of Germany"


def test_a_people_as_a_whole_is_its_state() -> None:
    resolution = resolved("Rom schwieg; die Italiener hätten nicht geantwortet.", language="de")
    assert {actor.name for actor in resolution.actors} == {"Italy"}


@pytest.mark.parametrize(
    ("text", "language", "pronoun", "name"),
    [
        ("Nora Holm lobte sie.", "de", "sie", None),
        ("Max Born hat ihn gelobt.", "de", "ihn", None),
        ("Max Born praised him.", "en", "him", None),
        ("Nora Pike said she would go.", "en", "she", "Nora Pike"),
        ("Max Born praised his team.", "en", "his", "Max Born"),
        ("Max Born said Owen Tarr had praised him.", "en", "him", "Max Born"),
    ],
)
def test_the_object_of_a_verb_is_not_its_subject(text: str, language: str, pronoun: str, name: str | None) -> None:
    annotation = onrecord.annotate(text, language=language)
    names = [a.name for a in annotation.actors for m in a.mentions if text[m.start : m.end] == pronoun]
    assert names == ([] if name is None else [name])

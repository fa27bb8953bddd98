"""Towns that stand for their club: only in a sentence that says how a match ended, and only where they play in it."""

import pytest

from pipeline.extract.engine import annotate


def kinds(text, language):
    """What each name of a text is."""
    found = annotate(text, language=language, published_on=None, document_id="d")
    return {text[m.start : m.end]: found.actors[m.actor].kind for m in found.mentions if m.mention_kind == "name"}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Bremen gewann 2:1 gegen Köln.", {"Bremen": "organization", "Köln": "organization"}),
        ("de", "Bremen und Köln trennten sich 1:1.", {"Bremen": "organization", "Köln": "organization"}),
        ("de", "Am Ende siegte Leipzig mit 30:19.", {"Leipzig": "organization"}),
        ("de", "In Bremen gewann Köln mit 3:0.", {"Bremen": "place", "Köln": "organization"}),
        ("de", "Um 14:30 Uhr gewann Bremen gegen Köln.", {"Bremen": "place", "Köln": "place"}),
        ("de", "Bremen gewann gegen Köln den Wettbewerb um die Messe.", {"Bremen": "place", "Köln": "place"}),
        ("de", "Uruguay gewinnt 2:1 gegen Südkorea.", {"Uruguay": "state", "Südkorea": "state"}),
        ("en", "Leeds beat Hull 2-1 on Saturday.", {"Leeds": "organization", "Hull": "organization"}),
        ("en", "Leeds lost 2-1 to Norwich.", {"Leeds": "organization", "Norwich": "organization"}),
        ("en", "Leeds lost two libraries to Norwich.", {"Leeds": "place", "Norwich": "place"}),
    ],
)
def test_a_town_is_a_body_where_the_sentence_has_its_result(language, text, expected):
    assert kinds(text, language) == expected


def test_a_town_is_the_club_that_the_text_names_in_full():
    text = "Werder Bremen reiste am Freitag an. Bremen gewann 2:1 gegen Köln."
    found = annotate(text, language="de", published_on=None, document_id="d")
    ids = [found.actors[m.actor].actor_id for m in found.mentions if text[m.start : m.end].endswith("Bremen")]
    assert ids == ["actor_organization_sv_werder_bremen"] * 2


def test_a_town_of_two_clubs_is_neither():
    text = "Hertha BSC Berlin und Union Berlin reisten an. Am Ende gewann Berlin 2:1."
    found = annotate(text, language="de", published_on=None, document_id="d")
    last = max(found.mentions, key=lambda mention: mention.start)
    actor = found.actors[last.actor]
    assert (actor.name, actor.kind) == ("Berlin", "organization")

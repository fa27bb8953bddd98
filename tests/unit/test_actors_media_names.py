"""Papers and broadcasters that no lexicon lists, told by their ending or the noun before their quoted name."""

import pytest

from tests.resolving import resolved


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Die „Nordpost“ berichtet darüber. Die Stadt schwieg.", ("Nordpost", "media")),
        ("Der „Nordpost“ sagte Reh nichts.", ("Nordpost", "media")),
        ("Das Blatt „Nordecho“ berichtet darüber.", ("Nordecho", "media")),
        ("Im Magazin „Anna“ stand das.", ("Anna", "media")),
        ("Der Ort „Nordheim“ liegt am Fluss.", ("Nordheim", "place")),
    ],
)
def test_a_quoted_name_is_a_medium_where_ending_or_noun_says_so(text: str, found: tuple[str, str]) -> None:
    names = [m for m in resolved(text).mentions if m.mention_kind == "name"]
    actors = resolved(text).actors
    assert found in {(actors[m.actor].name, actors[m.actor].kind) for m in names}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Nach Informationen des „Rheintal-Echos“ klagt die Stadt.", "Rheintal-Echo"),
        ("Nach Informationen des „Nordhäuser Tageblatts“ klagt die Stadt.", "Nordhäuser Tageblatt"),
        ("Nach Informationen des „Nordhäuser Tageblattes“ klagt die Stadt.", "Nordhäuser Tageblatt"),
        ("Das sagte er dem „Haller Echo“.", "Haller Echo"),
        ("Das sagte er den „Nordhäuser Nachrichten“.", "Nordhäuser Nachrichten"),
    ],
)
def test_a_paper_in_the_genitive_is_called_as_in_the_nominative(text, name):
    assert [(actor.name, actor.kind) for actor in resolved(text).actors] == [(name, "media")]

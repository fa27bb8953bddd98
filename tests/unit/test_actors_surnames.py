"""Surnames of two words: with a space, a hyphen or a long dash between them."""

import pytest

import onrecord
from tests.resolving import resolved


def names(text: str, language: str) -> dict[str, set[str]]:
    """Return the mentions by name of each actor of a text."""
    resolution = resolved(text, language=language)
    found: dict[str, set[str]] = {}
    for mention in resolution.mentions:
        if mention.mention_kind == "name":
            found.setdefault(resolution.actors[mention.actor].name, set()).add(text[mention.start : mention.end])
    return found


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "Der Bürgermeister Karl Müller Schmidt sprach. „Es reicht“, sagte Müller Schmidt. Dann ging Schmidt.",
            "de",
            {"Karl Müller Schmidt": {"Karl Müller Schmidt", "Müller Schmidt", "Schmidt"}},
        ),
        (
            "Die Ministerin Anna Weber–Holt kam. Weber–Holt sagte nichts. Später lobte Weber-Holt den Plan.",
            "de",
            {"Anna Weber-Holt": {"Anna Weber–Holt", "Weber–Holt", "Weber-Holt"}},
        ),
        (
            "Ann Weber–Holt resigned. “No,” said Weber–Holt.",
            "en",
            {"Ann Weber-Holt": {"Ann Weber–Holt", "Weber–Holt"}},
        ),
        (
            "Mary Lou Smith Jones resigned. Smith Jones said no.",
            "en",
            {"Mary Lou Smith Jones": {"Mary Lou Smith Jones", "Smith Jones"}},
        ),
    ],
)
def test_both_words_are_one_surname(text: str, language: str, expected: dict[str, set[str]]) -> None:
    assert names(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Anna Weber – sie ist Ärztin – kam.", "de", "Anna Weber"),
        ("Karl Müller, Schmidt und Anna Weber kamen.", "de", "Karl Müller"),
        ("The Biden–Harris campaign of Ann Holt said no.", "en", "Ann Holt"),
    ],
)
def test_a_dash_or_comma_that_parts_joins_nobody(text: str, language: str, name: str) -> None:
    found = names(text, language)
    assert found[name] == {name}
    assert not any("–" in other or "Müller Schmidt" in other for other in found)


@pytest.mark.parametrize(
    ("text", "language", "capitals", "kind"),
    [
        ("Nora Holm leitet das Amt. HOLM sagte, es gehe gut.", "de", "HOLM", "person"),
        ("NORA HOLM tritt zurück\n\nDie Ministerin Nora Holm geht.", "de", "NORA HOLM", "person"),
        ("Jan Müller leitet das Amt.\n\nNORDBLATT: Wie?\n\nMÜLLER: So.", "de", "MÜLLER", "person"),
        ("Paul Spiegel kritisierte den SPIEGEL.", "de", "SPIEGEL", "media"),
        ("Karl Maier ist bei der AOK.", "de", "AOK", "organization"),
    ],
)
def test_a_name_in_capitals_is_that_of_somebody_named_in_other_letters(
    text: str, language: str, capitals: str, kind: str
) -> None:
    annotation = onrecord.annotate(text, language=language)
    at = text.index(capitals)
    assert [a.kind for a in annotation.actors for m in a.mentions if m.start == at] == [kind]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Paolo Riccis Antrag wurde abgelehnt. Ricci kündigte Berufung an.", "Paolo Ricci"),
        ("Marco Brunos Firma ist pleite. Bruno schwieg.", "Marco Bruno"),
        ("Chidi Okonkwos Anwalt sprach von einem Fehlurteil.", "Chidi Okonkwo"),
        ("Yuki Tanakas Trainer lobte die Leistung.", "Yuki Tanaka"),
        ("Petra Zalewos Firma ist pleite. Zalewo schwieg.", "Petra Zalewo"),
        ("Carlos Barrios Anwalt schwieg. Barrios ging.", "Carlos Barrios"),
        ("Vytautas Landsbergis Rede war lang.", "Vytautas Landsbergis"),
    ],
)
def test_a_surname_in_a_vowel_has_a_genitive(text: str, name: str) -> None:
    annotation = onrecord.annotate(text, language="de")
    assert [actor.name for actor in annotation.actors if actor.kind == "person"] == [name]

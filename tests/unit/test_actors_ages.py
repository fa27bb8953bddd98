"""Ages: whom “the 41-year-old” means, with or without the people that somebody is of, and who is new by one."""

import pytest

import onrecord


def actors(text: str, language: str) -> dict[str, set[str]]:
    """Return the mentions that are no names of each actor."""
    annotation = onrecord.annotate(text, language=language)
    return {
        actor.name: {mention.text for mention in actor.mentions if mention.mention_kind == "nominal"}
        for actor in annotation.actors
    }


@pytest.mark.parametrize(
    ("text", "language", "name", "age"),
    [
        (
            "Skier Mila Hof won. “I am proud,” the 23-year-old Austrian said.",
            "en",
            "Mila Hof",
            "the 23-year-old Austrian",
        ),
        (
            "Die Skifahrerin Mila Hof gewann. „Ich bin stolz“, sagte die 23-jährige Österreicherin.",
            "de",
            "Mila Hof",
            "die 23-jährige Österreicherin",
        ),
        (
            "Die Läuferin Ida Vos schlug Jan Kern. „Gut so“, sagte der 27-jährige Niederländer.",
            "de",
            "Jan Kern",
            "der 27-jährige Niederländer",
        ),
        (
            "Judge Helen Firth jailed Craig Mabbott for six years. The 41-year-old claimed he was asleep.",
            "en",
            "Craig Mabbott",
            "The 41-year-old",
        ),
        (
            "Richterin Helen Firth verurteilte Craig Mabbott zu sechs Jahren. Der 41-Jährige sagte nichts zur Tat.",
            "de",
            "Craig Mabbott",
            "Der 41-Jährige",
        ),
        ("Ann Holt, 41, met Eve Kern, 33. The 41-year-old said yes.", "en", "Ann Holt", "The 41-year-old"),
        ("Anna Holt (41) traf Eva Kern (33). Die 41-Jährige sagte zu.", "de", "Anna Holt", "Die 41-Jährige"),
    ],
)
def test_whom_an_age_means(text: str, language: str, name: str, age: str) -> None:
    assert age in actors(text, language)[name]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "Ein 30-Jähriger verletzte einen 28-Jährigen. Der 28-Jährige sagte, er habe geschlafen.",
            "de",
            {"28-Jährigen": {"einen 28-Jährigen", "Der 28-Jährige"}},
        ),
        (
            "A 30-year-old stabbed a 28-year-old. The 28-year-old said he had slept. The 30-year-old fled.",
            "en",
            {
                "28-year-old": {"a 28-year-old", "The 28-year-old"},
                "30-year-old": {"A 30-year-old", "The 30-year-old"},
            },
        ),
        ("Ein 30-Jähriger starb.", "de", {}),
        ("A 50-year-old tree fell on a 20-year-old car.", "en", {}),
    ],
)
def test_who_is_new_by_an_age(text: str, language: str, expected: dict[str, set[str]]) -> None:
    assert actors(text, language) == expected


def test_a_people_alone_is_no_person() -> None:
    assert actors("Mila Hof won. The Austrian government said no.", "en")["Mila Hof"] == set()

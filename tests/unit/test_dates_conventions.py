"""The conventions of docs/dates.md for words that newspapers use loosely, the edges of the calendar, a new language."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.extract import lang
from pipeline.extract.dates import find_dates, grammar
from pipeline.extract.dates.kinds import KINDS

WEDNESDAY, SATURDAY, MONDAY = date(2025, 8, 27), date(2025, 8, 30), date(2025, 9, 1)


def values(text, published_on, language):
    return [e.value for e in find_dates(text, language=language, published_on=published_on)]


@pytest.mark.parametrize(
    ("text", "published_on", "expected"),
    [
        ("Heute ist das anders.", WEDNESDAY, "2025-08-27"),
        ("Das gilt bis heute.", WEDNESDAY, "PRESENT_REF"),
        ("Am Mittwoch starb er.", WEDNESDAY, "2025-08-27"),
        ("Am Montag starb er.", WEDNESDAY, "2025-08-25"),
        ("Am Wochenende schwieg er.", MONDAY, "2025-W35-WE"),
        ("Am Wochenende schweigt er.", SATURDAY, "2025-W35-WE"),
        ("Dieser Freitag ist frei.", WEDNESDAY, "2025-08-29"),
        ("Am kommenden Mittwoch schweigt er.", WEDNESDAY, "2025-09-03"),
        ("Am nächsten Freitag schweigt er.", WEDNESDAY, "2025-08-29"),
        ("Am Freitag nächster Woche schweigt er.", WEDNESDAY, "2025-09-05"),
        ("In dieser Woche schweigt er.", WEDNESDAY, "2025-W35"),
        ("Im nächsten Jahr schweigt er.", WEDNESDAY, "2026"),
        ("Zum Jahresende schweigt er.", WEDNESDAY, "2025"),
        ("Jüngst schwieg er.", WEDNESDAY, "PAST_REF"),
    ],
)
def test_german_words_used_loosely(text, published_on, expected):
    assert values(text, published_on, "de") == [expected]


@pytest.mark.parametrize(
    ("text", "published_on", "expected"),
    [
        ("Today it is different.", WEDNESDAY, "2025-08-27"),
        ("He died Wednesday.", WEDNESDAY, "2025-08-27"),
        ("He died Monday.", WEDNESDAY, "2025-08-25"),
        ("He spoke over the weekend.", MONDAY, "2025-W35-WE"),
        ("He rests this Friday.", WEDNESDAY, "2025-08-29"),
        ("He rests next Wednesday.", WEDNESDAY, "2025-09-03"),
        ("He rests Friday of next week.", WEDNESDAY, "2025-09-05"),
        ("He rested last month.", WEDNESDAY, "2025-07"),
        ("It rose last spring.", WEDNESDAY, "2025-SP"),
        ("It ends by year-end.", WEDNESDAY, "2025"),
        ("He rested in recent weeks.", WEDNESDAY, "PAST_REF"),
        ("He was up last night.", WEDNESDAY, "2025-08-26TNI"),
    ],
)
def test_english_words_used_loosely(text, published_on, expected):
    assert values(text, published_on, "en") == [expected]


EDGES = {
    "de": "Gestern, übermorgen, vor 10000 Jahren, in 10000 Jahren, letzte Woche, nächstes Jahrhundert, Ostern, "
    "Nacht zum Montag, am 29. Februar, Ende des Jahrtausends, 9999 v. Chr., vorletztes Jahr, letzten Winter.",
    "en": "Yesterday, the day after tomorrow, 10000 years ago, last week, next century, overnight Monday, Easter, "
    "Feb. 29, the end of the millennium, 9999 BC, the year before last, last winter, the week after next.",
}


@pytest.mark.parametrize("language", EDGES)
@pytest.mark.parametrize("published_on", [date.min, date.max, None])
def test_days_beyond_the_calendar_have_a_value_and_no_date(language, published_on):
    found = find_dates(EDGES[language], language=language, published_on=published_on)
    assert len(found) >= 10
    assert all(e.value for e in found)


def test_a_language_is_two_files_of_data(monkeypatch, tmp_path):
    (tmp_path / "it").mkdir()
    (tmp_path / "it" / "dates.toml").write_text(
        """
        [settings]
        endings = [""]
        decimal = ","
        decade_suffixes = []
        ordinal_suffixes = []
        adjective_suffixes = ["o"]
        past_suffixes = ["ò"]
        hyphen = []
        compounds = []
        name_months = []
        [settings.case]
        [settings.numbered]
        [deictic]
        "ieri" = { unit = "day", offset = -1 }
        [future]
        "sarà" = 1
        [holiday]
        "ferragosto" = { month = 8, day = 15 }
        """,
        encoding="utf-8",
    )
    (tmp_path / "it" / "date_rules.toml").write_text(
        """
        core = ["MONTH", "WEEKDAY", "DEICTIC", "HOLIDAY"]
        [define]
        [rules]
        "date.day" = { kind = "calendar", pattern = '[ day=DAY month=MONTH year=YEAR? ]' }
        "date.holiday" = { kind = "calendar", pattern = '[ holiday=HOLIDAY year=YEAR? ]' }
        "weekday" = { kind = "weekday", pattern = '[ weekday=WEEKDAY ]' }
        "deictic" = { kind = "deictic", pattern = '[ deictic=DEICTIC ]' }
        """,
        encoding="utf-8",
    )
    monkeypatch.setattr(lang, "ADDED", {})
    lang.add_languages(tmp_path)
    text = "Martedì sarà a Roma; ieri parlò. Il 3 maggio 2024 e a ferragosto 2023 era lì."
    try:
        assert values(text, WEDNESDAY, "it") == ["2025-09-02", "2025-08-26", "2024-05-03", "2023-08-15"]
    finally:
        lang.ADDED.clear()
        lang.languages.cache_clear()
        grammar.load_grammar.cache_clear()


def test_every_kind_of_meaning_is_documented():
    text = (Path(__file__).parents[2] / "docs" / "dates.md").read_text(encoding="utf-8")
    assert [kind for kind in KINDS if f"`{kind}`" not in text] == []

"""What holds for every text: spans cut out what they name, in order, without overlap, and nothing raises."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.annotation import TimeExpression
from pipeline.extract.dates import calendar, find_dates
from pipeline.extract.dates.calendar import Period
from pipeline.extract.dates.grammar import load_grammar
from schemas.vocabulary import Granularity, TimexMod, TimexType

LANGUAGES = ("de", "en")

NUMBERS = [
    "3",
    "12",
    "25",
    "31",
    "2014",
    "1000",
    "480",
    "08",
    "20.15",
    "8:30",
    "27.08.2025",
    "3.5",
    "90er",
    "1990s",
    "1st",
]
MARKS = [",", ".", "-", "–", "/", "(", "\n\n"]
FORMS = {language: [*sorted(load_grammar(language).lexicon.words), *NUMBERS, *MARKS] for language in LANGUAGES}


def words_of(language: str) -> st.SearchStrategy[str]:
    form = st.sampled_from(FORMS[language])
    cased = st.one_of(form, form.map(str.capitalize))
    return st.lists(cased, max_size=25).map(" ".join)


def check(text: str, found: tuple[TimeExpression, ...]) -> None:
    end = 0
    for expression in found:
        assert end <= expression.start < expression.end <= len(text)
        end = expression.end
        surface = text[expression.start : expression.end]
        assert surface == surface.strip()
        assert expression.timex_type in TimexType.values()
        assert expression.mod is None or expression.mod in TimexMod.values()
        assert expression.granularity is None or expression.granularity in Granularity.values()
        assert expression.value
        if expression.begins_on and expression.ends_on:
            assert expression.begins_on <= expression.ends_on
        if isinstance(expression.anchor, tuple):
            assert expression.anchor[1] <= expression.start


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=400, deadline=None)
@given(data=st.data(), published_on=st.one_of(st.none(), st.dates()))
def test_any_sequence_of_words_of_time_is_read_without_harm(language, data, published_on):
    text = data.draw(words_of(language))
    check(text, find_dates(text, language=language, published_on=published_on))


@settings(max_examples=150, deadline=None)
@given(text=st.text(), language=st.sampled_from(LANGUAGES), published_on=st.one_of(st.none(), st.dates()))
def test_any_text_is_read_without_harm(text, language, published_on):
    check(text, find_dates(text, language=language, published_on=published_on))


@settings(max_examples=100, deadline=None)
@given(
    day=st.dates(min_value=date(1600, 1, 1), max_value=date(2150, 12, 31)),
    padding=st.text(alphabet="abc xyz\n", max_size=80),
    language=st.sampled_from(LANGUAGES),
)
def test_a_full_date_keeps_its_value_whatever_stands_around_it(day, padding, language):
    text = f"{padding}\n\n{day:%Y-%m-%d}\n\n{padding}"
    found = [e for e in find_dates(text, language=language, published_on=None) if e.value == day.isoformat()]
    assert [(e.begins_on, e.ends_on) for e in found] == [(day, day)]


@given(st.integers(min_value=-2_000_000, max_value=5_000_000))
def test_day_ordinals_go_back_and_forth(ordinal):
    assert calendar.day_ordinal(*calendar.civil(ordinal)) == ordinal


@given(
    st.sampled_from(["week", "month", "quarter", "half_year", "season", "year", "decade", "century", "millennium"]),
    st.integers(min_value=-1_500_000, max_value=3_600_000),
)
def test_the_periods_of_a_granularity_cover_every_day_once(granularity, ordinal):
    period = Period("day", ordinal).at(granularity)
    assert period.first_day <= ordinal <= period.last_day
    assert period.shift(1).first_day == period.last_day + 1


@given(st.dates(), st.integers(min_value=-30, max_value=30))
def test_shifting_days_agrees_with_timedelta(day, count):
    shifted = Period("day", day.toordinal()).shift(count)
    try:
        expected = day + timedelta(days=count)
    except OverflowError:
        assert shifted.begins_on is None
    else:
        assert shifted.begins_on == expected
        assert shifted.value == expected.isoformat()

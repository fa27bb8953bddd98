"""The work of reading a text grows no faster than the text, counted in lines and calls: no clock changes that."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.extract.dates import find_dates
from pipeline.extract.dates.grammar import load_grammar
from tests.work import count_work

LANGUAGES = ("de", "en")
SEEDS = [
    "1.",
    "1.1.",
    "2010 ",
    "1-",
    "1-1-",
    "7",
    "x",
    "am ",
    "3., ",
    "Mai-",
    "the last ",
    "vor zwei ",
    "“",
    "\n\n",
    "(",
]
FORMS = {language: sorted(load_grammar(language).lexicon.words) for language in LANGUAGES}
_UNIT = 1_200  # characters of the smallest text: long enough for the start-up of a call not to matter


def work(text: str, language: str) -> int:
    """Lines and calls while `text` is read."""
    return count_work(lambda: find_dates(text, language=language, published_on=date(2025, 8, 27)))


def check_growth(piece: str, language: str) -> None:
    n_times = _UNIT // len(piece) + 1
    find_dates(piece * n_times * 4, language=language, published_on=None)  # what is remembered of words is no work
    once, twice, fourfold = (work(piece * n_times * factor, language) for factor in (1, 2, 4))
    assert twice <= 2.2 * once + 200
    assert fourfold <= 2.2 * twice + 200


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("piece", SEEDS)
def test_hostile_texts_twice_as_long_take_twice_the_work(piece, language):
    check_growth(piece, language)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_texts_of_time_words_twice_as_long_take_twice_the_work(language, data):
    words = st.one_of(st.sampled_from(FORMS[language]), st.sampled_from(SEEDS))
    piece = data.draw(st.lists(words, min_size=1, max_size=8).map(" ".join))
    check_growth(piece + " ", language)


def test_the_count_sees_more_work_where_there_is_more():
    assert work("am Montag " * 40, "de") > 3 * work("am Montag " * 10, "de")

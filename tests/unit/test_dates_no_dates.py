"""What has the look of a date and is none: counts, addresses, and names that a word of time stands in."""

from datetime import date

import pytest

from pipeline.extract.dates import find_dates

PUBLISHED_ON = date(2024, 5, 17)


def surfaces(text, language="en"):
    return [text[e.start : e.end] for e in find_dates(text, language=language, published_on=PUBLISHED_ON)]


COUNTS = [
    ("en", "They sold 2012 tickets and 1980 programmes.", []),
    ("en", "It held 1950 paintings and 2010 coins.", []),
    ("de", "Man verkaufte 2012 Karten und 1980 Programme.", []),
    ("de", "Es gab dort 1950 Gemälde und 2010 Münzen.", []),
    # the year in which, or of which, something was
    ("en", "In 2012 tickets were sold out.", ["2012"]),
    ("en", "The 2012 elections and the 1946 massacres.", ["2012", "1946"]),
    ("en", "The 1820 settlers and the 2012 guidelines.", ["1820", "2012"]),
    ("de", "Im Jahr 2012 gab es Karten.", ["Jahr 2012"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), COUNTS)
def test_a_number_before_what_is_counted_is_no_year(language, text, expected):
    assert surfaces(text, language) == expected


ADDRESSES = [
    ("He lives at 1950 Elm Street.", []),
    ("They met at 2020 Park Road.", []),
    ("1875 Harbour Street was sold.", []),
    ("He moved to 1875 N. Harbour St. (1950 Elm Avenue before).", []),
    ("A man of 1950 Martin Luther King Boulevard, Selma.", []),
    # a year beside a street
    ("In 2020 Park Road was closed.", ["2020"]),
    ("Since 1990 Boston Road was a mess.", ["1990"]),
    ("The 1929 Wall Street crash and America's 1929 Wall Street panic.", ["1929", "1929"]),
    ("In the summer of 1950 Elm Street was built.", ["the summer of 1950"]),
    ("On May 3, 2020 Park Road was closed.", ["May 3, 2020"]),
]


@pytest.mark.parametrize(("text", "expected"), ADDRESSES)
def test_the_number_of_a_house_is_no_year(text, expected):
    assert surfaces(text) == expected


NAMES = [
    ("en", "Sheffield Wednesday lost, and Ruby Tuesday closed.", []),
    ("en", "They saw Freaky Friday and Saturday Night Fever, and heard Blue Monday.", []),
    ("en", "Black Sunday was grim, and so was the Prague Spring.", []),
    ("en", "A Sunday Mirror reporter read the Sunday Mirror.", []),
    ("en", "He fought in the October War before the February Revolution.", []),
    ("en", "The business daily reported it, and Germany's leading weekly.", []),
    ("de", "Am Schwarzen Freitag sah er Roter Oktober.", []),
    # the same words without the name
    ("en", "In Sheffield on Wednesday, a ruby. Tuesday was dry.", ["Wednesday", "Tuesday"]),
    ("en", "It was a black Sunday, and a blue Monday.", ["Sunday", "Monday"]),
    ("en", "They danced on Saturday night, before Black Friday.", ["Saturday night", "Black Friday"]),
    ("en", "On Sunday mirrors broke, and in October war broke out.", ["Sunday", "October"]),
    ("en", "They do business daily, and a local daily newspaper wrote weekly.", ["daily", "daily", "weekly"]),
    ("de", "Es war ein schwarzer Freitag.", ["Freitag"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), NAMES)
def test_a_word_of_time_within_a_name_is_no_date(language, text, expected):
    assert surfaces(text, language) == expected


def test_the_words_of_a_name_stay_what_they_are_elsewhere():
    assert surfaces("It was a happy hour, and the last stormy week.") == ["a happy hour", "the last stormy week"]
    assert surfaces("Ruby May sang.") == surfaces("Cindy May sang.") == []

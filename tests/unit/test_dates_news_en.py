"""English agency style, read on Wednesday, 27 August 2025: every expression of a sentence, as TimeML wants it.

Extents and types follow the TimeML annotation guidelines 1.2.1, section 2.2 (determiners inside, prepositions outside,
"ago" and "later" inside, a clock time and the weekday right behind it one expression).
"""

from datetime import date

import pytest

from pipeline.extract.dates import find_dates

SENTENCES = {
    # --- days ---
    "The ministry said Thursday that talks had failed.": [("Thursday", "DATE", "2025-08-21")],
    "The lawmakers will vote Friday on the bill.": [("Friday", "DATE", "2025-08-29")],
    "The court meets again next Tuesday.": [("next Tuesday", "DATE", "2025-09-02")],
    "Shares slid late Monday and early Tuesday.": [
        ("late Monday", "DATE", "2025-08-25"),
        ("early Tuesday", "DATE", "2025-08-26"),
    ],
    "Tuesday's hearing was put off.": [("Tuesday", "DATE", "2025-08-26")],
    "The truce took effect on Feb. 3 and ended May 12.": [
        ("Feb. 3", "DATE", "2025-02-03"),
        ("May 12", "DATE", "2025-05-12"),
    ],
    "On Friday, Aug. 22, the council met.": [("Friday, Aug. 22", "DATE", "2025-08-22")],
    "He was born on July 4, 1976, in Ohio.": [("July 4, 1976", "DATE", "1976-07-04")],
    "The Sept. 11 attacks changed the city.": [("Sept. 11", "DATE", "2001-09-11")],
    "She resigned on the third of March.": [("the third of March", "DATE", "2025-03-03")],
    "Officials met two days ago in secret.": [("two days ago", "DATE", "2025-08-25")],
    "He left late yesterday and returns the day after tomorrow.": [
        ("late yesterday", "DATE", "2025-08-26"),
        ("the day after tomorrow", "DATE", "2025-08-29"),
    ],
    "The strike is scheduled for Friday.": [("Friday", "DATE", "2025-08-29")],
    "They have been out since Monday.": [("Monday", "DATE", "2025-08-25")],
    "This past Saturday the shop burned down.": [("This past Saturday", "DATE", "2025-08-23")],
    # --- weeks, months, quarters, years ---
    "Rates will go up early next year.": [("early next year", "DATE", "2026")],
    "Rates went up late last year.": [("late last year", "DATE", "2024")],
    "The two men met earlier this month.": [("earlier this month", "DATE", "2025-08")],
    "A decision is due later this week.": [("later this week", "DATE", "2025-W35")],
    "Prices rose in the week before last.": [("the week before last", "DATE", "2025-W33")],
    "Work starts the week after next.": [("the week after next", "DATE", "2025-W37")],
    "The weekend talks failed.": [("The weekend", "DATE", "2025-W34-WE")],
    "It rained in the first week of May.": [("the first week of May", "DATE", "2025-W18")],
    "The firm lost money in the third quarter of 2024.": [("the third quarter of 2024", "DATE", "2024-Q3")],
    "In the year-ago quarter it earned a profit.": [("the year-ago quarter", "DATE", "2024-Q3")],
    "It expects fourth-quarter sales to fall.": [("fourth-quarter", "DATE", "2025-Q4")],
    "Sales for fiscal 1990 were flat.": [("fiscal 1990", "DATE", "1990")],
    "The second half of the year will be better.": [("The second half of the year", "DATE", "2025-H2")],
    "It plans to break even by the end of the year.": [("the end of the year", "DATE", "2025")],
    "It aims to break even by year-end.": [("year-end", "DATE", "2025")],
    "In 2003 it had 300 stores; a year earlier, 250.": [
        ("2003", "DATE", "2003"),
        ("a year earlier", "DATE", "2002"),
    ],
    "Last month it cut 30 jobs.": [("Last month", "DATE", "2025-07")],
    "The summer of 2003 was hot.": [("The summer of 2003", "DATE", "2003-SU")],
    "The army ruled from 1976 to 1983.": [("1976", "DATE", "1976"), ("1983", "DATE", "1983")],
    "Between 1990 and 2000 the town doubled.": [("1990", "DATE", "1990"), ("2000", "DATE", "2000")],
    "The '90s were good to the late 1980s bands.": [("The '90s", "DATE", "199"), ("the late 1980s", "DATE", "198")],
    "It snows from November to March.": [("November", "DATE", "2025-11"), ("March", "DATE", "2026-03")],
    "He was away from Dec. 28 to Jan. 3.": [("Dec. 28", "DATE", "2024-12-28"), ("Jan. 3", "DATE", "2025-01-03")],
    "Prices sank in October but will rise in September.": [
        ("October", "DATE", "2024-10"),
        ("September", "DATE", "2025-09"),
    ],
    "It was founded in the 1800s.": [("the 1800s", "DATE", "18")],
    "It closed half a century ago.": [("half a century ago", "DATE", "1975")],
    "Next Easter they will marry.": [("Next Easter", "DATE", "2026-04-05")],
    "The 19th-century church shut in the 1990s.": [("The 19th-century", "DATE", "18"), ("the 1990s", "DATE", "199")],
    "By month's end it was over.": [("month's end", "DATE", "2025-08")],
    "On Monday he met them. He has led it since 1998. The next day he left.": [
        ("Monday", "DATE", "2025-08-25"),
        ("1998", "DATE", "1998"),
        ("The next day", "DATE", "2025-08-26"),
    ],
    "The rule will apply starting Monday.": [("Monday", "DATE", "2025-09-01")],
    # --- times ---
    "Talks resume at 10 a.m. Thursday.": [("10 a.m. Thursday", "TIME", "2025-08-28T10:00")],
    "Talks will resume at 10 a.m. on Thursday.": [
        ("10 a.m.", "TIME", "2025-08-28T10:00"),
        ("Thursday", "DATE", "2025-08-28"),
    ],
    "The strike will start at noon on Friday.": [
        ("noon", "TIME", "2025-08-29T12:00"),
        ("Friday", "DATE", "2025-08-29"),
    ],
    "The quake struck at 0842 GMT.": [("0842 GMT", "TIME", "2025-08-27T08:42Z")],
    "It was half past eight, she said.": [("half past eight", "TIME", "2025-08-27T08:30")],
    "They left at a quarter to nine.": [("a quarter to nine", "TIME", "2025-08-27T08:45")],
    "They left at 8 o'clock.": [("8 o'clock", "TIME", "2025-08-27T08:00")],
    "They left at 8 in the evening.": [("8 in the evening", "TIME", "2025-08-27T20:00")],
    "Police moved in on Tuesday night.": [("Tuesday night", "TIME", "2025-08-26TNI")],
    "The shop burned in the early hours of Sunday.": [("the early hours of Sunday", "TIME", "2025-08-24TMO")],
    "By mid-afternoon the index was down.": [("mid-afternoon", "TIME", "2025-08-27TAF")],
    "He was arrested overnight.": [("overnight", "TIME", "2025-08-26TNI")],
    "Last night they agreed.": [("Last night", "TIME", "2025-08-26TNI")],
    # --- amounts ---
    "In the latest nine months it lost money.": [("the latest nine months", "DURATION", "P9M")],
    "For the first nine months of 2005 sales rose.": [("the first nine months of 2005", "DURATION", "P9M")],
    "Prices tripled over the past decade.": [("the past decade", "DURATION", "P10Y")],
    "They have been married for twenty two years.": [("twenty two years", "DURATION", "P22Y")],
    "The trial is expected to last three months.": [("three months", "DURATION", "P3M")],
    "The 30-day truce held.": [("30-day", "DURATION", "P30D")],
    "The 10-year-old boy ran.": [("10-year-old", "DURATION", "P10Y")],
    "He is 45 years old.": [("45 years old", "DURATION", "P45Y")],
    "Weeks after the vote nothing happened.": [("Weeks", "DURATION", "PXW")],
    "They waited no more than three days.": [("no more than three days", "DURATION", "P3D")],
    "Some 200,000 lived there for two hundred years.": [("two hundred years", "DURATION", "P200Y")],
    "It fell for three straight days in the four previous weeks.": [
        ("three straight days", "DURATION", "P3D"),
        ("the four previous weeks", "DURATION", "P4W"),
    ],
    "After a three hour speech they left.": [("three hour", "DURATION", "PT3H")],
    "It took a quarter of an hour.": [("a quarter of an hour", "DURATION", "PT15M")],
    # --- what recurs, and what has no date ---
    "The panel meets every other week.": [("every other week", "SET", "P2W")],
    "She trains three times a week.": [("three times a week", "SET", "P1W")],
    "It is closed on weekends.": [("weekends", "SET", "XXXX-WXX-WE")],
    "The bank currently employs 2,000 people.": [("currently", "DATE", "PRESENT_REF")],
    "In recent weeks he has recently spoken.": [
        ("recent weeks", "DATE", "PAST_REF"),
        ("recently", "DATE", "PAST_REF"),
    ],
    "For the time being, present-day rules apply.": [
        ("the time being", "DATE", "PRESENT_REF"),
        ("present-day", "DATE", "PRESENT_REF"),
    ],
    "For now, the road is closed.": [("now", "DATE", "PRESENT_REF")],
    # --- nothing ---
    "The Good Friday Agreement holds, Mr. March said.": [],
    "Call 212-555-1998, see p. 2001 or Version 2.10.2012.": [],
    "The day after the attack he may march.": [],
    "The company sold 1989 units of Windows 2000.": [],
}


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_of_news_has_just_these_expressions(text):
    found = find_dates(text, language="en", published_on=date(2025, 8, 27))
    assert [(text[e.start : e.end], e.timex_type, e.value) for e in found] == SENTENCES[text]


@pytest.mark.parametrize(
    ("text", "mod"),
    [
        ("It fell late last year.", "END"),
        ("It will be cut early next year.", "START"),
        ("They waited no more than three days.", "EQUAL_OR_LESS"),
        ("It was founded more than a century ago.", "MORE_THAN"),
        ("Less than a week remains.", "LESS_THAN"),
        ("Some 40 years after the war it reopened.", "APPROX"),
    ],
)
def test_modifiers_of_news(text, mod):
    (found,) = find_dates(text, language="en", published_on=date(2025, 8, 27))
    assert found.mod == mod


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Filed 8/27/05, 27-08-2005 and 2005/08/27.", ["2005-08-27"] * 3),
        ("Logged 2005-08-27T14:30:00Z.", ["2005-08-27T14:30:00Z"]),
        ("Logged 2005-08-27T14:30:00+02:00.", ["2005-08-27T14:30:00+02:00"]),
        ("In 3Q 2004, Q1/2005 and H1 2006.", ["2004-Q3", "2005-Q1", "2006-H1"]),
        ("In the winter of 2004-05 and summer '89.", ["2004-WI", "1989-SU"]),
        ("In the 3rd millennium BC and the twentieth century.", ["BC2", "19"]),
        ("In week 34 of 2005.", ["2005-W34"]),
        ("In the noughties.", ["200"]),
    ],
)
def test_written_and_numeric_forms_need_no_date_of_publication(text, values):
    assert [e.value for e in find_dates(text, language="en", published_on=None)] == values

"""Live blogs: each entry has a day of its own, from which its relative dates are counted."""

import io
import json
from datetime import date

import pytest

from pipeline.extract.engine import annotate
from pipeline.parse.entry_days import parse_entry_days
from pipeline.parse.parser import Limits, parse_seed

ENTRIES = [
    (
        "2023-10-12T09:00:00+02:00",
        "Zwölfter Tag",
        "Die Lage bleibt am Donnerstag gespannt, sagte Lene Quast im Rathaus.",
    ),
    (
        "2023-10-09T18:30:00+02:00",
        "Dritter Tag",
        "Am Montag tagte der Rat, sagte Enno Wurm. Gestern war Ruhe im Hafen.",
    ),
    ("2023-10-07T23:30:00Z", "Erster Tag", "Am Samstag begann der Streit um die Brücke, wie Runa Delfs mitteilte."),
]


def page(node, body):
    node = {"@type": "LiveBlogPosting", "headline": "Streit um die Brücke", **node}
    script = f'<script type="application/ld+json">{json.dumps(node, ensure_ascii=False)}</script>'
    article = f"<article><h1>Streit um die Brücke</h1>{body}</article>"
    return f'<html lang="de"><head>{script}</head><body>{article}</body></html>'


def parse(html):
    (found,) = parse_seed("a.html", lambda: io.BytesIO(html.encode()), Limits(2_000_000, 2_000_000))
    return found


def days_of(found):
    """The day of each part by the words that it begins with."""
    return {found.text[start : start + 12]: day for start, day in parse_entry_days(found.entry_days)}


BODY = "<p>Alles Wichtige aus dem Rathaus im Überblick.</p>" + "".join(
    f"<h2>{headline}</h2><p>{text}</p>" for _, headline, text in ENTRIES
)


def test_each_entry_is_of_the_day_that_json_ld_declares():
    updates = [{"datePublished": day, "headline": headline, "articleBody": text} for day, headline, text in ENTRIES]
    found = parse(page({"datePublished": "2023-10-07", "liveBlogUpdate": updates}, BODY))
    assert days_of(found) == {
        "Alles Wichti": None, "Zwölfter Tag": date(2023, 10, 12), "Die Lage ble": date(2023, 10, 12),
        "Dritter Tag\n": date(2023, 10, 9), "Am Montag ta": date(2023, 10, 9),
        "Erster Tag\n\n": date(2023, 10, 8), "Am Samstag b": date(2023, 10, 8),
    }  # fmt: skip


def test_relative_dates_and_statements_count_from_the_entry():
    updates = [{"datePublished": day, "articleBody": text} for day, _, text in ENTRIES]
    found = parse(page({"datePublished": "2023-10-07", "liveBlogUpdate": updates}, BODY))
    annotation = annotate(
        found.text,
        language="de",
        published_on=found.published_on,
        document_id="doc_1",
        entries=parse_entry_days(found.entry_days),
    )
    values = {found.text[d.start : d.end]: d.value for d in annotation.dates}
    assert values["Donnerstag"] == "2023-10-12"
    assert (values["Montag"], values["Gestern"], values["Samstag"]) == ("2023-10-09", "2023-10-08", "2023-10-07")
    assert {s.stated_from for s in annotation.statements} <= {date(2023, 10, 12), date(2023, 10, 9), date(2023, 10, 8)}


def test_a_time_or_a_date_as_heading_says_the_day_where_json_ld_does_not():
    times = "".join(f'<div><time datetime="{day}">Uhr</time><p>{text}</p></div>' for day, _, text in ENTRIES)
    assert date(2023, 10, 9) in days_of(parse(page({"datePublished": "2023-10-07"}, times))).values()
    days = ("Donnerstag, 12. Oktober 2023", "09.10.2023, 18:30 Uhr")
    headings = "".join(f"<h2>{day}</h2><p>{text}</p>" for day, (_, _, text) in zip(days, ENTRIES, strict=False))
    found = days_of(parse(page({"datePublished": "2023-10-07"}, headings)))
    assert list(found.values()) == [date(2023, 10, 12), date(2023, 10, 9)]


def test_where_no_day_is_known_relative_dates_stay_open():
    found = parse(page({"datePublished": "2023-10-07", "dateModified": "2024-07-01"}, BODY))
    assert found.entry_days == "0:"
    annotation = annotate(
        found.text, language="de", published_on=found.published_on, document_id="doc_1", entries=((0, None),)
    )
    assert {d.begins_on for d in annotation.dates} == {None}
    assert {s.stated_from for s in annotation.statements} == {None}


@pytest.mark.parametrize("kind", ["NewsArticle", "LiveBlogPosting"])
def test_what_is_of_one_day_needs_no_days_of_its_parts(kind):
    node = {"@type": kind, "datePublished": "2023-10-07T08:00:00+02:00", "dateModified": "2023-10-07T20:00:00+02:00"}
    found = parse(page(node, BODY))
    assert (found.entry_days, found.published_on) == (None, date(2023, 10, 7))

"""Records of the producers that people use: whatever they call text, date, outlet and the rest, it arrives."""

import json
import math
from collections import Counter
from datetime import UTC, date, datetime

import pytest

from pipeline.parse.json_text import parse_json
from pipeline.parse.record_names import OwnNames
from pipeline.parse.records import read_record
from pipeline.parse.refusal import Refusal

FIRST = "Die Fähre in Nordhagen bleibt gesperrt, weil ein Gutachten fehlt."
SECOND = "Lene Quast sagte, die Pläne seien seit Jahren bekannt."
BOTH = f"{FIRST}\n\n{SECOND}"
URL = "https://www.hafenkurier.example/artikel-7"


def read(record, **own):
    repairs = Counter()
    return read_record(record, repairs, own), {name: n for name, n in repairs.items() if n}


def fields(record, **own):
    return with_day(read(record, **own)[0])


def with_day(found):
    """The fields with the day of publication alone, and without what else records have of it."""
    days = {"date": found["date"][:10]} if "date" in found else {}
    return {name: value for name, value in found.items() if name not in ("date", "date_basis", "updated")} | days


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param(
            {
                "title": "Streit",
                "author": "Lisa Kröger",
                "hostname": "hafenkurier.example",
                "date": "2024-03-14",
                "id": None,
                "raw_text": f"{FIRST} {SECOND}",
                "source": URL,
                "source-hostname": "Hafenkurier",
                "excerpt": SECOND,
                "text": BOTH,
                "filedate": "2026-01-02",
            },
            {"title": "Streit", "url": URL, "publisher": "Hafenkurier", "host": "hafenkurier.example"},
            id="trafilatura",
        ),
        pytest.param(
            {
                "authors": ["Lisa Kröger", "Edda Frohm"],
                "date_download": "2026-01-02 10:00:00",
                "date_modify": None,
                "date_publish": "2024-03-14 08:00:00",
                "description": SECOND,
                "language": "de",
                "maintext": BOTH,
                "source_domain": "hafenkurier.example",
                "text": None,
                "title": "Streit",
                "url": URL,
            },
            {"author": "Lisa Kröger; Edda Frohm", "publisher": None, "host": "hafenkurier.example", "language": "de"},
            id="news-please",
        ),
        pytest.param(
            {
                "title": "Streit",
                "body": {"summary": [FIRST], "sections": [{"headline": [], "paragraphs": [SECOND]}]},
                "publishing_date": "2024-03-14 06:15:00+01:00",
                "html": {"requested_url": URL, "content": "<html>…"},
                "publisher": "Hafenkurier",
                "extraction_date": "2026-01-02",
            },
            {"url": URL, "publisher": "Hafenkurier"},
            id="Fundus",
        ),
        pytest.param(
            {
                "publish_date": "2024-03-14T09:00:00",
                "meta_site_name": "Hafenkurier",
                "canonical_link": URL,
                "text": BOTH,
                "meta_lang": "de",
            },
            {"publisher": "Hafenkurier", "url": URL, "language": "de"},
            id="newspaper4k",
        ),
        pytest.param(
            {
                "stories_id": 77,
                "media_name": "Hafenkurier",
                "media_url": "hafenkurier.example",
                "publish_date": "2024-03-14",
                "indexed_date": "2026-02-01",
                "url": URL,
                "text": BOTH,
            },
            {"id": "77", "publisher": "Hafenkurier", "captured": "2026-02-01"},
            id="Media Cloud",
        ),
        pytest.param(
            {
                "uri": "8812345",
                "lang": "deu",
                "date": "2024-03-15",
                "time": "10:00:00",
                "dateTimePub": "2024-03-14T09:00:00Z",
                "url": URL,
                "body": BOTH,
                "source": {"uri": "hafenkurier.example", "dataType": "news", "title": "Hafenkurier"},
                "authors": [{"uri": "a@x.example", "name": "Lisa Kröger", "type": "author"}],
            },
            {"language": "de", "publisher": "Hafenkurier", "host": "hafenkurier.example", "author": "Lisa Kröger"},
            id="Event Registry",
        ),
        pytest.param(
            {
                "source": {"id": None, "name": "Hafenkurier"},
                "publishedAt": "2024-03-14T07:30:00Z",
                "content": f"{FIRST}\r\n{SECOND[:-1]}… [+189 chars]",
                "url": URL,
                "urlToImage": None,
            },
            {"publisher": "Hafenkurier", "text": f"{FIRST}\r\n{SECOND[:-1]}…"},
            id="NewsAPI",
        ),
        pytest.param(
            {
                "id": "uk/7",
                "webPublicationDate": "2024-03-14T11:00:00Z",
                "webTitle": "Streit",
                "webUrl": URL,
                "apiUrl": "https://api.hafenkurier.example/7",
                "fields": {"bodyText": BOTH, "byline": "Lisa Kröger", "trailText": SECOND},
            },
            {"title": "Streit", "url": URL, "author": "Lisa Kröger"},
            id="Guardian",
        ),
        pytest.param(
            {
                "webPublicationDate": "2024-03-14T11:00:00Z",
                "webUrl": URL,
                "fields": {"body": f"<p>{FIRST}</p><aside><p>Mehr</p></aside><p>{SECOND}</p><script>x()</script>"},
            },
            {"text": BOTH},
            id="Guardian, HTML",
        ),
        pytest.param(
            {
                "web_url": URL,
                "headline": {"main": "Streit", "kicker": None},
                "pub_date": "2024-03-14T05:00:00+0000",
                "byline": {"original": "By Lisa Kröger"},
                "source": "Hafenkurier",
                "abstract": SECOND,
                "lead_paragraph": BOTH,
                "snippet": SECOND,
                "_id": "nyt://7",
            },
            {"title": "Streit", "author": "Lisa Kröger", "publisher": "Hafenkurier"},
            id="NYT",
        ),
        pytest.param(
            {
                "url": URL,
                "url_used": URL,
                "title": "Streit",
                "text": BOTH,
                "publish_date": "03-14-2024",
                "domain": "hafenkurier.example",
                "warc_date": "2024-05-01T00:00:00Z",
                "split": "train",
            },
            {"captured": "2024-05-01", "host": "hafenkurier.example"},
            id="RealNews",
        ),
        pytest.param(
            {
                "title": "Streit",
                "text": BOTH,
                "domain": "www.hafenkurier.example",
                "date": "2024-03-14 00:00:00",
                "url": URL,
            },
            {"url": URL},
            id="CC-News",
        ),
        pytest.param(
            {
                "@type": "NewsArticle",
                "headline": "Streit",
                "articleBody": BOTH,
                "datePublished": "2024-03-14T06:00:00+01:00",
                "dateModified": "2025-01-01",
                "author": [{"@type": "Person", "name": "Lisa Kröger"}],
                "publisher": {"@type": "Organization", "name": "Hafenkurier"},
                "mainEntityOfPage": {"@id": URL},
                "inLanguage": {"@type": "Language", "name": "German"},
            },
            {"title": "Streit", "url": URL, "publisher": "Hafenkurier", "language": "de", "author": "Lisa Kröger"},
            id="schema.org",
        ),
        pytest.param(
            {"title": ["Streit"], "date": ["14.03.2024"], "text": [FIRST, SECOND], "url": [URL], "author": []},
            {"title": "Streit", "url": URL},
            id="Scrapy",
        ),
        pytest.param(
            {
                "date": "2024-03-14T06:00:00",
                "modified": "2025-01-01T06:00:00",
                "link": URL,
                "title": {"rendered": "Streit"},
                "content": {"rendered": f"<p>{FIRST}</p>\n<p>{SECOND}</p>\n", "protected": False},
                "excerpt": {"rendered": f"<p>{SECOND}</p>"},
            },
            {"title": "Streit", "url": URL},
            id="WordPress",
        ),
        pytest.param(
            {"title": "Streit", "article": BOTH, "time_published": "20240314T060000", "link": URL},
            {"title": "Streit", "url": URL},
            id="a feed of a market",
        ),
        pytest.param(
            {
                "source.name": "Hafenkurier",
                "headline.main": "Streit",
                "text": BOTH,
                "date": datetime(2024, 3, 14, 23, 30, tzinfo=UTC),
            },
            {"publisher": "Hafenkurier", "title": "Streit"},
            id="a table made of nested records",
        ),
    ],
)
def test_a_record_of_a_producer_arrives_whole(record, expected):
    found, repairs = read(parse_json(json.dumps(record)) if "source.name" not in record else record)
    found = with_day(found)
    assert {"text": BOTH, "date": "2024-03-14"} | expected == {
        name: found.get(name) for name in {"text", "date"} | expected.keys()
    }
    assert repairs.keys() <= {"html", "cut_text"}


@pytest.mark.parametrize(
    "record",
    [
        {"text": BOTH, "timestamp": "2024-03-18T12:57:54Z", "url": URL},
        {"text": BOTH, "timestamp": "2024/03/18 16:44:31", "url": URL, "source": "mC4"},
        {"text": BOTH, "id": "<urn:uuid:1>", "metadata": {"url": URL, "date": "2024-03-18T01:02:03Z", "dump": "CC"}},
        {"text": BOTH, "id": "1", "dump": "CC-MAIN", "url": URL, "date": "2024-03-18T01:02:03Z", "file_path": "s3"},
        {"text": BOTH, "id": "1", "source": "c4", "added": "2024-03-18", "metadata": {"url": URL}},
    ],
)  # fmt: skip
def test_the_day_of_a_crawl_is_no_day_of_publication(record):
    found = fields(record)
    assert (found.get("date"), found["captured"], found["url"], found.get("publisher")) == (
        None,
        "2024-03-18",
        URL,
        None,
    )


def test_a_timestamp_beside_a_title_is_that_of_the_article():
    assert fields({"text": BOTH, "title": "Streit", "timestamp": 1710414000})["date"] == "2024-03-14"


@pytest.mark.parametrize(
    "written",
    [1710414000, 1710414000.0, 1710414000000, 1710414000000000, "1710414000", {"$date": 1710414000000},
     {"$date": {"$numberLong": "1710414000000"}}, {"$date": "2024-03-14T11:00:00Z"}, date(2024, 3, 14), 20240314,
     "20240314T110000Z", "Thu Mar 14 2024 11:00:00 GMT+0100 (CET)", "Stand: 14.03.2024, 11:00 Uhr"],
)  # fmt: skip
def test_forms_of_dates(written):
    assert fields({"text": BOTH, "date": written})["date"] == "2024-03-14"


def test_clock_and_zone_of_a_date_are_kept_and_so_is_the_day_of_a_change():
    record = {"text": BOTH, "pubDate": "2024-03-14T23:30:00Z", "dateModified": "20.03.2024", "lastmod": "2024-03-19"}
    found = read(record)[0]
    assert (found["date"], found["date_basis"], found["updated"]) == (
        "2024-03-14T23:30:00+00:00",
        "record",
        "2024-03-20",
    )


@pytest.mark.parametrize("written", ["2025-02-30", "03/04/2025", "soon", "1970-01-01", 0.5, {"day": 1}])
def test_a_date_of_no_use_leaves_the_record_undated_and_is_counted(written):
    found, repairs = read({"text": BOTH, "date": written})
    assert (found.get("date"), repairs) == (None, {"unusable_date": 1})


def test_the_first_valid_one_of_several_counts():
    record = {
        "text": " ",
        "body": BOTH,
        "published": True,
        "date": "soon",
        "pubdate": "2024-03-14",
        "link": "/7",
        "url": URL,
    }
    assert fields(record) == {
        "text": BOTH, "date": "2024-03-14", "url": URL,
    }  # fmt: skip


def test_missing_values_of_fields_that_nobody_needs_harm_nothing():
    line = f'{{"text": {json.dumps(BOTH)}, "score": NaN, "date": NaN, "title": NaN, "x": Infinity}}'
    assert fields(parse_json(line)) == {"text": BOTH}
    assert fields({"text": BOTH, "date": math.nan, "title": float("nan")}) == {"text": BOTH}


@pytest.mark.parametrize(
    ("written", "code"),
    [("deu", "de"), ("ger", "de"), ("en_US", "en"), ("Deutsch", "de"), ("French", "fr"), ("xho", "xh"), ("und", None)],
)
def test_languages_by_code_and_name(written, code):
    assert fields({"text": BOTH, "language": written}).get("language") == code


class TestUnread:
    """What is not read but looks like a date or a text is named."""

    def test_dates_and_texts_under_names_of_nobody(self):
        record = {
            "text": BOTH,
            "erstmals_online": "14.03.2024",
            "kasten": FIRST * 5,
            "views": 1710414000,
            "slug": "a-b-c",
        }
        assert read(record)[1] == {"unread_date:erstmals_online": 1, "unread_text:kasten": 1}

    def test_numbers_only_where_the_name_says_date(self):
        assert read({"text": BOTH, "go_live_time": 1710414000})[1] == {"unread_date:go_live_time": 1}

    def test_what_is_known_to_be_something_else_is_not_named(self):
        record = {"text": BOTH, "modified": "2025-01-01", "description": FIRST * 5, "image": {"taken": "2024-01-01"}}
        assert read(record)[1] == {}

    def test_few_are_named_and_no_name_is_a_text(self):
        record = {"text": BOTH} | {f"x{i}": "2024-03-14" for i in range(900)} | {FIRST: "2024-03-14"}
        assert len(read(record)[1]) == 5

    def test_inside_of_a_record_in_the_record(self):
        record = {"text": BOTH, "payload": {"live": "2024-03-14"}}
        assert read(record)[1] == {"unread_date:payload.live": 1}

    def test_without_a_text_the_keys_are_named_and_what_to_do(self):
        with pytest.raises(
            Refusal, match=r"It has story_md, meta\.day: name .*onrecord\.toml, under \[fields\]"
        ) as caught:
            read({"story_md": BOTH, "meta": {"day": "x"}})
        assert caught.value.reason == "no_text"
        with pytest.raises(Refusal) as caught:
            read({f"k{i}" * 50: 1 for i in range(5_000)})
        assert len(caught.value.detail) < 1_200


class TestOwnNames:
    """A user's own names come first."""

    def test_they_win_over_the_table_and_lead_into_records(self):
        record = {"text": "Kurz.", "story": {"md": BOTH}, "date": "2020-01-01", "Live-On": "2024-03-14"}
        own = {"text": ["story.md"], "date": ["live_on"]}
        assert fields(record, **own) == {"text": BOTH, "date": "2024-03-14"}

    def test_the_table_fills_in_where_they_hold_nothing(self):
        assert fields({"text": BOTH, "date": "2024-03-14"}, date=["live"], text=["md"]) == {
            "text": BOTH,
            "date": "2024-03-14",
        }

    def test_a_user_may_say_that_the_time_of_the_crawl_is_the_day(self):
        assert fields({"text": BOTH, "timestamp": "2024-03-14"}, date=["timestamp"])["date"] == "2024-03-14"

    def test_the_inner_folder_comes_first(self):
        own = OwnNames({"date": ("a",)}, {"x": {"date": ("b",)}, "x/y": {"date": ("c",), "title": ("t",)}})
        assert own.of("x/y/z.jsonl") == {"date": ["c", "b", "a"], "title": ["t"]}
        assert own.of("xy/z.jsonl") == {"date": ["a"]}
        assert own.of("x!/z.jsonl") == {"date": ["b", "a"]}

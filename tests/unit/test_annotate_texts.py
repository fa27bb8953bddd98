"""The public `annotate` and `annotate_many`: the JSON of the command line, lazily, in order, past bad documents."""

import dataclasses
import datetime
import itertools
import json
from types import MappingProxyType

import pandas
import pytest

import onrecord
from pipeline.service import annotate_lines
from pipeline.settings import make_settings
from schemas.export import arrow_schema
from tests.corpora import ARTICLES

DAY = "2025-08-27"


def printed(*documents):
    """What `onrecord annotate` prints for these documents."""
    lines = [(number, json.dumps(document).encode()) for number, document in enumerate(documents, start=1)]
    return [answer for answer, _ in annotate_lines(lines, settings=make_settings())]


@pytest.mark.parametrize("text", ARTICLES)
def test_the_json_is_that_of_the_command_line(text):
    found = onrecord.annotate(text, date=DAY, language="de")
    (line,) = printed({"text": text, "date": DAY, "language": "de"})
    assert found.to_json() == line
    assert found.as_dict() == json.loads(line)
    assert [date.as_dict() for date in found.dates] == json.loads(line)["dates"]


@pytest.mark.parametrize("text", ARTICLES)
def test_text_is_the_words_that_are_covered(text):
    found = onrecord.annotate(text, date=datetime.date(2025, 8, 27))
    assert found.statements
    for part in [*found.dates, *(mention for actor in found.actors for mention in actor.mentions)]:
        assert part.text == text[part.start : part.end]
    for statement in found.statements:
        assert statement.text == " ".join(text[start:end] for start, end in statement.spans)
        assert statement.stated_from is None or isinstance(statement.stated_from, datetime.date)


@pytest.mark.parametrize(
    ("declared", "table"),
    [
        (onrecord.TimeExpression, "dates"),
        (onrecord.Mention, "mentions"),
        (onrecord.Statement, "statements"),
        (onrecord.About, "about"),
    ],
)
def test_the_fields_are_the_columns_of_the_tables(declared, table):
    of_document = ("document_id", "published_on", "publisher", "language", "title", "url")
    columns = [name for name in arrow_schema(table).names if name not in of_document]
    assert [field.name for field in dataclasses.fields(declared)] == columns


def test_values_cannot_be_changed():
    found = onrecord.annotate(ARTICLES[0])
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.language = "en"
    hash(found)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"text": "Bonjour", "language": "fr"}, "no extractors for language 'fr'"),
        ({"text": "Hallo", "date": "27/8"}, "write it as YYYY-MM-DD"),
        ({"text": 7}, '"text" is not a string'),
        ({"text": "a" * 5_000_001}, "longer than ONRECORD_MAX_DOCUMENT_BYTES"),
    ],
)
def test_a_text_that_cannot_be_annotated_is_refused(given, message):
    with pytest.raises(onrecord.AnnotationError, match=message):
        onrecord.annotate(**given)


class Broken(dict):
    """A mapping that cannot be read."""

    def get(self, name, default=None):
        raise OSError("gone")


BAD = [7, None, {}, {"id": "b", "text": 7}, {"id": [1], "text": "a"}, Broken(), {"text": "a", "language": "tlh"}]


def mixed():
    """Good documents in every form, and bad ones among them."""
    good = [
        {"id": "first", "text": ARTICLES[0], "date": datetime.date(2025, 8, 27)},
        ARTICLES[1],
        MappingProxyType({"id": 3, "text": ARTICLES[2], "title": object()}),
    ]
    return [good[0], *BAD, *good[1:], {"text": ""}]


def test_bad_documents_give_errors_in_their_places():
    found = list(onrecord.annotate_many(mixed()))
    assert [isinstance(result, onrecord.AnnotationError) for result in found] == [False, *[True] * len(BAD)] + [
        False
    ] * 3
    assert [result.position for result in found[1:8]] == list(range(2, 9))
    assert [found[0].id, found[4].id, found[9].id] == ["first", "b", 3]
    assert found[0].statements[0].stated_from is not None
    assert json.loads(found[4].to_json()) == {"line": 5, "id": "b", "error": '"text" is not a string'}


RECORDS = [
    {"id": 7, "maintext": ARTICLES[0], "date_publish": "2025-08-27 08:00:00", "language": "deu"},
    {"fields": {"bodyText": ARTICLES[1]}, "webPublicationDate": "2025-08-27T08:00:00Z", "webTitle": "Titel"},
    {"text": ARTICLES[2], "published": 1756281600, "author": ["A", "B"], "unread": None},
    {"body": ["Erstens.", ARTICLES[3]], "publishing_date": "27. August 2025"},
    {"title": "Ohne Text"},
]


def test_records_are_read_as_by_the_command_line():
    found = list(onrecord.annotate_many(RECORDS))
    assert [result.to_json() for result in found] == printed(*RECORDS)
    assert [result.text for result in found[:4]] == [ARTICLES[0], ARTICLES[1], None, f"Erstens.\n\n{ARTICLES[3]}"]


def test_names_of_the_user_hold_for_records_and_not_for_texts(tmp_path, monkeypatch):
    (tmp_path / "onrecord.toml").write_text('[fields]\ntext = "story.md"\n')
    monkeypatch.chdir(tmp_path)
    record, text = onrecord.annotate_many([{"story": {"md": ARTICLES[0]}, "text": "Kurz."}, ARTICLES[0]])
    assert (record.text, text.text) == (ARTICLES[0], None)
    assert record.statements[0].spans == text.statements[0].spans


def test_rows_of_a_data_frame_are_records():
    frame = pandas.DataFrame({"content": [ARTICLES[0]], "day": [pandas.Timestamp(DAY)], "id": [3], "unread": [None]})
    (found,) = onrecord.annotate_many(frame.rename(columns={"day": "date"}).to_dict("records"))
    (line,) = printed({"id": 3, "content": ARTICLES[0], "date": DAY})
    assert found.to_json() == line


def test_errors_are_those_of_the_command_line():
    documents = [{"id": "b", "text": 7}, {"id": "c", "text": "a", "language": "tlh"}]
    assert [result.to_json() for result in onrecord.annotate_many(documents)] == printed(*documents)


def counted(n_read):
    for number in itertools.count():
        n_read.append(number)
        yield {"id": number, "text": ARTICLES[number % 5]}


def test_documents_are_read_as_results_are_taken():
    n_read = []
    results = onrecord.annotate_many(counted(n_read))
    assert n_read == []
    for number in range(3):
        assert next(results).id == number
    assert len(n_read) <= 4


@pytest.mark.long
def test_more_processes_give_the_same_and_read_no_more_than_they_need():
    n_read = []
    several = list(itertools.islice(onrecord.annotate_many(counted(n_read), jobs=2), 60))
    assert several == list(itertools.islice(onrecord.annotate_many(counted([])), 60))
    assert len(n_read) < 60 + 150
    assert [str(result) for result in onrecord.annotate_many(mixed() * 4, jobs=2)] == [
        str(result) for result in onrecord.annotate_many(mixed() * 4)
    ]


def test_what_cannot_work_is_said_before_a_document_is_read(monkeypatch):
    with pytest.raises(ValueError, match="jobs=0"):
        onrecord.annotate_many([], jobs=0)
    monkeypatch.setenv("ONRECORD_BACKENDS", "nothing")
    with pytest.raises(onrecord.OnrecordError, match="no installed package has a backend 'nothing'"):
        onrecord.annotate_many([])

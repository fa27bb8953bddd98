"""JSON Lines: records, bad lines, and memory."""

import gzip
import hashlib
import io
import json
import tracemalloc
from datetime import date

import pytest

from pipeline.parse.document import Document
from pipeline.parse.parser import Limits, parse_seed
from pipeline.parse.wanted import Places

TEXT = "Die Regierung hat zugestimmt, sagte sie."
GOOD = json.dumps({"text": TEXT})


def parse(data, path="a.jsonl", *, max_document_bytes=10_000, max_seed_bytes=10_000_000):
    data = data.encode() if isinstance(data, str) else data
    limits = Limits(max_document_bytes, max_seed_bytes)
    return list(parse_seed(path, lambda: io.BytesIO(data), limits))


def outcome(results):
    return [(r.line, "ok" if isinstance(r, Document) else r.reason) for r in results]


def test_a_record_with_all_fields_under_other_names():
    line = json.dumps(
        {
            "ID": 12,
            "Content": TEXT + "\r\n",
            "datePublished": "2025-08-27T10:00:00Z",
            "headline": "Große  Krise",
            "link": "https://a.example/1#x",
            "lang": "de-DE",
            "authors": ["A. Muster", {"name": "B. Beispiel"}],
            "section": {"name": "Politik"},
            "views": 3,
        }
    )
    (found,) = parse(line + "\n")
    assert (found.text, found.published_on, found.title) == (TEXT, date(2025, 8, 27), "Große Krise")
    assert (found.url, found.language, found.author) == ("https://a.example/1", "de", "A. Muster; B. Beispiel")
    assert (found.line, found.seed_sha256) == (1, hashlib.sha256(line.encode()).hexdigest())


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{bad}", "broken_json"),
        ('{"text": "cut', "broken_json"),
        ('["text"]', "broken_json"),
        ('"text"', "broken_json"),
        ('{"text": NaN}', "no_text"),
        ('{"text": 3}', "broken_json"),
        ('{"text": [1, 2]}', "broken_json"),
        ('{"text": "a b", "text": "c"}', "broken_json"),
        ("[" * 9_000, "broken_json"),
        ('{"text": "a", "x": ' + "[" * 4_000 + "]" * 4_000 + "}", "broken_json"),
        ("{}", "no_text"),
        ('{"text": null}', "no_text"),
        ('{"text": " \\n"}', "no_text"),
        ('{"title": "a"}', "no_text"),
        ('{"text": "' + "a" * 10_001 + '"}', "too_large"),
    ],
)
def test_a_bad_line_is_rejected_with_its_number_and_the_rest_goes_on(line, reason):
    results = parse(f"{GOOD}\n{line}\n\n{GOOD}")
    assert outcome(results) == [(1, "ok"), (2, reason), (4, "ok")]
    assert results[1].seed_sha256 == hashlib.sha256(line.encode()).hexdigest()


@pytest.mark.parametrize(
    ("record", "repairs"),
    [
        ('{"text": "Ein Text", "id": ' + "9" * 500 + "}", ()),
        ('{"text": "Ein Text", "date": 20250827, "author": {"name": "A"}}', ()),
        ('{"text": "Ein Text", "title": {"de": "A"}, "url": false}', ("ignored_fields:2",)),
        ('{"text": "Ein\\u0000 Text\\ud800", "x": 1e999}', ("surrogates:1", "controls:1")),
    ],
)
def test_odd_values_harm_nothing(record, repairs):
    (found,) = parse(record)
    assert found.repairs == repairs


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_lines_in_all_encodings(codec, line_end):
    lines = [json.dumps({"text": f"Größe {number}"}, ensure_ascii=False) for number in range(3)]
    results = parse((line_end.join(lines) + line_end).encode(codec))
    assert [r.text for r in results] == ["Größe 0", "Größe 1", "Größe 2"]
    assert results[1].seed_sha256 == hashlib.sha256(lines[1].encode()).hexdigest()


def test_one_line_in_another_encoding_is_read_on_its_own():
    data = GOOD.encode() + b"\n" + '{"text": "Er fährt nach Köln."}'.encode("cp1252") + b"\n" + GOOD.encode()
    assert [(r.text, r.encoding) for r in parse(data)] == [
        (TEXT, "utf-8"),
        ("Er fährt nach Köln.", "windows-1252"),
        (TEXT, "utf-8"),
    ]


def test_files_without_a_record():
    assert outcome(parse("")) == [(None, "empty_file")]
    assert outcome(parse("\n \n")) == [(None, "no_text")]
    assert outcome(parse(b"PK\x03\x04")) == [(None, "binary_file")]


def test_a_broken_archive_gives_what_stands_before_the_break():
    packed = gzip.compress((GOOD + "\n").encode() * 3)
    results = parse(packed[:-12], "a.jsonl.gz")
    assert results[-1].reason == "broken_compression"
    assert outcome(results[:-1]) == [(n, "ok") for n in range(1, len(results))]
    assert outcome(parse(packed, "a.jsonl.gz")) == [(1, "ok"), (2, "ok"), (3, "ok")]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_line_of_just_the_limit_is_read(line_end):
    n_bytes = len(GOOD)
    assert outcome(parse((GOOD + line_end) * 2, max_document_bytes=n_bytes)) == [(1, "ok"), (2, "ok")]
    assert outcome(parse((GOOD + line_end) * 2, max_document_bytes=n_bytes - 1)) == [(1, "too_large"), (2, "too_large")]


def test_a_file_beyond_the_limit_gives_what_stands_before_it():
    results = parse((GOOD + "\n") * 5, max_seed_bytes=3 * len(GOOD) + 3)
    assert outcome(results) == [(1, "ok"), (2, "ok"), (3, "ok"), (4, "too_large")]


class TestIdentity:
    """In a file of records: path and id, else the URL, else path and text."""

    def ids(self, path, *records):
        lines = "\n".join(json.dumps({"text": TEXT} | record) for record in records)
        return [r.document_id for r in parse(gzip.compress(lines.encode()) if path.endswith("gz") else lines, path)]

    def test_an_id_counts_within_its_file(self):
        (first, second) = self.ids("a.jsonl", {"id": 1}, {"id": "2"})
        assert first != second
        assert self.ids("a.jsonl.gz", {"id": "1", "text": "Neuer Text"}) == [first]
        assert self.ids("b.jsonl", {"id": 1}) != [first]

    def test_a_url_counts_everywhere(self):
        url = "https://a.example/1"
        assert self.ids("a.jsonl", {"url": url}) == self.ids("b.jsonl", {"url": url, "text": "Neuer Text"})

    def test_else_the_text_does(self):
        (first,) = self.ids("a.jsonl", {})
        assert self.ids("a.jsonl", {"text": "Davor"}, {})[1] == first
        assert self.ids("b.jsonl", {}) != [first]


class Endless:
    """A stream that makes up its lines as they are read, and is never held whole."""

    def __init__(self, line, n_lines):
        self.line, self.n_left, self.buffer = line, n_lines, b""
        self.n_read = 0

    def read(self, n_bytes):
        while len(self.buffer) < n_bytes and self.n_left:
            self.buffer += self.line
            self.n_left -= 1
        data, self.buffer = self.buffer[:n_bytes], self.buffer[n_bytes:]
        self.n_read += len(data)
        return data

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass


def test_documents_come_before_the_file_is_read():
    stream = Endless((GOOD + "\n").encode(), 1_000_000)
    results = parse_seed("a.jsonl", lambda: stream, Limits(10_000, 10**9))
    assert next(results).text == TEXT
    assert stream.n_read < 200_000
    results.close()


def test_a_line_of_any_length_is_passed_over_in_little_memory():
    n_bytes = 50_000_000
    stream = Endless(b"x" * 100_000, n_bytes // 100_000)
    tracemalloc.start()
    results = list(parse_seed("a.jsonl", lambda: stream, Limits(10_000, 10**9)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert outcome(results) == [(1, "too_large")]
    assert peak < 2_000_000


def test_only_the_lines_asked_for_are_parsed_and_nothing_after_the_last_is_read():
    class Stream(io.BytesIO):
        def read(self, n_bytes=-1):
            assert self.tell() < 250_000, "read beyond the last line wanted"
            return super().read(n_bytes)

    data = b"".join(b'{"id": "%d", "text": "Der Minister sprach."}\n' % n for n in range(20_000))
    wanted = Places([("a.jsonl", 2), ("a.jsonl", 700)])
    found = parse_seed("a.jsonl", lambda: Stream(data), Limits(10_000, 10_000_000), wanted)
    assert [document.line for document in found] == [2, 700]

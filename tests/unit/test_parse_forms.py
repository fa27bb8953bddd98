"""The forms in which archives hold news: tables, JSON, web archives, compressed files."""

import bz2
import csv
import gzip
import hashlib
import io
import json
import lzma
import sys
from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.parse.document import Document
from pipeline.parse.formats import path_without_compression, seed_format
from pipeline.parse.parser import Limits, parse_seed
from pipeline.parse.wanted import Places

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = "Die Regierung hat zugestimmt, sagte sie."
OTHER = "Der Rat lehnte ab; „so nicht“, hieß es.\n\nMorgen geht es weiter."
ROWS = [
    {"id": "1", "title": "Erster", "date": "2025-03-04", "text": TEXT},
    {"id": "2", "title": 'Der "zweite"; mit, allem\t', "date": "2024-02-29", "text": OTHER},
]
PACKERS = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress, ".zst": zstd.compress}


def parse(path, data, *, max_document_bytes=10_000, max_seed_bytes=10_000_000, wanted=None):
    data = data.encode() if isinstance(data, str) else data
    limits = Limits(max_document_bytes, max_seed_bytes)
    return list(parse_seed(path, lambda: io.BytesIO(data), limits, wanted))


def outcome(results):
    return [(r.line, "ok" if isinstance(r, Document) else r.reason) for r in results]


def table(rows=ROWS, **dialect):
    sink = io.StringIO()
    writer = csv.DictWriter(sink, list(rows[0]), **dialect)
    writer.writeheader()
    writer.writerows(rows)
    return sink.getvalue()


def parquet(rows, **options):
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), sink, **options)
    return sink.getvalue()


def told(results):
    return [(r.line, r.published_on, r.title, r.text) for r in results]


BOTH = [
    (1, date(2025, 3, 4), "Erster", TEXT),
    (2, date(2024, 2, 29), 'Der "zweite"; mit, allem', OTHER),
]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("a.jsonl", "\n".join(map(json.dumps, ROWS))),
        ("a.ndjson", "\n".join(map(json.dumps, ROWS))),
        ("a.jl", "\n".join(map(json.dumps, ROWS))),
        ("a.json", json.dumps(ROWS)),
        ("a.json", json.dumps(ROWS, indent=2, ensure_ascii=False)),
        ("a.json", "\ufeff" + json.dumps(ROWS)),
        ("a.json", "\n".join(map(json.dumps, ROWS))),
        ("a.json", "\n".join(json.dumps(row, indent=1) for row in ROWS)),
        ("a.json", json.dumps(ROWS, indent=2).encode("utf-16")),
        ("a.jsonl", json.dumps(ROWS, indent=2)),
        ("a.csv", table()),
        ("a.CSV", "\ufeff" + table()),
        ("a.csv", table(delimiter=";")),
        ("a.csv", table(delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n")),
        ("a.csv", "sep=;\r\n" + table(delimiter=";")),
        ("a.csv", table().encode("utf-16")),
        ("a.csv", table().replace("\r\n", "\r\n\r\n")),
        ("a.csv", table(escapechar="\\", doublequote=False)),
        ("a.csv", table(escapechar="\\", doublequote=False, quoting=csv.QUOTE_ALL, delimiter=";")),
        ("a.tsv", table(delimiter="\t")),
        ("a.parquet", parquet(ROWS)),
        ("a.parquet", parquet(ROWS, row_group_size=1, compression="zstd")),
        ("a.parquet", parquet([row | {"date": date.fromisoformat(row["date"])} for row in ROWS])),
        ("a.parquet", parquet([row | {"date": datetime.fromisoformat(row["date"] + "T09:00")} for row in ROWS])),
    ],
)
def test_records_are_the_same_in_every_form(path, data):
    assert told(parse(path, data)) == BOTH


@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
@pytest.mark.parametrize(
    "said",
    ['"Nein", sagte er.\nDann: "Ja\\", "so"', 'Er ging nach C:\\, "heim".', 'Er sagte: \\"', "C:\\neu\\\\a"],
)
@pytest.mark.parametrize("marks", [{}, {"escapechar": "\\", "doublequote": False}])
def test_backslashes_stand_for_marks_only_where_a_table_is_written_so(marks, said, quoting):
    rows = [{"title": 'Die "Neue"', "text": said, "date": "2025-03-04"}, ROWS[1]]
    rows = [{"text": row["text"], "date": row["date"], "title": row["title"]} for row in rows]
    first, second = parse("a.csv", table(rows, quoting=quoting, **marks))
    assert (first.title, first.text, second.text) == ('Die "Neue"', said, OTHER)


@pytest.mark.parametrize("names", ["title, date, text", '"title", "date", "text"', "sep=,\ntitle, date, text"])
def test_where_a_space_follows_each_divider_cells_begin_behind_it(names):
    (document,) = parse("a.csv", f'{names}\n"Ja, gut", 2025-03-04, "Er sagte, so\n""gehe"" es, und ging."\n')
    assert (document.title, document.text) == ("Ja, gut", 'Er sagte, so\n"gehe" es, und ging.')


def test_a_space_before_a_mark_is_of_the_text_where_the_first_row_has_none():
    first, second = parse("a.csv", 'title,text\nJa, "Nein" sagte er.\nUnd, "ging.\n')
    assert (first.text, second.text) == ('"Nein" sagte er.', '"ging.')


@pytest.mark.parametrize("ending", PACKERS)
@pytest.mark.parametrize("path", ["a.txt", "a.csv", "a.json", "a.parquet"])
def test_a_compressed_file_is_the_plain_one(path, ending):
    data = {
        "a.txt": TEXT.encode(),
        "a.csv": table().encode(),
        "a.json": json.dumps(ROWS).encode(),
        "a.parquet": parquet(ROWS),
    }[path]
    plain = parse(path, data)
    packed = parse(path + ending.upper(), PACKERS[ending](data))
    assert [(r.document_id, r.text, r.line) for r in packed] == [(r.document_id, r.text, r.line) for r in plain]
    in_parts = PACKERS[ending](data[:7]) + PACKERS[ending](data[7:])
    assert [r.text for r in parse(path + ending, in_parts)] == [r.text for r in plain]


@pytest.mark.parametrize("ending", PACKERS)
def test_a_broken_compressed_file_gives_what_stands_before_the_break(ending):
    lines = b"".join(json.dumps({"text": f"{TEXT} {hashlib.sha256(b'%d' % n)}"}).encode() + b"\n" for n in range(2_000))
    packed = PACKERS[ending](lines)
    for broken in (packed[:-9], packed[: len(packed) // 2] + bytes(40) + packed[len(packed) // 2 + 40 :]):
        results = parse("a.jsonl" + ending, broken)
        assert results[-1].reason == "broken_compression"
        assert {reason for _, reason in outcome(results[:-1])} <= {"ok", "broken_json"}
    assert parse("a.jsonl" + ending, b"Text")[0].reason == "broken_compression"
    assert parse("a.txt" + ending, packed[:30])[0].reason == "broken_compression"


@pytest.mark.parametrize("ending", PACKERS)
@pytest.mark.parametrize("path", ["a.txt", "a.jsonl", "a.csv", "a.json", "a.tar", "a.zip", "a.parquet", "a.warc"])
def test_a_bomb_is_never_unpacked(path, ending):
    results = parse(path + ending, PACKERS[ending](bytes(1_000_000) + b"a" * 30_000_000), max_seed_bytes=2_000_000)
    assert {r.reason for r in results} <= {"too_large", "binary_file", "broken_archive", "broken_warc"}
    assert results


def test_what_unpacks_to_many_times_its_size_is_refused_before_the_limit_of_a_seed():
    megabyte = (b" " * 3_999 + b"\n") * 250 + json.dumps({"text": "so " * 1_000}).encode() + b"\n"
    results = parse("a.jsonl.xz", lzma.compress(megabyte * 120, preset=0), max_seed_bytes=10**9)
    assert results[-1].reason == "too_large"
    assert "250 times" in results[-1].detail
    assert 60 < len(results) < 80


def test_the_records_hash_is_that_of_what_it_holds():
    plain, padded = (parse("a.csv", table([*rows, ROWS[1]])) for rows in ([], [ROWS[0]]))
    assert padded[1].seed_sha256 == plain[0].seed_sha256
    assert padded[0].seed_sha256 != plain[0].seed_sha256
    renamed = parse("a.csv", table().replace("title", "headline", 1))
    assert renamed[0].seed_sha256 != padded[0].seed_sha256
    first, second = (parse("a.parquet", parquet(rows)) for rows in (ROWS, ROWS[1:]))
    assert first[1].seed_sha256 == second[0].seed_sha256


def test_only_wanted_records_are_made():
    data = table([{"id": n, "text": TEXT} for n in range(100)])
    wanted = Places([("a.csv", 7), ("a.csv", 90)])
    assert [r.line for r in parse("a.csv", data, wanted=wanted)] == [7, 90]
    assert [r.line for r in parse("a.parquet", parquet(ROWS), wanted=Places([("a.parquet", 2)]))] == [2]


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        ("a.csv", "text\n" + "x" * 20_000 + "\nDer Rat stimmte zu.\n", [(1, "too_large"), (2, "ok")]),
        ("a.csv", 'text\n"' + "x\n" * 20_000 + '"\nDer Rat stimmte zu.\n', [(1, "too_large"), (2, "ok")]),
        ("a.csv", "text,date\nDer Rat, der sagte es,2025-01-01\n", [(1, "broken_table")]),
        ("a.csv", "text,date\nDer Rat stimmte zu.\n", [(1, "ok")]),
        ("a.csv", "text\n\n\n", [(None, "no_text")]),
        ("a.csv", "Export;;\n;;\nTitel;Datum;Text\nStreit;2025-01-01;Der Rat stimmte zu.\n", [(1, "ok")]),
        (
            "a.csv",
            "Export vom 1.1.2025, Archiv\nTitel,Text\nStreit,Der Rat stimmte zu.\n",
            [(1, "no_text"), (2, "no_text")],
        ),
        ("a.csv", "text\ntitle,text\n", [(1, "broken_table")]),
        ("a.csv", "Export\n" * 7 + "Titel,Text\n", [*((n, "no_text") for n in range(1, 7)), (7, "broken_table")]),
        ("a.csv", "", [(None, "empty_file")]),
        ("a.csv", ",,,\n1,2,3\n", [(None, "broken_table")]),
        ("a.csv", b"text\nDer \x00 Rat\n", [(None, "binary_file")]),
        ("a.csv", 'text\n"Der Rat "" sagte"\n', [(1, "ok")]),
        ("a.csv", 'text\n„So nicht", sagte er\n', [(1, "broken_table")]),
        ("a.tsv", 'id\ttext\n1\t„So nicht", sagte er\n2\tEr ging.\n', [(1, "ok"), (2, "ok")]),
        (
            "a.json",
            '[{"text": "Er ging."}, 7, "x", {"text": "Sie',
            [(1, "ok"), *[(n, "broken_json") for n in (2, 3, 4, 5)]],
        ),
        ("a.json", "[" * 100_000, [(1, "too_large"), (2, "broken_json")]),
        ("a.json", '[{"text": "%s"}, {"text": "Er ging."}]' % ("x" * 20_000), [(1, "too_large"), (2, "ok")]),
        ("a.json", "}{", [(1, "broken_json")]),
        ("a.json", "[]", [(None, "no_text")]),
        ("a.json", r'{"text": "Er \"ging\" \\"}', [(1, "ok")]),
        ("a.parquet", b"PAR1" + bytes(100) + b"PAR1", [(None, "broken_table")]),
        ("a.parquet", b"", [(None, "empty_file")]),
        ("a.parquet", parquet([{"text": "x" * 20_000}, {"text": "Er ging."}]), [(1, "too_large"), (2, "ok")]),
        ("a.parquet", parquet([{"text": None}, {"text": "Er ging.", "a": [{"b": 1.5}]}]), [(1, "no_text"), (2, "ok")]),
    ],
)
def test_what_is_wrong_with_a_record_is_its_own_fault(path, data, expected):
    assert outcome(parse(path, data)) == expected


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "ok", "totalResults": 2, "articles": ROWS},
        {"response": {"status": "ok", "docs": ROWS}},
        {"articles": {"results": ROWS, "count": 2}},
        {"took": 3, "hits": {"total": 2, "hits": [{"_id": row["id"], "_source": row} for row in ROWS]}},
    ],
)
def test_the_answer_of_an_interface_holds_its_records(answer):
    assert told(parse("a.json", json.dumps(answer))) == BOTH
    assert told(parse("a.json", json.dumps(answer, indent=2))) == BOTH


def test_an_export_of_several_articles_is_parted():
    articles = [
        f"HD {name}\nPD 14 March 2024\nSN Blatt\nLA EN\nLP {TEXT} {name}\nAN Document BLATT0000{name}\n"
        for name in "AB"
    ]
    found = parse("a.txt", "\r\n".join("\n".join(articles).split("\n")))
    assert [(r.line, r.title, r.published_on) for r in found] == [
        (n, t, date(2024, 3, 14)) for n, t in ((1, "A"), (2, "B"))
    ]
    assert parse("a.txt", "\n".join(articles), wanted=Places([("a.txt", 2)]))[0].title == "B"


def test_a_parquet_file_whose_end_lies_is_refused_or_ends_in_a_refusal():
    good = parquet([{"text": f"{TEXT} {n}"} for n in range(40)])
    for place in range(len(good) - 400, len(good), 29):
        results = parse("a.parquet", good[:place] + bytes([good[place] ^ 0x55]) + good[place + 1 :])
        assert results
        assert {reason for _, reason in outcome(results)} <= {"ok", "broken_table", "no_text", "too_large"}


class TestWebArchives:
    PAGE = f"<html lang=de><head><title>Titel</title></head><body><p>{TEXT}</p></body></html>"

    def record(
        self, address="https://a.example/1", body=PAGE, kind="text/html; charset=utf-8", status="200 OK", **other
    ):
        body = body.encode() if isinstance(body, str) else body
        extra = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in other.items())
        answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{extra}\r\n".encode() + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2026-01-02T03:00:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        )
        return head.encode() + answer + b"\r\n\r\n"

    def test_a_page_has_the_records_address_and_day_of_capture(self):
        (found,) = parse("a.warc", self.record())
        assert (found.url, found.published_on, found.captured_on) == ("https://a.example/1", None, date(2026, 1, 2))
        assert (found.title, found.text) == ("Titel", TEXT)

    def test_the_limit_itself_is_allowed(self):
        n_bytes = len(self.PAGE.encode())
        assert outcome(parse("a.warc", self.record(), max_document_bytes=n_bytes)) == [(1, "ok")]
        assert outcome(parse("a.warc", self.record(), max_document_bytes=n_bytes - 1)) == [(1, "too_large")]

    def test_each_record_may_be_compressed_on_its_own(self):
        records = [self.record(f"https://a.example/{n}") for n in range(3)]
        found = parse("a.warc.gz", b"".join(map(gzip.compress, records)))
        assert [r.url for r in found] == [f"https://a.example/{n}" for n in range(3)]
        assert [r.line for r in found] == [1, 2, 3]

    def test_what_is_no_page_is_passed_over(self):
        data = (
            self.record(kind="image/png", body=b"\x89PNG")
            + self.record(status="404 Not Found")
            + self.record(status="301 Moved", Location="/")
            + self.record("https://a.example/2")
        )
        assert [(r.url, r.line) for r in parse("a.warc", data)] == [("https://a.example/2", 4)]
        assert outcome(parse("a.warc", self.record(kind="image/png"))) == [(None, "no_text")]

    def test_bodies_in_chunks_and_packed_ones_are_read(self):
        body = self.PAGE.encode()
        chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        data = self.record(body=chunks, Transfer_Encoding="chunked")
        data += self.record(body=gzip.compress(body), Content_Encoding="gzip")
        data += self.record(body=gzip.compress(bytes(5_000_000)), Content_Encoding="gzip")
        data += self.record(body="<p>Er fährt nach Köln.</p>".encode("cp1252"), kind="text/html; charset=iso-8859-1")
        found = parse("a.warc", data)
        assert outcome(found) == [(1, "ok"), (2, "ok"), (3, "too_large"), (4, "ok")]
        assert found[3].text == "Er fährt nach Köln."

    @pytest.mark.parametrize("length", [b"1", b"99999999999", b"-5", b"x", b""])
    def test_a_wrong_length_is_said(self, length):
        good = self.record()
        place = good.rindex(b"Content-Length: ")
        broken = good[:place] + b"Content-Length: " + length + good[good.index(b"\r\n", place) :]
        results = parse("a.warc", good + broken + good)
        assert outcome(results)[0] == (1, "ok")
        assert results[-1].reason in ("broken_warc", "no_text", "duplicate_document_id")

    def test_a_header_without_end_is_never_held(self):
        results = parse("a.warc", self.record() + b"WARC/1.0\r\nWARC-Type: " + b"x" * 8_000_000, max_seed_bytes=10**9)
        assert outcome(results) == [(1, "ok"), (2, "broken_warc")]


def test_endings_are_known_in_any_case_and_identity_is_that_of_the_plain_file():
    assert seed_format("a.TXT.XZ").compression.ending == ".xz"
    assert seed_format("a.tgz") == seed_format("a.tar.gz")
    assert seed_format("a.txt.gz.xz") is None
    assert seed_format("a.7z") is None
    assert [path_without_compression(f"x/a.txt{e}") for e in (".gz", ".GZ", ".Zst", "")] == ["x/a.txt"] * 4


def test_a_file_that_is_no_parquet_says_so():
    for data in (b"PAR1 no Parquet PAR1", b"?", b"PAR1" * 3):
        assert outcome(parse("a.parquet", data)) == [(None, "broken_table")]

"""Whatever the bytes, parsing ends in clean documents or rejections of the fixed vocabulary."""

import bz2
import csv
import gzip
import io
import json
import lzma
import sys
import tarfile
import unicodedata
import zipfile
from functools import partial

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.parse.document import Document, Rejection
from pipeline.parse.parser import Limits, parse_seed
from schemas.vocabulary import RejectionReason, Stage

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ENDINGS = (".txt", ".md", ".html", ".jsonl", ".json", ".csv", ".tsv", ".warc", ".parquet", ".zip", ".tar")
PACKERS = {"": bytes, ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress, ".zst": zstd.compress}
HEADERS = ("---\n", "title: ", "date: ", "date 2025-08-27 ", "2025-02-30", "\n\n", "\r\n")
TAGS = ("<p>", "</p>", "<html>", "&#133;", "&#1;", '{"text": "', '"}', "\\ud800", "\\u0000", "# ", "* ", "[a](", "`")
ODDITIES = ("\u0301", "\u00ad", "\ufeff", "\x84", " ", "\u2028")
MARKUP = st.sampled_from(HEADERS + TAGS + ODDITIES)
TEXTS = st.lists(st.one_of(MARKUP, st.text(max_size=12)), max_size=20).map("".join)
CODECS = st.sampled_from(["utf-8", "utf-16", "utf-16-be", "cp1252", "koi8_r"])
BYTES = st.one_of(
    st.binary(max_size=300),
    st.builds(lambda text, codec: text.encode(codec, "ignore"), TEXTS, CODECS),
    st.builds(lambda text, tail: text.encode("utf-8", "ignore") + tail, TEXTS, st.binary(max_size=4)),
)


def parse(path, data):
    return list(parse_seed(path, lambda: io.BytesIO(data), Limits(200, 250)))


def assert_clean(found):
    assert found.text == found.text.strip()
    assert found.text
    assert found.n_characters == len(found.text)
    assert unicodedata.is_normalized("NFC", found.text)
    assert "\n\n\n" not in found.text
    for value in (found.text, found.title or "", found.author or "", found.url or ""):
        assert not [c for c in value if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
        value.encode("utf-8")
    assert all(line == line.rstrip() for line in found.text.split("\n"))
    assert found.language.islower()


@settings(max_examples=200, deadline=None)
@given(data=BYTES, ending=st.sampled_from(ENDINGS), packed_as=st.sampled_from(list(PACKERS)), n_cut=st.integers(0, 12))
def test_any_bytes_give_clean_documents_or_named_rejections(data, ending, packed_as, n_cut):
    packed = PACKERS[packed_as](data)
    results = parse(f"a{ending}{packed_as}", packed[: len(packed) - n_cut] if packed_as else packed)
    assert results
    for result in results:
        if isinstance(result, Document):
            assert_clean(result)
        elif isinstance(result, Rejection):
            assert result.reason in RejectionReason.values()
            assert result.stage in Stage.values()
            assert "\n" not in result.detail


@settings(max_examples=100, deadline=None)
@given(text=TEXTS)
def test_a_clean_text_is_read_back_as_it_is(text):
    for first in parse("a.txt", text.encode("utf-8", "ignore")):
        # A word before it, so that the text is not taken for a header the second time.
        if isinstance(first, Document):
            data = f"Wort {first.text}".encode()
            for second in parse("a.txt", data):
                # What looks decoded wrongly is mended: “Â‘”.
                if isinstance(second, Document) and not any(repair.startswith("mojibake") for repair in second.repairs):
                    assert second.text == f"Wort {first.text}"
                    assert second.repairs == ()


def _table(rows):
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerows([["id", "text", "date"], *rows])
    return sink.getvalue().encode("utf-8", "ignore")


def _parquet(rows):
    sink = io.BytesIO()
    columns = [[str(cell).encode("utf-8", "ignore").decode() for cell in column] for column in zip(*rows, strict=True)]
    pq.write_table(pa.table(columns, names=["id", "text", "date"]), sink)
    return sink.getvalue()


def _zip(rows):
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for number, row in enumerate(rows):
            archive.writestr(f"{number}.txt", row[1].encode("utf-8", "ignore"))
    return sink.getvalue()


def _tar(rows):
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        for number, row in enumerate(rows):
            data = row[1].encode("utf-8", "ignore")
            info = tarfile.TarInfo(f"{number}.md")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return sink.getvalue()


def _warc(rows):
    records = []
    for row in rows:
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + row[1].encode("utf-8", "ignore")
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/{row[0]}\r\n"
        head += f"WARC-Date: 2026-01-02T03:00:00Z\r\nContent-Type: application/http\r\nContent-Length: {len(answer)}"
        records.append(head.encode() + b"\r\n\r\n" + answer + b"\r\n\r\n")
    return b"".join(records)


IDS = st.integers(0, 9).map(str)
DAYS = st.sampled_from(["", "2025-01-02", "x"])
FORMS = {
    "a.json": lambda rows: json.dumps([dict(zip(("id", "text", "date"), row, strict=True)) for row in rows]).encode(),
    "a.csv": _table,
    "a.parquet": _parquet,
    "a.zip": _zip,
    "a.tar": _tar,
    "a.warc": _warc,
}


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 9).map(str), TEXTS, st.sampled_from(["", "2025-01-02", "x"])), min_size=1, max_size=4
    ),
    path=st.sampled_from(list(FORMS)),
    damages=st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 255)), max_size=3),
    n_cut=st.integers(0, 40),
)
def test_any_damage_to_a_file_of_many_ends_in_documents_or_named_rejections(rows, path, damages, n_cut):
    data = bytearray(FORMS[path](rows))
    for place, change in damages:
        data[place % len(data)] ^= change
    limits = Limits(20_000, 100_000)
    results = list(parse_seed(path, lambda: io.BytesIO(bytes(data[: len(data) - n_cut])), limits))
    for result in results:
        if isinstance(result, Document):
            assert_clean(result)
        elif isinstance(result, Rejection):
            assert result.reason in RejectionReason.values()
            assert result.stage in Stage.values()
            assert "\n" not in result.detail


def test_no_damage_to_the_footer_of_a_parquet_file_ends_the_process():
    data = FORMS["a.parquet"]([("1", "Am Montag sagte sie etwas.", "2025-01-02"), ("2", "Text zwei", "x")])
    limits = Limits(20_000, 100_000)
    found = set()
    for place in range(len(data) - int.from_bytes(data[-8:-4], "little") - 8, len(data)):
        damaged = bytearray(data)
        damaged[place] ^= 4
        results = list(parse_seed("a.parquet", partial(io.BytesIO, bytes(damaged)), limits))
        found.update(type(result) for result in results)
    assert found == {Document, Rejection}

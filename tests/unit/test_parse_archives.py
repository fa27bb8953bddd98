"""Archives of files: members are seeds of their own, and what is hostile in them is refused by its name."""

import gzip
import io
import json
import stat
import struct
import tarfile
import tracemalloc
import zipfile

import pytest

from pipeline.parse.document import Document, Unread
from pipeline.parse.parser import Limits, parse_seed
from pipeline.parse.wanted import Places

TEXT = "Die Regierung hat zugestimmt, sagte sie."


def parse(path, data, *, max_document_bytes=10_000, max_seed_bytes=10_000_000, wanted=None):
    limits = Limits(max_document_bytes, max_seed_bytes)
    return list(parse_seed(path, lambda: io.BytesIO(data), limits, wanted))


def outcome(results):
    kinds = {Document: "ok", Unread: "unread"}
    return [(r.seed.partition("!/")[2], kinds.get(type(r)) or r.reason) for r in results]


def zipped(*members, compression=zipfile.ZIP_DEFLATED):
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", compression) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return sink.getvalue()


def tarred(*members, mode="w", **options):
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode=mode, **options) as archive:
        for name, data in members:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data if isinstance(data, bytes) else data.encode()))
    return sink.getvalue()


def link(name, target, kind=tarfile.SYMTYPE):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info, b""


MEMBERS = (
    ("a.txt", TEXT.encode()),
    ("b/c.jsonl", b"\n".join(json.dumps({"text": f"{TEXT} {n}"}).encode() for n in range(3))),
    ("b/d.html.gz", gzip.compress(f"<p>{TEXT}</p>".encode())),
    ("b/e.pdf", b"%PDF-1.4"),
    ("b/.hidden.txt", TEXT.encode()),
    ("__MACOSX/._a.txt", b"\0\1"),
)
PACKERS = {
    "p.zip": zipped,
    "p.tar": tarred,
    "p.tar.gz": lambda *m: tarred(*m, mode="w:gz"),
    "p.TGZ": lambda *m: tarred(*m, mode="w:gz"),
}


@pytest.mark.parametrize("path", PACKERS)
def test_members_are_seeds_of_their_own(path):
    results = parse(path, PACKERS[path](*MEMBERS))
    assert outcome(results) == [
        ("a.txt", "ok"),
        *[("b/c.jsonl", "ok")] * 3,
        ("b/d.html.gz", "ok"),
        ("b/e.pdf", "unread"),
    ]
    assert [r.line for r in results[:5]] == [None, 1, 2, 3, None]
    assert results[0].seed == f"{path}!/a.txt"
    (alone,) = parse("a.txt", TEXT.encode())
    assert results[0].seed_sha256 == alone.seed_sha256
    assert results[0].document_id != alone.document_id


@pytest.mark.parametrize("path", PACKERS)
def test_only_wanted_members_are_made(path):
    wanted = Places([(f"{path}!/b/c.jsonl", 2), (f"{path}!/b/d.html.gz", None)])
    found = [r for r in parse(path, PACKERS[path](*MEMBERS), wanted=wanted) if isinstance(r, Document)]
    assert [(r.seed, r.line) for r in found] == sorted([(f"{path}!/b/c.jsonl", 2), (f"{path}!/b/d.html.gz", None)])


@pytest.mark.parametrize("path", ["p.zip", "p.tar"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_odd_names_are_refused_or_made_plain(path):
    names = ["../a.txt", "/etc/b.txt", "C:/c.txt", "x/../../d.txt", "..\\e.txt", "./f.txt", "g//h.txt", "f.txt"]
    results = parse(path, PACKERS[path](*[(name, TEXT.encode()) for name in names]))
    assert [reason for _, reason in outcome(results)] == [*["path_outside_archive"] * 5, "ok", "ok", "duplicate_member"]
    assert [name for name, _ in outcome(results)][5:] == ["f.txt", "g/h.txt", "f.txt"]


def test_links_and_devices_are_refused():
    data = tarred(
        link("a.txt", "/etc/passwd"),
        link("b.txt", "c.txt", tarfile.LNKTYPE),
        link("d.txt", "", tarfile.FIFOTYPE),
        ("c.txt", TEXT.encode()),
    )
    assert outcome(parse("p.tar", data)) == [
        ("a.txt", "link_in_archive"),
        ("b.txt", "link_in_archive"),
        ("d.txt", "unreadable"),
        ("c.txt", "ok"),
    ]
    info = zipfile.ZipInfo("a.txt")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert outcome(parse("p.zip", zipped((info, b"/etc/passwd"), ("c.txt", TEXT)))) == [
        ("a.txt", "link_in_archive"),
        ("c.txt", "ok"),
    ]


def test_encrypted_members_are_refused():
    data = bytearray(zipped(("a.txt", TEXT), ("b.txt", TEXT)))
    entry = data.index(b"PK\x01\x02")
    data[entry + 8] |= 1
    assert outcome(parse("p.zip", bytes(data))) == [("a.txt", "encrypted"), ("b.txt", "ok")]


def test_archives_in_archives_are_read_to_a_depth():
    data = zipped(("a.txt", TEXT))
    for _ in range(2):
        data = zipped(("i.zip", data))
    (found,) = parse("p.zip", data)
    assert found.seed == "p.zip!/i.zip!/i.zip!/a.txt"
    assert outcome(parse("p.zip", zipped(("i.zip", data)))) == [("i.zip!/i.zip!/i.zip", "too_deep")]
    assert outcome(parse("p.tar", tarred(("i.tar", tarred(("a.txt", TEXT)))))) == [("i.tar!/a.txt", "ok")]


def test_a_bomb_of_many_members_ends_at_the_limit_of_a_seed():
    bomb = [(f"{n}.jsonl", b'{"text": "%s"}\n' % (b"so " * 1_000) * 200) for n in range(8)]
    for path in ("p.zip", "p.tar.gz"):
        results = parse(path, PACKERS[path](*bomb), max_seed_bytes=3_000_000)
        assert results[-1].reason == "too_large"
        assert sum(isinstance(r, Document) for r in results) < 1_000


def test_nested_bombs_end_at_the_limit_of_a_seed():
    data = zipped(("a.txt", bytes(8_000_000)))
    for _ in range(2):
        data = zipped(*[(f"{n}.zip", data) for n in range(10)])
    tracemalloc.start()
    results = parse("p.zip", data, max_seed_bytes=3_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert {r.reason for r in results} <= {"too_large"}
    assert peak < 20_000_000


@pytest.mark.parametrize("path", ["p.zip", "p.tar", "p.tar.gz"])
def test_a_damaged_archive_says_so(path):
    whole = PACKERS[path](*[(f"{n}.txt", f"{TEXT} {n}") for n in range(4)])
    (empty,) = parse(path, b"")
    assert empty.reason in ("empty_file", "broken_archive")
    for cut in range(1, len(whole), max(1, len(whole) // 20)):
        results = parse(path, whole[:-cut])
        n_good = sum(isinstance(r, Document) for r in results)
        assert n_good == 4 or len(results) > n_good
    for place in range(0, len(whole), max(1, len(whole) // 40)):
        damaged = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        results = parse(path, damaged)
        n_good = sum(isinstance(r, Document) for r in results)
        assert n_good == 4 or len(results) > n_good


def test_a_list_of_members_as_large_as_it_says_is_not_read():
    data = bytearray(zipped(("a.txt", TEXT)))
    end = data.index(b"PK\x05\x06")
    data[end + 12 : end + 16] = struct.pack("<I", 0xF000_0000)
    (refused,) = parse("p.zip", bytes(data))
    assert refused.reason == "broken_archive"


def test_headers_as_large_as_they_say_are_not_held():
    info = tarfile.TarInfo("a.txt")
    info.type, info.size = tarfile.XHDTYPE, 8_000_000
    data = info.tobuf() + bytes(8_000_000) + tarred(("a.txt", TEXT))
    results = parse("p.tar", data)
    assert [r.reason for r in results] == ["broken_archive"]


def test_names_that_are_not_utf8_are_printable():
    data = tarred(("a.txt", TEXT)).replace(b"a.txt", b"\xe4.txt", 1)
    header = bytearray(data[:512])
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    (found,) = parse("p.tar", bytes(header) + data[512:])
    assert found.seed == "p.tar!/\\xe4.txt"

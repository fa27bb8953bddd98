"""A folder of hostile and damaged files as one whole build: each is reported, and the good ones are there."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path

from dagster import AssetKey, AssetRecordsFilter, DagsterInstance

from pipeline.publish.build_report import left_out
from tests.corpora import ARTICLES
from tests.integration.building import run_build


def zipped(*members):
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return sink.getvalue()


def tarred(*infos):
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        for info, data in infos:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return sink.getvalue()


def link(name, target):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = tarfile.SYMTYPE, target
    return info


GOOD = f"date: 2025-03-04\n\n{ARTICLES[0]} Nur hier.\n".encode()
BOMB = gzip.compress(bytes(80_000_000))

# Each file, and how its line in the report begins.
HOSTILE = {
    "bomb.txt.gz": (BOMB, "bomb.txt.gz: too_large"),
    "bomb.jsonl.gz": (BOMB, "bomb.jsonl.gz: binary_file"),
    "bomb.zip": (zipped(("a.txt", bytes(80_000_000))), "bomb.zip!/a.txt: too_large"),
    "outside.zip": (zipped(("../../a.txt", GOOD)), "outside.zip!/../../a.txt: path_outside_archive"),
    "link.tar": (tarred((link("passwd.txt", "/etc/passwd"), b"")), "link.tar!/passwd.txt: link_in_archive"),
    "cut.txt.xz": (lzma.compress(GOOD)[:-20], "cut.txt.xz: broken_compression"),
    "cut.csv.bz2": (bz2.compress(GOOD)[:-20], "cut.csv.bz2: broken_compression"),
    "false.txt.zst": (b"no zstd", "false.txt.zst: broken_compression"),
    "false.zip": (b"no zip" * 50, "false.zip: broken_archive"),
    "false.tar": (b"no tar" * 500, "false.tar: broken_archive"),
    "false.parquet": (b"PAR1 no Parquet PAR1", "false.parquet: broken_table"),
    "false.warc": (b"no WARC\r\n" * 50, "false.warc: broken_warc"),
    "false.json": (b'{"text": ', "false.json:1: "),
    "empty.csv": (b"", "empty.csv: "),
    "empty.parquet": (b"", "empty.parquet: empty_file"),
    "binary.txt": (bytes(range(256)) * 20, "binary.txt: "),
    "deep.jsonl": (b'{"text": ' + b"[" * 100_000, "deep.jsonl:1: "),
    "report.pdf": (b"%PDF-1.4", "report.pdf: not read: no parser knows .pdf"),
    "more.zip": (zipped(("report.docx", b"PK")), "more.zip!/report.docx: not read: no parser knows .docx"),
}


def shown_of_seeds():
    """The metadata of the newest event of the asset for the seeds."""
    with DagsterInstance.get() as instance:
        (record,) = instance.fetch_materializations(AssetRecordsFilter(AssetKey("seed_index")), limit=1).records
    return record.asset_materialization.metadata


def test_hostile_files_are_reported_one_by_one_and_the_good_ones_are_built(project):
    seeds = Path(project.seeds)
    for name, (data, _) in HOSTILE.items():
        (seeds / name).write_bytes(data)
    (seeds / "good.txt").write_bytes(GOOD)
    (seeds / "good.zip").write_bytes(zipped(("a.txt", GOOD.replace(b"Nur hier", b"Hier auch")), ("b.txt", b"\0" * 9)))
    report = run_build(project)
    assert report.rows["documents"] == 2
    told = list(left_out(project))
    missing = {name for name, (_, expected) in HOSTILE.items() if not any(line.startswith(expected) for line in told)}
    assert missing == set(), told
    assert any(line.startswith("good.zip!/b.txt: ") for line in told)
    assert report.unread == {".pdf": 1, ".docx": 1}
    assert report.n_rejected == len(HOSTILE) - 2 + 1
    # Files that no parser knows are listed in the UI too, and are no rows of `rejected`.
    shown = shown_of_seeds()
    assert shown["unread_files"].value == {".docx": 1, ".pdf": 1}
    assert shown["unread"].value == ["more.zip!/report.docx", "report.pdf"]

"""Archives of every form in one folder: the same bytes wherever they are built."""

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import s3fs

from pipeline.lake import build as lake_build
from pipeline.lake.spool import SPOOL
from pipeline.lake.storage import Storage
from tests.corpora import ARTICLES, build_lake, contents, rows_of
from tests.integration.dask_cluster import dask_cluster

pytestmark = pytest.mark.long

N_ROWS = 40  # of each form: more than are read where they are annotated


def rows_for(form):
    """Records of twelve months that no other form has."""
    return [
        {
            "id": f"{form}-{number}",
            "date": f"2025-{number % 12 + 1:02}-07",
            "text": f"{ARTICLES[number % len(ARTICLES)]} Der Bericht {number} steht in {form}.",
        }
        for number in range(N_ROWS)
    ]


def as_lines(rows):
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def as_csv(rows):
    sink = io.StringIO()
    writer = csv.DictWriter(sink, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return sink.getvalue().encode()


def as_parquet(rows):
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    return sink.getvalue()


def zipped(*members):
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return sink.getvalue()


def as_zip(rows):
    return zipped(*((f"{row['id']}.txt", f"date: {row['date']}\n\n{row['text']}\n") for row in rows))


def as_warc(rows):
    records = []
    for row in rows:
        page = (
            f'<html lang="de"><head><meta property="article:published_time" content="{row["date"]}"></head>'
            f"<body><article><p>{row['text']}</p></article></body></html>"
        )
        answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}".encode()
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/{row['id']}\r\n"
            "WARC-Date: 2026-01-02T03:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(answer)}\r\n\r\n"
        )
        records.append(head.encode() + answer + b"\r\n\r\n")
    return b"".join(records)


FORMS = {
    "lines.jsonl.gz": lambda rows: gzip.compress(as_lines(rows), mtime=0),
    "table.csv": as_csv,
    "columns.parquet": as_parquet,
    "texts.zip": as_zip,
    "pages.warc": as_warc,
}


@pytest.fixture
def n_pieces(monkeypatch):
    """How many pieces each build laid down."""
    found = []
    fill = lake_build.fill_spool

    def count(*arguments):
        filled = fill(*arguments)
        found.append(len(filled.pieces))
        return filled

    monkeypatch.setattr(lake_build, "fill_spool", count)
    return found


@pytest.fixture
def archives(project):
    for name, form in FORMS.items():
        Path(project.seeds, name).write_bytes(form(rows_for(name)))
    return project


@pytest.fixture
def there(archives, bucket):
    """The project in a bucket."""
    s3fs.S3FileSystem().put(f"{archives.seeds}/", f"{bucket}/seeds/", recursive=True)
    return archives.model_copy(update={"seeds": f"{bucket}/seeds", "data": f"{bucket}/data"})


def test_archives_in_a_bucket_give_the_bytes_of_those_on_a_disk(archives, there, n_pieces):
    build_lake(archives)
    build_lake(there)
    assert len(rows_of(archives, "documents")) == N_ROWS * len(FORMS)
    assert contents(there) == contents(archives)
    assert n_pieces[0] == n_pieces[1] >= 12
    assert Storage(there.lake).names(SPOOL) == []
    assert build_lake(there) == []


def test_archives_read_by_workers_elsewhere_give_the_same_bytes(archives, there, n_pieces, tmp_path):
    build_lake(archives)
    with dask_cluster(tmp_path / "dask", n_workers=2) as cluster:
        build_lake(there.model_copy(update={"dask_scheduler": cluster.address}))
    assert contents(there) == contents(archives)
    assert n_pieces[0] == n_pieces[1] >= 12
    assert Storage(there.lake).names(SPOOL) == []

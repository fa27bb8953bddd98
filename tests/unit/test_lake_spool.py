"""Files of many documents are read once a build, whatever the form, and nothing of that shows in the lake."""

import gzip
import hashlib
import io
import json
import pickle
import tarfile
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.lake import reading, small_months, spool, tasks
from pipeline.lake.plan import plan_months
from pipeline.lake.seed_index import refresh_seed_index
from pipeline.lake.storage import Storage
from tests.corpora import ARTICLES, build_lake, contents, rows_of, settings_in

ROWS = [
    {
        "id": str(number),
        "date": f"{2020 + number % 5}-{number % 12 + 1:02}-07",
        "text": f"{ARTICLES[number % 4]} {hashlib.shake_256(b'%d' % number).hexdigest(1_000)}",
        "language": "fr",  # read and laid down, not annotated
    }
    for number in range(60)
]


def as_csv(rows):
    lines = [",".join(rows[0]), *(",".join(f'"{cell}"' for cell in row.values()) for row in rows)]
    return "\n".join(lines).encode()


def as_parquet(rows):
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), sink, row_group_size=25)
    return sink.getvalue()


def as_lines(rows):
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def as_texts(rows):
    return [(f"{row['id']}.md", f"---\ndate: {row['date']}\nlang: fr\n---\n{row['text']}".encode()) for row in rows]


def as_zip(rows):
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, data in as_texts(rows):
            archive.writestr(name, data)
    return sink.getvalue()


def as_tar(rows):
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w:gz") as archive:
        for name, data in as_texts(rows):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return sink.getvalue()


FORMS = {
    "a.jsonl": as_lines,
    "a.jsonl.gz": lambda rows: gzip.compress(as_lines(rows), mtime=0),
    "a.json": lambda rows: json.dumps(rows).encode(),
    "a.csv": as_csv,
    "a.parquet": as_parquet,
    "a.zip": as_zip,
    "a.tar.gz": as_tar,
}


class Counted(io.BufferedReader):
    """A file whose bytes are counted as they leave the file system."""

    def __init__(self, file, counts, name):
        class Raw(io.FileIO):
            def readinto(self, buffer):
                n_bytes = super().readinto(buffer)
                counts[name] = counts.get(name, 0) + n_bytes
                return n_bytes

            def read(self, n_bytes=-1):
                data = super().read(n_bytes)
                counts[name] = counts.get(name, 0) + len(data)
                return data

        super().__init__(Raw(file.name))


@pytest.fixture
def counts(monkeypatch):
    found = {}
    opened = reading.open_seed

    def open_counted(url, path):
        with opened(url, path) as file:
            return Counted(file, found, path)

    monkeypatch.setattr(reading, "open_seed", open_counted)
    return found


@pytest.mark.parametrize("name", FORMS)
def test_a_file_is_read_at_most_three_times_in_a_build_of_many_months(tmp_path, counts, name):
    settings = settings_in(tmp_path)
    path = tmp_path / "seeds" / name
    path.write_bytes(FORMS[name](ROWS))
    build_lake(settings)
    assert len(rows_of(settings, "documents")) == len(ROWS)
    slack = {"a.zip": 2 * 20}.get(name, 0)  # each time it is opened a record of so many bytes is looked for at its end
    assert counts[name] <= 3 * path.stat().st_size + slack
    assert Storage(settings.lake).names(spool.SPOOL) == []


@pytest.mark.parametrize("name", ["a.csv", "a.tar.gz"])
def test_one_record_more_makes_its_own_month_stale_and_no_other(tmp_path, name):
    settings = settings_in(tmp_path)
    path = tmp_path / "seeds" / name
    path.write_bytes(FORMS[name](ROWS))
    build_lake(settings)
    more = [{"id": "new", "date": "2021-02-03", "text": "Der Rat stimmte zu.", "language": "fr"}]
    path.write_bytes(FORMS[name](more + ROWS))
    assert [outcome.month for outcome in build_lake(settings)] == ["2021-02"]


def test_how_documents_are_laid_down_never_shows(tmp_path, monkeypatch):
    settings = settings_in(tmp_path)
    for name, form in FORMS.items():
        (tmp_path / "seeds" / name.replace("a.", f"{len(name)}{name[-1]}.", 1)).write_bytes(form(ROWS))
    build_lake(settings)
    monkeypatch.setattr(spool, "_DOCUMENTS_PER_PIECE", 3)
    monkeypatch.setattr(spool, "_CHARACTERS_HELD", 2_000)
    monkeypatch.setattr(spool, "_DOCUMENTS_PER_TASK", 10)
    monkeypatch.setattr(small_months, "_MOST_DOCUMENTS", 0)
    monkeypatch.setattr(tasks, "_DOCUMENTS_PER_TASK", 5)
    in_pieces = settings.model_copy(update={"data": str(tmp_path / "in-pieces")})
    build_lake(in_pieces)
    assert contents(in_pieces) == contents(settings)
    monkeypatch.setattr(spool, "_FEWEST_DOCUMENTS", 10**9)
    monkeypatch.setattr(spool, "_wanted", lambda plans: pa.table({"file": pa.array([], pa.string())}))
    unspooled = settings.model_copy(update={"data": str(tmp_path / "unspooled")})
    build_lake(unspooled)
    assert contents(unspooled) == contents(settings)


def test_what_a_killed_build_left_is_cleared(tmp_path):
    settings = settings_in(tmp_path)
    storage = Storage(settings.lake)
    storage.write(f"{spool.SPOOL}/left", b"over")
    (tmp_path / "seeds" / "a.csv").write_bytes(as_csv(ROWS))
    build_lake(settings)
    assert storage.names(spool.SPOOL) == []


def test_processes_share_the_spool(tmp_path):
    settings = settings_in(tmp_path, jobs=2)
    (tmp_path / "seeds" / "a.csv").write_bytes(as_csv(ROWS))
    (tmp_path / "seeds" / "b.zip").write_bytes(as_zip(ROWS))
    build_lake(settings)
    alone = settings.model_copy(update={"data": str(tmp_path / "alone"), "jobs": 1})
    build_lake(alone)
    assert contents(settings) == contents(alone)


def test_a_task_does_not_grow_with_the_files_of_others(tmp_path, monkeypatch):
    monkeypatch.setattr(spool, "_DOCUMENTS_PER_TASK", 1)
    sizes = {}
    for n_files in (2, 20):
        settings = settings_in(tmp_path / str(n_files))
        for number in range(n_files):
            rows = [row | {"id": f"{number}-{row['id']}"} for row in ROWS]
            (tmp_path / str(n_files) / "seeds" / f"{number:02}.csv").write_bytes(as_csv(rows))
        storage = Storage(settings.lake)
        plans = plan_months(refresh_seed_index(storage, settings), settings)
        sent = []

        def run(function, given, sent=sent):
            for task in given:
                sent.append(len(pickle.dumps(task)))
                yield function(task)

        spool.fill_spool(storage, list(plans.values()), settings, run).clear()
        assert len(sent) == n_files
        sizes[n_files] = max(sent)
    assert sizes[20] < 1.2 * sizes[2]

"""`onrecord show`, `search` and `export` over the release of tests/press.py: what is there, what is withheld, why."""

import csv
import io
import json
import shutil
import sqlite3
import sys

import pyarrow.parquet as pq
import pytest

from pipeline.extras import SEARCH_EXTRA
from pipeline.publish.amendments import make_amendment
from pipeline.publish.folder import FolderTarget, make_release
from pipeline.release.request import ReleaseRequest
from tests.press import DAY
from tests.release_corpus import SETTINGS, Doc, store
from tests.release_corpus import rows_of as corpus_rows
from tests.unit.test_public_package import run_core

CLAIM = "dass Anna Beispiel zurücktrete"


@pytest.fixture
def look(onrecord, press):
    """Runs a command on the press release's data folder."""

    def run(*arguments):
        return onrecord(*arguments, "--data", press.parents[1])

    return run


def rows_of(press, table):
    return [
        row for file in sorted((press / table).glob("*.parquet")) for row in pq.ParquetFile(file).read().to_pylist()
    ]


def the_row(press, table, **values):
    (row,) = [row for row in rows_of(press, table) if all(row[name] == value for name, value in values.items())]
    return row


@pytest.mark.parametrize(
    "address",
    [
        "https://tagblatt.example/t1",
        "http://www.tagblatt.example/t1/?utm_source=mail#comments",
        "TAGBLATT.example/t1",
    ],
)
def test_a_document_is_shown_by_any_spelling_of_its_address(look, address):
    status, out, _ = look("show", address)
    assert status == 0
    assert out.startswith("Streit um den Haushalt\nTagblatt, 2025-08-05, de, https://tagblatt.example/t1\n")
    assert "  Anna Beispiel (person), on 2025-08-04 (direct, speech)\n  „Der Haushalt ist solide“\n" in out
    assert "      „faulen Kompromiss“\n" in out  # under the statement around it


def test_a_statement_is_shown_in_its_chain(look, press):
    claim = the_row(press, "statements", text=CLAIM)
    status, out, _ = look("show", claim["statement_id"])
    assert status == 0
    reported, said = out.split("\n\n")[1:]
    assert reported.startswith(
        "  Reuters (media), on 2025-09-10 (indirect, speech or writing)\n  Karl Probe habe gesagt"
    )
    assert said.startswith("    > Karl Probe (person), on 2025-09-10 (indirect, speech)\n      dass Anna Beispiel")
    assert "die Wahl" not in out


def test_any_id_of_a_document_leads_to_it_and_json_has_everything(look, press):
    mention = rows_of(press, "mentions")[0]
    shown = [json.loads(look("show", mention[key], "--json")[1]) for key in ("mention_id", "document_id")]
    assert shown[0] == shown[1]
    (found,) = [s for a in shown[0]["actors"] for s in a["mentions"] if s["mention_id"] == mention["mention_id"]]
    text = shown[0]["document"]["text"]
    assert found["text"] == mention["text"] == text[found["start"] : found["end"]]
    assert shown[0]["release"] == "1.0.0"


def test_an_earlier_id_leads_to_the_present_one(tmp_path, onrecord):
    """With the table as a release of what was once 1.x has it; the one of tests/press.py has no earlier ids."""

    doc = Doc("a")
    redirect = {"table": "documents", "old_id": "doc_1111111111111111", "new_id": doc.document_id}
    rows = corpus_rows([doc]) | {("redirects", doc.month): [redirect | {"document_id": doc.document_id}]}
    make_release(
        store(tmp_path / "lake", rows),
        str(tmp_path / "out"),
        ReleaseRequest(date=DAY, settings=SETTINGS, code_version="1"),
    )
    status, out, _ = onrecord("show", "doc_1111111111111111", "--release", tmp_path / "out" / "1.0.0")
    assert (status, out.splitlines()[0]) == (0, f"doc_1111111111111111 is now {doc.document_id}")
    assert doc.document_id in out


def test_what_a_publisher_withholds_is_not_shown_and_the_reason_is(look):
    status, out, _ = look("show", "https://archiv.example/a1")
    assert status == 0
    assert "The text is withheld: the publisher allows statements to be passed on, not the document." in out
    assert "„Der Hafen bleibt offen“" in out
    status, out, _ = look("show", "https://bote.example/b1")
    assert status == 0
    assert "The text is withheld: the publisher allows no words to be passed on." in out
    assert "a speaker whose name is withheld (person), on 2025-09-13 (direct, speech)\n  (withheld)\n" in out
    page = look("show", "https://bote.example/b1", "--html")[1]
    assert "the publisher allows no words to be passed on" in page
    assert "None" not in page.split("<main")[1].split("<script")[0]
    for command in (("show", "https://bote.example/b1", "--json"), ("search", "--from", "2025-09-13", "--csv")):
        told = look(*command)[1]
        assert told.count("bote.example") >= 1
        assert not any(word in told for word in ("Dora", "verlegt", "Nur im"))


@pytest.mark.parametrize(
    ("wanted", "status", "told"),
    [
        ("https://tagblatt.example/other", 1, "not in this release; `onrecord search` looks for words and names"),
        ("doc_0000000000000000", 1, "not in this release"),
        ("statement_0000000000000000", 1, "not in this release"),
        ("haushalt", 2, "neither an id nor an address: give doc_"),
        ("actor_media_reuters", 2, "is an actor: `onrecord search --speaker actor_media_reuters` lists what it says"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(look, wanted, status, told):
    ended, out, err = look("show", wanted)
    assert (ended, out) == (status, "")
    assert told in err
    assert err.count("\n") == 1


def found(look, *arguments):
    status, out, _ = look("search", *arguments, "--json")
    texts = [json.loads(line)["text"] for line in out.splitlines()]
    assert status == (0 if texts else 1)
    return texts


def test_a_search_meets_all_conditions(look, press):
    solid = "„Der Haushalt ist solide“"
    assert found(look, "HAUSHALT") == [solid]
    assert found(look, "haushalt", "ist", "--speaker", "anna beispiel") == [solid]
    assert found(look, "haushalt", "--speaker", "Probe") == []
    assert found(look, "--speaker", "Probe", "--about", "Beispiel") == ["„Anna Beispiel hat keine Zahlen“", CLAIM]
    assert found(look, "--speaker", "actor_media_reuters") == [f"Karl Probe habe gesagt, {CLAIM}"]
    # By the day of saying, which is Monday for one and Tuesday for the other, not by that of publication.
    assert found(look, "--from", "2025-08-04", "--to", "2025-08-04") == [solid]
    assert found(look, "--from", "2025-09-08", "--to", "2025-09-09") == ["“The budget is sound,”"]
    assert len(found(look, "--from", "2025-08-05", "--limit", "3")) == 3


def test_a_search_in_words_says_how_many_and_what_it_could_not_look_into(look):
    status, out, err = look("search", "umbau", "--limit", "1")
    assert (status, out.count("„Der Umbau beginnt im Frühjahr“")) == (0, 1)
    assert "1 of 2 statements; --limit shows more" in err
    assert "1 more may have the words: their publishers do not allow them to be passed on" in err
    status, out, err = look("search", "Weltraum")
    assert (status, out) == (1, "")
    assert "no statement found" in err


def test_csv_of_a_search_is_a_table(look):
    _, out, _ = look("search", "haushalt", "--csv")
    (row,) = csv.DictReader(io.StringIO(out))
    assert (row["speaker"], row["stated_from"], row["counts_once"]) == ("Anna Beispiel", "2025-08-04", "1")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--from", "2025-13-01"], "--from '2025-13-01': give a day as YYYY-MM-DD"),
        (["--from", "2025-09-02", "--to", "2025-09-01"], "--from 2025-09-02 is after --to 2025-09-01: exchange them"),
        ([], "nothing to search for: give words, --speaker, --about, --from or --to"),
        ([" "], "an empty word is in every text: leave it out"),
        (["--speaker", "–"], "--speaker '–': give a name or an actor_id"),
        (["x", "--json", "--csv"], "give --json or --csv, not both"),
    ],
)
def test_arguments_are_checked_before_anything_is_opened(onrecord, arguments, told):
    status, out, err = onrecord("search", *arguments, "--release", "nowhere/at-all")
    assert (status, out, err) == (2, "", f"onrecord: {told}\n")


def test_nobody_of_that_name_is_nothing_found(look):
    status, _, err = look("search", "--speaker", "Probesprecher")
    assert (status, err) == (1, "onrecord: --speaker Probesprecher: nobody in this release has this name\n")


def test_without_duckdb_one_line_says_what_to_install(press):
    ended = run_core("search", "haushalt", "--release", str(press))
    assert (ended.returncode, ended.stderr) == (2, f"onrecord: {SEARCH_EXTRA}\n")
    shown = run_core("show", "https://tagblatt.example/t1", "--release", str(press))
    assert (shown.returncode, shown.stdout.splitlines()[0]) == (0, "Streit um den Haushalt")


def test_the_release_that_is_looked_into(onrecord, press, tmp_path):
    """The newest that is not yanked; another by its version or folder; a folder's name may look like a pattern."""
    data = tmp_path / "da[t]a"
    shutil.copytree(press, data / "releases" / "1.0.0")
    arguments = ("search", "haushalt", "--data", data)
    assert onrecord(*arguments)[0] == 0
    assert onrecord(*arguments, "--release", "v1.0.0")[0] == 0
    status, _, err = onrecord(*arguments, "--release", "2.0.0")
    assert (status, "has no version 2.0.0; it has 1.0.0" in err) == (2, True)
    status, _, err = onrecord("show", "x.example/1", "--data", tmp_path / "nothing")
    assert (status, "nothing: no such folder: correct the path" in err) == (2, True)
    (tmp_path / "nothing").mkdir()
    status, _, err = onrecord("show", "x.example/1", "--data", tmp_path / "nothing")
    assert (status, "nothing/releases: no such folder: run `onrecord build`" in err) == (2, True)
    FolderTarget(str(data / "releases")).amend(make_amendment("Yank", "1.0.0", "wrong", DAY))
    status, _, err = onrecord(*arguments, "--release", data / "releases" / "1.0.0")
    assert (status, "1.0.0 was yanked" in err) == (0, True)


def test_a_damaged_file_is_said_in_one_line(onrecord, press, tmp_path):
    folder = tmp_path / "1.0.0"
    shutil.copytree(press, folder)
    for file in (folder / "statements").iterdir():
        file.write_bytes(file.read_bytes()[:200])
    commands = ("search", "haushalt"), ("show", "statement_0000000000000000"), ("export", "--csv", tmp_path / "x")
    for arguments in commands:
        status, out, err = onrecord(*arguments, "--release", folder)
        assert (status, out, err.count("\n")) == (2, "", 1), err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.0.0"]
    (folder / "statements").rename(tmp_path / "elsewhere")
    status, _, err = onrecord("search", "haushalt", "--release", folder)
    assert (status, "is missing; run `onrecord verify" in err, err.count("\n")) == (2, True, 1)


@pytest.fixture(scope="module")
def exported(press, tmp_path_factory):
    """The release as SQLite and as CSV."""
    from pipeline.cli import main

    folder = tmp_path_factory.mktemp("export")
    with pytest.MonkeyPatch.context() as patched:
        where = ["--sqlite", str(folder / "press.db"), "--csv", str(folder / "csv"), "--release", str(press)]
        patched.setattr(sys, "argv", ["onrecord", "export", *where])
        with pytest.raises(SystemExit) as ended:
            main()
    assert not ended.value.code
    assert sorted(path.name for path in folder.iterdir()) == ["csv", "press.db"]
    return folder


def test_sqlite_has_every_row_and_value_with_keys_that_hold(exported, press):
    database = sqlite3.connect(exported / "press.db")
    database.row_factory = sqlite3.Row
    assert database.execute("pragma foreign_key_check").fetchall() == []
    for table in ("statements", "documents", "about", "actors", "coverage"):
        stored = [dict(row) for row in database.execute(f"select * from {table} order by rowid")]
        released = rows_of(press, table)
        assert [list(row) for row in stored] == [list(row) for row in released]
        for row, original in zip(stored, released, strict=True):
            for name, value in original.items():
                if isinstance(value, list):
                    assert json.loads(row[name]) == value
                else:
                    assert row[name] == (value.isoformat() if hasattr(value, "isoformat") else value), name
    references = {row["table"] for row in database.execute("pragma foreign_key_list(statements)")}
    assert references == {"documents", "statements", "actors"}
    database.execute("pragma foreign_keys = on")
    with pytest.raises(sqlite3.IntegrityError):
        database.execute("delete from documents")


def test_sqlite_finds_words(exported):
    database = sqlite3.connect(exported / "press.db")
    join = "select s.speaker from statements_fts f join statements s on s.rowid = f.rowid where statements_fts match ?"
    assert database.execute(f"{join} and s.counts_once", ["zahlen"]).fetchall() == [("Karl Probe",)]
    assert database.execute("select count(*) from documents_fts where documents_fts match 'Fruhjahr'").fetchone() == (
        2,
    )


def test_csv_has_every_table_and_runs_no_formula(exported, press, tmp_path):
    from pipeline.look.cells import to_cell

    names = {path.stem for path in (exported / "csv").iterdir()}
    assert {"statements", "documents", "coverage", "rejected"} <= names
    with (exported / "csv" / "statements.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["text"] or None for row in rows] == [row["text"] for row in rows_of(press, "statements")]
    assert json.loads(rows[0]["spans"])[0]["start"] >= 0
    assert [to_cell(text) for text in ("=1+1", "+49", "-5", "@a", "\tb", "a=b", -5)] == [
        *("'=1+1", "'+49", "'-5", "'@a", "'\tb", "a=b", -5)
    ]


def test_verify_as_json(onrecord, press):
    """A text that is withheld cannot be checked; its spans are counted."""
    status, out, _ = onrecord("verify", press, "--json")
    report = json.loads(out)
    assert (status, report["is_whole"], report["findings"], report["version"]) == (0, True, [], "1.0.0")
    assert report["n_unchecked_spans"] > 0


def test_the_same_release_exports_to_the_same_bytes(exported, look, tmp_path):
    assert look("export", "--sqlite", tmp_path / "again.db")[0] == 0
    assert (tmp_path / "again.db").read_bytes() == (exported / "press.db").read_bytes()


def test_nothing_is_overwritten_unasked(look, tmp_path):
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.txt").write_text("mine")
    database = tmp_path / "press.db"
    database.write_text("mine")
    for arguments, told in (
        (("--sqlite", database), "exists: give another name, or --replace to write it anew"),
        (("--csv", notes), "exists: give another name"),
        (("--csv", notes, "--replace"), "has other files than tables as CSV"),
        (("--sqlite", notes, "--replace"), "is a folder"),
        (("--sqlite", tmp_path / "no" / "x.db"), "no such folder: make it first"),
        ((), "give --sqlite FILE or --csv FOLDER"),
    ):
        status, out, err = look("export", *arguments)
        assert (status, out, err.count("\n")) == (2, "", 1)
        assert told in err
    assert ((notes / "a.txt").read_text(), database.read_text()) == ("mine", "mine")
    assert look("export", "--sqlite", database, "--replace")[0] == 0
    assert database.read_bytes().startswith(b"SQLite format 3")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes", "press.db"]

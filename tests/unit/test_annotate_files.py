"""`annotate` reads records and files by the reader of seeds: one of each form, and what comes of it."""

import json
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline.cli.annotating import _texts_of
from pipeline.errors import OnrecordError
from pipeline.file_service import annotate_found, read_files, show_found
from pipeline.service import _columns, annotate_lines
from schemas.columns import SPAN, declared_columns
from schemas.tables import TABLES
from tests.corpora import settings_in

TEXT = "„Das Angebot liegt auf dem Tisch“, sagte Bürgermeisterin Lene Quast am Dienstag in Nordhagen."


def answers(settings, *paths):
    found = annotate_found(list(read_files(list(map(Path, paths)), settings)), settings=settings)
    return [json.loads(line) for line, _ in found]


def asked(settings, record):
    ((line, _),) = annotate_lines([(1, json.dumps(record).encode())], settings=settings)
    return json.loads(line)


def test_a_record_of_any_producer_is_a_document(tmp_path):
    settings = settings_in(tmp_path, fields={"text": ["story.md"]})
    found = asked(settings, {"id": 7, "maintext": TEXT, "date_publish": "2024-03-14 08:00:00", "language": "deu"})
    assert (found["id"], found["text"], found["language"]) == (7, TEXT, "de")
    assert found["dates"][0]["value"] == "2024-03-12"
    assert asked(settings, {"story": {"md": TEXT}, "text": "Kurz."})["text"] == TEXT


def test_offsets_are_into_a_text_that_is_given(tmp_path):
    given = f"  {TEXT}\r\n"
    found = asked(settings_in(tmp_path), {"text": given, "date": "14.03.2024"})
    (statement,) = found["statements"]
    assert "text" not in found
    assert given[slice(*statement["spans"][0])] == "„Das Angebot liegt auf dem Tisch“"
    assert statement["stated_from"] == "2024-03-12"


def test_files_of_many_forms_carry_their_text(tmp_path):
    settings = settings_in(tmp_path)
    (tmp_path / "a.txt").write_bytes(f"Datum: 14. März 2024\nTitel: Streit\n\n{TEXT}\r\n".encode("cp1252"))
    (tmp_path / "b.csv").write_text(f"headline,published,content\nStreit,2024-03-14,{TEXT.replace(',', ';')}\n")
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("in/d.md", f"+++\ntitle = 'Streit'\ndate = 2024-03-14\n+++\n{TEXT}")
        archive.writestr("e.pdf", "x")
    plain, table, member, unread = answers(settings, tmp_path / "a.txt", tmp_path / "b.csv", tmp_path / "c.zip")
    for found in (plain, table, member):
        assert (found["title"], found["date"]) == ("Streit", "2024-03-14")
        date = found["dates"][0]
        assert (found["text"][date["start"] : date["end"]], date["value"]) == ("Dienstag", "2024-03-12")
    assert plain["text"] == TEXT
    assert (table["file"], table["line"], member["file"]) == ("b.csv", 1, "c.zip!/in/d.md")
    assert unread == {"file": "c.zip!/e.pdf", "line": None, "id": None, "error": "no reader knows this ending"}


def test_a_seed_has_the_id_that_a_build_gives_it(tmp_path):
    settings = settings_in(tmp_path)
    inside, outside = Path(settings.seeds, "2024", "a.txt"), tmp_path / "a.txt"
    inside.parent.mkdir()
    for path in (inside, outside):
        path.write_text(TEXT)
    first, second = answers(settings, inside, outside)
    assert (first["file"], second["file"]) == ("2024/a.txt", "a.txt")
    assert first["id"] != second["id"]


def test_what_cannot_be_read_is_told_in_its_place(tmp_path):
    settings = settings_in(tmp_path)
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": TEXT}) + "\n{bad}\n")
    good, bad = answers(settings, tmp_path / "a.jsonl")
    assert good["text"] == TEXT
    assert (bad["file"], bad["line"]) == ("a.jsonl", 2)
    assert bad["error"].startswith("broken_json")
    shown = show_found(list(read_files([tmp_path / "a.jsonl"], settings)), settings=settings)
    assert [is_document for _, is_document in shown] == [True, False]
    assert "Lene Quast" in shown[0][0]
    for name, message in (("b.pdf", "no reader knows this ending"), ("c.txt", "not a file")):
        if name == "b.pdf":
            (tmp_path / name).touch()
        with pytest.raises(OnrecordError, match=message):
            list(read_files([tmp_path / name], settings))


def test_dates_of_a_file_are_resolved_by_its_own_day(tmp_path):
    (tmp_path / "a.txt").write_text(f"Datum: 14. März 2024\n\n{TEXT}")
    ((text, day, entries),) = _texts_of(str(tmp_path / "a.txt"))
    assert (text, str(day), list(entries)) == (TEXT, "2024-03-14", [])
    assert list(_texts_of(TEXT)) == [(TEXT, None, ())]


@pytest.mark.parametrize("missing", ["missing.txt", "in/a.jsonl.gz", "C:\\seiten\\a.html"])
def test_a_file_that_is_not_there_is_no_text(missing):
    with pytest.raises(OnrecordError, match="not a file: correct the path"):
        list(_texts_of(missing))


def test_a_word_that_leads_into_a_folder_is_no_text(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert list(_texts_of("seeds/2025")) == [("seeds/2025", None, ())]
    (tmp_path / "seeds").mkdir()
    with pytest.raises(OnrecordError, match="seeds/2025: not a file: correct the path"):
        list(_texts_of("seeds/2025"))


@pytest.mark.parametrize(
    "text",
    ["27.08.2025", "2025/08/27", "/10.05.2025", "./x", "a" * 5000 + "/b", "a\0/b", "Montag", "Siehe a.txt", "zeit.de"],
)
def test_a_word_is_a_text(text):
    assert list(_texts_of(text)) == [(text, None, ())]


@pytest.mark.parametrize("table", ["dates", "mentions", "statements", "about"])
def test_what_is_no_json_is_told_by_the_names_of_columns(table):
    columns = declared_columns(TABLES[table].model)
    kept, days, spans = _columns(tuple(columns))
    assert {name for name in kept if columns[name].dtype == pa.date32()} == {*days}
    assert {name for name in kept if columns[name].dtype == pa.list_(SPAN)} == {*spans}

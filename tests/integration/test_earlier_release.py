"""Releases that earlier versions made are read, and their lines continue: new columns, and redirects of ids."""

import tarfile
from pathlib import Path

import pyarrow.parquet as pq
from typer.testing import CliRunner

from pipeline.cli import app
from tests import PROJECT_ROOT
from tests.integration.building import run_build

SEEDS = {
    "a.txt": "Titel: Die Fähre bleibt gesperrt\nDatum: 2024-03-14\nURL: https://hafenkurier.example/artikel-7\n\n"
    "Die Fähre in Nordhagen bleibt gesperrt. „Das Angebot liegt auf dem Tisch“, sagte Bürgermeisterin Lene Quast am "
    "Dienstag.\n",
    "b.jsonl": '{"id": "1", "text": "The ferry sails again, Mayor Arne Tramm said on Friday. “We are glad,” he told '
    'reporters.", "date": "2024-03-15", "source": "The Tide Post"}\n',
}
OTHER_ADDRESSES = {
    "c.txt": "Titel: Die Mühle bleibt zu\nDatum: 2024-03-14\n"
    "URL: http://www.hafenkurier.example/artikel-8/?ref=start\n\n"
    "Die Mühle in Nordhagen bleibt zu, sagte ein Sprecher der Stadt am Dienstag. „Wir bedauern das“, sagte "
    "Bürgermeisterin Lene Quast. „Wir bedauern das“, sagte Quast am Dienstag noch einmal. Ein Anwohner widersprach: "
    "„Das Dach ist dicht.“\n",
    "d.jsonl": '{"link": "https://www.tidepost.example/9", "text": "The mill is shut, a spokesman said on Friday. “We '
    'are sorry,” Mayor Arne Tramm told reporters.", "date": "2024-03-15", "source": "The Tide Post"}\n',
}


def continued(project, seeds, archive):
    """The folder of the release in `archive`, and the report of a build that continues its line with `seeds`."""
    for name, text in seeds.items():
        (Path(project.seeds) / name).write_text(text, encoding="utf-8")
    before = Path(project.releases) / "1.0.0"
    with tarfile.open(PROJECT_ROOT / "tests/earlier" / archive) as packed:
        packed.extractall(before, filter="data")
    assert CliRunner().invoke(app, ["verify", str(before)]).exit_code == 0
    report = run_build(project)
    assert CliRunner().invoke(app, ["verify", report.folder]).exit_code == 0
    return before, report


def rows_of(folder, table):
    return [row for file in sorted((Path(folder) / table).glob("*.parquet")) for row in pq.read_table(file).to_pylist()]


def test_new_columns_continue_the_line(project):
    before, report = continued(project, SEEDS, "1.0.0.tar.gz")
    assert report.version == "2.0.0"
    assert report.reasons[0] == "ids of `documents` are made by another rule"
    for column in ("publisher", "host", "captured_on", "authors", "syndicated_from"):
        assert any(f"new column `documents.{column}`" in reason for reason in report.reasons), report.reasons
    old, new = (rows_of(folder, "documents") for folder in (before, report.folder))
    names = ("document_id", "seed", "text", "title", "published_on")
    assert [[row[name] for name in names] for row in old] == [[row[name] for name in names] for row in new]
    assert {row["seed"]: (row["publisher"], row["host"]) for row in new} == {
        "a.txt": ("hafenkurier.example", "hafenkurier.example"),
        "b.jsonl": ("The Tide Post", None),
    }
    assert rows_of(report.folder, "redirects") == []


def test_redirects_lead_from_every_old_id_to_the_same_thing(project):
    before, report = continued(project, OTHER_ADDRESSES, "1.0.0-addresses.tar.gz")
    assert report.version == "2.0.0"
    assert not any(reason.startswith("new documents") for reason in report.reasons)
    redirects = {(row["table"], row["old_id"]): row["new_id"] for row in rows_of(report.folder, "redirects")}
    same = {
        "documents": ("document_id", ("seed", "seed_sha256", "text")),
        "dates": ("date_id", ("start", "end", "text")),
        "mentions": ("mention_id", ("start", "end", "text")),
        "statements": ("statement_id", ("spans", "text")),
        "actors": ("actor_id", ("name", "kind")),
    }
    for table, (key, columns) in same.items():
        old, new = (
            {row[key]: [row[name] for name in columns] for row in rows_of(folder, table)}
            for folder in (before, report.folder)
        )
        # A row that the code of today does not find any more leads nowhere.
        found = list(new.values())
        moved = {row_id: redirects[table, row_id] for row_id in old if row_id not in new and old[row_id] in found}
        assert moved or table == "actors", table
        assert {row_id: new[to] for row_id, to in moved.items()} == {row_id: old[row_id] for row_id in moved}
    assert ("actors",) in {key[:1] for key in redirects}
    changes = rows_of(report.folder, "changes")
    assert {row["change"] for row in changes if row["table"] == "redirects"} == {"added"}

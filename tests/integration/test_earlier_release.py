"""A release that the first version made is read, and its line continues with the columns added since."""

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


def test_new_columns_continue_the_line(project):
    for name, text in SEEDS.items():
        (Path(project.seeds) / name).write_text(text, encoding="utf-8")
    before = Path(project.releases) / "1.0.0"
    with tarfile.open(PROJECT_ROOT / "tests/earlier/1.0.0.tar.gz") as archive:
        archive.extractall(before, filter="data")
    assert CliRunner().invoke(app, ["verify", str(before)]).exit_code == 0
    report = run_build(project)
    assert report.is_new
    assert report.version > "1.0.0"
    for column in ("publisher", "host", "captured_on", "authors", "syndicated_from"):
        assert any(f"new column `documents.{column}`" in reason for reason in report.reasons), report.reasons
    old, new = (
        pq.read_table(folder / "documents" / "2024-03.parquet").to_pylist() for folder in (before, Path(report.folder))
    )
    assert [(row["seed"], row["text"], row["title"], row["published_on"]) for row in old] == [
        (row["seed"], row["text"], row["title"], row["published_on"]) for row in new
    ]
    assert {row["seed"]: (row["publisher"], row["host"]) for row in new} == {
        "a.txt": ("hafenkurier.example", "hafenkurier.example"),
        "b.jsonl": ("The Tide Post", None),
    }
    assert CliRunner().invoke(app, ["verify", report.folder]).exit_code == 0

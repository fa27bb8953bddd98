"""Paragraphs that repeat within a host are suggested as furniture, and dropped only by a person's file."""

import tomllib

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.lake.repeated_paragraphs import find_repeated
from pipeline.lake.storage import Storage
from tests.corpora import ARTICLES, build_lake, rows_of, settings_in, write_seed


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_PROJECT", str(tmp_path))
    (tmp_path / "onrecord.toml").touch()
    settings = settings_in(tmp_path)
    for number in range(4):
        text = f'{ARTICLES[number]}\n\nAlles  Gute "aus" Nordhagen\n\n{ARTICLES[4] if number else "Ende."}'
        for host, day in (("kurier.example", "2025-01-02"), (f"www.{number}.example", "2025-02-02")):
            write_seed(
                tmp_path / "seeds", f"{host}/{number}.txt", f"{text} {host}", day, url=f"https://{host}/{number}"
            )
    return settings


def test_what_repeats_is_suggested_in_the_form_of_the_file_that_then_drops_it(project, tmp_path):
    build_lake(project)
    assert [(one.host, one.n_documents) for one in find_repeated(Storage(project.lake), 4)] == [("kurier.example", 4)]
    assert [one.n_documents for one in find_repeated(Storage(project.lake), 2)] == [4, 3]
    printed = CliRunner().invoke(app, ["furniture", "--suggest", "--least", "4"])
    assert (printed.exit_code, tomllib.loads(printed.stdout)) == (
        0,
        {"kurier.example": {"exact": ['Alles Gute "aus" Nordhagen']}},
    )
    assert all("Nordhagen" in row["text"] for row in rows_of(project, "documents"))
    (tmp_path / "furniture.toml").write_text(printed.stdout, encoding="utf-8")
    build_lake(settings_in(tmp_path))
    dropped = {row["host"]: row["repairs"] for row in rows_of(project, "documents") if "Nordhagen" not in row["text"]}
    assert dropped == {"kurier.example": ["furniture:1"]}

"""The ten questions of docs/queries.md: each block runs, and all of them give the answer counted by hand."""

import datetime
import os
import re
import shutil
import subprocess
import tomllib
from importlib.resources import files

import duckdb
import pandas as pd
import polars as pl
import pytest

from tests import PROJECT_ROOT
from tests.press import ARTICLES

PAGE = (PROJECT_ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SETUP, *SECTIONS = re.split(r"^## \d+\. ", PAGE, flags=re.MULTILINE)
QUERIES = {section.partition("\n")[0]: [text for _, text in BLOCK.findall(section)] for section in SECTIONS}
FOLDER = "data/releases/1.0.0"


def words(*names):
    return sum(len(re.findall(r"\w+", ARTICLES[name][3])) for name in names)


# Of tests/press.py, by reading it.
ANSWERS = {
    "Who is quoted most": [
        ("Anna Beispiel", "person", 4),
        ("Karl Probe", "person", 3),
        ("Carla Muster", "person", 2),
        ("Bodo Vorlage", "person", 1),
        ("Reuters", "media", 1),
    ],
    "What somebody said about somebody, and who reports it": [
        ("2025-09-03", "Tagblatt", None, None, "„Anna Beispiel hat keine Zahlen“", "https://tagblatt.example/t3"),
        ("2025-09-10", "Kurier", "Reuters", None, "dass Anna Beispiel zurücktrete", "https://kurier.example/k2"),
    ],
    "Statements a month by kind of speaker": [
        ("2025-08", "person", 5),
        ("2025-09", "person", 6),
        ("2025-09", "unnamed_source", 2),
        ("2025-09", "media", 1),
    ],
    "One speaker in all documents": [
        ("2025-08-04", "Tagblatt", "direct", 0, "„Der Haushalt ist solide“"),
        ("2025-08-05", "Tagblatt", "indirect", 0, "sie lehne diesen „faulen Kompromiss“ ab"),
        ("2025-08-05", "Tagblatt", "direct", 0, "„Karl Probe rechnet falsch“"),
        ("2025-09-09", "Herald", "direct", 0, "“The budget is sound,”"),
    ],
    "What unnamed sources are cited for": [
        ("2025-09-10", "Kurier", "Karl Probe", "Beamte", "dass die Wahl verschoben werde"),
    ],
    "How much of each outlet may be read": [
        ("Archiv", "quotes", 1, 1),
        ("Bote", "metadata", 1, 0),
        ("Herald", "full_text", 2, 2),
        ("Kurier", "full_text", 4, 4),
        ("Tagblatt", "full_text", 6, 6),
    ],
    "Statements per 1,000 words, by outlet and month": [
        ("2025-08", "Kurier", 1000 / words("k1")),
        ("2025-08", "Tagblatt", 5000 / words("t1", "t2")),
        ("2025-09", "Archiv", 1000 / words("a1")),
        ("2025-09", "Bote", 1000 / words("b1")),
        ("2025-09", "Herald", 2000 / words("h1")),
        ("2025-09", "Kurier", 3000 / words("k2")),
        ("2025-09", "Tagblatt", 2000 / words("t3")),
    ],
    "How often each outlet quotes somebody": [
        ("Kurier", 2, 2, 100.0),
        ("Tagblatt", 3, 1, 33.3),
        ("Archiv", 1, 0, 0.0),
        ("Bote", 1, 0, 0.0),
        ("Herald", 1, 0, 0.0),
    ],
    "Who is quoted most, each agency report counted once": [
        ("Anna Beispiel", 4),
        ("Karl Probe", 3),
        ("Bodo Vorlage", 1),
        ("Carla Muster", 1),
        ("Reuters", 1),
    ],
    "Who speaks about whom": [
        ("Karl Probe", "Anna Beispiel", 2),
        ("Anna Beispiel", "Karl Probe", 1),
        ("Officials", "Karl Probe", 1),
        ("Reuters", "Karl Probe", 1),
    ],
}


@pytest.fixture(scope="module")
def readers(press):
    """What the page says to do first: a DuckDB connection, and the names that the Python of each library uses."""
    sql, *python = (text.replace(FOLDER, str(press)) for _, text in BLOCK.findall(SETUP))
    connection = duckdb.connect()
    connection.execute(sql)
    pandas_names, polars_names = {}, {}
    for code, names in zip(python, (pandas_names, polars_names), strict=True):
        exec(code, names)
    return connection, pandas_names, polars_names


def plain(rows):
    """The rows with days as text and nothing for what is missing."""
    return [tuple(None if pd.isna(v) else str(v) if isinstance(v, datetime.date) else v for v in row) for row in rows]


def rounded(rows):
    return [tuple(round(value, 1) if isinstance(value, float) else value for value in row) for row in rows]


def test_the_page_has_ten_queries_in_three_languages():
    assert list(QUERIES) == list(ANSWERS)
    assert all(len(blocks) == 3 for blocks in QUERIES.values())


@pytest.mark.parametrize("title", ANSWERS)
def test_each_language_gives_the_known_answer(title, readers):
    connection, pandas_names, polars_names = readers
    sql, in_pandas, in_polars = QUERIES[title]
    expected = rounded(ANSWERS[title])
    assert plain(connection.sql(sql).fetchall()) == expected
    for code, names in ((in_pandas, pandas_names), (in_polars, polars_names)):
        own = dict(names)
        exec(code, own)
        answer = own["answer"]
        rows = answer.collect().rows() if isinstance(answer, pl.LazyFrame) else answer.itertuples(index=False)
        assert plain(rows) == expected


def questions_in_r():
    """The lines before the questions of the page in R, and the questions by their headings."""
    page = (PROJECT_ROOT / "docs" / "queries-r.md").read_text(encoding="utf-8")
    setup, *sections = re.split(r"^## \d+\. ", page, flags=re.MULTILINE)
    return setup, {section.partition("\n")[0]: section for section in sections}


def test_the_page_in_r_has_the_same_questions_with_code_each():
    _, sections = questions_in_r()
    assert list(sections) == list(ANSWERS)
    for section in sections.values():
        assert [language for language, _ in BLOCK.findall(section)] == ["r"]
        assert "answer <-" in section


def has_r():
    command = ["Rscript", "-e", "library(dplyr); library(RSQLite)"]
    return shutil.which("Rscript") is not None and subprocess.run(command, capture_output=True).returncode == 0


# R is no package of Python, and half a gigabyte: who changes the page runs this with R installed.
@pytest.mark.skipif(not has_r(), reason="R with dplyr and RSQLite is not installed")
def test_the_page_in_r_gives_the_same_answers(press, tmp_path, onrecord):
    setup, sections = questions_in_r()
    assert onrecord("export", "--sqlite", tmp_path / "press.db", "--release", press)[0] == 0
    code = [text for part in (setup, *sections.values()) for language, text in BLOCK.findall(part) if language == "r"]
    writes = [f"write.csv(answer, '{number}.csv', row.names = FALSE)" for number in range(len(sections))]
    code[1:] = [f"{text}\n{write}" for text, write in zip(code[1:], writes, strict=True)]
    (tmp_path / "page.R").write_text("\n".join(code), encoding="utf-8")
    environment = os.environ | {"LC_CTYPE": "C.UTF-8", "LC_COLLATE": "C"}  # R orders texts by the locale
    environment.pop("LC_ALL", None)
    subprocess.run(["Rscript", "--encoding=UTF-8", "page.R"], cwd=tmp_path, check=True, env=environment)
    for number, answer in enumerate(ANSWERS.values()):
        rows = list(pd.read_csv(tmp_path / f"{number}.csv").itertuples(index=False))
        assert plain(rows) == rounded(answer)


@pytest.mark.parametrize("title", ANSWERS)
def test_no_query_joins_more_than_two_tables_to_the_first(title):
    sql, in_pandas, in_polars = QUERIES[title]
    assert len(re.findall(r"\bjoin\b", sql)) <= 2
    assert in_pandas.count(".merge(") <= 2
    assert in_polars.count(".join(") <= 2


def test_the_card_has_the_same_queries_and_they_name_their_tables():
    text = files("pipeline.release").joinpath("queries.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text)["query"]
    assert {query["title"]: query["sql"].strip() for query in found} == {
        title: blocks[0].strip() for title, blocks in QUERIES.items()
    }
    for query in found:
        assert set(query["tables"]) == set(re.findall(r"\b(?:from|join) (\w+)", query["sql"]))

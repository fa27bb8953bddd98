"""A sample that was answered, over three releases: what `quality`, `review --changed-since` and `status` say."""

import json
import re

import pyarrow.parquet as pq
import pytest

from pipeline.look.sampling import draw_sample
from pipeline.publish.folder import FolderTarget
from pipeline.publish.places import open_release
from pipeline.publish.releasing import release_lake, request_of
from pipeline.review.answers import Answer, write_answers
from pipeline.review.sample import write_sample
from pipeline.settings import make_settings
from tests.corpora import ARTICLES, build_lake, full_snapshot, write_seed
from tests.pictures import draw_nothing
from tests.release_corpus import DAY

SAMPLE = "statements-1.0.0-9-7"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A project with 1.0.0, from which a sample was drawn, 1.0.1 with its answers, and 1.0.2 with another speaker."""
    folder = tmp_path_factory.mktemp("reviewed")
    with pytest.MonkeyPatch.context() as patched:
        draw_nothing(patched)
        patched.setenv("ONRECORD_PROJECT", str(folder))
        settings = make_settings(jobs=1)
        write_seed(folder / "seeds", "a.txt", ARTICLES[0], "2025-08-05")
        write_seed(folder / "seeds", "b.txt", ARTICLES[4], "2025-09-05")
        answer(folder / "quality", released(settings))
        released(settings)
        write_seed(folder / "seeds", "b.txt", ARTICLES[4].replace("Muster", "Probe"), "2025-09-05")
        released(settings)
    return folder


def released(settings):
    build_lake(settings)
    outcome = release_lake(
        FolderTarget(settings.releases), settings, full_snapshot(settings), request_of(settings, DAY), str
    )
    return outcome.url


def answer(quality, url):
    """Draw a sample of the release and answer it: the first row is wrong, all others are right, nothing is missed."""
    with open_release(url) as placed:
        sample = draw_sample(placed.contents(), placed.manifest, "statements", 9, 7)
    quality.mkdir()
    (quality / f"{SAMPLE}.json").write_text(write_sample(sample), encoding="utf-8")
    of = {"sample": SAMPLE, "table": "statements", "type": "", "at": "2025-10-02"}
    lines = [
        Answer(**of, by="ab", row_id=row_id, document_id="", start=-1, end=-1, answer="right", wrong=())
        for row_id in dict.fromkeys(row.row_id for row in sample.rows)
    ]
    lines[0] = Answer(
        **of, by="cd", row_id=lines[0].row_id, document_id="", start=-1, end=-1, answer="wrong", wrong=("type",)
    )
    for one in sample.paragraphs:
        place = {"document_id": one.document_id, "start": one.start, "end": one.end}
        lines.append(Answer(**of, by="ab", row_id="", **place, answer="right", wrong=()))
    (quality / "answers.csv").write_text(write_answers(lines), encoding="utf-8")


@pytest.fixture
def ask(folder, onrecord, monkeypatch):
    """Runs a command in the project."""
    monkeypatch.setenv("ONRECORD_PROJECT", str(folder))
    return onrecord


def rows(folder, version, table):
    return pq.read_table(folder / "data/releases" / version / table).to_pylist()


def test_quality_prints_each_share_with_its_interval_and_how_much_of_the_sample_is_unchanged(ask):
    status, out, err = ask("quality")
    assert (status, err) == (0, "")
    head, *lines = out.splitlines()
    assert head == (
        f"{SAMPLE}: drawn from release 1.0.0, answered by ab, cd; 0 open, 0 unsure; 2 of 3 rows unchanged in 1.0.2"
    )
    told = [re.split(r"  +", line.strip()) for line in lines]
    assert ["precision", "row", "all", "66.7 %", "20.8 to", "93.8", "2 of 3 in 2 documents"] in told
    assert ["precision", "type", "all", "66.7 %", "20.8 to", "93.8", "2 of 3 in 2 documents"] in told
    assert ["precision", "found", "language de", "100.0 %", "43.9 to 100.0", "3 of 3 in 2 documents"] in told
    assert ask("quality", "--release", "1.0.0")[1].splitlines()[0].endswith("3 of 3 rows unchanged in 1.0.0")
    (found,) = json.loads(ask("quality", "--json")[1])
    assert (found["n_rows"], found["n_unchanged"], found["release"]) == (3, 2, "1.0.2")


def test_without_answers_quality_says_what_to_do(ask, tmp_path):
    status, out, _ = ask("quality", "--quality", tmp_path)
    assert status == 1
    assert "no sample with answers: draw one with `onrecord sample`" in out


def test_a_release_of_the_project_has_the_answers_and_says_which_rows_are_others_since(folder):
    assert not (folder / "data/releases/1.0.0/quality").exists()
    assert {row["n_unchanged"] for row in rows(folder, "1.0.1", "quality")} == {3}
    assert {row["n_unchanged"] for row in rows(folder, "1.0.2", "quality")} == {2}
    (changed,) = {row["row_id"] for row in rows(folder, "1.0.2", "sampled") if row["state"] == "changed"}
    assert {row["speaker"] for row in rows(folder, "1.0.2", "statements") if row["statement_id"] == changed} == {
        "Erika Probe"
    }


def test_changed_since_shows_the_rows_that_say_something_else(ask, tmp_path):
    page = tmp_path / "review.html"
    status, _, err = ask("review", "--changed-since", "1.0.0", "--out", page)
    assert (status, err) == (0, f"{page}: 1 statements of release 1.0.2 to review\n")
    (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page.read_text("utf-8"))
    (item,) = [item for item in json.loads(data)["items"] if item["kind"] == "row"]
    assert (item["text"], item["values"]["speaker"]) == ("„Das ist ein Anfang“", "Erika Probe")
    status, _, err = ask("review", "--changed-since", "1.0.2", "--out", page)
    assert status == 1
    assert "to review: nothing was found" in err


def test_status_says_that_other_answers_make_a_release_due(ask, folder):
    path = folder / "quality" / "answers.csv"
    before = path.read_text("utf-8")
    assert json.loads(ask("status", "--json")[1])["is_current"]
    try:
        path.write_text(before.replace(",wrong,type,,cd", ",right,,,cd"), encoding="utf-8")
        told = json.loads(ask("status", "--json")[1])
        assert (told["months"], told["release"]["version"], told["release"]["level"]) == ([], "1.0.3", "patch")
        assert told["release"]["reasons"][0].startswith("rows changed by correction: ")
        path.write_text("a,b\n", encoding="utf-8")
        assert "only files of answers belong here" in json.loads(ask("status", "--json")[1])["release"]["refused"]
    finally:
        path.write_text(before, encoding="utf-8")

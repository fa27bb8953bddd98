"""The command line as people and scripts use it: real processes, streams, exit statuses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpora import ARTICLES, write_seed

ONRECORD = Path(sys.executable).with_name("onrecord")


def run(*arguments, stdin=b"", **environment):
    done = subprocess.run(
        [ONRECORD, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        env={**os.environ, **environment},
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def lines_of(*documents):
    return "".join(json.dumps(document, ensure_ascii=False) + "\n" for document in documents).encode()


DOCUMENTS = [{"id": str(n), "text": text, "date": "2025-08-27", "language": "de"} for n, text in enumerate(ARTICLES)]


def test_annotate_answers_each_line_in_order():
    status, out, _ = run("annotate", stdin=lines_of(*DOCUMENTS))
    answers = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [answer["id"] for answer in answers] == ["0", "1", "2", "3", "4"]
    assert all(set(answer) == {"id", "language", "dates", "actors", "statements", "about"} for answer in answers)
    for answer, text in zip(answers, ARTICLES, strict=True):
        for found in answer["dates"] + [mention for actor in answer["actors"] for mention in actor["mentions"]]:
            assert text[found["start"] : found["end"]] == found["text"]
        for statement in answer["statements"]:
            assert " ".join(text[a:b] for a, b in statement["spans"]) == statement["text"]
    assert answers[0]["dates"][0]["value"] == "2025-08-25"
    assert answers[4]["statements"][0]["type"] == "direct"


def test_annotate_gives_the_same_with_more_processes():
    many = lines_of(*(DOCUMENTS * 12))
    assert run("annotate", stdin=many) == run("annotate", "--jobs", 2, stdin=many)


def test_annotate_answers_a_line_before_the_next_one_is_there():
    process = subprocess.Popen([ONRECORD, "annotate"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for document in DOCUMENTS[:3]:
        process.stdin.write(lines_of(document))
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == document["id"]
    process.stdin.close()
    assert (process.stdout.read(), process.wait(timeout=60)) == (b"", 0)


def test_a_broken_line_is_answered_in_its_place_and_ends_with_status_1():
    stream = b"".join(
        [
            lines_of(DOCUMENTS[0]),
            b"{broken\n",
            b"\n",
            b'{"id": "no text"}\n',
            b'{"id": "number", "text": 7}\n',
            b'["a list"]\n',
            b'{"id": "day", "text": "Hallo Welt", "date": "2025-02-30", "language": "de"}\n',
            b'{"id": "tongue", "text": "Hallo", "language": "tlh"}\n',
            b"\xff\xfe\n",
            lines_of(DOCUMENTS[1]),
        ]
    )
    status, out, _ = run("annotate", stdin=stream)
    answers = [json.loads(line) for line in out.splitlines()]
    assert status == 1
    assert [answer.get("line") for answer in answers] == [None, 2, 4, 5, 6, 7, 8, 9, None]
    assert [answer["id"] for answer in answers] == ["0", None, "no text", "number", None, "day", "tongue", None, "1"]
    assert all(answer["error"] for answer in answers[1:-1])


def test_a_line_over_the_limit_is_answered_without_being_read():
    stream = lines_of({"id": "long", "text": "a" * 50_000}) + lines_of(DOCUMENTS[0])
    status, out, _ = run("annotate", stdin=stream, ONRECORD_MAX_DOCUMENT_BYTES="20000")
    first, second = (json.loads(line) for line in out.splitlines())
    assert (status, first["line"], second["id"]) == (1, 1, "0")
    assert "ONRECORD_MAX_DOCUMENT_BYTES" in first["error"]


def test_a_language_is_detected_where_none_is_given():
    english = {"id": "en", "text": "The minister said on Monday that nothing would change for the people of the town."}
    short = {"id": "short", "text": "Kanzler droht mit Rücktritt"}
    nothing = {"id": "none", "text": "12 … 34"}
    _, out, _ = run("annotate", stdin=lines_of(english, {"id": "de", "text": ARTICLES[1]}, short, nothing))
    assert [json.loads(line)["language"] for line in out.splitlines()] == ["en", "de", "de", "und"]


def test_build_prints_what_it_made_and_how_to_load_it(project, tmp_path):
    write_seed(Path(project.seeds), "a.txt", ARTICLES[0], "2025-08-27")
    (Path(project.seeds) / "empty.txt").touch()
    where = ("--seeds", project.seeds, "--data", project.data)
    status, out, err = run("build", *where)
    assert (status, "Traceback" in err) == (0, False)
    for table in ("documents", "dates", "mentions", "actors", "statements", "rejected"):
        assert any(line.split()[0] == table and line.split()[1].isdigit() for line in out.splitlines() if line.strip())
    assert f"release 1.0.0 in {project.releases}/1.0.0" in out
    assert 'load_dataset("' in out
    status, out, err = run("build", *where, "--strict", "--verbose")
    assert (status, "nothing changed" in out) == (1, True)
    assert "empty.txt: empty_file (parse)" in out
    assert err.count("\n") == 1
    (Path(project.seeds) / "empty.txt").rename(Path(project.seeds) / "report.pdf")
    status, out, err = run("build", *where, "--strict")
    assert (status, "0 rejected, 1 not read" in err) == (1, True)
    assert "report.pdf" not in out
    status, out, _ = run("releases", "--data", project.data)
    assert (status, out.split()[0]) == (0, "1.0.1")  # the row of the empty file is gone


@pytest.mark.parametrize(
    ("arguments", "environment", "message"),
    [
        (("build", "--seeds", "/nowhere"), {}, "/nowhere: no such folder"),
        (("build", "--date", "yesterday"), {}, "yesterday"),
        (("build",), {"ONRECORD_JOBS": "many"}, "setting jobs"),
        (("build",), {"DAGSTER_HOME": "/nowhere"}, 'DAGSTER_HOME "/nowhere" is not a directory'),
        (("dates", "Am Montag", "--date", "Montag"), {}, "--date 'Montag'"),
        (("dates", "Am Montag", "--language", "tlh"), {}, "'tlh'"),
        (("releases",), {"ONRECORD_MAX_DOCUMENT_BYTES": "-1"}, "setting max_document_bytes"),
    ],
)
def test_a_foreseeable_error_is_one_line_and_status_2(project, arguments, environment, message):
    write_seed(Path(project.seeds), "a.txt", ARTICLES[0], "2025-08-27")
    environment = {"ONRECORD_SEEDS": project.seeds, "ONRECORD_DATA": project.data, **environment}
    status, _, err = run(*arguments, **environment)
    told = [line for line in err.splitlines() if not line.startswith("built")]
    assert (status, len(told)) == (2, 1), err
    assert message in told[0]


def test_dates_prints_a_table_for_a_text_or_a_file(tmp_path):
    text = "Am Dienstag berichtete die Zeitung davon."
    status, out, _ = run("dates", text, "--date", "2025-08-27")
    assert status == 0
    assert out.splitlines()[1].split()[:5] == ["3", "11", "Dienstag", "DATE", "2025-08-26"]
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert run("dates", tmp_path / "a.txt", "--date", "2025-08-27")[1] == out
    assert "2025-08-26" not in run("dates", text)[1]
    assert "no temporal expressions" in run("dates", "Nichts davon ist wahr.")[1]


def test_help_teaches():
    status, out, _ = run("--help")
    assert status == 0
    for word in ("build", "annotate", "releases", "Exit status"):
        assert word in out
    for command in ("build", "annotate", "dates", "releases"):
        assert "Example:" in run(command, "--help")[1]


def test_a_build_without_documents_says_so_and_is_done(project):
    status, out, err = run("build", "--seeds", project.seeds, "--data", project.data)
    assert (status, err) == (0, "")
    assert out.splitlines()[-1] == "nothing to release yet: there are no documents"
    assert run("releases", "--data", project.data)[0] == 0
    status, out, err = run("build", "--seeds", project.seeds, "--data", project.data, "--json", "--quiet")
    report = json.loads(out)
    assert (status, err, report["version"], report["is_new"]) == (0, "", "", False)
    assert report["reasons"] == ["nothing to release yet: there are no documents"]


def test_a_release_without_statements_is_not_said_to_load_them(project):
    (Path(project.seeds) / "empty.txt").parent.mkdir(exist_ok=True)
    (Path(project.seeds) / "empty.txt").touch()
    status, out, _ = run("build", "--seeds", project.seeds, "--data", project.data)
    assert status == 0
    assert "release 1.0.0" in out
    assert "load_dataset" not in out

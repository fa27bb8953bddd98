"""A third language is a folder of data: Danish in miniature, which docs/new-language.md walks through."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "languages"
PAGE = (ROOT / "docs" / "new-language.md").read_text(encoding="utf-8")

TEXTS = {
    "weekday": "Ministeren rejste tirsdag.",
    "date": "Partiet mødtes tirsdag den 3. juni 2025.",
    "yesterday": "Igår var Anna Holm i Tyskland.",
    "that": "Borgmesteren Lars Winther sagde, at broen er farlig.",
    "quotation": "»Broen er farlig, og den skal lukkes nu,« sagde Anna Holm tirsdag.",
    "before": "Anna Holm forklarede mandag: »Vi kommer ikke med en ny plan i år.«",
    "source": "Ifølge Anna Holm er broen farlig.",
}


def onrecord(*arguments, folder=FOLDER, lines=""):
    environment = os.environ | {"ONRECORD_LANGUAGES": str(folder)}
    command = [sys.executable, "-m", "onrecord", *arguments]
    return subprocess.run(command, input=lines, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)


@pytest.fixture(scope="module")
def found():
    """What is found in each text, with `surface` of the spans in it."""
    records = [{"id": name, "text": text, "date": "2025-08-27", "language": "da"} for name, text in TEXTS.items()]
    records.append({"id": "undeclared", "text": " ".join(TEXTS.values())})
    done = onrecord("annotate", lines="\n".join(map(json.dumps, records)))
    assert (done.returncode, done.stderr) == (0, "")
    return {answer["id"]: answer for answer in map(json.loads, done.stdout.splitlines())}


def surfaces(answer, spans):
    return [TEXTS[answer["id"]][start:end] for start, end in spans]


def test_the_language_is_data_alone_and_short():
    files = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    assert {path.suffix for path in files} == {".toml"}
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files) <= 200


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("weekday", "tirsdag", "2025-08-26"),
        ("date", "tirsdag den 3. juni 2025", "2025-06-03"),
        ("yesterday", "Igår", "2025-08-26"),
    ],
)
def test_days_are_resolved(found, text, words, value):
    (day,) = found[text]["dates"]
    assert (day["text"], day["value"], day["begins_on"]) == (words, value, value)


def test_persons_and_states_are_found(found):
    actors = {actor["name"]: actor["kind"] for actor in found["yesterday"]["actors"]}
    assert actors == {"Anna Holm": "person", "Germany": "state"}
    (mention,) = found["that"]["actors"][0]["mentions"]
    assert mention["text"] == "Lars Winther"


@pytest.mark.parametrize(
    ("text", "kind", "words", "cue", "speaker"),
    [
        ("that", "indirect", "at broen er farlig", "sagde", "Borgmesteren Lars Winther"),
        ("quotation", "direct", "»Broen er farlig, og den skal lukkes nu,«", "sagde", "Anna Holm"),
        ("before", "direct", "»Vi kommer ikke med en ny plan i år.«", "forklarede", "Anna Holm"),
        ("source", "indirect", "er broen farlig", "Ifølge", "Anna Holm"),
    ],
)
def test_statements_have_their_words_cue_and_speaker(found, text, kind, words, cue, speaker):
    (statement,) = found[text]["statements"]
    assert statement["type"] == kind
    assert surfaces(found[text], statement["spans"]) == [words]
    assert surfaces(found[text], statement["cue_spans"]) == [cue]
    assert surfaces(found[text], statement["speaker_spans"]) == [speaker]
    assert statement["speaker_actor_id"] == found[text]["actors"][0]["actor_id"]


def test_the_language_is_detected_where_none_is_given(found):
    assert found["undeclared"]["language"] == "da"


def test_the_page_shows_the_files_as_they_are():
    shown = dict(re.findall(r"^### `(\w+\.toml)`\n.*?^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
    assert shown == {path.name: path.read_text(encoding="utf-8") for path in (FOLDER / "da").iterdir()}


def test_a_misspelt_key_is_one_line_and_status_2(tmp_path):
    folder = tmp_path / "da"
    folder.mkdir()
    for file in (FOLDER / "da").iterdir():
        (folder / file.name).write_text(file.read_text(encoding="utf-8").replace("[strong]", "[irregular]"))
    done = onrecord("dates", "tirsdag", "--language", "da", folder=tmp_path)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "da/verbs.toml: irregular is not a key of this file: there are auxiliaries, conjugation, " in line

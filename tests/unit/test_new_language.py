"""A third language is a folder of data: Danish in miniature, which docs/new-language.md walks through, and Spanish.

In Danish the verb is the second constituent, as in German; in Spanish words stand in fixed order, as in English.
"""

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
    "da weekday": "Ministeren rejste tirsdag.",
    "da date": "Partiet mødtes tirsdag den 3. juni 2025.",
    "da yesterday": "Igår var Anna Holm i Tyskland.",
    "da that": "Borgmesteren Lars Winther sagde, at broen er farlig.",
    "da quotation": "»Broen er farlig, og den skal lukkes nu,« sagde Anna Holm tirsdag.",
    "da before": "Anna Holm forklarede mandag: »Vi kommer ikke med en ny plan i år.«",
    "da source": "Ifølge Anna Holm er broen farlig.",
    "es weekday": "La ministra viajó el martes.",
    "es date": "El partido se reunió el martes 3 de junio de 2025.",
    "es yesterday": "Ayer Ana Ruiz estuvo en Alemania.",
    "es perfect day": "Los ministros se han reunido el 3 de octubre.",
    "es day": "Los ministros se reúnen el 3 de octubre.",
    "es that": "El alcalde Luis Prieto dijo que el puente es peligroso.",
    "es perfect": "Ana Ruiz ha dicho que el puente es peligroso.",
    "es relative": "La ministra, que viajó ayer a Alemania, dijo que el puente es peligroso.",
    "es pronoun": "Ana Ruiz llegó tarde. Ella dijo que el puente es peligroso.",
    "es dropped": "Ana Ruiz llegó tarde. Dijo que el puente es peligroso.",
    "es dropped behind": "Ana Ruiz llegó tarde. «Ni hablar», dijo.",
    "es quotation": "«El puente es peligroso y hay que cerrarlo ahora», dijo Ana Ruiz el martes.",
    "es before": "Ana Ruiz explicó el lunes: «No presentamos un plan nuevo este año.»",
    "es inserted": "El puente, afirmó Ana Ruiz, es peligroso.",
    "es source": "Según Ana Ruiz, el puente es peligroso.",
}


def onrecord(*arguments, folder=FOLDER, lines=""):
    environment = os.environ | {"ONRECORD_LANGUAGES": str(folder)}
    command = [sys.executable, "-m", "onrecord", *arguments]
    return subprocess.run(command, input=lines, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)


@pytest.fixture(scope="module")
def found():
    """What is found in each text, with `surface` of the spans in it."""
    records = [{"id": name, "text": text, "date": "2025-08-27", "language": name[:2]} for name, text in TEXTS.items()]
    for language in ("da", "es"):
        text = " ".join(text for name, text in TEXTS.items() if name.startswith(language))
        records.append({"id": f"{language} undeclared", "text": text})
    done = onrecord("annotate", lines="\n".join(map(json.dumps, records)))
    assert (done.returncode, done.stderr) == (0, "")
    return {answer["id"]: answer for answer in map(json.loads, done.stdout.splitlines())}


def surfaces(answer, spans):
    return [TEXTS[answer["id"]][start:end] for start, end in spans]


@pytest.mark.parametrize("language", ["da", "es"])
def test_the_language_is_data_alone_and_short(language):
    files = sorted(path for path in (FOLDER / language).rglob("*") if path.is_file())
    assert {path.suffix for path in files} == {".toml"}
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files) <= 200


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("da weekday", "tirsdag", "2025-08-26"),
        ("da date", "tirsdag den 3. juni 2025", "2025-06-03"),
        ("da yesterday", "Igår", "2025-08-26"),
        ("es weekday", "martes", "2025-08-26"),
        ("es date", "martes 3 de junio de 2025", "2025-06-03"),
        ("es yesterday", "Ayer", "2025-08-26"),
        ("es perfect day", "3 de octubre", "2024-10-03"),
        ("es day", "3 de octubre", "2025-10-03"),
    ],
)
def test_days_are_resolved(found, text, words, value):
    (day,) = found[text]["dates"]
    assert (day["text"], day["value"], day["begins_on"]) == (words, value, value)


@pytest.mark.parametrize(
    ("language", "person", "mayor"), [("da", "Anna Holm", "Lars Winther"), ("es", "Ana Ruiz", "Luis Prieto")]
)
def test_persons_and_states_are_found(found, language, person, mayor):
    actors = {actor["name"]: actor["kind"] for actor in found[f"{language} yesterday"]["actors"]}
    assert actors == {person: "person", "Germany": "state"}
    (mention,) = found[f"{language} that"]["actors"][0]["mentions"]
    assert mention["text"] == mayor


@pytest.mark.parametrize(
    ("text", "kind", "words", "cue", "speaker"),
    [
        ("da that", "indirect", ["at broen er farlig"], "sagde", "Borgmesteren Lars Winther"),
        ("da quotation", "direct", ["»Broen er farlig, og den skal lukkes nu,«"], "sagde", "Anna Holm"),
        ("da before", "direct", ["»Vi kommer ikke med en ny plan i år.«"], "forklarede", "Anna Holm"),
        ("da source", "indirect", ["er broen farlig"], "Ifølge", "Anna Holm"),
        ("es that", "indirect", ["que el puente es peligroso"], "dijo", "El alcalde Luis Prieto"),
        ("es perfect", "indirect", ["que el puente es peligroso"], "dicho", "Ana Ruiz"),
        ("es relative", "indirect", ["que el puente es peligroso"], "dijo", "La ministra"),
        ("es pronoun", "indirect", ["que el puente es peligroso"], "dijo", "Ella"),
        ("es dropped", "indirect", ["que el puente es peligroso"], "Dijo", "Ana Ruiz"),
        ("es dropped behind", "direct", ["«Ni hablar»"], "dijo", "Ana Ruiz"),
        ("es quotation", "direct", ["«El puente es peligroso y hay que cerrarlo ahora»"], "dijo", "Ana Ruiz"),
        ("es before", "direct", ["«No presentamos un plan nuevo este año.»"], "explicó", "Ana Ruiz"),
        ("es inserted", "indirect", ["El puente", "es peligroso"], "afirmó", "Ana Ruiz"),
        ("es source", "indirect", ["el puente es peligroso"], "Según", "Ana Ruiz"),
    ],
)
def test_statements_have_their_words_cue_and_speaker(found, text, kind, words, cue, speaker):
    (statement,) = found[text]["statements"]
    assert statement["type"] == kind
    assert surfaces(found[text], statement["spans"]) == words
    assert surfaces(found[text], statement["cue_spans"]) == [cue]
    assert surfaces(found[text], statement["speaker_spans"]) == [speaker]
    assert statement["speaker_actor_id"] == found[text]["actors"][0]["actor_id"]


def test_a_pronoun_is_the_person_named_before(found):
    (actor,) = found["es pronoun"]["actors"]
    assert actor["name"] == "Ana Ruiz"
    assert [mention["text"] for mention in actor["mentions"]] == ["Ana Ruiz", "Ella"]


@pytest.mark.parametrize("language", ["da", "es"])
def test_the_language_is_detected_where_none_is_given(found, language):
    assert found[f"{language} undeclared"]["language"] == language


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

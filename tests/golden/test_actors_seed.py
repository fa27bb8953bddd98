"""The first seed against its annotation by hand: actors, mentions, roles and who speaks."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.extract.actors import Resolution, find_names, resolve
from pipeline.extract.annotation import Statement
from pipeline.extract.text import read_text

SEED = "000_f472eb6b40813c57"
HEADER = " date 2025-08-27 "


@cache
def gold() -> dict[str, Any]:
    return json.loads((Path(__file__).parent / f"{SEED}.json").read_text(encoding="utf-8"))


@cache
def text() -> str:
    seed = (Path(__file__).parents[2] / "seeds" / f"{SEED}.txt").read_text(encoding="utf-8")
    return seed.removeprefix(HEADER)


@cache
def resolution() -> Resolution:
    index = {statement["id"]: i for i, statement in enumerate(gold()["statements"])}
    statements = [
        Statement(
            s["type"],
            s["medium"],
            tuple((a, b) for a, b in s["quote"]),
            "gold",
            speaker_spans=spans(s["speaker"]),
            cue_spans=spans(s["cue"]),
            addressee_spans=spans(s["addressee"]),
            source_spans=spans(s["source"]),
            parent=index.get(s["parent"]),
        )
        for s in gold()["statements"]
    ]
    doc = read_text(text(), "de")
    return resolve(doc, find_names(doc), statements, document_id="doc_1")


def spans(span: list[int] | None) -> tuple[tuple[int, int], ...]:
    return ((span[0], span[1]),) if span else ()


def name(index: int | None) -> str | None:
    return None if index is None else resolution().actors[index].name


LABELS = {"Europa": "Europe"}  # the annotation's label where the gazetteer has another one


def test_speakers_and_sources() -> None:
    statements = gold()["statements"]
    assert [name(i) for i in resolution().speaker] == [s["speaker_actor"] for s in statements]
    assert [name(i) for i in resolution().source] == [s["source_actor"] for s in statements]


@pytest.mark.parametrize("actor", gold()["actors"], ids=lambda actor: actor["name"])
def test_actors_and_their_mentions(actor: dict[str, Any]) -> None:
    label = LABELS.get(actor["name"], actor["name"])
    found = [i for i, other in enumerate(resolution().actors) if (other.name, other.kind) == (label, actor["kind"])]
    assert len(found) == 1
    surfaces = {text()[m.start : m.end] for m in resolution().mentions if m.actor == found[0]}
    roles = {m.role for m in resolution().mentions if m.actor == found[0]}
    for surface in actor["mentions"]:
        without_article = surface.removeprefix("die ").removeprefix("Die ").removeprefix("der ").removeprefix("das ")
        assert (surfaces | roles) & {surface, without_article}


def test_roles() -> None:
    roles = {(name(m.actor), m.role, m.role_lemma) for m in resolution().mentions if m.role}
    assert roles == {(role["actor"], role["role"], role["role_lemma"]) for role in gold()["roles"]}


@pytest.mark.parametrize("link", gold()["coreference"], ids=lambda link: link["text"])
def test_coreference(link: dict[str, Any]) -> None:
    start, end = link["mention"]
    actors = {name(m.actor) for m in resolution().mentions if start <= m.start and m.end == end}
    assert actors == {link["actor"]}


def test_quoted_terms_are_no_actors() -> None:
    names = {actor.name for actor in resolution().actors}
    assert not names & {"Sicherheitsplan", "Beruhigungstruppe"}

"""Texts whose pronouns and descriptions are annotated, for `training.coreference`: a corpus, articles, short texts.

The corpus is `actors/gum_dev.gold.jsonl.gz`: {"doc_id", "genre", "split", "text", "entities": [{"start", "end",
"head_start", "head_end", "cluster", "mention_kind"}]}. The articles, German and English, are `*.json`, each with the
text that its "file" names beside it and "coreference": [{"mention": [start, end], "actor", "kind"}]. In the short
texts mentions stand in brackets: [the paper|a].
"""

import gzip
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.extract.actors.pronouns import load_pronouns

_HEADER = re.compile(r" date \d{4}-\d\d-\d\d ")


_PRONOUNS = frozenset(
    form
    for language in ("de", "en")
    for forms in (
        load_pronouns(language).referring,
        load_pronouns(language).relative,
        load_pronouns(language).owners,
        load_pronouns(language).demonstrative,
        load_pronouns(language).speaking,
    )
    for form in forms
)


@dataclass(frozen=True, slots=True)
class GoldMention:
    """A mention of a gold standard, its head, and who is meant."""

    start: int
    end: int
    head_start: int
    head_end: int
    cluster: str
    is_pronoun: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A text with the mentions that are right."""

    doc_id: str
    language: str
    text: str
    mentions: tuple[GoldMention, ...]
    is_news: bool = True
    is_for_training: bool = True


def read_corpus(folder: Path) -> list[Document]:
    """Return the English documents."""
    with gzip.open(folder / "actors" / "gum_dev.gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Document(
            row["doc_id"],
            "en",
            row["text"],
            tuple(_corpus_mentions(row)),
            row["genre"] == "news",
            row["split"] == "train" and row["genre"] != "bio",
        )
        for row in rows
    ]


def _corpus_mentions(row: dict[str, Any]) -> Iterable[GoldMention]:
    for entity in row["entities"]:
        if entity["mention_kind"] != "coordination":
            yield GoldMention(
                entity["start"],
                entity["end"],
                entity["head_start"],
                entity["head_end"],
                str(entity["cluster"]),
                entity["mention_kind"] in ("pronoun", "possessive"),
            )


def read_articles(folder: Path) -> list[Document]:
    """Return the articles of a folder that have every mention; those without say nothing of pronouns."""
    found = []
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        file = folder / gold["file"]
        if not file.exists():
            continue
        text = _HEADER.sub("", file.read_bytes().decode("utf-8"), count=1)
        mentions = tuple(
            GoldMention(start, end, start, end, m["actor"], m["kind"] in ("pronoun", "possessive"))
            for m in gold["coreference"]
            for start, end in [m["mention"]]
        )
        found.append(Document(path.stem, gold["language"], text, mentions))
    return found


def read_texts(path: Path) -> list[Document]:
    """Return the short texts of a file, in which mentions stand in brackets: [the paper|a]."""
    found = []
    for n, block in enumerate(path.read_text(encoding="utf-8").split("\n\n")):
        language, _, marked = block.strip().partition(": ")
        if language in ("de", "en"):
            found.append(_read_marked(f"{path.stem}-{n}", language, marked))
    return found


def _read_marked(doc_id: str, language: str, marked: str) -> Document:
    text, mentions, at = "", [], 0
    for match in re.finditer(r"\[([^|\]]+)\|(\w+)\]", marked):
        text += marked[at : match.start()]
        start, end = len(text), len(text) + len(match[1])
        is_pronoun = " " not in match[1] and match[1].lower() in _PRONOUNS
        mentions.append(GoldMention(start, end, start, end, match[2], is_pronoun))
        text += match[1]
        at = match.end()
    return Document(doc_id, language, text + marked[at:], tuple(mentions))

"""Who speaks in a text of which only the speakers are given, for tests of actors."""

import re

from pipeline.extract.actors import Resolution, find_names, resolve
from pipeline.extract.annotation import Actor, Statement
from pipeline.extract.text import read_text


def resolved(text: str, *speakers: str, language: str = "de", document_id: str = "doc_1") -> Resolution:
    """`text` with one statement a speaker; a speaker is looked for after the one before it."""
    statements = []
    at = 0
    for speaker in speakers:
        found = re.compile(rf"(?<!\w){re.escape(speaker)}(?!\w)").search(text, at)
        assert found
        at, end = found.span()
        statements.append(Statement("direct", "speech", ((at, end),), "test", speaker_spans=((at, end),)))
        at = end
    doc = read_text(text, language)
    return resolve(doc, find_names(doc), statements, document_id=document_id)


def speaker(text: str, *speakers: str, language: str = "de") -> Actor | None:
    """Whoever the last of `speakers` is."""
    resolution = resolved(text, *speakers, language=language)
    index = resolution.speaker[-1]
    return None if index is None else resolution.actors[index]


def speaker_name(text: str, *speakers: str, language: str = "de") -> str | None:
    actor = speaker(text, *speakers, language=language)
    return actor and actor.name

"""From an annotation to the rows of the tables, with their ids.

Identity (a public promise, see the data dictionary): dates and mentions are identified by document and surface,
statements by document and the surfaces of their spans, each with an ordinal among equals in the order of the text.
Nothing that is derived (value, actor, speaker, type) enters an id, so that better code changes rows and does not
replace them; no offset enters either, so that a sentence inserted elsewhere leaves the other ids alone.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from pipeline.calibration_file import NO_CALIBRATION, OwnCalibration
from pipeline.extract.about import about_rows
from pipeline.extract.annotation import Actor, Annotation, Span
from pipeline.extract.confidence import confidence_of
from pipeline.extract.nesting import counts_once, nesting_of
from pipeline.identity import make_id
from schemas.vocabulary import Reviewed

Row = dict[str, Any]
UNCOUNTED = ("pronoun", "possessive")
"""Kinds of mentions that `n_mentions` leaves out."""

UNREVIEWED: Row = {"reviewed": Reviewed.NO.value, "correction_id": None}
"""The columns that say what people's corrections did to a row, before any were applied."""


class IdMint:
    """Gives ids of one kind in one document; equal surfaces get ordinals in the order they are asked for."""

    def __init__(self, prefix: str, document_id: str) -> None:
        self._prefix = prefix
        self._document_id = document_id
        self._seen: Counter[tuple[str, ...]] = Counter()

    def mint(self, *surfaces: str) -> str:
        """The id of the next thing with these surfaces."""
        ordinal = self._seen[surfaces]
        self._seen[surfaces] += 1
        return make_id(self._prefix, self._document_id, *surfaces, str(ordinal))


def annotation_rows(
    text: str,
    annotation: Annotation,
    *,
    document_id: str,
    published_on: date | None,
    calibration: OwnCalibration = NO_CALIBRATION,
) -> dict[str, list[Row]]:
    """Rows of `dates`, `mentions`, `statements`, `about` and `appearances`, each in the order of the text.

    `calibration` is what a project measured of its own of the confidence of rows.
    """
    mentions = _mention_rows(text, annotation, document_id)
    appearances = _appearance_rows(annotation, document_id, published_on)
    statements = _statement_rows(text, annotation, appearances, document_id, published_on, calibration)
    about = about_rows(mentions, statements, appearances, document_id=document_id, published_on=published_on)
    return {
        "dates": _date_rows(text, annotation, document_id, calibration),
        "mentions": mentions,
        "statements": statements,
        "about": about,
        "appearances": appearances,
    }


def _date_rows(text: str, annotation: Annotation, document_id: str, calibration: OwnCalibration) -> list[Row]:
    mint = IdMint("date", document_id)
    dates = sorted(annotation.dates, key=lambda d: (d.start, d.end))
    ids = [mint.mint(text[d.start : d.end]) for d in dates]
    id_at = {(d.start, d.end): date_id for d, date_id in zip(dates, ids, strict=True)}
    return [
        {
            "text": text[d.start : d.end],
            "value": d.value,
            "begins_on": d.begins_on,
            "ends_on": d.ends_on,
            "timex_type": d.timex_type,
            "mod": d.mod,
            "granularity": d.granularity,
            "anchor": id_at[d.anchor] if isinstance(d.anchor, tuple) else d.anchor,
            "confidence": confidence_of("dates", d.rule, calibration),
            **UNREVIEWED,
            "date_id": date_id,
            "document_id": document_id,
            "rule": d.rule,
            "start": d.start,
            "end": d.end,
        }
        for d, date_id in zip(dates, ids, strict=True)
    ]


def _mention_rows(text: str, annotation: Annotation, document_id: str) -> list[Row]:
    mint = IdMint("mention", document_id)
    return [
        {
            "text": text[m.start : m.end],
            "mention_kind": m.mention_kind,
            "role": m.role,
            "role_lemma": m.role_lemma,
            **UNREVIEWED,
            "mention_id": mint.mint(text[m.start : m.end]),
            "document_id": document_id,
            "actor_id": annotation.actors[m.actor].actor_id,
            "rule": m.rule,
            "start": m.start,
            "end": m.end,
        }
        for m in sorted(annotation.mentions, key=lambda m: (m.start, m.end))
    ]


def _statement_rows(
    text: str,
    annotation: Annotation,
    appearances: Sequence[Row],
    document_id: str,
    published_on: date | None,
    calibration: OwnCalibration,
) -> list[Row]:
    mint = IdMint("statement", document_id)
    statements = annotation.statements
    order = sorted(range(len(statements)), key=lambda i: statements[i].spans)
    ids = {i: mint.mint(*(text[a:b] for a, b in statements[i].spans)) for i in order}
    nesting = nesting_of(statements)
    known = {actor["actor_id"]: actor for actor in appearances}
    rows = []
    for i in order:
        s = statements[i]
        speaker, cited, addressee = (
            None if index is None else annotation.actors[index].actor_id
            for index in (s.speaker_actor, s.source_actor, s.addressee_actor)
        )
        rows.append(
            {
                "text": surface(text, s.spans),
                "speaker": known[speaker]["name"] if speaker else None,
                "speaker_kind": known[speaker]["kind"] if speaker else None,
                "according_to": known[cited]["name"] if cited else None,
                "addressee": known[addressee]["name"] if addressee else None,
                "type": s.type,
                "medium": s.medium,
                "stated_from": s.stated_from,
                "stated_to": s.stated_to,
                "published_on": published_on,
                "language": annotation.language,
                "cue_text": surface(text, s.cue_spans) or None,
                "cue_lemma": s.cue_lemma,
                "depth": nesting[i].depth,
                "root_statement_id": ids[nesting[i].root],
                "counts_once": counts_once(s, statements),
                "confidence": confidence_of("statements", s.rule, calibration),
                **UNREVIEWED,
                "statement_id": ids[i],
                "document_id": document_id,
                "parent_statement_id": None if s.parent is None else ids[s.parent],
                "speaker_actor_id": speaker,
                "source_actor_id": cited,
                "addressee_actor_id": addressee,
                "speaker_text": surface(text, s.speaker_spans) or None,
                "source_text": surface(text, s.source_spans) or None,
                "addressee_text": surface(text, s.addressee_spans) or None,
                "stated_basis": s.stated_basis,
                "rule": s.rule,
                "spans": _span_structs(s.spans),
                "speaker_spans": _span_structs(s.speaker_spans),
                "cue_spans": _span_structs(s.cue_spans),
                "frame_spans": _span_structs(s.frame_spans),
                "addressee_spans": _span_structs(s.addressee_spans),
                "source_spans": _span_structs(s.source_spans),
            }
        )
    return rows


def _appearance_rows(annotation: Annotation, document_id: str, published_on: date | None) -> list[Row]:
    """One row an actor, sorted by its id; entries of one id (which the resolver may leave apart) become one."""
    mentions = Counter(
        annotation.actors[m.actor].actor_id for m in annotation.mentions if m.mention_kind not in UNCOUNTED
    )
    spoken = Counter(
        annotation.actors[s.speaker_actor].actor_id for s in annotation.statements if s.speaker_actor is not None
    )
    by_id: dict[str, list[Actor]] = {}
    for actor in annotation.actors:
        by_id.setdefault(actor.actor_id, []).append(actor)
    rows = []
    for actor_id, entries in sorted(by_id.items()):
        first = max(entries, key=lambda a: (len(a.name), a.name))
        rows.append(
            {
                "document_id": document_id,
                "actor_id": actor_id,
                "name": first.name,
                "kind": first.kind,
                "unnamed_kind": first.unnamed_kind,
                "country": first.country,
                "wikidata_id": first.wikidata_id,
                "aliases": sorted({alias for entry in entries for alias in entry.aliases}),
                "n_mentions": mentions[actor_id],
                "n_statements": spoken[actor_id],
                **UNREVIEWED,
                "published_on": published_on,
                "local_key": first.local_key,
            }
        )
    return rows


def surface(text: str, spans: Sequence[Span]) -> str:
    """The surfaces of `spans`, joined by one space."""
    return " ".join(text[start:end] for start, end in spans)


def _span_structs(spans: Sequence[Span]) -> list[dict[str, int]]:
    return [{"start": start, "end": end} for start, end in spans]

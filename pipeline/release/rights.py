"""What may be redistributed of a document: the table of levels and columns that releases and docs follow.

A document's level is its publisher's in `sources.toml` (`documents.redistribution`); a document that was taken down has
the level `metadata`. Every released column must be declared here: a test fails for an undeclared one, so that none is
redistributed by oversight.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import pyarrow as pa

from pipeline.identity import make_id

Level = Literal["full_text", "quotes", "metadata"]
Rule = Literal["keep", "short", "capped", "counted", "listed", "named", "hash", "open", "judged", "null"]

# A run of this many words of a withheld text appears only in statements that are kept.
WINDOW = 8

_SEED_PREFIX = "seed"
# What names a row whose path is withheld: its document, else the bytes, else the rejection itself.
OWNERS = ("document_id", "seed_sha256", "rejection_id")

MEANINGS: Mapping[Rule, str] = MappingProxyType(
    {
        "keep": "unchanged",
        "short": f"unchanged up to {WINDOW - 1} words, else null",
        "capped": "unchanged within the share of the document that may be quoted, else null",
        "counted": f"unchanged up to {WINDOW - 1} words within that share, else null",
        "listed": "unchanged if the lexicons have the actor (then it is their label), else null",
        "named": f"unchanged if the lexicons have the actor; up to {WINDOW - 1} words of kept texts; else null",
        "hash": f"`{_SEED_PREFIX}_` and a hash of the row's id, because a file name may contain the headline",
        "open": "from the lexicons or from other documents, by their levels; else null (an alias is omitted)",
        "judged": "unchanged if the field that is judged is unchanged at this level, else null",
        "null": "null",
    }
)

# Column: rule at `quotes`, rule at `metadata`. At `full_text` everything is kept.
_Rules = Mapping[str, tuple[Rule, Rule]]
_SURFACE: tuple[Rule, Rule] = ("counted", "null")
_KEPT: tuple[Rule, Rule] = ("keep", "keep")
_ACTOR: tuple[Rule, Rule] = ("named", "listed")
_NOTHING: tuple[Rule, Rule] = ("null", "null")


def _kept(*columns: str) -> dict[str, tuple[Rule, Rule]]:
    return dict.fromkeys(columns, _KEPT)


RIGHTS: Mapping[str, _Rules] = MappingProxyType(
    {
        "statements": {
            **_kept("speaker_kind", "type", "medium", "stated_from", "stated_to", "published_on", "language", "url"),
            **_kept("depth", "root_statement_id", "counts_once", "confidence", "statement_id", "document_id"),
            **_kept("parent_statement_id", "reviewed", "correction_id"),
            **_kept("speaker_actor_id", "source_actor_id", "addressee_actor_id", "stated_basis", "rule", "spans"),
            **_kept("speaker_spans", "cue_spans", "frame_spans", "addressee_spans", "source_spans"),
            "text": ("capped", "null"),
            "speaker": _ACTOR,
            "according_to": _ACTOR,
            "addressee": _ACTOR,
            "publisher": ("short", "short"),
            "title": ("null", "null"),
            "speaker_text": _SURFACE,
            "cue_text": _SURFACE,
            "cue_lemma": _SURFACE,
            "addressee_text": _SURFACE,
            "source_text": _SURFACE,
        },
        "documents": {
            **_kept(
                "document_id", "seed_sha256", "source", "host", "published_on", "published_on_basis", "published_at"
            ),
            **_kept("updated_on", "entry_days", "captured_on", "language", "url", "syndicated_from", "terms_url"),
            **_kept("text_sha256", "n_characters", "n_words", "encoding", "repairs", "redistribution"),
            **_kept("duplicate_of", "near_duplicate_of", "earlier_id", "status", "tdm_reserved", "reviewed"),
            "correction_id": ("null", "null"),
            "seed": ("hash", "hash"),
            "title": ("null", "null"),
            "author": ("short", "short"),
            "authors": ("short", "short"),
            "publisher": ("short", "short"),
            "text": ("null", "null"),
        },
        "dates": {
            **_kept("date_id", "document_id", "start", "end", "timex_type", "value", "mod", "begins_on", "ends_on"),
            **_kept("granularity", "anchor", "confidence", "rule", "reviewed", "correction_id"),
            "text": _SURFACE,
        },
        "mentions": {
            **_kept("mention_id", "document_id", "actor_id", "start", "end", "mention_kind", "rule"),
            **_kept("reviewed", "correction_id"),
            "text": _SURFACE,
            "role": _SURFACE,
            "role_lemma": _SURFACE,
        },
        "about": {
            **_kept("actor_kind", "is_innermost", "published_on", "statement_id", "mention_id", "actor_id"),
            **_kept("document_id"),
            "actor": _ACTOR,
        },
        "rejected": {
            **_kept("rejection_id", "line", "seed_sha256", "document_id", "table", "stage", "reason"),
            "seed": ("hash", "hash"),
            "detail": ("null", "null"),
        },
        "actors": {
            **_kept(
                "actor_id",
                "kind",
                "unnamed_kind",
                "country",
                "wikidata_id",
                "n_documents",
                "n_mentions",
                "n_statements",
            ),
            **_kept("n_statements_by_story", "first_seen_on", "last_seen_on", "reviewed"),
            "correction_id": ("open", "open"),
            "name": ("open", "open"),
            "aliases": ("open", "open"),
        },
        "redirects": _kept("table", "old_id", "new_id", "document_id"),
        "stories": {**_kept("story_id", "document_id", "published_on"), "publisher": ("short", "short")},
        # Counted from `documents` as released: an outlet whose name may not be passed on is `unknown`.
        "coverage": {
            **_kept("month", "publisher", "language", "n_documents", "n_duplicates", "n_near_duplicates", "n_words"),
            **_kept("n_statements", "n_rejected"),
        },
        "corrections": {
            **_kept("state", "verdict", "table", "field", "by", "at", "correction_id", "document_id", "document"),
            **_kept("file", "line"),
            **dict.fromkeys(("quote", "prefix", "suffix", "reason", "detail", "row_id"), _NOTHING),
            "old_value": ("judged", "judged"),
            "new_value": ("judged", "judged"),
        },
        # Shares and counts.
        "quality": {
            **_kept("table", "measure", "part", "group", "value", "estimate", "low", "high", "n_right", "n_judged"),
            **_kept("n_documents", "version", "n_drawn_from", "seed", "n_sampled", "n_unchanged", "n_unsure", "n_open"),
            **_kept("answered_by", "sample"),
        },
        # Without words, and rows by the ids that they have here, if they have one: `pipeline.release.sampled_rows`.
        "sampled": {
            **_kept("table", "unit", "stratum", "answer", "wrong", "state", "type", "language", "confidence"),
            **_kept("version", "answered_by", "answered_at", "sample", "sampled_id", "row_id", "document_id", "rule"),
            **_kept("start", "n_characters"),
        },
        "changes": _kept("table", "row_id", "change", "columns", "cause"),
        "release": _kept("version", "previous", "date", "content_fingerprint", "code_version"),
    }
)


ACTOR_OF: Mapping[str, str] = MappingProxyType(
    {
        "actor": "actor_id",
        "speaker": "speaker_actor_id",
        "according_to": "source_actor_id",
        "addressee": "addressee_actor_id",
    }
)
"""Columns with the name of an actor, each with that of the actor's id, whatever the table."""


def rule_of(table: str, column: str, level: Level) -> Rule:
    """Return the rule of a column at a level. Raises KeyError for an undeclared column."""
    at_quotes, at_metadata = RIGHTS[table][column]
    return {"full_text": "keep", "quotes": at_quotes, "metadata": at_metadata}[level]


def withheld_columns(table: str) -> tuple[str, ...]:
    """Return the columns of `table` that some level withholds (never from documents of the level `full_text`)."""
    return tuple(column for column, rules in RIGHTS.get(table, {}).items() if rules != _KEPT)


def stand_in(seed: str | None, *owners: str | None) -> str | None:
    """Return what replaces a withheld seed path; a substitute is returned unchanged.

    It is made of the first id in `owners` that is known, and of nothing that the path says.
    """
    if seed is None or is_stand_in(seed):
        return seed
    return make_id(_SEED_PREFIX, next((owner for owner in owners if owner), ""))


def stand_ins(rows: pa.Table) -> pa.Array:
    """Return what replaces the paths of `rows` of documents or rejections."""
    owners = [rows[name].to_pylist() for name in OWNERS if name in rows.column_names]
    return pa.array([stand_in(*row) for row in zip(rows["seed"].to_pylist(), *owners, strict=True)], pa.string())


def is_stand_in(seed: str) -> bool:
    """True if `seed` is the hash of a path: names of seeds always have an ending."""
    return seed.startswith(f"{_SEED_PREFIX}_") and len(seed) == len(_SEED_PREFIX) + 17 and "." not in seed

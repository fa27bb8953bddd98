"""What of a document may be passed on: the one table of levels and columns, which releases and docs follow.

A document's level is what `sources.toml` says of its publisher (`documents.redistribution`); one that was taken down
is of the level `metadata`, whatever its publisher says. Every released column is named here, so that a new one is
either declared or fails a test, and is never passed on by oversight.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from pipeline.identity import make_id
from pipeline.parse.sources import DEFAULT_MAX_QUOTED_SHARE
from schemas.tables import RELEASED_TABLES

Level = Literal["full_text", "quotes", "metadata"]
Rule = Literal["keep", "short", "capped", "hash", "open", "null"]

# A run of so many words of a withheld text stands nowhere but in a statement that is kept.
WINDOW = 8

_SEED_PREFIX = "seed"

_MEANINGS: Mapping[Rule, str] = MappingProxyType(
    {
        "keep": "as it is",
        "short": f"as it is up to {WINDOW - 1} words, else null",
        "capped": "as it is within the share of the document that may be quoted, else null",
        "hash": f"`{_SEED_PREFIX}_` and a hash of it: a file's name may hold the headline",
        "open": "what the lexicons or other documents give, by their levels; else null (an alias: left out)",
        "null": "null",
    }
)

# Column: rule at `quotes`, rule at `metadata`. At `full_text` everything is kept.
_Rules = Mapping[str, tuple[Rule, Rule]]
_SURFACE: tuple[Rule, Rule] = ("short", "null")
_KEPT: tuple[Rule, Rule] = ("keep", "keep")


def _kept(*columns: str) -> dict[str, tuple[Rule, Rule]]:
    return dict.fromkeys(columns, _KEPT)


RIGHTS: Mapping[str, _Rules] = MappingProxyType(
    {
        "statements": {
            **_kept("statement_id", "document_id", "parent_statement_id", "type", "medium", "spans"),
            **_kept("speaker_spans", "speaker_actor_id", "cue_spans", "frame_spans", "addressee_spans"),
            **_kept("addressee_actor_id", "source_spans", "source_actor_id"),
            **_kept("stated_from", "stated_to", "stated_basis", "rule"),
            "text": ("capped", "null"),
            "speaker_text": _SURFACE,
            "cue_text": _SURFACE,
            "cue_lemma": _SURFACE,
            "addressee_text": _SURFACE,
            "source_text": _SURFACE,
        },
        "documents": {
            **_kept("document_id", "seed_sha256", "source", "host", "published_on", "captured_on", "language", "url"),
            **_kept("text_sha256", "n_characters", "n_words", "encoding", "repairs", "redistribution"),
            **_kept("duplicate_of", "status"),
            "seed": ("hash", "hash"),
            "title": ("null", "null"),
            "author": ("short", "short"),
            "publisher": ("short", "short"),
            "text": ("null", "null"),
        },
        "dates": {
            **_kept("date_id", "document_id", "start", "end", "timex_type", "value", "mod", "begins_on", "ends_on"),
            **_kept("granularity", "anchor", "rule"),
            "text": _SURFACE,
        },
        "mentions": {
            **_kept("mention_id", "document_id", "actor_id", "start", "end", "mention_kind", "rule"),
            "text": _SURFACE,
            "role": _SURFACE,
            "role_lemma": _SURFACE,
        },
        "rejected": {
            **_kept("rejection_id", "line", "seed_sha256", "document_id", "table", "stage", "reason"),
            "seed": ("hash", "hash"),
            "detail": ("null", "null"),
        },
        "actors": {
            **_kept("actor_id", "kind", "country", "wikidata_id", "n_documents", "n_mentions", "n_statements"),
            **_kept("first_seen_on", "last_seen_on"),
            "name": ("open", "open"),
            "aliases": ("open", "open"),
        },
        "changes": _kept("table", "row_id", "change", "columns", "cause"),
        "release": _kept("version", "previous", "date", "content_fingerprint", "code_version"),
    }
)


def rule_of(table: str, column: str, level: Level) -> Rule:
    """What happens to a column at a level. Raises KeyError for one that is not declared."""
    at_quotes, at_metadata = RIGHTS[table][column]
    return {"full_text": "keep", "quotes": at_quotes, "metadata": at_metadata}[level]


def withheld_columns(table: str) -> tuple[str, ...]:
    """The columns of `table` that some level withholds, in no case from documents of the level `full_text`."""
    return tuple(column for column, rules in RIGHTS.get(table, {}).items() if rules != _KEPT)


def stand_in(seed: str | None) -> str | None:
    """The hash that stands for a seed's path where the path is withheld; it stands for itself."""
    if seed is None or is_stand_in(seed):
        return seed
    return make_id(_SEED_PREFIX, seed)


def is_stand_in(seed: str) -> bool:
    """Whether `seed` is no path but the hash of one: no seed's name is without an ending."""
    return seed.startswith(f"{_SEED_PREFIX}_") and len(seed) == len(_SEED_PREFIX) + 17 and "." not in seed


_INTRODUCTION = f"""# Rights

Generated from `pipeline/release/rights.py` by `make docs`; do not edit by hand.

`seeds/sources.toml` says of each publisher what may be passed on of its documents:

| `redistribution` | what is released |
|---|---|
| `full_text` | everything |
| `quotes` | the statements, not the document's text or headline |
| `metadata` | no text of any kind: which document it is, and where in it what kind of thing stands |

The lake keeps every text, so that spans can be checked before anything is withheld. What a level withholds is taken out
when a release is made, for a folder as for the Hub; a month in which every document is `full_text` is the lake's file,
byte for byte. `onrecord verify` checks keys, hashes and counts as ever, holds every row against the tables below, and
says of how many spans the text is withheld, so that they cannot be checked against it.

Offsets stay at all levels: whoever may read the text elsewhere can put text and rows together. A run of {WINDOW} words
of a withheld text stands nowhere in a release but in a statement that is kept.

## Whose a document is

The `source` of a header that a person wrote decides: a key of `sources.toml`, a publisher's name or one of its hosts.
Else the strictest publisher counts that one of these names: the host of the document's address, the first folder of its
path, the `source` that a record gives itself (where it is a key). The address of a page or record is its own word: it
can withhold more than the folder does, never less. What JSON-LD or `og:site_name` say names the outlet only.

A document that nobody is named for is `unknown`. The table `[unknown]` sets its level and licence like any other;
without it the level is `full_text` while no publisher is restricted, and `metadata` as soon as one is. `onrecord build`
warns of publishers without documents, and, once any publisher is restricted, of folders, hosts and headers without one.

## Rights do not loosen by themselves

`sources.toml` and `takedowns.toml` are read once in a build, and the lake keeps what they said. `onrecord build` stops
with one line when a file is a link that leads nowhere, cannot be read, is malformed, or is empty; a file of comments is
not empty. A `sources.toml` that is gone stops it too, once the lake has known a restricted publisher. A release is
refused while a file says something else than what the lake was built with.

A release in which more would be passed on of any document than before is not made: neither the release before in the
same folder or repository may be stricter, nor what the lake remembers from its last release anywhere (`levels.json` in
the lake: the restricted documents; a document that is gone from the seeds stays remembered, and a new lake takes them
from the folder of releases). The command names the documents, publishers and levels, before and now, and exits with
status 1. `--accept rights` says that it is meant; manifest (`loosened`) and changelog record it. Sensors and schedules
never accept.

## What may be quoted

Of a document at `quotes` the texts of its statements are kept up to a share of its characters:
`max_quoted_share` of its publisher in `sources.toml`, {DEFAULT_MAX_QUOTED_SHARE} where it says nothing. Statements are
gone through by their place in the document, an outer one before those nested in it, and one whose text would take the
characters covered over that share loses its `text`; its row, its spans and its speaker stay.

## What was taken down

`onrecord takedown DOCUMENT_ID --reason TEXT` writes `seeds/takedowns.toml`. From the next build on the document, and
every other one with the same text, has one row in `documents`, with the status `withdrawn`, and no other row. What is
left of it is released as at `metadata`, without author and address too. Releases made before still hold it: the command
names those in the folder of releases, and says how they can be removed there and on the Hub.

## Licences

A release to a Hub repository that anybody can read needs a `licence` for every source of its documents in
`sources.toml`, the source `unknown` included; without it `onrecord publish` sends nothing and names the lines to add.
Folders and private repositories may hold documents without one.

## Reasons for some of the columns

- An address (`url`) is what a reader needs to find the text where it may be read. It may spell the headline; it is the
  address that the publisher itself gave it.
- `author` and `publisher` are names, and are kept as such: up to {WINDOW - 1} words. The `host` stands in the address.
- `text_sha256` and `seed_sha256` tell nothing about a text to those who do not have it, and let those who do have it
  see that it is the one.
- Names of people are facts, but a name that only withheld texts give is a piece of them: an actor that the lexicons do
  not know and that no text open enough names has no `name` and no `aliases`. Its id and its counts stay.
- What was rejected may have no publisher that is known. As soon as any publisher or document is restricted, `detail`
  and the path are withheld of every rejection that is not about a document of the level `full_text` in the same month.
"""


def rights_document() -> str:
    """`docs/rights.md` as Markdown: a test holds the file to this text."""
    lines = [_INTRODUCTION, "## What happens to each column", "", "| word | the value is |", "|---|---|"]
    lines += [f"| {word} | {meaning} |" for word, meaning in _MEANINGS.items()]
    for table in RELEASED_TABLES:
        lines += [
            "",
            f"### {table}",
            "",
            "| column | `full_text` | `quotes` | `metadata`, withdrawn |",
            "|---|---|---|---|",
        ]
        for column, (at_quotes, at_metadata) in RIGHTS[table].items():
            lines.append(f"| `{column}` | keep | {at_quotes} | {at_metadata} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    import sys

    sys.stdout.write(rights_document())

"""`docs/rights.md`: what the levels of rights mean, in words, and the table of `rights.py` beside them."""

import sys

from pipeline.parse.near_equality import NEAR_EQUAL
from pipeline.parse.sources import DEFAULT_MAX_QUOTED_SHARE
from pipeline.release.rights import MEANINGS, RIGHTS, WINDOW
from schemas.export import arrow_schema
from schemas.tables import RELEASED_TABLES

_INTRODUCTION = f"""# Rights

Generated from `pipeline/release/rights.py` by `make docs`; do not edit by hand.

`seeds/sources.toml` states for each publisher what may be redistributed of its documents:

| `redistribution` | what is released |
|---|---|
| `full_text` | everything |
| `quotes` | the statements, not the document's text or headline |
| `metadata` | no text: the identity of the document, and the positions and kinds of what was found in it |

The lake keeps every text, so that spans can be validated before anything is withheld. What a level withholds is removed
when a release is made, for a folder as for the Hub; the file of a month in which every document is `full_text` is the
lake's file, byte for byte. `onrecord verify` checks keys, hashes and counts, checks every row against the tables below,
and reports the number of spans that cannot be checked because their text is withheld.

Offsets are kept at all levels: a reader with access to the text can combine it with the rows. No cell has
{WINDOW} words in a row of a withheld text, except statements that are kept.

## Which publisher a document has

The `source` of a header that a person wrote decides: a key of `sources.toml`, a publisher's name or one of its hosts.
Otherwise the strictest publisher counts that is named by one of these: the host of the document's address, the first
folder of its path, the `source` of a record (if it is a key). The address of a page or record is the document's own
claim: it can withhold more than the folder does, never less. JSON-LD and `og:site_name` name the outlet only.

A document without a publisher is `unknown`. The table `[unknown]` sets its level and licence like any other;
without it the level is `full_text` while no publisher is restricted, and `metadata` as soon as one is. `onrecord build`
warns of publishers without documents, and, once any publisher is restricted, of folders, hosts and headers without one.

## What a document says of itself

Pages, answers of servers and records may state terms for machines. They are kept in `documents`: `terms_url` is the
address of the terms, `tdm_reserved` says whether text and data mining is reserved, and is null where nothing is said.
Read are `tdm-reservation` and `tdm-policy` of [TDMRep](https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/)
(`<meta>`, headers of a WARC record), licence links of [RSL](https://rslstandard.org/rsl) (`<link>`, the header `Link`),
RSL licences within a page that prohibit `ai-train`, `ai-all` or `all`, and directives for all robots (`<meta>`,
`X-Robots-Tag`): `noai` and `noml`. Records, front matter and header lines may have the fields too (docs/archives.md).
If one of them reserves, the text is reserved. Nothing is fetched: neither the terms at an address, nor robots.txt.

By itself this changes no level. A rule in `sources.toml` can make it stricter:

```toml
[terms]
tdm_reserved = "metadata"   # the most of a document that reserves mining, whoever published it

[tagblatt]
name = "Tagblatt"
redistribution = "full_text"
tdm_reserved = "quotes"     # of this publisher's documents, in place of the rule for all
```

A document then has the stricter of this level and its publisher's; no statement of its own can loosen one. A page that
begins to reserve is released at the new level, with the cause `source`; a changed rule has the cause `rights`. Nothing
is annotated again for either. `[terms]` is no publisher.

## Rights do not loosen by themselves

`sources.toml` and `takedowns.toml` are read once in a build, and the lake keeps their content. `onrecord build` stops
with one line if a file is a broken link, cannot be read, is malformed, or is empty; a file of comments is
not empty. A missing `sources.toml` stops it too, if the lake has had a restricted publisher. A release is refused
while a file differs from the one that the lake was built with.

A release in which more of any document would be redistributed than before is refused: it is compared with the
predecessor in the same folder or repository, and with the lake's memory of its last release anywhere (`levels.json`
in the lake: the restricted documents; a document removed from the seeds stays remembered, and a new lake takes them
from the folder of releases). The command names the documents, publishers and levels, before and now, and exits with
status 1. `--accept rights` confirms it; manifest (`loosened`) and changelog record it. Sensors and schedules never
accept.

## What may be quoted

Of a document at `quotes`, texts are kept up to a share of its characters: `max_quoted_share` of its publisher in
`sources.toml`, by default {DEFAULT_MAX_QUOTED_SHARE}. All cells of a release, put together by their offsets, give no
more of the document than that. Each character counts once, and the share is spent in this order:

1. statements, the shortest first, so that as many as possible are kept;
2. surfaces of speakers and of sources that they cite, in the order of the document;
3. of those addressed;
4. cues;
5. dates;
6. mentions and roles.

The first text that does not fit ends the spending, so that a larger share shows whatever a smaller one does. What lies
within texts that are kept costs nothing. A row that loses its text keeps its spans and its actors' ids. Labels of the
lexicons are no text of the document. Any other name (`speaker`, `according_to`, `addressee`, `about.actor`, and the
names in `actors`) is given where its words, apart from endings, are in texts of the document that are kept.

## What ids tell

In the lake, ids of dates, mentions and statements are hashes of the document's id and of words, and so are the ids of
actors that only one document knows. With a list of words these could be found. So in a release such ids of a document
below `full_text` are HMACs (SHA-256, as long as the others) of the lake's ids under a key that is made of the whole
text of the document. Every table has them: parents and roots, anchors, `about`, `actors`, `changes`. There is no secret
to keep or to lose: a build from nothing makes the same ids, and whoever has the text can make them.

- A corrected text gives all rows of such a document other ids, with the cause `source`.
- Another level does too, with the cause `rights`. If less may be redistributed now, `changes` lists the rows as
  `changed`, by their present ids; if more, as removed and added.
- `redirects` has no row of such a document; `documents.earlier_id` has its own.
- A `seed_…` is made of the id of the document, a rejection's of the hash of the file; the path is not in it.
- `onrecord takedown --actor` takes an id from a release. `takedowns.toml` gets the lake's id, which stays the same when
  the text is corrected.

What stays shared: ids of documents are hashes of an `id`, an address or, without these, a path. Actors with a full name
have one id in all documents, a hash of kind and name: with a list of names one can find who is mentioned in a withheld
text, and where. `text_sha256` tells whether a text that one has is the same; a text of a few words can be guessed.
`rejection_id` is a hash of path, reason and detail.

## Corrections

What people wrote follows the rights of the document: in `corrections` the words, their context, the reason and the id
of the row are null for a document below `full_text`, and values are kept where the judged field is kept at its level. A
line that is invalid or about a document that is not there has no words in any release, and an id made of file and line;
a line about an actor in all documents is treated so once anything is restricted. The `correction_id` of a document
below `full_text` is an HMAC like other ids; `documents` has none then, nor has `actors` while anything is restricted.

The files of corrections themselves are yours, as the seeds are. `onrecord takedown` names the lines that hold words of
the text that is taken down.

## Samples

`sampled` has no words. It names a row by the id that this release has for it; the id that it had when it was drawn is
there only if the release has no such row any more and the document is at `full_text`. Of a document that was taken
down, or that names a person who was, it has the rows that the release has, and no paragraphs; of one that is gone it
has nothing. `quality` counts all answers, whatever became of the documents. The files in `quality/` are yours: they
have ids of the release that they were drawn from, and hashes of its words.

## Takedowns

`onrecord takedown DOCUMENT_ID --reason TEXT` writes `seeds/takedowns.toml`. From the next build on the document, and
every other one with the same text, has one row in `documents`, with the status `withdrawn`, and no other row. That
row is released as at `metadata`, also without author and address. `--dry-run` lists the documents, releases and, with
`--repo`, the tags and staging branches that contain it, and writes nothing.

Takedowns are permanent. The lake and the manifest of every later release remember the document by its id, hashes of its
texts and a signature of 128 bytes each, never by a text or a reason. A lost or edited `takedowns.toml`, a deleted
seed, the same text under another id, a new lake, a rollback, or another lake that publishes to the same target do not
restore it. Only `onrecord takedown --lift ID --reason TEXT` does.

A document whose text is *nearly* one that was taken down is held back: its only row is in `rejected`, with the reason
`resembles_takedown`, until `onrecord takedown ID` takes it down too or `onrecord takedown --allow ID` keeps this
text. The texts' runs of three words are compared, without case, punctuation and white space; the limit is a share of
{NEAR_EQUAL:g} in common (Jaccard). Measured on an invented article of 159 words:

| copy | in common | estimated from signatures |
|---|---:|---:|
| without its last full stop; in capitals; with other quotation marks and line ends | 1.00 | 1.00 |
| a headline and a byline before it | 0.96 | 0.95 |
| without its first sentence | 0.90 | 0.88 |
| a footer of a quarter of its length added | 0.79 | 0.74 |
| its sentences in another order | 0.75 | 0.80 |
| every twentieth word replaced | 0.73 | 0.70 |
| every tenth word replaced | 0.53 | 0.49 |
| its first half alone | 0.53 | 0.57 |
| every fifth word replaced | 0.25 | 0.23 |
| two weather reports of one desk, from different days | 0.18 | 0.18 |
| a report of the same event by somebody else | 0.01 | 0.01 |

## Persons

`onrecord takedown --actor ACTOR_ID --reason TEXT` takes a person down. No later release names them:

- `documents` that mention the person, or contain a full name of theirs, have the status `redacted`. Text and headline
  are null and the path is a hash, since recognition may have missed a place; author and address are null if they
  contain a word of the name. The same holds for duplicates of such a document.
- `mentions` of the person are left out; so are their `statements` with all that is nested in them, and their row in
  `actors`. Counts of others are those of the rows that are left.
- If the person is addressed or cited in another actor's statement, the columns of that role are null or empty.
- Any other text of such a document's rows (a statement, a role, a cue) is null if the person is mentioned in it or a
  word of the name occurs in it. Ids and offsets are unchanged, at each level.
- `changes` does not list the row of `actors`, whose key is the person's id.

The lake keeps its rows and texts, and remembers the id. The manifest holds a slow salted hash of it
(scrypt), never id, name or reason. A new lake whose `takedowns.toml` does not name such a person stops until it does.

## Answering a request for erasure or objection

1. Find the id: in `actors` by name or alias. A person may have several: under a misspelt name, or in a document that
   gives the surname alone (such ids count for that document only). Take each down.
2. `onrecord takedown --actor ID --reason "…" --dry-run --repo NAMESPACE/NAME` lists the releases, tags and branches
   that have a row of the person. Without `--dry-run` it is taken down, and the history of runs, which may show first
   rows of tables, is deleted.
3. `onrecord build`, then `onrecord publish`.
4. Releases made before still name the person. Delete their folders, tags and files on the Hub as the command says, or
   keep them if the request allows it; `onrecord yank` says that they should not be used any more.
5. The seeds are yours: whether the documents themselves may be kept is another question.

It cannot reach copies that others have loaded, forks, caches, mirrors and backups, nor what names the person without
their name (an office, a description). Anyone with an older release can see what is missing from a newer one.

## Licences

A release to a public Hub repository needs a `licence` in `sources.toml` for every source of its documents, including
the source `unknown`; without it `onrecord publish` sends nothing and prints the lines to add. Folders and private
repositories may contain documents without a licence.

## Reasons

- Readers need the addresses (`url`, `syndicated_from`) to find the text where it may be read. They may contain the
  headline, but the publisher itself chose them.
- `author`, `authors` and `publisher` are names, and are kept up to {WINDOW - 1} words. The `host` is part of the
  address.
- `text_sha256` and `seed_sha256` reveal nothing about a text, and allow those who have it to verify it.
- Names of people are facts, but a name that occurs only in withheld texts is part of them: an actor that is in no
  lexicon and in no sufficiently open text has no `name` and no `aliases`. Its id and counts are kept.
- The publisher of a rejection may be unknown. If any publisher or document is restricted, `detail` and the path are
  withheld for every rejection that is not about a document of the level `full_text` in the same month.
"""


def rights_document() -> str:
    """Return `docs/rights.md` as Markdown (a test compares the file with it)."""
    lines = [_INTRODUCTION, "## Rules by column", "", "| word | the value is |", "|---|---|"]
    lines += [f"| {word} | {meaning} |" for word, meaning in MEANINGS.items()]
    for table in RELEASED_TABLES:
        lines += [
            "",
            f"### {table}",
            "",
            "| column | `full_text` | `quotes` | `metadata`, withdrawn |",
            "|---|---|---|---|",
        ]
        for column in arrow_schema(table).names:
            at_quotes, at_metadata = RIGHTS[table][column]
            lines.append(f"| `{column}` | keep | {at_quotes} | {at_metadata} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.stdout.write(rights_document())

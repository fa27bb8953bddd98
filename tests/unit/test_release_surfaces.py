"""What somebody puts together from a whole release, by the places that it gives: no more than the share allows."""

import datetime
import itertools
import re
from collections import defaultdict
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.lake.storage import Storage
from pipeline.parse.sources import read_publishers
from pipeline.publish.folder import make_release
from pipeline.release.request import ReleaseRequest
from pipeline.release.verify import verify_release
from tests import press
from tests.corpora import ARTICLES, build_lake, full_snapshot, settings_in, write_seed
from tests.pictures import draw_nothing
from tests.unit.test_release_rights import CLOSED, OPEN, QUOTED

SHARES = (0.0, 0.1, 0.3, 1.0)
SURFACES = {
    "statements": {
        "text": "spans",
        "speaker_text": "speaker_spans",
        "source_text": "source_spans",
        "addressee_text": "addressee_spans",
        "cue_text": "cue_spans",
    },
    "dates": {"text": None},
    "mentions": {"text": None},
}
LONG = "Der Zoll habe, so sagte Carl Zöllner dem Boten am 3. Mai, „nichts gesehen“, was Zöllner später bestritt. " * 3
TEXTS = (*ARTICLES, QUOTED, CLOSED, OPEN, press.AGENCY, LONG, *(text for *_, text in press.ARTICLES.values()))


def release_at(folder, share):
    """Release all texts at `quotes` with this share; its tables by name, and its folder."""
    settings = settings_in(folder)
    return release_again(settings, share)


def release_again(settings, share, **options):
    sources = f'[zitat]\nname = "Zitatblatt"\nredistribution = "quotes"\nmax_quoted_share = {share}\n'
    seeds = Path(settings.seeds)
    (seeds / "sources.toml").write_text(sources, encoding="utf-8")
    for number, text in enumerate(TEXTS):
        language = "en" if "said" in text else "de"
        write_seed(seeds, f"zitat/{number}.txt", text, "2025-09-03", language=language)
    build_lake(settings)
    given = {"settings": settings.shaping(), "code_version": "1", "publishers": read_publishers(sources).by_key}
    request = ReleaseRequest(date=datetime.date(2025, 10, 1), **given, **options)
    with pytest.MonkeyPatch.context() as patched:
        draw_nothing(patched)
        return make_release(full_snapshot(settings), settings.releases, request)


def tables_in(outcome):
    """Return the rows of every table of a release."""
    tables = defaultdict(list)
    for path in sorted(Path(outcome.url).rglob("*.parquet")):
        tables[path.parent.name] += pq.ParquetFile(path).read(use_threads=False).to_pylist()
    return tables


def texts_in(settings):
    """Return the texts of the lake by document."""
    rows = (full_snapshot(settings).table(file) for file in full_snapshot(settings).of("documents"))
    return {row["document_id"]: row["text"] for table in rows for row in table.to_pylist() if row["text"]}


def stitched(tables, texts):
    """Return for each document the characters that the cells of a release give back: every cell at its place.

    A name stands where its actor is mentioned or speaks, if it is as long; labels of the lexicons are known anyway, and
    what an actor of several documents is called may be known from another one.
    """
    found = {document_id: set() for document_id in texts}

    def put(document_id, words, spans):
        at = [place for start, end in spans for place in range(start, end)]
        text = texts[document_id]
        is_there = " ".join(text[start:end] for start, end in spans) == words
        if words is not None and is_there:
            found[document_id].update(at)

    names = defaultdict(set)
    for row in tables["actors"]:
        if row["n_documents"] == 1:
            names[row["actor_id"]] |= {row["name"], *row["aliases"]} - {None}
    for table, columns in SURFACES.items():
        for row in tables[table]:
            for column, place in columns.items():
                spans = [(row["start"], row["end"])] if place is None else pairs(row[place])
                put(row["document_id"], row[column], spans)
    for row in tables["statements"]:
        named = {"speaker": "speaker", "according_to": "source", "addressee": "addressee"}
        for column, role in named.items():
            if not is_labelled(row[f"{role}_actor_id"]):
                for name in {row[column]} | names[row[f"{role}_actor_id"]]:
                    put(row["document_id"], name, pairs(row[f"{role}_spans"]))
    for row in tables["mentions"]:
        for name in names[row["actor_id"]] if not is_labelled(row["actor_id"]) else ():
            put(row["document_id"], name, [(row["start"], row["end"])])
        if row["role"]:
            text = texts[row["document_id"]]
            at = text.rfind(row["role"], max(0, row["start"] - 60), row["end"])
            found[row["document_id"]].update(range(at, at + len(row["role"])) if at >= 0 else ())
    return found


def is_labelled(actor_id):
    """Whether the lexicons know the actor; other ids end in a hash."""
    return actor_id is not None and re.search("_[0-9a-f]{16}$", actor_id) is None


def pairs(spans):
    return [(span["start"], span["end"]) for span in spans]


def names_in(tables):
    """Return every name that a release shows, by row and column."""
    shown = set()
    for table, key in (("statements", "statement_id"), ("mentions", "mention_id"), ("about", "mention_id")):
        columns = ("text", "speaker", "according_to", "addressee", "speaker_text", "source_text", "actor", "role")
        for row in tables[table]:
            shown |= {(table, row["document_id"], row[key], name) for name in columns if row.get(name)}
    for row in tables["actors"]:
        shown |= {("actors", row["actor_id"], name) for name in [row["name"], *row["aliases"]] if name}
    return shown


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """Texts and releases at each share."""
    settings = settings_in(tmp_path_factory.mktemp("surfaces"))
    releases = {share: release_again(settings, share, accept=["rights"]) for share in SHARES}
    return texts_in(settings), releases


def test_a_whole_release_gives_back_no_more_of_a_text_than_its_share(released):
    texts, releases = released
    for share, outcome in releases.items():
        found = stitched(tables_in(outcome), texts)
        for document_id, text in texts.items():
            assert len(found[document_id]) <= int(share * len(text)), (share, document_id)
        assert verify_release(Storage(outcome.url)) == []
    whole = sum(map(len, stitched(tables_in(releases[1.0]), texts).values()))
    assert whole > 0.4 * sum(map(len, texts.values()))


def test_a_larger_share_shows_whatever_a_smaller_one_does(released):
    _, releases = released
    shown = [names_in(tables_in(releases[share])) for share in SHARES]
    for less, more in itertools.pairwise(shown):
        assert less <= more
        assert less != more


def test_another_share_is_a_patch_with_the_cause_rights(released):
    _, releases = released
    for number, outcome in enumerate(itertools.islice(releases.values(), 1, None), start=1):
        assert (outcome.version, set(dict(outcome.causes))) == (f"1.0.{number}", {"rights"})

"""Which documents go into which month, against plain rules: the first of each id, the earliest of each text."""

from collections import defaultdict
from dataclasses import replace
from datetime import date

import pyarrow as pa
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from pipeline.lake.plan import plan_months
from pipeline.lake.seed_index import _SCHEMA, SeedIndex
from pipeline.lake.terms import Terms
from pipeline.parse.takedowns import Takedown
from pipeline.parse.takedowns_file import add_takedown
from pipeline.settings import make_settings

SETTINGS = make_settings(seeds="seeds", data="data")
DAYS = (None, date(33, 4, 3), date(2025, 8, 27), date(2025, 8, 28), date(2025, 9, 1), date.max)

BY_ADDRESS = "abc"

# Of texts: 2 has two thirds of 1's and 3 all of 2's, 4 has nothing of any other.
SHINGLES = {"1": range(6), "2": range(2, 8), "3": range(2, 6), "4": range(10, 16), "9": range(20, 26)}

_documents = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(DAYS), st.sampled_from("1234")), max_size=4)
_seeds = st.dictionaries(st.sampled_from(["a.txt", "b/c.jsonl", "b.jsonl", "ä.jsonl", "z.jsonl"]), _documents)
_takedowns = st.dictionaries(st.sampled_from("abc456"), st.sampled_from("123"), max_size=2)


def hashed(letter):
    return letter * 64


def id_of(name):
    return f"doc_{name * 16}"


def index_of(seeds, takedowns):
    rows = []
    for path, documents in sorted(seeds.items()):
        held = [
            {
                "document_id": id_of(name),
                "is_by_address": name in BY_ADDRESS,
                "seed": path,
                "line": line if path.endswith(".jsonl") else None,
                "seed_sha256": hashed(name),
                "published_on": day,
                "text_sha256": hashed(text),
                "shingle_level": 0,
                "shingles": SHINGLES[text],
            }
            for line, (name, day, text) in enumerate(documents, 1)
        ]
        if not path.endswith(".jsonl"):
            held = held[:1]
        rows.append(
            {
                "path": path,
                "n_bytes": 1,
                "stamp": "1",
                "sha256": hashed("0"),
                "documents": held,
                "rejections": [],
                "unread": [],
            }
        )
    toml = ""
    for name, text in takedowns.items():
        toml = add_takedown(toml, Takedown(document_id=id_of(name), text_sha256=(hashed(text),), reason="r"))
    return SeedIndex(pa.Table.from_pylist(rows, schema=_SCHEMA), (), (), 0, Terms(takedowns=toml or None))


def plainly(index):
    """What each month holds, as (seed, line, id, links, is_withdrawn), and the (seed, line) of id clashes."""
    documents, clashes, of_id = {}, defaultdict(list), defaultdict(list)
    for row in index.documents().to_pylist():
        of_id[row["document_id"]].append(row)
    for document_id, rows in of_id.items():
        kept = max(rows, key=_capture) if rows[0]["is_by_address"] else rows[0]
        documents[document_id] = (_month(kept), kept)
    for row in index.documents().to_pylist():
        if documents[row["document_id"]][1] != row:
            clashes[_month(row)].append((row["seed"], row["line"]))
    gone = set(index.terms.taken_down.texts)
    gone |= {row["text_sha256"] for name, (_, row) in documents.items() if name in index.terms.taken_down.by_id}
    in_order = sorted(
        documents.values(), key=lambda d: (d[1]["published_on"] or date.max, d[1]["seed"], d[1]["line"] or 0)
    )
    kept, held, linked = {}, defaultdict(list), []
    for month, row in in_order:
        is_gone = row["text_sha256"] in gone
        first = kept.setdefault(row["text_sha256"], row["document_id"])
        duplicate_of = None if is_gone or first == row["document_id"] else first
        near = None if is_gone or duplicate_of else near_duplicate_of(row, linked)
        if not is_gone and not duplicate_of:
            linked.append(row)
        held[month].append((row["seed"], row["line"] or 0, row["document_id"], duplicate_of, near, is_gone))
    return {month: (sorted(held[month]), clashes[month]) for month in sorted({*held, *clashes})}


def _month(row):
    return "undated" if row["published_on"] is None else row["published_on"].isoformat()[:7]


def _capture(row):
    return (row["published_on"] or date.min, row["seed"], row["line"] or 0)


def near_duplicate_of(row, earlier):
    own = set(row["shingles"])
    for other in earlier:
        if len(own & set(other["shingles"])) * 3 >= 2 * len(own):
            return other["document_id"]
    return None


@tried(max_examples=200, deadline=None)
@given(_seeds, _takedowns)
def test_a_plan_is_what_the_rules_say(seeds, takedowns):
    index = index_of(seeds, takedowns)
    plans = plan_months(index, SETTINGS)
    found = {
        month: (
            [
                (d.seed, d.line or 0, d.document_id, d.duplicate_of, d.near_duplicate_of, d.is_withdrawn)
                for d in plan.documents()
            ],
            [(rejection.seed, rejection.line) for rejection in plan.rejections],
        )
        for month, plan in plans.items()
    }
    assert found == plainly(index)
    assert list(plans) == sorted(plans)
    assert all(plan.n_documents == len(found[month][0]) for month, plan in plans.items())


@tried(max_examples=50, deadline=None)
@given(_seeds)
def test_a_month_is_stale_only_when_its_own_documents_change(seeds):
    index = index_of(seeds, {})
    before = plan_months(index, SETTINGS)
    moved = replace(
        index, seeds=index.seeds.set_column(2, "stamp", pa.array(["2"] * index.seeds.num_rows, pa.string()))
    )
    assert {m: plan.fingerprint for m, plan in plan_months(moved, SETTINGS).items()} == {
        month: plan.fingerprint for month, plan in before.items()
    }
    more = index_of({**seeds, "new.txt": [("n", date(2025, 10, 1), "9")]}, {})
    after = plan_months(more, SETTINGS)
    changed = {
        month for month, plan in after.items() if month not in before or before[month].fingerprint != plan.fingerprint
    }
    assert changed == {"2025-10"}

"""Near duplicates: which document links to which, by the words that it shares, whatever lies around it."""

import random
import time

import numpy as np
import pytest

from pipeline.lake import near_duplicates
from pipeline.lake.near_duplicates import Sketches, find_links
from pipeline.lake.plan import plan_months
from pipeline.lake.seed_index import refresh_seed_index
from pipeline.lake.staleness import stale_months
from pipeline.lake.storage import Storage
from pipeline.parse.shingles import MOST, SHINGLE, limit_of, sketch_of
from tests.corpora import build_lake, rows_of, settings_in, write_seed

NOUNS = "Fähre Brücke Mühle Schule Halle Straße Kirche Burg Bahn Orgel Werft Klinik Messe Bühne Quelle Mauer".split()
VERBS = "bleibt kommt geht steht schließt öffnet wächst endet beginnt ruht dauert fehlt".split()


def words_of(n, seed):
    """A text of `n` words that no other seed has."""
    chance = random.Random(seed)
    return [f"{chance.choice(NOUNS)}{chance.randrange(1000)}" for _ in range(n)]


AGENCY = " ".join(words_of(90, 1))


def sketches_of(texts):
    found = [sketch_of(text) for text in texts]
    sizes = [len(sketch.hashes) for sketch in found]
    return Sketches(
        np.concatenate([sketch.hashes for sketch in found]),
        np.append(0, np.cumsum(sizes)),
        np.array([sketch.level for sketch in found]),
    )


def links(*texts):
    return find_links(sketches_of(texts)).tolist()


@pytest.mark.parametrize(
    "copy",
    [
        f"NORDHAGEN (dpa) – {AGENCY}",
        f"{AGENCY}\n\n© dpa-infocom, dpa:240314-930-1234/1",
        f"»{AGENCY.upper()}«",
        " ".join(AGENCY.split()[:40]),
        " ".join(f"{word}," for word in AGENCY.split()),
        " ".join("anders" if n % 20 == 0 else word for n, word in enumerate(AGENCY.split())),
        f"{AGENCY} {' '.join(words_of(30, 2))}",
    ],
    ids=["dateline", "copyright", "other marks and case", "shortened", "punctuated", "edited", "enlarged"],
)
def test_what_papers_do_to_an_agency_text_leaves_it_linked(copy):
    assert links(AGENCY, copy) == [-1, 0]


@pytest.mark.parametrize(
    "other",
    [
        " ".join(words_of(90, 3)),
        " ".join(AGENCY.split()[:40] + words_of(60, 4)),
        " ".join(sorted(AGENCY.split())),
        " ".join(AGENCY.split()[:7]),
        "",
    ],
    ids=["another", "mostly its own", "the same words in another order", "too short to tell", "no words"],
)
def test_what_shares_less_is_not_linked(other):
    assert links(AGENCY, other) == [-1, -1]


def test_a_link_leads_to_the_earliest_and_not_through_another():
    middle = " ".join(AGENCY.split()[30:] + words_of(10, 5))
    last = " ".join(AGENCY.split()[70:] + words_of(10, 5))
    assert links(AGENCY, middle, AGENCY + " Nachtrag", last) == [-1, 0, 0, 1]


def test_it_is_the_own_shingles_that_count():
    part = " ".join(AGENCY.split()[:30])
    assert links(part, AGENCY) == [-1, -1]
    assert links(AGENCY, part) == [-1, 0]


def test_sketches_of_long_texts_are_compared_where_both_have_shingles():
    long = words_of(6_000, 6)
    sketch = sketch_of(" ".join(long))
    assert MOST / 2 < len(sketch.hashes) <= MOST
    assert int(sketch.hashes.max()) < limit_of(sketch.level)
    longer = long + words_of(2_000, 7)
    assert links(" ".join(longer), " ".join(long), " ".join(long[:1_500])) == [-1, 0, 0]
    assert links(" ".join(long[:3_000] + words_of(5_000, 8)), " ".join(long)) == [-1, -1]


def test_a_copy_among_pages_of_one_template_is_found_although_all_have_most_words_in_common():
    template = words_of(50, 9)
    pages = [" ".join(template + words_of(60, 100 + n)) for n in range(60)]
    copy = pages[40] + " Nachtrag"
    assert links(*pages, copy) == [-1] * 60 + [40]


def test_thousands_of_pages_of_one_template_take_time_in_proportion():
    template = words_of(100, 10)
    pages = [sketch_of(" ".join([*template, *words_of(10, 1_000 + n)])) for n in range(300)]
    seconds = {}
    for n in (300, 3_000):
        hashes = [pages[k % 300].hashes for k in range(n)]
        ends = np.append(0, np.cumsum([len(found) for found in hashes]))
        sketches = Sketches(np.concatenate(hashes), ends, np.zeros(n, dtype=np.int64))
        started = time.process_time()
        assert find_links(sketches).tolist() == [-1] + [0] * (n - 1)
        seconds[n] = time.process_time() - started
    assert seconds[3_000] < 40 * seconds[300]  # 10 if linear, 100 if every page were compared with every other


def test_links_of_the_same_documents_are_found_once(monkeypatch):
    texts = (AGENCY, f"{AGENCY} mehr")
    found = links(*texts)
    monkeypatch.setattr(near_duplicates, "_links_of", None)  # whoever calls it now fails
    assert links(*texts) == found == [-1, 0]


def test_links_are_those_of_plain_counting():
    chance = random.Random(11)
    stock = [words_of(12, 20 + n) for n in range(40)]
    texts = [" ".join(w for part in chance.sample(stock, chance.randint(1, 6)) for w in part) for _ in range(120)]
    expected = []
    shingles = [_shingles(text) for text in texts]
    for n, own in enumerate(shingles):
        fitting = (m for m in range(n) if len(own & shingles[m]) * 3 >= 2 * len(own))
        expected.append(next(fitting, -1))
    assert links(*texts) == expected
    assert len(set(expected)) > 10


def _shingles(text):
    words = text.split()
    return {tuple(words[n : n + SHINGLE]) for n in range(len(words) - SHINGLE + 1)}


def test_a_new_earlier_text_makes_only_the_months_of_its_copies_stale(tmp_path):
    settings = settings_in(tmp_path)
    seeds = tmp_path / "seeds"
    body = "Die Fähre bleibt gesperrt, sagte Bürgermeisterin Lene Quast am Dienstag vor dem Gemeinderat in Nordhagen"
    write_seed(seeds, "bote.txt", f"Nordhagen (dpa) – {body}.", "2024-03-15")
    write_seed(seeds, "kurier.txt", f"{body}. (c) dpa", "2024-04-02")
    write_seed(seeds, "other.txt", "Die Orgel wird erneuert, teilte die Gemeinde mit.", "2024-05-02")
    build_lake(settings)
    rows = rows_of(settings, "documents")
    seed_of = {row["document_id"]: row["seed"] for row in rows} | {None: None}
    links = {row["seed"]: seed_of[row["near_duplicate_of"]] for row in rows}
    assert links == {"bote.txt": None, "kurier.txt": "bote.txt", "other.txt": None}
    assert {row["document_id"] for row in rows_of(settings, "statements")} == set(seed_of) - {None}
    write_seed(seeds, "agentur.txt", f"{body}.", "2024-02-01")
    storage = Storage(settings.lake)
    plans = plan_months(refresh_seed_index(storage, settings), settings)
    assert stale_months(storage, plans) == ["2024-02", "2024-03", "2024-04"]
    (earliest,) = (document.document_id for document in plans["2024-02"].documents())
    now = {d.seed: d.near_duplicate_of for plan in plans.values() for d in plan.documents()}
    assert now == {"agentur.txt": None, "bote.txt": earliest, "kurier.txt": earliest, "other.txt": None}

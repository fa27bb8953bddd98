"""A hundred judgements over the gold articles: their states when made, after other texts, and with another backend."""

import csv
import importlib
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass

import pytest

from pipeline.corrections.judgement import COLUMNS
from pipeline.corrections.placing import FoldedText, find_places, overlap
from tests import PROJECT_ROOT
from tests.corpora import build_lake, full_snapshot, rows_of, settings_in, write_seed

GOLD = PROJECT_ROOT.parent / "shared" / "gold"
APPLIED, TRUE, CONFLICT, ORPHANED, INVALID = "applied", "already_true", "conflict", "orphaned", "invalid"
NEW = "Vera Neu"

# Kinds of judgements of one row: which it is about, what it says of it, and its state at first and without statements
# and names, which the other backend does not find.
KINDS = (
    ("statements", "confirm", "", {}, APPLIED, ORPHANED),
    ("dates", "change", "value", {"old_value": "value", "new_value": "=1999-12-24"}, APPLIED, APPLIED),
    ("statements", "change", "speaker", {"old_value": "speaker", "new_value": f"={NEW}"}, APPLIED, ORPHANED),
    ("mentions", "confirm", "actor", {"old_value": "name"}, APPLIED, CONFLICT),
    ("statements", "confirm", "type", {"old_value": "type"}, APPLIED, CONFLICT),
    ("dates", "reject", "", {}, APPLIED, APPLIED),
    ("mentions", "reject", "", {}, APPLIED, TRUE),
    ("statements", "change", "type", {"old_value": "type", "new_value": "=reported"}, APPLIED, CONFLICT),
    ("dates", "confirm", "value", {"old_value": "value"}, APPLIED, APPLIED),
    ("statements", "reject", "", {}, APPLIED, TRUE),
    ("statements", "change", "type", {"old_value": "=reported", "new_value": "type"}, TRUE, CONFLICT),
    ("mentions", "change", "actor", {"old_value": "name", "new_value": f"={NEW}"}, APPLIED, CONFLICT),
    ("dates", "change", "value", {"old_value": "=1998", "new_value": "=1999"}, CONFLICT, CONFLICT),
    ("statements", "change", "addressee", {"new_value": f"={NEW}"}, APPLIED, ORPHANED),
)
N_EACH = 6
N_MENTIONS = 2  # of people about whom lines are made, so that others leave some of them

pytestmark = pytest.mark.skipif(not GOLD.is_dir(), reason="the articles are not beside the repository")


@dataclass
class Line:
    """A judgement and its states: when it is made, with other texts, with another backend."""

    cells: dict
    states: list


@pytest.fixture
def backend(tmp_path, monkeypatch):
    """The name of a backend of another package, which finds dates alone."""
    folder = tmp_path / "site"
    (folder / "only_dates-1.dist-info").mkdir(parents=True)
    (folder / "only_dates.py").write_text(
        "from pipeline.extract.backends.embedded import EmbeddedBackend\n\n\n"
        "class Dates:\n    name, version = 'dates', '1'\n\n"
        "    def find_dates(self, source):\n        return EmbeddedBackend().find_dates(source)\n\n\n"
        "def open_dates(settings):\n    return Dates()\n"
    )
    (folder / "only_dates-1.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: only-dates\nVersion: 1\n")
    (folder / "only_dates-1.dist-info/entry_points.txt").write_text(
        "[onrecord.backends]\ndates = only_dates:open_dates\n"
    )
    monkeypatch.syspath_prepend(str(folder))
    importlib.invalidate_caches()
    yield "dates"
    sys.modules.pop("only_dates", None)


def read_articles():
    """Text, day and language of each article by name; in four months, since it is judgements that are tried here."""
    for number, path in enumerate(sorted(GOLD.glob("g*.json"))):
        told = json.loads(path.read_text(encoding="utf-8"))
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        yield (
            path.stem,
            (text[text.index(told["text_starts_with"]) :].strip(), f"2025-{5 + number % 4:02}-14", told["language"]),
        )


def write(folder, articles):
    for name, (text, day, language) in articles.items():
        write_seed(folder, f"{name}.txt", text, day, id=name, language=language)


def spans_of(row):
    return [(part["start"], part["end"]) for part in row["spans"]] if "spans" in row else [(row["start"], row["end"])]


def is_name(mention):
    """A person's name, which no description takes the place of."""
    return mention["mention_kind"] == "name" and mention["name"] is not None and " " in mention["text"]


def lines_about(document, rows, first):
    """Lines about rows whose words are in the text once and share nothing with others, beginning with a kind."""
    text, taken = FoldedText(document["text"]), []
    for number in range(len(KINDS)):
        table, verdict, field, cells, *states = KINDS[(first + number) % len(KINDS)]
        for row in rows[table]:
            spans = spans_of(row)
            others = [spans_of(other) for other in rows[table] if other is not row]
            is_known = all(row[value] for value in cells.values() if not value.startswith("="))
            is_known = is_known and row.get("type") != "reported" and (table != "mentions" or is_name(row))
            is_alone = len(find_places(text, row["text"])) == 1 and len(spans) == 1
            if is_known and is_alone and not any(overlap(spans, other) for other in (*taken, *others)):
                taken.append(spans)
                said = {name: row[value] if value[0] != "=" else value[1:] for name, value in cells.items()}
                where = {"document": document["document_id"], "table": table, "quote": row["text"]}
                yield Line(where | {"verdict": verdict, "field": field} | said, [states[0], states[0], states[1]])
                break


def judgements(settings):
    """A hundred lines about the rows of a lake, and the ids of documents by name."""
    rows = {
        table: rows_of(settings, table) for table in ("documents", "statements", "dates", "mentions", "appearances")
    }
    people = {row["actor_id"]: row["name"] for row in rows["appearances"] if row["kind"] == "person"}
    rows["mentions"] = [row | {"name": people.get(row["actor_id"])} for row in rows["mentions"]]
    documents = sorted(rows["documents"], key=lambda row: row["seed"])
    lines = []
    for number, document in enumerate(documents):
        own = {
            table: [r for r in found if r["document_id"] == document["document_id"]] for table, found in rows.items()
        }
        lines += list(lines_about(document, own, number * 3))[:N_EACH]
    named = {line.cells.get("old_value") for line in lines}
    known = [row for row in rows["appearances"] if row["local_key"] is None and row["n_mentions"] > N_MENTIONS]
    names = sorted({row["name"] for row in known if row["actor_id"] in people and row["name"] not in named})
    of_people = {"table": "actors", "quote": names[0]}
    first, second = documents[0], documents[1]
    confirmed = {"table": "documents", "verdict": "confirm"}
    gone = [APPLIED, APPLIED, ORPHANED]
    last_words = [" ".join(document["text"].rstrip(".“” \n").split()[-4:]) for document in documents]
    added = [
        {"document": document["document_id"], "quote": words, "verdict": "add"}
        for document, words in zip(documents, last_words, strict=True)
    ]
    special = [
        *(Line(line | {"table": "statements", "new_value": "reported"}, [APPLIED] * 3) for line in added[2:4]),
        *(Line(line | {"table": "mentions", "new_value": NEW}, [APPLIED] * 3) for line in added[4:6]),
        *(Line(line | {"table": "dates", "new_value": "2025"}, [APPLIED] * 3) for line in added[6:8]),
        Line(of_people | {"verdict": "same_as", "new_value": names[1]}, gone),
        Line(of_people | {"verdict": "not_same_as", "new_value": names[2]}, [TRUE, TRUE, ORPHANED]),
        Line(
            of_people | {"quote": names[3], "field": "kind", "verdict": "change", "new_value": "group"},
            [CONFLICT, CONFLICT, ORPHANED],
        ),
        Line(confirmed | {"document": first["text_sha256"]}, [APPLIED, ORPHANED, ORPHANED]),
        Line(confirmed | {"document": second["text_sha256"]}, [APPLIED] * 3),
        Line(confirmed | {"document": "doc_0000000000000000"}, [ORPHANED] * 3),
        Line(confirmed | {"document": first["document_id"], "field": "mood"}, [INVALID] * 3),
        Line(
            {"document": first["document_id"], "table": "statements", "quote": "nowhere", "verdict": "reject"},
            [ORPHANED] * 3,
        ),
    ]
    lines = [*special, *lines]
    for document in documents:
        title = {"document": document["document_id"], "table": "documents", "verdict": "change", "field": "title"}
        lines.append(Line(title | {"new_value": f"About {document['seed']}"}, [APPLIED] * 3))
    return lines[:100], documents


def states_of(settings):
    snapshot = full_snapshot(settings)
    rows = [row for file in snapshot.of("corrections") for row in snapshot.table(file).to_pylist()]
    return [(row["state"], row["detail"]) for row in sorted(rows, key=lambda row: row["line"])]


def differing(settings, lines, build):
    found = states_of(settings)
    assert len(found) == len(lines)
    return [
        (line.cells, line.states[build], state)
        for line, state in zip(lines, found, strict=True)
        if state[0] != line.states[build]
    ]


def revised(articles, lines, documents):
    """Every second article with another paragraph, and without the words of a line about a date."""
    changed = {}
    for name, document in list(zip(articles, documents, strict=True))[::2]:
        text, *rest = articles[name]
        own = [line for line in lines if line.cells.get("document") == document["document_id"]]
        quotes = [line.cells.get("quote", "") for line in own]
        for line in own:
            quote = line.cells.get("quote", "")
            if line.cells["table"] == "dates" and sum(quote in other for other in quotes) == 1:
                text = text.replace(quote, "bald", 1)
                line.states[1:] = [ORPHANED, ORPHANED]
                break
        changed[name] = (f"{text}\n\nmehr folgt.", *rest)
    return changed


def test_a_hundred_judgements_survive_other_texts_and_another_backend(tmp_path, backend, record_property):
    articles = dict(read_articles())
    where = {"corrections": str(tmp_path / "corrections")}
    settings = settings_in(tmp_path, **where)

    def build(what, settings):
        begun = time.perf_counter()
        outcomes = build_lake(settings)
        record_property(what, f"{time.perf_counter() - begun:.1f} s, {len(outcomes)} months")
        return {outcome.month for outcome in outcomes}, sum(outcome.n_annotated for outcome in outcomes)

    write(tmp_path / "seeds", articles)
    months, n_annotated = build("from nothing", settings)
    assert n_annotated == len(articles)
    lines, documents = judgements(settings)
    assert len(lines) == 100
    kinds = Counter((line.cells["table"], line.cells["verdict"], line.cells.get("field", "")) for line in lines)
    assert {kind[:3] for kind in KINDS} <= kinds.keys()
    (tmp_path / "corrections").mkdir()
    with (tmp_path / "corrections/a.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(line.cells for line in lines)

    assert build("100 corrections", settings) == (months | {"undated"}, 0)
    assert differing(settings, lines, 0) == []
    changed = revised(articles, lines, documents)
    write(tmp_path / "seeds", changed)
    days = {articles[name][1][:7] for name in changed}
    assert build("other texts", settings) == (days | {"undated"}, len(changed))
    assert differing(settings, lines, 1) == []
    other = settings_in(tmp_path, backends=backend, **where)
    assert build("another backend", other) == (months | {"undated"}, len(articles))
    assert differing(other, lines, 2) == []

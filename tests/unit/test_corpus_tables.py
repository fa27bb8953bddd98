"""The corpus-wide tables: stories of copies, what actors said counted once a story, and coverage."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.errors import LakeError
from pipeline.lake import actors
from pipeline.lake.corpus import recount, take_full_snapshot
from pipeline.lake.months import put_file
from pipeline.lake.storage import Storage
from pipeline.release.withholding import withhold
from tests.corpora import build_lake, full_snapshot, settings_in, write_seed

BODY = (
    "Die Fähre bleibt gesperrt, sagte Donald Trump am Dienstag vor dem Gemeinderat in Nordhagen. "
    "„Das Angebot liegt auf dem Tisch“, sagte Donald Trump. Der Landrat schwieg dazu am ganzen langen Abend."
)
LONG_NAME = "Das kleine Blatt für alle Leute zwischen Deich und Moor"
SOURCES = f'[bote]\nname = "{LONG_NAME}"\nhosts = ["bote.example"]\nredistribution = "quotes"\n'


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    settings, seeds = settings_in(folder), folder / "seeds"
    (seeds / "sources.toml").write_text(SOURCES, encoding="utf-8")
    write_seed(seeds, "a.txt", BODY, "2024-03-01", publisher="Agentur")
    write_seed(seeds, "b.txt", f"Nordhagen (dpa) – {BODY}", "2024-03-02", url="https://bote.example/1")
    write_seed(seeds, "c.txt", BODY, "2024-04-02", publisher="Kurier")
    write_seed(seeds, "d.txt", "Die Orgel klingt gut, sagte Donald Trump.", "2024-04-03", publisher="Kurier")
    write_seed(seeds, "e.txt", "Kort nieuws uit de haven van vandaag.", "2024-04-03", publisher="Kurier", language="nl")
    write_seed(seeds, "f.txt", "Den Kran lenkt Juergen Kroll.", "2024-05-01", publisher="Kurier")
    write_seed(seeds, "g.txt", "Neu am Hafen ist Jürgen Kroll.", "2024-05-02", publisher="Kurier")
    (seeds / "empty.txt").touch()
    build_lake(settings)
    return settings


def rows(snapshot, table):
    return [row for file in snapshot.of(table) for row in snapshot.table(file).to_pylist()]


def test_copies_are_one_story_named_for_the_earliest(settings):
    snapshot = full_snapshot(settings)
    seed_of = {row["document_id"]: row["seed"] for row in rows(snapshot, "documents")}
    stories = rows(snapshot, "stories")
    assert [seed_of[row["document_id"]] for row in stories] == ["a.txt", "b.txt", "c.txt"]
    assert len({row["story_id"] for row in stories}) == 1
    assert [row["publisher"] for row in stories] == ["Agentur", LONG_NAME, "Kurier"]
    assert [str(row["published_on"]) for row in stories] == ["2024-03-01", "2024-03-02", "2024-04-02"]


def test_what_was_said_counts_once_a_story_too(settings):
    (quast,) = (row for row in rows(full_snapshot(settings), "actors") if row["name"] == "Donald Trump")
    assert (quast["n_statements"], quast["n_statements_by_story"]) == (5, 3)


def test_an_actor_has_the_longest_of_its_names(settings):
    names = [row["name"] for row in rows(full_snapshot(settings), "actors") if row["name"].endswith("Kroll")]
    assert names == ["Juergen Kroll"]


def test_ids_and_names_of_a_large_corpus_are_sorted_in_columns_of_more_than_2_gib(settings, monkeypatch):
    counted = rows(full_snapshot(settings), "actors")
    sorted_by_actor, kinds = actors._by_actor, []

    def by_actor(appearances):
        kinds.extend(appearances.schema.field(name).type for name in ("actor_id", "name"))
        return sorted_by_actor(appearances)

    monkeypatch.setattr(actors, "_by_actor", by_actor)
    assert rows(recount(full_snapshot(settings)), "actors") == counted
    assert kinds == [pa.large_string()] * 2


def test_coverage_counts_each_month_outlet_and_language(settings):
    names = ("n_documents", "n_duplicates", "n_near_duplicates", "n_statements", "n_rejected")
    found = {
        (row["month"], row["publisher"], row["language"]): tuple(row[name] for name in names)
        for row in rows(full_snapshot(settings), "coverage")
    }
    assert found == {
        ("2024-03", "Agentur", "de"): (1, 0, 0, 2, 0),
        ("2024-03", LONG_NAME, "de"): (1, 0, 1, 2, 0),
        ("2024-04", "Kurier", "de"): (1, 1, 0, 1, 0),
        ("2024-04", "Kurier", "nl"): (1, 0, 0, 0, 1),
        ("2024-05", "Kurier", "de"): (2, 0, 0, 0, 0),
        ("undated", "unknown", "und"): (0, 0, 0, 0, 1),
    }
    words = {row["publisher"]: row["n_words"] for row in rows(full_snapshot(settings), "coverage")}
    assert words["Agentur"] == len(BODY.split())


def test_an_outlets_name_that_may_not_be_passed_on_is_in_none_of_them(settings):
    snapshot = full_snapshot(settings)
    released = withhold(snapshot, snapshot.terms.publishers.by_key)
    assert [row["publisher"] for row in rows(released, "stories")] == ["Agentur", None, "Kurier"]
    assert LONG_NAME not in {row["publisher"] for row in rows(released, "coverage")}
    assert sum(row["n_statements"] for row in rows(released, "coverage")) == 5


def test_a_lost_table_is_counted_again(settings):
    storage = Storage(settings.lake)
    before = take_full_snapshot(storage)
    (file,) = before.of("stories")
    storage.delete(file.name)
    assert take_full_snapshot(storage) == before
    assert storage.size(file.name) == file.n_bytes


def test_months_that_another_version_built_without_a_column_are_told_before_they_are_counted(settings):
    snapshot = full_snapshot(settings)
    file = snapshot.of("appearances")[0]
    sink = pa.BufferOutputStream()
    pq.write_table(snapshot.table(file).drop_columns("unnamed_kind"), sink)
    stored = put_file(snapshot.storage, sink.getvalue().to_pybytes(), file.n_rows)
    older = replace(snapshot, files=(replace(file, name=stored.name),))
    with pytest.raises(LakeError, match=r"^appearances of 2024-03: has no column unnamed_kind, .* `onrecord build`$"):
        recount(older, ["actors"])

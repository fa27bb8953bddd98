"""What may be passed on: nothing that a publisher withholds is anywhere in a release, and the rest is untouched."""

import datetime
import json
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.lake.storage import Storage
from pipeline.lake.terms import read_terms
from pipeline.publish.folder import make_release
from pipeline.release.contents import Contents
from pipeline.release.gate import HeldBackError
from pipeline.release.manifest import MANIFEST, read_manifest
from pipeline.release.quoting import Budget, Surface, buy
from pipeline.release.request import ReleaseRequest
from pipeline.release.rights import RIGHTS, WINDOW, stand_in
from pipeline.release.rights_page import rights_document
from pipeline.release.verify import verify_release
from pipeline.release.withheld import count_unchecked_spans
from schemas.export import arrow_schema
from schemas.tables import RELEASED_TABLES
from tests.corpora import build_lake, full_snapshot, settings_in, write_seed

SOURCES = """
[offen]
name = "Offene Zeitung"
redistribution = "full_text"
licence = "CC BY 4.0"

[zitat]
name = "Zitatblatt"
redistribution = "quotes"
max_quoted_share = 0.45

[nur-daten]
name = "Datenbote"
redistribution = "metadata"
"""

OPEN = (
    "Am Dienstag sagte die Bürgermeisterin Anna Beispiel in Musterstadt, die Brücke werde im Herbst gesperrt. "
    "„Das ist bitter für alle“, erklärte sie vor dem Rathaus."
)
QUOTED = (
    "Der Regen der vergangenen Woche hat die Felder rund um den kleinen Ort in eine Seenlandschaft verwandelt. "
    "„Wir pumpen Tag und Nacht“, sagte der Landwirt Bodo Muster aus dem kleinen Ort hinter dem alten Deich. "
    "Auf den Wegen standen Traktoren neben Schläuchen, und "
    "aus den Scheunen roch es nach nassem Heu und Diesel. Nach Angaben der Feuerwehr sank der Pegel "
    "am Donnerstag zum ersten Mal seit acht langen Tagen wieder um einige wenige Zentimeter."
)
CLOSED = (
    "Vier mit der Sache seit vielen Jahren gut vertraute Personen berichteten am Freitag von heimlichen Treffen. "
    "„Niemand durfte davon wissen“, sagte der frühere Schatzmeister Carlo Geheim in seiner Wohnung am Fluss. "
    "Die NATO wollte sich am Samstag nicht zu den Vorwürfen des Schatzmeisters äußern. Nach Angaben der Polizei wird "
    "seit Montag ermittelt."
)
HEADLINES = {"zitat": "Felder unter Wasser und kein Ende in Sicht für den Ort", "nur-daten": "Geheime Treffen am Fluss"}


def words_of(text):
    return re.findall(r"\w+", text.casefold())


def windows_of(text, size=WINDOW):
    words = words_of(text)
    return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}


def write_corpus(folder):
    settings = settings_in(folder)
    seeds = Path(settings.seeds)
    (seeds / "sources.toml").write_text(SOURCES, encoding="utf-8")
    write_seed(seeds, "offen/a.txt", OPEN, "2025-08-27")
    write_seed(seeds, "zitat/felder-unter-wasser.txt", QUOTED, "2025-09-03", title=HEADLINES["zitat"], author="D. Dach")
    closed = {"title": HEADLINES["nur-daten"], "url": "https://bote.example/17", "author": "E. Eck"}
    write_seed(seeds, "nur-daten/geheime-treffen.txt", CLOSED, "2025-09-05", **closed)
    (seeds / "nur-daten/leer.txt").touch()
    build_lake(settings)
    return settings


@pytest.fixture
def project(tmp_path):
    """A lake with a document of each level, for tests that change something."""
    return write_corpus(tmp_path)


def release(settings, day=datetime.date(2025, 10, 1), **options):
    publishers = read_terms(settings.seeds).publishers.by_key
    options |= {"settings": settings.shaping(), "code_version": "0.1.0+abc", "publishers": publishers}
    return make_release(full_snapshot(settings), settings.releases, ReleaseRequest(date=day, **options))


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """Settings and release of such a lake, for tests that only look."""
    settings = write_corpus(tmp_path_factory.mktemp("rights"))
    return settings, release(settings)


def tables_of(outcome):
    """Rows of every table of a release, by table."""
    tables = {}
    for path in sorted(Path(outcome.url).rglob("*.parquet")):
        rows = pq.ParquetFile(path).read(use_threads=False).to_pylist()
        tables.setdefault(path.parent.name, []).extend(rows)
    return tables


def cells_of(value):
    """Every string in a row, a list of rows, a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for item in value.values() for text in cells_of(item))
    elif isinstance(value, list):
        yield from (text for item in value for text in cells_of(item))


def strings_of(outcome):
    """Every string of a release: cells of tables, values of JSON files, other files whole."""
    yield from cells_of(list(tables_of(outcome).values()))
    for path in sorted(Path(outcome.url).rglob("*")):
        if path.suffix == ".json":
            yield from cells_of(json.loads(path.read_text(encoding="utf-8")))
        elif path.is_file() and path.suffix != ".parquet":
            yield path.read_text(encoding="utf-8", errors="replace")  # a picture may carry words too


def ids_of(tables):
    return {row["source"]: row["document_id"] for row in tables["documents"]}


def test_no_eight_words_in_a_row_of_a_withheld_text_are_anywhere_but_in_kept_statements(released):
    _, outcome = released
    tables = tables_of(outcome)
    kept = [
        row["text"] for row in tables["statements"] if row["document_id"] == ids_of(tables)["zitat"] and row["text"]
    ]
    assert kept
    quoted = set().union(*(windows_of(text) for text in kept))
    withheld = windows_of(QUOTED) - quoted | windows_of(CLOSED) | windows_of(HEADLINES["zitat"])
    assert len(withheld) > 60
    for text in strings_of(outcome):
        assert not windows_of(text) & withheld, text


def test_at_metadata_no_surface_and_no_name_is_left(released):
    project, outcome = released
    held = full_snapshot(project)
    tables = tables_of(outcome)
    document_id = ids_of(tables)["nur-daten"]
    rows = [row for table in ("dates", "mentions", "statements") for row in tables[table]]
    rows = [row for row in rows if row["document_id"] == document_id]
    surfaces = ("text", "role", "role_lemma", "speaker_text", "cue_text", "cue_lemma", "addressee_text", "source_text")
    assert len(rows) > 6
    assert all(row.get(name) is None for row in rows for name in surfaces)
    assert any(row.get("value") == "2025-09-05" for row in rows)
    assert any(row.get("spans") for row in rows)
    everything = " ".join(strings_of(outcome))
    assert "Die NATO" not in everything
    for name in (
        "Geheim",
        "Schatzmeister",
        "Vier mit der Sache",
        HEADLINES["nur-daten"],
        "geheime-treffen",
        "leer.txt",
    ):
        assert name not in everything
    assert "Geheim" in str(pq.ParquetFile(Storage(project.lake).path(held.of("actors")[0].name)).read().to_pylist())
    names = {row["actor_id"]: row["name"] for row in tables["actors"]}
    assert "NATO" in names.values()
    assert "Bodo Muster" in names.values()
    assert None in names.values()


def test_documents_keep_what_says_which_they_are(released):
    _, outcome = released
    documents = {row["source"]: row for row in tables_of(outcome)["documents"]}
    quoted, closed = documents["zitat"], documents["nur-daten"]
    assert (quoted["text"], quoted["title"], quoted["author"]) == (None, None, "D. Dach")
    assert (closed["text"], closed["title"], closed["url"]) == (None, None, "https://bote.example/17")
    assert closed["published_on"] == datetime.date(2025, 9, 5)
    assert closed["n_characters"] == len(CLOSED)
    assert closed["seed"] == stand_in("nur-daten/geheime-treffen.txt", closed["document_id"])
    assert (documents["offen"]["text"], documents["offen"]["seed"]) == (OPEN, "offen/a.txt")


def test_a_month_without_restricted_documents_is_the_lakes_file(released):
    project, outcome = released
    held = {(file.table, file.month): file.sha256 for file in full_snapshot(project).files}
    manifest = read_manifest(Path(outcome.url, MANIFEST).read_bytes(), "")
    released = {(file.table, file.month): file.sha256 for file in manifest.stored_files()}
    assert {month for table, month in released if table == "documents"} == {"2025-08", "2025-09"}
    for place, sha256 in released.items():
        if place[1] == "2025-08":
            assert sha256 == held[place]
    assert released["documents", "2025-09"] != held["documents", "2025-09"]


def test_a_release_that_withholds_text_is_whole_and_says_how_many_spans_cannot_be_checked(released):
    _, outcome = released
    storage = Storage(outcome.url)
    assert verify_release(storage) == []
    manifest = read_manifest(storage.read(MANIFEST), "")
    tables = tables_of(outcome)
    closed = {ids_of(tables)["zitat"], ids_of(tables)["nur-daten"]}
    n_spans = sum(
        len(value) if isinstance(value, list) else name == "start"
        for table in ("dates", "mentions", "statements")
        for row in tables[table]
        if row["document_id"] in closed
        for name, value in row.items()
    )
    contents = Contents(storage, manifest.stored_files(), manifest.tables, manifest.settings)
    assert count_unchecked_spans(contents) == n_spans > 20


def test_the_same_snapshot_is_withheld_to_the_same_bytes(project, tmp_path):
    first = read_manifest(Path(release(project).url, MANIFEST).read_bytes(), "")
    other = project.model_copy(update={"data": str(tmp_path / "elsewhere")})
    build_lake(other)
    second = read_manifest(Path(release(other).url, MANIFEST).read_bytes(), "")
    assert second == first
    assert release(other).is_new is False


@pytest.mark.parametrize("level", ["quotes", "metadata"])
def test_another_redistribution_is_a_patch_with_the_cause_rights(project, level):
    release(project)
    sources = Path(project.seeds, "sources.toml")
    sources.write_text(SOURCES.replace('"full_text"', f'"{level}"'), encoding="utf-8")
    assert [outcome.month for outcome in build_lake(project)] == ["2025-08"]
    closed = release(project)
    assert (closed.version, dict(closed.causes).keys()) == ("1.0.1", {"rights"})
    assert OPEN not in str(tables_of(closed))
    sources.write_text(SOURCES, encoding="utf-8")
    build_lake(project)
    with pytest.raises(HeldBackError, match=rf"1 document .* offen {level}.* → offen full_text: doc_.*--accept rights"):
        release(project)
    opened = release(project, accept=["rights"])
    assert (opened.version, dict(opened.causes).keys()) == ("1.0.2", {"rights"})
    assert OPEN in str(tables_of(opened))


def test_a_document_whose_text_and_rights_changed_differs_by_its_source(project):
    release(project)
    write_seed(Path(project.seeds), "offen/a.txt", OPEN, "2025-08-27", source="zitat")
    build_lake(project)
    assert dict(release(project).causes).keys() == {"source"}


def test_statements_beyond_the_share_that_may_be_quoted_lose_their_texts_and_no_place(project):
    sources = Path(project.seeds, "sources.toml")
    sources.write_text(SOURCES.replace("0.45", "0.1"), encoding="utf-8")
    build_lake(project)
    tables = tables_of(release(project))
    document_id = ids_of(tables)["zitat"]
    statements = [row for row in tables["statements"] if row["document_id"] == document_id]
    kept = [row for row in statements if row["text"] is not None]
    covered = {at for row in kept for span in row["spans"] for at in range(span["start"], span["end"])}
    (lost,) = [row for row in statements if row["text"] is None]
    assert kept
    assert len(covered) <= 0.1 * len(QUOTED)
    assert lost["spans"]
    assert lost["speaker_actor_id"]
    sources.write_text(SOURCES, encoding="utf-8")
    assert build_lake(project) == []
    with pytest.raises(HeldBackError, match=r"zitat quotes \(up to 0.1\) → zitat quotes \(up to 0.45\): doc_"):
        release(project)
    outcome = release(project, accept=["rights"])
    assert (outcome.version, dict(outcome.causes).keys()) == ("1.0.1", {"rights"})
    changed = {row["row_id"]: row["columns"] for row in tables_of(outcome)["changes"]}
    assert "text" in changed[lost["statement_id"]]
    assert changed[kept[0]["statement_id"]] == ["speaker", "cue_text", "cue_lemma"]
    assert verify_release(Storage(outcome.url)) == []


def test_a_long_surface_is_withheld_where_only_statements_may_be_quoted(released):
    _, outcome = released
    tables = tables_of(outcome)
    rows = [row for row in tables["statements"] if row["document_id"] == ids_of(tables)["zitat"]]
    direct = next(row for row in rows if row["type"] == "direct")
    assert direct["text"] == "„Wir pumpen Tag und Nacht“"
    assert (direct["speaker_text"], direct["cue_text"]) == (None, "sagte")
    assert direct["speaker_spans"]


@pytest.mark.parametrize(
    ("surfaces", "budget", "bought"),
    [
        ([[(0, 10)], [(20, 30)], [(40, 45)]], 25, [0, 1, 2]),
        ([[(0, 10)], [(20, 30)], [(40, 45)]], 15, [0]),
        ([[(2, 6)], [(0, 10)], [(4, 12)]], 12, [0, 1, 2]),
        ([[(0, 10)], [(10, 20)], [(2, 6)]], 10, [0, 2]),
        ([[(0, 5), (8, 12)]], 8, []),
        ([[(0, 5)], [], [(5, 10)]], 9, [0, 1]),
        ([[(0, 5)], [], [(5, 10)]], 8, [0]),
        ([], 0, []),
    ],
)
def test_surfaces_are_bought_in_their_order_until_one_does_not_fit(surfaces, budget, bought):
    # One that stands nowhere costs its length.
    given = [Surface(str(i), ("statements", "text"), "four", spans) for i, spans in enumerate(surfaces)]
    assert [int(surface.key) for surface in buy(given, Budget(100, budget))] == bought


def test_verify_finds_text_that_should_have_been_withheld(project):
    outcome = release(project)
    stored = next(file for file in full_snapshot(project).of("documents") if file.month == "2025-09")
    path = "documents/2025-09.parquet"
    Path(outcome.url, path).write_bytes(Storage(project.lake).read(stored.name))
    manifest = json.loads(Path(outcome.url, MANIFEST).read_bytes())
    entry = next(file for file in manifest["files"] if file["path"] == path)
    entry |= {"sha256": stored.sha256, "n_bytes": stored.n_bytes}
    Path(outcome.url, MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    findings = verify_release(Storage(outcome.url))
    assert f"{path}: holds what may not be passed on, in seed, title, text" in findings


def test_every_released_column_has_a_rule():
    assert {table: set(rules) for table, rules in RIGHTS.items()} == {
        table: set(arrow_schema(table).names) for table in RELEASED_TABLES
    }


def test_what_may_be_withheld_may_be_null():
    for table, rules in RIGHTS.items():
        for column, both in rules.items():
            if set(both) & {"null", "short", "capped", "named", "listed"}:
                assert arrow_schema(table).field(column).nullable, (table, column)


def test_the_page_on_rights_is_the_table_in_the_code():
    assert Path("docs/rights.md").read_text(encoding="utf-8") == rights_document()

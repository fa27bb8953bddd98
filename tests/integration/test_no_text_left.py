"""What may not be passed on stands nowhere else either: not in Dagster's storage, nor in the lake after a takedown."""

from pathlib import Path

import pyarrow.parquet as pq
from dagster import DagsterInstance, RunsFilter

from pipeline.publish.folder import FolderTarget
from tests.corpora import write_seed
from tests.integration.building import run_build
from tests.integration.test_run_history import files_with

WORDS = "Quastenflosser"
TEXT = f"Ministerin Erika {WORDS} sagte am Montag: „Wir warten noch auf den Bericht der Kommission.“ Alle lachten."
OPEN = "Nach Angaben der Polizei wurden zwei Menschen verletzt. Die Behörde erklärte, dass sie ermittle."


def test_previews_plots_and_checks_withhold_what_a_release_would(project, tmp_path):
    seeds = Path(project.seeds)
    (seeds / "sources.toml").write_text('[zu]\nname = "Zu"\nredistribution = "metadata"\n')
    write_seed(seeds, "zu/a.txt", TEXT, "2025-08-27", title=f"{WORDS} wartet")
    write_seed(seeds, f"zu/{WORDS}.txt", "Nur Wörter: 1 2 3.", "2025-08-27", language="xx")
    write_seed(seeds, "b.txt", OPEN, "2025-08-28")
    run_build(project)
    assert files_with(tmp_path / "dagster", WORDS) == []
    assert files_with(tmp_path / "dagster", "Wir warten noch") == []
    assert files_with(tmp_path / "dagster", "preview")


def test_a_takedown_leaves_no_text_in_history_and_lake_and_says_what_is_left(project, tmp_path, onrecord):
    seeds = Path(project.seeds)
    write_seed(seeds, "a.txt", TEXT, "2025-08-27")
    write_seed(seeds, "b.txt", OPEN, "2025-08-28")
    run_build(project)
    assert files_with(tmp_path / "dagster", WORDS)
    (release,) = FolderTarget(project.releases).releases()
    where = ("--seeds", project.seeds, "--data", project.data)
    document_id = _id_of(release.url, "a.txt")
    old = {file.name for file in Path(project.lake, "files").rglob("*.parquet")}

    status, out, err = onrecord("takedown", document_id, "--dry-run", *where)
    assert (status, err) == (0, "")
    assert f"Seed a.txt ({document_id}) holds it." in out
    assert f"1.0.0  {release.url}" in out
    assert not (seeds / "takedowns.toml").exists()
    assert files_with(tmp_path / "dagster", WORDS)

    status, out, err = onrecord("takedown", document_id, "--reason", "asked for", *where)
    assert (status, err) == (0, "")
    assert "The history of runs, which may have shown it, is deleted: 3 runs." in out
    assert files_with(tmp_path / "dagster", WORDS) == []
    with DagsterInstance.get() as instance:
        assert instance.get_runs(RunsFilter()) == []

    assert run_build(project).version == "1.0.1"
    assert files_with(tmp_path / "dagster", WORDS) == []
    left = {file.name for file in Path(project.lake, "files").rglob("*.parquet")}
    assert not _texts_in(project, left)
    assert old - left  # the files of the state before are gone at once, not after a day
    status, out, err = onrecord("verify", release.url)
    assert (status, err) == (0, "")
    assert f"taken down since, and still in it: {document_id}" in out
    status, out, _ = onrecord("verify", FolderTarget(project.releases).url_of("1.0.1"))
    assert "taken down since" not in out


def _id_of(url, seed):
    rows = pq.read_table(f"{url}/documents").to_pylist()
    return next(row["document_id"] for row in rows if row["seed"] == seed)


def _texts_in(project, names):
    files = [file for file in Path(project.lake, "files").rglob("*.parquet") if file.name in names]
    return [file for file in files if WORDS in str(pq.read_table(file).to_pydict())]

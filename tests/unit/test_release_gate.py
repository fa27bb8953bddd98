"""The gate: a release that passes on more of a document than before waits for a person."""

import shutil
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline.errors import LakeError, ReleaseError, SeedsError
from pipeline.lake.levels import LEVELS, LEVELS_SCHEMA, read_levels
from pipeline.lake.publishers import publisher_warnings
from pipeline.lake.seed_index import refresh_seed_index
from pipeline.lake.storage import Storage
from pipeline.lake.terms import read_terms
from pipeline.parse.sources import read_publishers
from pipeline.publish.clearance import check_lake, recheck_of
from pipeline.publish.folder import FolderTarget, make_release, recall_levels
from pipeline.publish.target import release_to
from pipeline.release.changelog import CHANGELOG
from pipeline.release.gate import HeldBackError
from pipeline.release.manifest import MANIFEST, read_manifest
from pipeline.release.request import ReleaseRequest
from tests.corpora import build_lake, full_snapshot, write_seed
from tests.release_corpus import DAY
from tests.unit.test_release_rights import SOURCES, release, tables_of, write_corpus

OPENED = SOURCES.replace('"metadata"', '"full_text"')


@pytest.fixture
def project(tmp_path):
    return write_corpus(tmp_path)


def save(project, sources):
    Path(project.seeds, "sources.toml").write_text(sources, encoding="utf-8")


def release_elsewhere(project, **options):
    """What a release to a repository does: another line, the same lake."""
    snapshot = full_snapshot(project)
    return release_to(
        FolderTarget(f"{project.data}/elsewhere"),
        snapshot,
        ReleaseRequest(
            date=DAY,
            settings=project.shaping(),
            code_version="1",
            publishers=check_lake(snapshot, project.seeds).by_key,
            **{"remembered": recall_levels(snapshot.storage, FolderTarget(project.releases)), **options},
        ),
    )


def closed_id(outcome):
    return next(row["document_id"] for row in tables_of(outcome)["documents"] if row["source"] == "nur-daten")


def test_what_is_accepted_stands_in_manifest_and_changelog(project):
    first = release(project)
    assert read_manifest(Path(first.url, MANIFEST).read_bytes(), "").rights["nur-daten"].redistribution == "metadata"
    save(project, OPENED)
    build_lake(project)
    with pytest.raises(HeldBackError) as refused:
        release(project)
    assert refused.value.exit_status == 1
    assert str(refused.value) == (
        "1.0.1 is not released: 1 document would be passed on more freely than before: nur-daten metadata → "
        f"nur-daten full_text: {closed_id(first)}. If that is intended, run again with --accept rights"
    )
    outcome = release(project, accept=["rights"])
    (loosened,) = read_manifest(Path(outcome.url, MANIFEST).read_bytes(), "").loosened
    assert (loosened.source, loosened.redistribution_before, loosened.n_documents) == ("nur-daten", "metadata", 1)
    told = "More may be passed on than before, as was accepted: nur-daten metadata → nur-daten full_text."
    assert told in Path(outcome.url, CHANGELOG).read_text(encoding="utf-8")
    assert not release(project).is_new


def test_a_mistyped_key_is_named_with_the_one_that_it_was(project):
    release(project)
    save(
        project, SOURCES.replace("[nur-daten]", "[nur-dateien]") + '[unknown]\nname = "U"\nredistribution = "quotes"\n'
    )
    build_lake(project)
    with pytest.raises(HeldBackError, match=r"nur-daten metadata → unknown quotes \(up to 0.3\): doc_"):
        release(project)


def test_another_target_is_held_against_what_the_lake_released_last(project):
    release(project)
    save(project, OPENED)
    build_lake(project)
    with pytest.raises(HeldBackError, match="nur-daten metadata → nur-daten full_text"):
        release_elsewhere(project)
    assert not FolderTarget(f"{project.data}/elsewhere").versions()
    release(project, accept=["rights"])
    assert release_elsewhere(project).version == "1.0.0"


def test_a_target_is_held_against_its_own_last_release_too(project):
    release_elsewhere(project)
    save(project, OPENED)
    build_lake(project)
    release(project, accept=["rights"])
    with pytest.raises(HeldBackError, match="nur-daten metadata → nur-daten full_text"):
        release_elsewhere(project)


def test_a_document_that_was_away_is_still_known(project):
    first = release(project)
    seed = Path(project.seeds, "nur-daten", "geheime-treffen.txt")
    text = seed.read_bytes()
    seed.unlink()
    build_lake(project)
    release(project)
    seed.write_bytes(text)
    save(project, OPENED)
    build_lake(project)
    with pytest.raises(HeldBackError, match=closed_id(first)):
        release(project)


def test_a_document_is_known_by_the_id_that_an_earlier_rule_gave_it(project):
    write_seed(
        Path(project.seeds), "nur-daten/fern.txt", "Der Bote schweigt.", "2025-09-06", url="http://www.fern.example/a/"
    )
    build_lake(project)
    documents = tables_of(release(project))["documents"]
    ids = {row["earlier_id"]: row["document_id"] for row in documents if row["earlier_id"]}
    ((old, new),) = ids.items()
    assert old != new
    row = {"document_id": old, "source": "nur-daten", "redistribution": "metadata", "max_quoted_share": None}
    remembered = pa.Table.from_pylist([row], schema=LEVELS_SCHEMA)
    save(project, OPENED)
    build_lake(project)
    Path(project.lake, LEVELS).unlink()
    with pytest.raises(HeldBackError, match=f"full_text: {new}"):
        release_elsewhere(project, remembered=remembered)
    release_elsewhere(project, remembered=remembered, accept=["rights"])
    assert old not in read_levels(Storage(project.lake))["document_id"].to_pylist()


def test_a_new_lake_remembers_what_the_folder_of_releases_holds(project):
    release(project)
    shutil.rmtree(project.lake)
    save(project, OPENED)
    build_lake(project)
    assert read_levels(Storage(project.lake)) is None
    with pytest.raises(HeldBackError, match="nur-daten metadata"):
        release_elsewhere(project)


def test_a_release_that_failed_on_its_way_loosens_nothing(project):
    release(project)
    save(project, OPENED)
    build_lake(project)

    def fail():
        raise ReleaseError("power cut")

    with pytest.raises(ReleaseError, match="power cut"):
        release(project, accept=["rights"], recheck=fail)
    with pytest.raises(HeldBackError):
        release_elsewhere(project)


def test_a_sources_file_that_is_gone_is_no_answer(project):
    release(project)
    Path(project.seeds, "sources.toml").unlink()
    with pytest.raises(SeedsError, match=r"sources.toml: is missing, although it restricted"):
        build_lake(project)
    shutil.rmtree(project.lake)
    build_lake(project)
    with pytest.raises(HeldBackError, match=r"sources.toml: is missing"):
        release(project, accept=["rights"])


def test_an_edit_of_the_sources_parses_no_seed_and_builds_what_it_changes(project):
    storage = Storage(project.lake)
    save(project, SOURCES.replace("Offene Zeitung", "Neue Zeitung"))
    assert refresh_seed_index(storage, project).n_parsed == 0
    assert [outcome.month for outcome in build_lake(project)] == ["2025-08"]


def test_files_that_change_before_the_release_is_shown_keep_it_back(project):
    snapshot = full_snapshot(project)
    publishers = check_lake(snapshot, project.seeds).by_key
    save(project, SOURCES + "# saved\n")
    with pytest.raises(ReleaseError, match=r"sources.toml: not as the lake was built with; run `onrecord build`"):
        make_release(
            snapshot,
            project.releases,
            ReleaseRequest(
                date=DAY,
                settings=project.shaping(),
                code_version="1",
                publishers=publishers,
                recheck=recheck_of(snapshot, project.seeds),
            ),
        )
    assert not FolderTarget(project.releases).versions()


def test_a_document_under_another_publisher_than_its_seed_leads_to_is_found(project):
    write_seed(Path(project.seeds), "offen/a.txt", "Die Brücke wird im Herbst gesperrt.", "2025-08-27", source="zitat")
    refresh_seed_index(Storage(project.lake), project)
    with pytest.raises(ReleaseError, match=r"doc_\w+: the lake has it under another publisher than sources.toml"):
        check_lake(full_snapshot(project), project.seeds)


def test_a_document_at_another_level_than_its_publishers_is_found(project):
    snapshot = full_snapshot(project)
    save(project, OPENED)
    reopened = replace(snapshot, terms=read_terms(project.seeds))
    with pytest.raises(ReleaseError, match=r"sources.toml does not say that documents of nur-daten are at metadata"):
        check_lake(reopened, project.seeds)


def test_a_damaged_memory_is_told(project):
    release(project)
    Path(project.lake, LEVELS).write_text("{", encoding="utf-8")
    with pytest.raises(LakeError, match=r"levels.json: damaged; delete it"):
        release(project)


def test_the_memory_holds_restricted_documents_alone(project):
    outcome = release(project)
    ids = {row["source"]: row["document_id"] for row in tables_of(outcome)["documents"]}
    remembered = read_levels(Storage(project.lake)).to_pylist()
    assert {row["document_id"]: row["redistribution"] for row in remembered} == {
        ids["zitat"]: "quotes",
        ids["nur-daten"]: "metadata",
    }


def test_slips_in_the_sources_are_warned_of_by_name(project):
    write_seed(Path(project.seeds), "nurdaten/x.txt", "Ein Satz.", "2025-08-27", url="https://www.fremd.example/x")
    write_seed(Path(project.seeds), "offen/y.txt", "Ein anderer Satz.", "2025-08-27", source="offenn")
    index = refresh_seed_index(Storage(project.lake), project)
    toml = SOURCES + '[leer]\nname = "Leer"\nredistribution = "full_text"\n'
    told = publisher_warnings(index.documents(), read_publishers(toml))
    assert [line.partition("; ")[0] for line in told] == [
        "sources.toml: no document is of [leer]",
        "sources.toml: no publisher for the `source` of a header offenn (1)",
        "sources.toml: no publisher for the folder nurdaten/ (1)",
        "sources.toml: no publisher for the host bote.example (1), fremd.example (1)",
    ]
    free = toml.replace('"quotes"', '"full_text"').replace('"metadata"', '"full_text"')
    told = publisher_warnings(index.documents(), read_publishers(free))
    assert told == ["sources.toml: no document is of [leer]; is the key written right?"]

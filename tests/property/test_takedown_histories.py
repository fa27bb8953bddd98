"""Whatever the history of seeds and takedowns, a build gives the bytes of a build from nothing."""

import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import SeedsError
from pipeline.lake.seed_index import refresh_seed_index
from pipeline.lake.storage import Storage
from pipeline.lake.takedown_memory import TakedownMemory, read_memory, write_memory
from pipeline.parse.takedowns import Takedown
from pipeline.parse.takedowns_file import store_takedown
from pipeline.publish.withdrawing import decide, lifted_entry
from tests.corpora import ARTICLES, build_lake, contents, rows_of, settings_in, write_seed

DATES = ("2025-07-01", "2025-08-01", None)
NAMES = ("a.txt", "b.txt", "deep/c.txt")

_names = st.sampled_from(NAMES)
_steps = st.one_of(
    st.tuples(st.just("write"), _names, st.sampled_from(ARTICLES[:3]), st.sampled_from(DATES)),
    st.tuples(st.sampled_from(["remove", "take down", "take down", "build"]), _names, st.none(), st.none()),
    st.tuples(st.sampled_from(["lift", "lose the file"]), _names, st.none(), st.none()),
)


def take_down(project, name):
    """Name the document that stands in the seed now, if there is one."""
    index = refresh_seed_index(Storage(project.lake), project)
    for document in index.documents().to_pylist():
        if document["seed"] == name:
            hashes = (document["text_sha256"],)
            taken_down = Takedown(document_id=document["document_id"], text_sha256=hashes, reason="r")
            store_takedown(project.seeds, taken_down)


def lift(project, name):
    """Lift what was taken down under the id that the seed has now."""
    for document in refresh_seed_index(Storage(project.lake), project).documents().to_pylist():
        if document["seed"] == name:
            with suppress(SeedsError):  # it is not taken down
                decide(project, lifted_entry(project, document["document_id"], "r"))


@settings(max_examples=15, deadline=None)
@given(st.lists(_steps, max_size=12))
def test_any_history_with_takedowns_ends_like_a_build_from_nothing(steps):
    with tempfile.TemporaryDirectory() as folder:
        project = settings_in(Path(folder))
        seeds = Path(project.seeds)
        for action, name, text, date in steps:
            if action == "write":
                write_seed(seeds, name, text, date)
            elif action == "remove":
                (seeds / name).unlink(missing_ok=True)
            elif action == "take down":
                take_down(project, name)
            elif action == "lose the file":
                (seeds / "takedowns.toml").unlink(missing_ok=True)
            elif action == "lift":
                lift(project, name)
            else:
                build_lake(project)
        build_lake(project)
        afresh = project.model_copy(update={"data": f"{folder}/afresh"})
        # What was taken down is the one thing that a lake knows beside its seeds.
        write_memory(Storage(afresh.lake), read_memory(Storage(project.lake)) or TakedownMemory())
        build_lake(afresh)
        assert contents(project) == contents(afresh)

        takedowns = refresh_seed_index(Storage(project.lake), project).terms.taken_down
        for row in rows_of(project, "documents"):
            is_named = row["document_id"] in takedowns.by_id or row["text_sha256"] in takedowns.texts
            assert row["status"] == "withdrawn" or not is_named
            assert row["text"] is None or row["status"] == "published"

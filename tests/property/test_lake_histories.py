"""Whatever the history of the seeds, a build gives the bytes of a build from nothing."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.corpora import ARTICLES, build_lake, contents, settings_in, write_seed

DATES = ("2025-07-01", "2025-08-01", "2025-08-02", None)
NAMES = ("a.txt", "b.txt", "deep/c.txt", "d.txt")

TEXTS = (*ARTICLES[:3], "Le ministre a dit que tout allait bien.")
SOURCES = (
    '[unknown]\nname = "Jemand"\nredistribution = "full_text"\n',
    '[unknown]\nname = "Jemand"\nredistribution = "metadata"\n',
)

headers = st.fixed_dictionaries(
    {"date": st.sampled_from(DATES)},
    optional={
        "title": st.sampled_from("AB"),
        "id": st.sampled_from("AB"),
        "language": st.sampled_from(["en", "fr"]),
    },
)
additions = st.tuples(st.just("write"), st.sampled_from(NAMES), st.sampled_from(TEXTS), headers)
removals = st.tuples(st.just("remove"), st.sampled_from(NAMES), st.none(), st.none())
moves = st.tuples(st.just("move"), st.sampled_from(NAMES), st.sampled_from(NAMES), st.none())
rights = st.tuples(st.just("rights"), st.none(), st.sampled_from(SOURCES), st.none())
builds = st.tuples(st.just("build"), st.none(), st.none(), st.none())


@settings(max_examples=20, deadline=None)
@given(st.lists(st.one_of(additions, additions, removals, moves, rights, builds, builds), max_size=16))
def test_any_history_ends_like_a_build_from_nothing(steps):
    with tempfile.TemporaryDirectory() as folder:
        project = settings_in(Path(folder))
        seeds = Path(project.seeds)
        for action, name, text, header in steps:
            if action == "write":
                write_seed(seeds, name, text, **header)
            elif action == "rights":
                (seeds / "sources.toml").write_text(text)
            elif action == "move":
                if (seeds / name).exists():
                    (seeds / text).parent.mkdir(exist_ok=True)
                    (seeds / name).replace(seeds / text)
            elif action == "remove":
                (seeds / name).unlink(missing_ok=True)
            else:
                build_lake(project)
        build_lake(project)
        afresh = project.model_copy(update={"data": f"{folder}/afresh"})
        build_lake(afresh)
        assert contents(project) == contents(afresh)


@pytest.mark.long
def test_the_number_of_workers_never_shows(tmp_path):
    one = settings_in(tmp_path)
    for number in range(120):
        write_seed(
            tmp_path / "seeds",
            f"{number}.txt",
            f"{ARTICLES[number % 5]} Fall {number}.",
            f"2025-{number % 12 + 1:02}-03",
        )
    build_lake(one)
    for jobs in (2, 3):
        other = one.model_copy(update={"jobs": jobs, "data": str(tmp_path / f"data{jobs}")})
        build_lake(other)
        assert contents(other) == contents(one)
    for month in (1, 2, 3):
        write_seed(tmp_path / "seeds", f"new{month}.txt", f"{ARTICLES[0]} Zusatz {month}.", f"2025-{month:02}-04")
    build_lake(other)  # months that are put together from rows they had
    build_lake(one)
    assert contents(other) == contents(one)

"""A folder whose name looks like markup or a pattern: every command works in it, and names are shown as they are."""

from pathlib import Path

import pandas
import pytest

from tests.corpora import ARTICLES, write_seed


@pytest.mark.usefixtures("project")
def test_every_command_works_in_a_folder_with_brackets(tmp_path, onrecord):
    data, seeds = tmp_path / "q[/x]" / "d[v1]*", tmp_path / "[bold]s"
    write_seed(seeds, "a.txt", ARTICLES[0], "2025-08-27")
    write_seed(seeds, "[b]odd\x1b[31m\n:x:.jsonl", "no JSON")
    where = ("--seeds", seeds, "--data", data)
    status, out, err = onrecord("build", *where, "--verbose", "--jobs", 1)
    assert (status, "Traceback" in err) == (0, False)
    assert f"release 1.0.0 in {data}/releases/1.0.0" in out
    assert r"  [b]odd\x1b[31m\n:x:.jsonl:1: broken_json" in out
    assert f"`datasets` cannot load from {data}/releases/1.0.0" in out
    (line,) = [line for line in out.splitlines() if "read_parquet" in line]
    read = line.partition("= pandas.")[2]
    assert len(eval(read, {"read_parquet": pandas.read_parquet})) == 2

    release = data / "releases" / "1.0.0"
    status, out, _ = onrecord("verify", release)
    assert status == 0
    assert "not loaded with datasets" in out
    assert f"{release}: release 1.0.0" in out
    for command in (
        ("releases", "--data", data),
        ("diff", release, release),
        ("yank", "1.0.0", "--reason", "[red]old[/red]", "--data", data),
        ("releases", "--data", data),
    ):
        status, out, err = onrecord(*command)
        assert (status, err) == (0, "")
    assert "yanked on 2026-01-01: [red]old[/red]" in out
    document_id = pandas.read_parquet(release / "documents")["document_id"][0]
    status, out, _ = onrecord("takedown", document_id, "--reason", "[/x]", *where)
    assert (status, f"1.0.0  {release}" in out) == (0, True)
    assert onrecord("build", *where, "--jobs", 1)[0] == 0
    assert "[/x]" in Path(seeds, "takedowns.toml").read_text()

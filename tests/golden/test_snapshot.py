"""No row over our own texts changes unseen, and every rule that makes one is registered."""

import difflib

import pytest

from pipeline.rules import load_rules
from tests.golden.snapshot import FOLDER, snapshot, texts

FILES = dict(texts())


@pytest.mark.parametrize("name", FILES)
def test_the_rows_are_those_of_the_snapshot(name):
    expected = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    found, rules = snapshot(FILES[name])
    changed = difflib.unified_diff(expected.splitlines(), found.splitlines(), "snapshot", "now", lineterm="", n=0)
    assert found == expected, "\n".join(["look at each row, then run `make snapshot`", *list(changed)[:40]])
    assert rules <= load_rules().keys()

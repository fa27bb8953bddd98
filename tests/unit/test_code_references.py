"""Where the UI says that the code of an asset stands, and that nobody is warned of it."""

import subprocess
import sys
from pathlib import Path

from pipeline.definitions import defs


def test_every_asset_leads_to_the_code_that_makes_it():
    graph = defs().resolve_asset_graph()
    for key in graph.executable_asset_keys:
        (reference,) = graph.get(key).metadata["dagster/code_references"].code_references
        lines = Path(reference.file_path).read_text(encoding="utf-8").splitlines()
        assert any(line.startswith("def ") for line in lines[reference.line_number - 1 :]), key
    assert len(graph.executable_asset_keys) > 10


def test_no_warning_about_them_is_printed():
    code = "import pipeline.definitions as d; d.defs().get_repository_def()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stderr == ""

"""The layer used by itself: its example holds, and it brings nothing heavy along."""

import doctest
import subprocess
import sys

from pipeline.extract.dates import finder


def test_the_example_in_the_docstring_holds():
    result = doctest.testmod(finder)
    assert (result.attempted > 3, result.failed) == (True, 0)


def test_it_needs_neither_tables_nor_orchestration():
    code = (
        "import sys; from pipeline.extract.dates import find_dates; find_dates('heute', language='de', "
        "published_on=None); print(sorted({'dagster', 'pandas', 'pyarrow', 'pandera'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

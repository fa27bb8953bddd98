"""The package `onrecord` itself: imported fast, typed, never with somebody else's `pipeline` or `schemas`."""

import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

import onrecord
from pipeline.extras import BUILD_MODULES, SEARCH_MODULES

ROOT = Path(onrecord.__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ONRECORD = Path(sys.executable).with_name("onrecord")

# The core alone, as `pip install onrecord` gives it: an import of anything else fails.
CORE_ALONE = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {modules}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
sys.argv = ["onrecord", *sys.argv[1:]]
from onrecord.__main__ import main
main()
"""


def run(*command, **options):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=120, check=False, **options)


def run_core(*arguments, **options):
    return run(
        sys.executable, "-c", CORE_ALONE.format(modules=set(BUILD_MODULES | SEARCH_MODULES)), *arguments, **options
    )


def test_importing_it_imports_nothing_else():
    code = (
        "import sys; before = set(sys.modules); import onrecord; "
        "print(sorted({name.partition('.')[0] for name in set(sys.modules) - before} & "
        "{'pipeline', 'schemas', 'pyarrow', 'pydantic', 'numpy', 'pandas', 'babel'}))"
    )
    assert run(sys.executable, "-c", code).stdout == "[]\n"


READERS_OF_OTHER_FORMS = """
import sys
{does}
unneeded = ("backports.zstd", "compression.zstd", "charset_normalizer", "lxml", "markdown_it", "pyarrow", "tarfile",
            "trafilatura", "warcio", "yaml")
readers = ("containers", "csv_records", "json_records", "page", "parquet_records", "warc_records", "whole_texts")
print([name for name in (*unneeded, *(f"pipeline.parse.{{name}}" for name in readers)) if name in sys.modules],
      file=sys.stderr)
"""
ANNOTATED = "sys.argv = ['onrecord', 'annotate', *sys.argv[1:]]\nfrom onrecord.__main__ import main\nmain()"


@pytest.mark.parametrize(
    ("name", "data", "loaded"),
    [
        ("a.jsonl", b'{"text": "Das sei falsch, sagte der Minister."}', ["pipeline.parse.json_records"]),
        ("a.csv", b"text,date\nDas sei falsch,2025-02-03\n", ["pipeline.parse.csv_records"]),
        ("a.txt", b"Das sei falsch, sagte der Minister.", ["yaml", "pipeline.parse.whole_texts"]),
    ],
)
def test_a_file_is_read_without_the_readers_of_other_forms(tmp_path, name, data, loaded):
    (tmp_path / name).write_bytes(data)
    does = ANNOTATED.replace("main()", "try:\n    main()\nexcept SystemExit:\n    pass")
    ended = run(sys.executable, "-c", READERS_OF_OTHER_FORMS.format(does=does), tmp_path / name)
    assert ended.stdout.count("\n") == 1
    assert ended.stderr.splitlines()[-1] == str(loaded)


@pytest.mark.parametrize(
    "does",
    [
        "import onrecord\nonrecord.annotate('Das sei falsch, sagte der Minister.')",
        "import pipeline.parse.parser",
    ],
)
def test_no_reader_is_imported_before_there_is_a_file(does):
    ended = run(sys.executable, "-c", READERS_OF_OTHER_FORMS.format(does=does))
    assert ended.stderr == "[]\n"


_AT_END = """
import gc, os, sys
{does}

class Last:
    def __del__(self, threshold=gc.get_threshold, n_frozen=gc.get_freeze_count, write=os.write):
        write(2, b"%d %d" % (threshold()[0], n_frozen()))

sys.last = Last()  # goes when the interpreter does
"""
_VERSION = """sys.argv = ['onrecord', '--version']
from onrecord.__main__ import main
try:
    main()
except SystemExit:
    pass"""


def test_the_command_looks_for_garbage_seldom_and_the_package_leaves_that_to_its_user():
    def threshold_and_frozen(does):
        return tuple(map(int, run(sys.executable, "-c", _AT_END.format(does=does)).stderr.split()))

    threshold, n_frozen = threshold_and_frozen(_VERSION)
    assert (threshold, n_frozen > 10_000) == (50_000, True)
    by_default = threshold_and_frozen("")
    assert threshold_and_frozen("import onrecord\nonrecord.annotate") == by_default < (10_000, 1)


def test_all_names_are_there_and_no_others():
    assert all(getattr(onrecord, name) is not None for name in onrecord.__all__)
    assert dir(onrecord) == onrecord.__all__ == sorted(onrecord.__all__)
    with pytest.raises(AttributeError, match="'onrecord' has no attribute 'pipelines'; it has About"):
        _ = onrecord.pipelines


def test_the_version_is_stated_once():
    assert onrecord.__version__ == version("onrecord") == PROJECT["version"]


def test_it_is_typed():
    assert all((ROOT / package / "py.typed").is_file() for package in ("onrecord", "pipeline", "schemas"))


@pytest.mark.parametrize("name", ["pipeline", "schemas"])
@pytest.mark.parametrize("form", ["package", "module"])
def test_a_foreign_package_of_that_name_is_reported(tmp_path, name, form):
    foreign = tmp_path / name / "__init__.py" if form == "package" else tmp_path / f"{name}.py"
    foreign.parent.mkdir(exist_ok=True)
    foreign.write_text("raise RuntimeError('never run')\n")
    place = foreign.parent if form == "package" else foreign
    told = f"{place} is imported as '{name}' in place of onrecord's own package"
    imported = run(sys.executable, "-c", "import onrecord", cwd=tmp_path)
    assert imported.returncode == 1
    assert imported.stderr.splitlines()[-1].startswith(f"ImportError: {told}; rename it, or ")
    for command in ([sys.executable, "-m", "onrecord"], [ONRECORD]):
        ended = run(*command, "dates", "heute", cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)})
        assert (ended.returncode, ended.stdout) == (2, "")
        assert ended.stderr.count("\n") == 1
        assert ended.stderr.startswith(f"onrecord: {told}; ")


def test_a_folder_of_that_name_without_code_is_no_obstacle(tmp_path):
    """With the packages on the search path, as a wheel has them; an editable install is looked at after all folders."""
    (tmp_path / "schemas").mkdir()
    ended = run(sys.executable, "-c", "import onrecord", cwd=tmp_path, env={"PYTHONPATH": str(ROOT)})
    assert (ended.returncode, ended.stderr) == (0, "")


def test_the_module_is_the_command():
    ended = run(sys.executable, "-m", "onrecord", "dates", "am 3. Mai 2025")
    assert "2025-05-03" in ended.stdout


def test_each_distribution_of_the_extra_build_is_known_by_its_modules():
    """Else a command that needs it would end with a traceback where it is missing."""
    extra = {line.partition("[")[0].rstrip("=<>.0123456789") for line in PROJECT["optional-dependencies"]["build"]}
    never_imported = {"dagster-webserver", "dagster-dg-cli", "polars"}  # programs, and what the README shows
    known = {"typer", "click", "onrecord"}  # in the core, and an extra of its own
    modules = {name: name.lower().replace("-", "_") for name in extra - never_imported - known} | {"pillow": "PIL"}
    assert set(modules.values()) <= BUILD_MODULES


def test_the_core_alone_annotates():
    document = '{"id": "1", "text": "Das sei falsch, sagte der Minister am Montag.", "date": "2025-08-27"}\n'
    ended = run_core("annotate", input=document)
    assert (ended.returncode, '"statements": [{' in ended.stdout) == (0, True), ended.stderr
    assert "<article" in run_core("annotate", "--html", input=document).stdout


def test_a_command_that_needs_the_extra_build_says_so(tmp_path):
    ended = run_core("build", "--seeds", tmp_path, "--data", tmp_path / "data")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "onrecord: this needs onrecord[build]: pip install 'onrecord[build]'\n"

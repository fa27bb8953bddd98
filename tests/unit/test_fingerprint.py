"""The fingerprint of the code: what moves it, what does not, and that it never loses sight of a part."""

import ast
import io
import sys
import tokenize
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import pipeline
from pipeline.errors import LakeError
from pipeline.lake.code_text import code_text
from pipeline.lake.fingerprint import (
    LIBRARIES,
    PARSING_PARTS,
    TABLE_PARTS,
    code_fingerprint,
    fingerprint_of,
    parsing_fingerprint,
)

MODULE = '''"""Say what the module does."""

import re

Line = tuple[int, str]
"""A line and its number."""


class Reader:
    """Reads."""

    @staticmethod
    def read(text: str) -> str:
        """Read a text.

        In two paragraphs.
        """
        # A comment on a line of its own.
        found = re.sub("#", "", text)  # one after code
        return (
            f"{found!r:#>3}# {found[0]}"  # one between brackets
            "a string on a line of its own"
        )
'''
RULES = """# Rules.
order = ["second", "first"]

[second]
word = "zwei"  # two
n = 2
since = 2025-08-01

[first]
word = "eins"
"""


@pytest.fixture
def package(tmp_path):
    """A package of one module, rules, weights and a list."""
    folder = tmp_path / "package"
    (folder / "data").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "module.py").write_text(MODULE)
    (folder / "data" / "rules.toml").write_text(RULES)
    (folder / "data" / "de.weights").write_bytes(b"\x00\x01# 1\r\n")
    (folder / "data" / "nouns.hashes").write_bytes(b"\x02\x03")
    return folder


def replaced(path, old, new):
    text = path.read_bytes()
    assert old.encode() in text
    path.write_bytes(text.replace(old.encode(), new.encode(), 1))


def fingerprint(*parts):
    return fingerprint_of(parts, ())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# A comment on a line of its own.", "# Another one, with a quote's mark"),
        ("  # one after code", ""),
        ("  # one between brackets", "  # “one”, (changed"),
        ('"""Say what the module does."""', '"""Says it otherwise."""'),
        ('"""A line and its number."""\n', ""),
        ("In two paragraphs.", "In two.\n\n        Or three # paragraphs."),
        ('    """Reads."""\n', "    '''Reads'''\n"),
        ("import re\n", "\n\nimport re  \n\n\n\n"),
        ("import re\n", "import re  # noqa: F401\n# type: ignore\n"),
    ],
)
def test_comments_docstrings_and_blank_lines_do_not_move_it(package, old, new):
    before = fingerprint(package)
    replaced(package / "module.py", old, new)
    assert fingerprint(package) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("return (", "return str("),
        ('re.sub("#"', 're.sub("# "'),
        ("{found!r:#>3}#", "{found!r:#>3}##"),
        ("{found!r:#>3}", "{found!r:#>4}"),
        ("# {found[0]}", "{found[0]}"),
        ("a string on a line of its own", "another string"),
        ('            "a string on a line of its own"\n', ""),
        ("    @staticmethod\n    def", "    def"),
        ("        return (", "    return ("),
        ("Line = tuple[int, str]", "Line = 'tuple[int, str]'"),
    ],
)
def test_code_and_the_strings_in_it_move_it(package, old, new):
    before = fingerprint(package)
    replaced(package / "module.py", old, new)
    assert fingerprint(package) != before


def test_ends_of_lines_and_a_byte_order_mark_do_not_move_it(package):
    before = fingerprint(package)
    module = package / "module.py"
    for data in (MODULE.replace("\n", "\r\n").encode(), MODULE.encode("utf-8-sig"), MODULE.rstrip().encode()):
        module.write_bytes(data)
        assert fingerprint(package) == before
    rules = package / "data" / "rules.toml"
    rules.write_bytes(RULES.replace("\n", "\r\n").encode())
    assert fingerprint(package) == before


@pytest.mark.parametrize(
    ("old", "new", "moves"),
    [
        ("# Rules.", "# The rules of this language.", False),
        ("  # two", "", False),
        ("\n[first]", "\n\n# First.\n\n[first]", False),
        ('word = "zwei"', 'word = "# zwei"', True),
        ('word = "zwei"', 'word = "drei"', True),
        ('["second", "first"]', '["first", "second"]', True),
        ("n = 2", "n = 2.0", True),
        ("n = 2", 'n = "2"', True),
        ("since = 2025-08-01", "since = 2025-08-02", True),
        ("since = 2025-08-01", 'since = "2025-08-01"', True),
        ("n = 2\nsince = 2025-08-01\n", "since = 2025-08-01\nn = 2\n", True),
        ('\n[first]\nword = "eins"\n', "", True),
    ],
)
def test_of_toml_all_but_comments_and_empty_lines_moves_it(package, old, new, moves):
    before = fingerprint(package)
    replaced(package / "data" / "rules.toml", old, new)
    assert (fingerprint(package) != before) is moves


@pytest.mark.parametrize("name", ["data/de.weights", "data/nouns.hashes"])
def test_every_byte_of_weights_and_lists_moves_it(package, name):
    before = fingerprint(package)
    file = package / name
    file.write_bytes(file.read_bytes()[:-1] + b"\x7f")
    assert fingerprint(package) != before


@pytest.mark.parametrize(
    "name",
    [
        "module.cpython-311-x86_64-linux-gnu.so",
        "module.pyd",
        "__pycache__/module.cpython-311.pyc",
        "__pycache__/left.py",
        ".ipynb_checkpoints/module.py",
        "data/.#rules.toml",
        "py.typed",
        "README.md",
        "data/notes.txt",
        "module.py.orig",
    ],
)
def test_what_lies_beside_the_code_does_not_move_it(package, name):
    before = fingerprint(package)
    stray = package / name
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"anything")
    assert fingerprint(package) == before


def test_a_module_that_is_added_moved_or_removed_moves_it(package):
    seen = {fingerprint(package)}
    (package / "more.py").write_text("")
    seen.add(fingerprint(package))
    (package / "more.py").rename(package / "other.py")
    seen.add(fingerprint(package))
    assert len(seen) == 3
    (package / "module.py").unlink()
    assert fingerprint(package) not in seen


def test_a_part_that_is_missing_or_empty_is_an_error(package, tmp_path):
    named = package / "module.py"
    assert fingerprint(named) != fingerprint(package)
    named.rename(package / "renamed.py")
    with pytest.raises(LakeError, match=r"module\.py: this part of the code is missing"):
        fingerprint(package, named)
    (tmp_path / "empty" / "__pycache__").mkdir(parents=True)
    for gone in (tmp_path / "gone", tmp_path / "empty"):
        with pytest.raises(LakeError, match="missing"):
            fingerprint(gone)


def test_another_version_of_a_library_moves_it(package, monkeypatch):
    before = fingerprint_of((package,), ("lxml",))
    assert before != fingerprint(package)
    monkeypatch.setattr("pipeline.lake.fingerprint.version", lambda name: f"{name} 99")
    assert fingerprint_of((package,), ("lxml",)) != before


# ── the parts that are named ────────────────────────────────────────────────────────────────────────────────────────

# What a build uses in `lake` without its rows depending on it: planning and storing. Their results are part of a
# month's own fingerprint, or are named by the hash of their content.
UNSHAPING = {
    "code_text",
    "fingerprint",
    "head",
    "intact",
    "months",
    "plan",
    "seed_index",
    "snapshot",
    "staleness",
    "storage",
    "workers",
}


def test_every_part_is_there():
    assert len({code_fingerprint(), parsing_fingerprint()}) == 2


def test_every_module_of_the_lake_that_a_build_uses_is_known_to_shape_rows_or_not_to():
    folder = Path(pipeline.__file__).parent / "lake"
    shaping = {path.stem for path in TABLE_PARTS if path.parent == folder}
    used, waiting = set(), ["build", "corpus"]
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting += [] if name in UNSHAPING else imports_of(folder / f"{name}.py")
    assert used - UNSHAPING == shaping


def imports_of(module):
    """The modules of the lake that a module of it imports."""
    nodes = [node for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.ImportFrom)]
    found = [node.module.split(".") for node in nodes if node.module]
    return [parts[2] for parts in found if parts[:2] == ["pipeline", "lake"]]


# Imported by the parts, and no byte of a row depends on their version: validation, storage, exact decompression and
# arithmetic of integers. A backend such as spaCy names its version itself.
UNSHAPING_LIBRARIES = {
    "backports",
    "compression",
    "datasets",
    "fsspec",
    "numpy",
    "onnxruntime",
    "pandas",
    "pandera",
    "pydantic",
    "pydantic_core",
    "spacy",
}

# The time zones that the standard library reads: no import shows it.
READ_AS_DATA = {"tzdata"}


def test_every_library_that_the_parts_import_is_known_to_shape_rows_or_not_to():
    files = [file for part in TABLE_PARTS for file in ([part] if part.is_file() else part.rglob("*.py"))]
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text()))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    modules = {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) - {"pipeline", "schemas"}
    known = packages_distributions()
    shaping = {known[module][0].lower().replace("_", "-") for module in modules - UNSHAPING_LIBRARIES}
    assert shaping | READ_AS_DATA == {name.lower() for name in LIBRARIES}


def test_every_file_of_a_part_is_read_or_known_to_shape_nothing():
    for part in TABLE_PARTS:
        for file in part.rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                assert file.suffix in {".py", ".toml", ".weights", ".hashes"} or file.name in {
                    "LICENSE.md",
                    "py.typed",
                }, file


# ── the text of a module ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_code_is_read_as_python_reads_it():
    """All tokens but comments and docstrings, in their order, by Python's own tokeniser and parser."""
    parts = (*PARSING_PARTS, Path(__file__))
    files = [file for part in parts for file in ([part] if part.is_file() else part.glob("*.py"))]
    assert len(files) > 20
    for file in files:
        source = file.read_bytes()
        assert tokens(code_text(source)) == tokens(source, list(docstrings(source))), file


LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def tokens(source, left_out=()):
    found = tokenize.generate_tokens(io.StringIO(source.decode()).readline)
    return [token.string for token in found if token.type not in LAYOUT and not is_within(token, left_out)]


def is_within(token, places):
    return any(begin <= token.start and token.end <= end for begin, end in places)


def docstrings(source):
    """Where the strings are that are statements, as the tokeniser counts: in letters, not in bytes."""
    lines = source.split(b"\n")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            begin, end = (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)
            yield tuple((line, len(lines[line - 1][:offset].decode())) for line, offset in (begin, end))


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("x = 1 + \\\n    2  # three\n", "x = 1 + \\\n    2"),
        ('x = "a" \\\n    "b"\ny = 1\n', 'x = "a" \\\n    "b"\ny = 1'),
        (
            "x = {\n    'a':\n    'b',\n\n    # c\n    'd'\n    'e': 1,\n}\n",
            "x = {\n    'a':\n    'b',\n    'd'\n    'e': 1,\n}",
        ),
        ("x = '''a\n\n  # b\n\n'''\n", "x = '''a\n\n  # b\n\n'''"),
        ("x = 'it\\'s # one'  # two\n", "x = 'it\\'s # one'"),
        ('x = r"\\\\"  # "\n', 'x = r"\\\\"'),
        ('x = """a"b""c\\""" # d"""\n', 'x = """a"b""c\\""" # d"""'),
        ("f'{x}'\nb'x'\n", "f'{x}'\nb'x'"),
        ("x = f'{d[\"a#b\"]:#x}' # c\n", "x = f'{d[\"a#b\"]:#x}'"),
        ("def f(x):\n    r'''Do \\it.'''\n    'again'  # and\n    return '#'\n", "def f(x):\n    return '#'"),
        ("@g\nasync def f():\n    '''Go''' '''on'''\n\n    ...\n", "@g\nasync def f():\n    ..."),
        ("class A: 'on the line'\n", "class A: 'on the line'"),
        ("x = [  # (\n    1,\n]\n'''after'''\ny = 2\n", "x = [\n    1,\n]\ny = 2"),
        ("x = (\n    r'\\1'  # c\n\n    'b'\n)\n\n'c'\n'd'\ny = 1", "x = (\n    r'\\1'\n    'b'\n)\ny = 1"),
        ("x = ')'  # (\n'[' \ny = ['(',\n'a']\n'b'", "x = ')'\ny = ['(',\n'a']"),
        ("# only a comment", ""),
        ("", ""),
    ],
)
def test_what_is_left_of_a_text(source, left):
    assert code_text(source.encode()).decode() == left

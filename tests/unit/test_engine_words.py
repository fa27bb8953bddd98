"""The engine knows no word of a language: what it compares with a text is in the lexicons."""

import ast
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from pipeline.extract.lang.models.checking import FILES
from pipeline.extract.lang.models.name_files import NameLists
from pipeline.extract.lang.models.reading import Table
from pipeline.extract.lang.models.statement_files import Frames
from pipeline.extract.lang.terms import Case, Determiner, Function, Gender, Introducer, Kind, Number, Takes
from pipeline.extract.world.models import MODELS, Listed
from schemas.vocabulary import ActorKind, Medium, MentionKind, StatementType

ENGINE = Path(str(files("pipeline.extract")))
METHODS = {
    *("count", "endswith", "find", "index", "lstrip", "maketrans", "partition", "removeprefix", "removesuffix"),
    *("replace", "rfind", "rpartition", "rsplit", "rstrip", "split", "startswith", "strip"),
}
TERMS = {
    *(term for vocabulary in (ActorKind, Medium, MentionKind, StatementType) for term in vocabulary.values()),
    *(str(term) for terms in (Case, Determiner, Function, Gender, Introducer, Kind) for term in terms),
    *(str(term) for terms in (Number, Takes) for term in terms),
    *("direct", "evidential", "free_indirect", "hearsay", "subjunctive", "weak"),  # moods of a clause
    *MODELS,  # files of `world`
    *(key for model in (Listed, NameLists) for key in model.model_fields),
    "tagger.weights",
    *("adverb", ".object", ".within"),  # last parts of the names of rules
    *("agency_news", "alliance", "armed_group", "broadcaster", "charity", "club", "company", "magazine"),  # classes
    *("newspaper", "organisation", "portal"),  # of bodies, the keys of their nouns
    *("age", "body", "linked"),  # groups of descriptions and of what refers to somebody
    *("anybody", "open", "other"),  # how well a description fits somebody
    *("source", "witness"),  # groups of offices
    *("acronym", "event", "gazetteer", "person.run", "person.title", "quoted", "repeated"),  # names of rules
    *("tagger", "thing"),
}
OF_FILES = {
    *("actors/neural/files", "backend", "dictionary", "name_lists", "relocating", "renaming", "rows", "word_places"),
}
"""Modules whose literals are names of files and columns."""


def compared(tree: ast.Module) -> Iterator[str]:
    """Yield the literals that something is compared with or ends in, that a loop is over, or of a module's table."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [side for side in (node.left, *node.comparators) if not isinstance(side, ast.Call | ast.Subscript)]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            sides = list(node.args)
        elif isinstance(node, ast.For | ast.comprehension):
            sides = [] if isinstance(node.iter, ast.Call) else [node.iter]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            sides = [side for side in (node.left, node.right) if isinstance(side, ast.Constant | ast.IfExp)]
        else:
            continue
        yield from (text for side in sides for text in literals(side))
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            yield from literals(node.value)


def literals(node: ast.AST) -> Iterator[str]:
    """Yield the texts in an expression; not the keys that something is looked up by."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    inner = [node.value] if isinstance(node, ast.Subscript) else ast.iter_child_nodes(node)
    if not isinstance(node, ast.Constant):
        yield from (text for part in inner for text in literals(part))


def is_word(text: str) -> bool:
    """Whether a literal may be a word or an ending: letters in it, and no term, key of a lexicon or pattern."""
    is_key = text.partition(".")[0] in {"adverbs", "auxiliaries", "prepositions", "words"} and "." in text
    return (
        bool(re.search("[a-zäöüß]", text)) and (text not in TERMS or len(text) == 1) and not is_key and len(text) < 15
    )


def of_module(path: Path) -> set[str]:
    return {text for text in compared(ast.parse(path.read_text(encoding="utf-8"))) if is_word(text)}


@pytest.mark.parametrize("part", ["statements", "actors", "."])
def test_no_literal_of_the_engine_is_compared_with_a_word(part):
    modules = (ENGINE / part).glob("*.py") if part == "." else (ENGINE / part).rglob("*.py")
    names = {path: path.relative_to(ENGINE).with_suffix("").as_posix() for path in modules}
    checked = {path: name for path, name in names.items() if name not in OF_FILES and not name.endswith("__init__")}
    assert len(checked) > 5
    allowed = {"media", "place", "region", "person", "state", "organization"}
    assert {
        name: sorted(of_module(path) - allowed) for path, name in checked.items() if of_module(path) - allowed
    } == {}


def test_what_dates_look_like_is_no_word_but_for_clocks_and_iso_days():
    of_clocks = {"am", "pm", ":30pm", "t"}
    found = of_module(ENGINE / "dates" / "shapes.py") | of_module(ENGINE / "dates" / "grammar.py")
    assert {text for text in found if text.isalpha() or ":" in text} == of_clocks


@pytest.mark.parametrize(
    "code",
    [
        'lower == "gesagt"',
        'lower in {"der": 1}.keys() or lower in ("die", "das")',
        'lower.endswith(("er", "en"))',
        'lower.rstrip("ens")',
        '[lower + ending for ending in ("e", "en")]',
        'stem + ("e" if is_feminine else "er")',
        'for ending in ("es", "s"):\n    pass',
        'ENDINGS: tuple[str, ...] = ("es", "s")',
        'LETTERS = str.maketrans({"ä": "ae"})',
        'word.replace("ß", "ss")',
    ],
)
def test_words_and_endings_are_seen_wherever_they_meet_a_text(code):
    assert any(map(is_word, compared(ast.parse(code))))


@pytest.mark.parametrize(
    "code", ['words["definite"]', "tag is Tag.NOUN", 'region.word_in(at, "words.that")', 'x == ","']
)
def test_keys_and_signs_are_no_words(code):
    assert not any(map(is_word, compared(ast.parse(code))))


def test_every_list_of_frame_words_is_read_by_a_rule_and_every_one_read_is_there():
    text = "".join(path.read_text(encoding="utf-8") for path in ENGINE.rglob("*.py"))
    read = set(re.findall(r'"((?:words|adverbs|prepositions|auxiliaries)\.\w+)"', text))
    assert read == tables()


def tables() -> set[str]:
    found = set()
    for table in ("adverbs", "auxiliaries", "prepositions", "words"):
        model = Frames.model_fields[table].annotation
        assert isinstance(model, type)
        assert issubclass(model, Table)
        for name, field in model.model_fields.items():
            if field.annotation == frozenset[str]:
                found.add(f"{table}.{field.alias or name}")
    return found


def test_every_file_of_a_language_has_a_model_of_its_own():
    assert len({model.name for model in FILES}) == len(FILES)
    for folder in ("de", "en"):
        there = {path.stem for path in (ENGINE / "lang" / folder).glob("*.toml")}
        assert there <= {model.name for model in FILES}


def test_one_module_asks_for_the_order_of_words():
    asking = {
        path.relative_to(ENGINE).as_posix()
        for path in ENGINE.rglob("*.py")
        if re.search(r"Order\.[A-Z]|words\([^)]*\)\.order|\bwords\.order", path.read_text(encoding="utf-8"))
    }
    assert asking == {"statements/finder.py"}


def test_shared_layers_of_statements_know_neither_order():
    shared = (ENGINE / "statements").glob("*.py")
    knowing = {path.stem for path in shared if re.search("verb_second|fixed_order", path.read_text(encoding="utf-8"))}
    assert knowing == {"finder", "word_order"}

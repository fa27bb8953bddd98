"""Tags have names: every token of a text has one, and no rule asks for a letter."""

import ast
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from pipeline.extract import tags
from pipeline.extract.tags import Tag
from pipeline.extract.tokens import tokenise
from pipeline.extract.words import tag_tokens

ENGINE = Path(str(files("pipeline.extract")))


def named(text: str, language: str) -> list[str]:
    return [tags.NAMES[tag] for tag in tag_tokens(tokenise(text), language)]


def test_every_tag_is_a_name_of_the_module():
    assert all(getattr(tags, tag.name) is tag for tag in Tag)


def test_a_tag_is_of_a_word_or_a_mark_and_every_set_holds_tags():
    sets = {name: value for name, value in vars(tags).items() if isinstance(value, frozenset)}
    assert len(sets) > 20
    assert all(isinstance(tag, Tag) for members in sets.values() for tag in members)
    assert not tags.WORDS & set(tags.MARKS.values())
    others = {tags.QUOTATION_MARK, tags.PARAGRAPH_BREAK, tags.OTHER_MARK}
    assert tags.WORDS | set(tags.MARKS.values()) | others == set(Tag)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Sie hat 3 neue", ["pronoun", "auxiliary", "number", "adjective"]),
        ("de", "dass er kam", ["subordinator", "pronoun", "verb"]),
        ("en", "in the hall,", ["preposition", "determiner", "noun", "comma"]),
        ("en", "§ (it) …\n\n“no", ["other_mark", "opening_bracket", "pronoun", "closing_bracket", "ellipsis"]),
    ],
)
def test_tokens_have_the_tags_that_their_names_say(language, text, expected):
    assert named(text, language)[: len(expected)] == expected


def test_a_break_and_a_quotation_mark_have_tags_of_their_own():
    assert named("it …\n\n“no”", "en")[2:4] == ["paragraph_break", "quotation_mark"]


def test_a_hashtag_is_no_break():
    assert named("the #saferoads ¶\n\nIt", "en") == [
        *("determiner", "other_mark", "noun", "other_mark", "paragraph_break", "pronoun"),
    ]


def of_tags(node: ast.expr) -> bool:
    """Whether an expression is the tag of a token: `tags[i]`, `region.tag(i)`, `tag`."""
    if isinstance(node, ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return (node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")) in ("tag", "tags")


def letters(tree: ast.Module) -> Iterator[str]:
    """Yield the comparisons of a tag with a text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            texts = [part for side in sides for part in ast.walk(side) if isinstance(part, ast.Constant)]
            if any(of_tags(side) for side in sides) and any(isinstance(text.value, str) for text in texts):
                yield ast.unparse(node)


def test_no_rule_compares_a_tag_with_a_text():
    found = {
        path.name: list(letters(ast.parse(path.read_text(encoding="utf-8"))))
        for path in ENGINE.rglob("*.py")
        if "tagger" not in path.parts
    }
    assert len(found) > 80
    assert {name: written for name, written in found.items() if written} == {}
    assert list(letters(ast.parse('tags[i] in "HV" or region.tag(1) == "N"'))) == [
        "tags[i] in 'HV'",
        "region.tag(1) == 'N'",
    ]

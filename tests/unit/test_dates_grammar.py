"""The rule files and the pattern language, and that hostile texts take no longer than others."""

import re
import tomllib
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract import lang
from pipeline.extract.dates import find_dates
from pipeline.extract.dates.grammar import RulesByOpening, load_grammar
from pipeline.extract.dates.kinds import KINDS
from pipeline.extract.dates.lexicon import NEVER
from pipeline.extract.dates.patterns import PatternError, expand, read_pattern

FOLDER = Path(lang.__file__).parent
LANGUAGES = sorted(path.parent.name for path in FOLDER.glob("*/date_rules.toml"))


def classes(categories, needs_all):
    return "[" + "".join(sorted({c.strip("=")[0].lower() for c in categories})) + "]"


def spans(pattern, text):
    match = read_pattern(pattern, classes).regex.fullmatch(text)
    return match and match.groups()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_builds_a_known_kind_of_meaning(language):
    rules = load_grammar(language).rules
    assert len(rules) > 50
    assert {rule.kind for rule in rules} <= set(KINDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_lexicons_are_sorted_one_entry_a_line(language):
    text = (FOLDER / language / "dates.toml").read_text(encoding="utf-8")
    for name, section in tomllib.loads(text).items():
        if name != "settings":
            assert list(section) == sorted(section, key=str.casefold), name


def test_patterns_mark_spans_within_their_context():
    assert spans("A [ B C? ] D", "abcd") == ("bc",)
    assert spans("A [ B C? ] D", "abd") == ("b",)
    assert spans("[ A ] (B | C)* [ D ]", "abcbd") == ("a", "d")
    assert spans("[ A !C B ]", "ab") == ("ab",)


def may_open_with(pattern, opening):
    after = pattern.after(opening[0])
    return after is None or opening[1:] in after


def test_patterns_know_what_they_may_begin_with():
    pattern = read_pattern("(A | B)? C* [ D ]", classes)
    assert pattern.first == frozenset("abcd")
    opens = {pair for pair in map("".join, product("abcde", "abcde")) if may_open_with(pattern, pair)}
    assert opens == {"ac", "ad", "bc", "bd", "cc", "cd", *(f"d{after}" for after in "abcde")}
    assert [last for last in "abcd" if may_open_with(pattern, last)] == ["d"]


_PIECES = st.lists(
    st.sampled_from(["A", "B", "C/D", "!B", "<C", "x=A", "(", ")", "[", "]", "|", "?", "*"]), max_size=12
)


@given(_PIECES, st.text("abcd", min_size=1, max_size=6))
def test_no_pattern_that_matches_is_left_out_for_its_opening(pieces, codes):
    try:
        pattern = read_pattern(" ".join(pieces), classes)
    except PatternError:
        return
    for position in range(len(codes)):
        if pattern.regex.match(codes, position):
            assert may_open_with(pattern, codes[position : position + 2])


@pytest.mark.parametrize(
    "pattern", ["A ( B", "A ? ?", "A )", "%", "A?", "(A | B*)", "A ]", "[? A ]", "(? A)", "A ) ( ?", "( [ A ) ]"]
)
def test_malformed_patterns_are_named(pattern):
    with pytest.raises(PatternError):
        read_pattern(pattern, classes)


@given(_PIECES)
def test_what_is_no_regular_expression_is_found_before_a_text_is(pieces):
    """Patterns are compiled when they are first matched; what is wrong with one is said when it is loaded."""
    try:
        pattern = read_pattern(" ".join(pieces), classes)
    except PatternError:
        return
    assert pattern.regex.groups >= len(pattern.spans)


def test_patterns_are_compiled_when_they_are_needed():
    load_grammar.cache_clear()
    rules = load_grammar("de").rules
    assert find_dates("am 3. März 2025", language="de", published_on=None)
    compiled = [rule for rule in rules if "regex" in vars(rule.pattern)]
    assert 0 < len(compiled) < len(rules) / 5


def test_what_is_remembered_of_openings_is_bounded(monkeypatch):
    monkeypatch.setattr("pipeline.extract.dates.grammar._MOST_OPENINGS", 10)
    grammar = load_grammar("en")
    rules = RulesByOpening(grammar.by_class)
    pairs = [first + second for first in grammar.by_class for second in list(grammar.by_class)[:3]]
    assert [rules[pair] for pair in pairs] == [grammar.by_opening[pair] for pair in pairs]
    assert len(rules) <= 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_rule_can_repeat_without_bound(language):
    for rule in load_grammar(language).rules:
        assert not re.search(r"[*+]|,\}", rule.pattern.regex.pattern), rule.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_can_match_something(language):
    grammar = load_grammar(language)
    dead = [rule.name for rule in grammar.rules if NEVER in rule.pattern.regex.pattern]
    assert dead == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_or_word_built_from_one_is_of_a_class_that_rules_do_not_know(language):
    lexicon = load_grammar(language).lexicon
    shapes = lexicon.shapes
    words = (f"{n}{joint}{part}" for n in ("17", *shapes.numbers) for joint in ("-", "") for part in shapes.numbered)
    forms = (form for word in (*map(str, range(10_000)), *words) for form in (word, word.capitalize(), word.upper()))
    unknown = {form for form in forms if lexicon.used.intersection(lexicon.senses(form)) not in lexicon.classes}
    assert unknown == set()


def test_definitions_are_expanded_and_have_to_exist():
    assert expand("$DAY month", {"DAY": "A $DOT", "DOT": '"."'}) == '( A ( "." ) ) month'
    with pytest.raises(PatternError, match="MONTH"):
        expand("$MONTH", {})


HOSTILE = {
    "dotted digits": "1." * 250_000,
    "one number": "7" * 500_000,
    "one word": "x" * 500_000,
    "prepositions": "am " * 170_000,
    "ordinals": "3., " * 120_000,
    "hyphens": "Mai-" * 120_000,
    "beginnings": "vor zwei " * 55_000,
    "articles": "in the last " * 40_000,
    "months": "im Mai " * 7_000,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_are_read(language, text):
    found = find_dates(text, language=language, published_on=date(2025, 8, 27))
    assert all(0 <= e.start < e.end <= len(text) for e in found)

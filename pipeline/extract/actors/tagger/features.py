"""What the tagger looks at: features of word forms, each with its lexicon entries, and of where a word stands.

Training and runtime read features here and nowhere else. All features but those of `context_features` are functions
of one word form and the lexicons, so that their weights can be summed once a form.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import compress
from typing import NamedTuple

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.grammar import load_grammar
from pipeline.extract.actors.names import Name
from pipeline.extract.actors.tagger.terms import Around, Flag, Listed, Part
from pipeline.extract.name_lists import codes_of, places_at
from pipeline.extract.tokens import PARAGRAPH_BREAK

Features = list[str]
_LONGEST_PART = 5  # letters of a word's end or beginning
_LONGEST = 40  # characters of a form that features show; keeps hostile input small
_LEXICON_FLAGS = (
    ("org_heads", Flag.ORGANIZATION_HEAD),
    ("org_tails", Flag.ORGANIZATION_TAIL),
    ("org_links", Flag.ORGANIZATION_LINK),
    ("name_heads", Flag.NAME_HEAD),
    ("genitive_heads", Flag.GENITIVE_HEAD),
    ("particles", Flag.PARTICLE),
    ("place_heads", Flag.PLACE_HEAD),
    ("place_prefixes", Flag.PLACE_PREFIX),
    ("place_prepositions", Flag.PLACE_PREPOSITION),
    ("place_tails", Flag.PLACE_TAIL),
    ("not_names", Flag.NO_NAME),
    ("speech_verbs", Flag.SPEECH_VERB),
    ("adjectives", Flag.ADJECTIVE),
    ("media_heads", Flag.MEDIA_HEAD),
    ("party_heads", Flag.PARTY_HEAD),
    ("event_tails", Flag.EVENT_TAIL),
)


JOINT = "|"
# What stands around a word, by name of feature: the parts that its value joins, each the class, the codes or the
# lower-case form of the word itself (0), the one before it (-1) or the one after it (1).
AROUND: dict[str, tuple[tuple[str, int], ...]] = {
    Around.CLASS_CLASS: ((Part.CLASS, -1), (Part.CLASS, 0)),
    Around.CLASS_NEXT: ((Part.CLASS, 0), (Part.CLASS, 1)),
    Around.CLASSES: ((Part.CLASS, -1), (Part.CLASS, 0), (Part.CLASS, 1)),
    Around.LOWER_CLASS: ((Part.LOWER, -1), (Part.CLASS, 0)),
    Around.CLASS_LOWER: ((Part.CLASS, 0), (Part.LOWER, 1)),
    Around.CODES_CODES: ((Part.CODES, -1), (Part.CODES, 0)),
    Around.CODES_NEXT: ((Part.CODES, 0), (Part.CODES, 1)),
}


@dataclass(slots=True)  # not frozen, though nobody changes one: that makes it twice as costly
class FormFeatures:
    """The features of a form where it is the word itself, its neighbour, or the next but one."""

    itself: Features
    near: Features
    far: Features

    def __add__(self, other: "FormFeatures") -> "FormFeatures":
        """Return the features of both."""
        return FormFeatures(self.itself + other.itself, self.near + other.near, self.far + other.far)


class Traits(NamedTuple):
    """What a form has in common with many others: its shape, its lexicon entries and name lists, those of its parts.

    `codes` are those of the lists of names that have the form; its shape where none has it.
    """

    shape: str
    flags: tuple[str, ...]
    codes: str
    listed: tuple[str, ...]
    of_parts: tuple[str, ...]

    @property
    def word_class(self) -> str:
        """The coarse class of the form."""
        return self.shape + "".join(self.flags)


# What stands before the first and after the last word of a sentence.
EDGE = "^"
BOUNDARY = FormFeatures([], [EDGE], [EDGE])


def form_features(context: NameContext, form: str) -> FormFeatures:
    """Return the features of `form`; they depend on nothing else in `context` than its lexicons."""
    return spelling_features(form) + trait_features(traits_of(context, form))


def traits_of(context: NameContext, form: str) -> Traits:
    """Return the traits of `form`; they depend on nothing else in `context` than its lexicons."""
    form = _shown(form)
    flags = _lexicon_flags(context, form, form.lower())
    of_parts: Features = []
    parts = _parts(form)
    if parts:
        of_parts += [f"hf={flag}" for flag in _lexicon_flags(context, parts[0], parts[0].lower())]
        of_parts += [f"hl={flag}" for flag in _lexicon_flags(context, parts[-1], parts[-1].lower())]
    shape, (codes, listed) = _shape(form), _list_features(form, flags)
    return Traits(shape, tuple(flags), codes or shape, tuple(listed), tuple(of_parts))


def trait_features(traits: Traits) -> FormFeatures:
    """Return the features that all forms of these traits share."""
    shared = [f"s={traits.shape}", f"c={traits.word_class}"]
    flags = [f"f={flag}" for flag in traits.flags]
    shaped = [f"sf={traits.shape}{flag}" for flag in traits.flags]
    near = [*shared, *flags, *traits.listed]
    return FormFeatures([*near, *shaped, *traits.of_parts], near, shared)


def spelling_features(form: str) -> FormFeatures:
    """Return the features that show the letters of `form`."""
    form = _shown(form)
    lower = form.lower()
    word = f"l={lower}"
    itself = [word]
    if form[0].isalpha():
        itself += _ends(lower)
        if form != lower:
            itself.append(f"w={form}")
            itself += _beginnings(form)
            itself.append(f"n={min(len(form), 12)}")
    parts = _parts(form)
    if parts:
        itself += [f"h1={parts[0]}", f"h9={parts[-1]}", f"h9e={parts[-1][-4:].lower()}", f"hn={len(parts)}"]
    near = [word, f"e3={lower[-3:]}"]
    if len(form) > _LONGEST_PART:
        near.append(f"e5={lower[-5:]}")
    return FormFeatures(itself, near, [word])


def _ends(lower: str) -> Features:
    """Return the last letters of a word, up to five, but for the whole word."""
    if len(lower) > _LONGEST_PART:  # one by one, as most words have them: that takes a third of the time
        return [f"e1={lower[-1:]}", f"e2={lower[-2:]}", f"e3={lower[-3:]}", f"e4={lower[-4:]}", f"e5={lower[-5:]}"]
    return [f"e{k}={lower[-k:]}" for k in range(1, len(lower))]


def _beginnings(form: str) -> Features:
    """Return the same of its first letters."""
    if len(form) > _LONGEST_PART:
        return [f"b1={form[:1]}", f"b2={form[:2]}", f"b3={form[:3]}", f"b4={form[:4]}", f"b5={form[:5]}"]
    return [f"b{k}={form[:k]}" for k in range(1, len(form))]


def context_features(
    context: NameContext, first: int, last: int, traits: Sequence[Traits], rules: Sequence[str]
) -> list[Features]:
    """Return the features of the tokens `first` to `last`, a sentence: where each stands and what stands around it.

    `traits` are those of the sentence's tokens, `rules` what `rule_labels` says of the text's.
    """
    classes = [one.word_class for one in traits]
    parts = {
        Part.CLASS: [EDGE, *classes, EDGE],
        Part.CODES: [EDGE, *(one.codes for one in traits), EDGE],
        Part.LOWER: [EDGE, *shown_lowers(context.lowers[first:last]), EDGE],
    }
    marked = mark_features(context, [(first, last)], dict(enumerate(classes, first)), rules)
    return [
        [
            *(f"{name}={JOINT.join(parts[what][k + at] for what, at in joined)}" for name, joined in AROUND.items()),
            *marked.get(first + k - 1, ()),
        ]
        for k in range(1, last - first + 1)
    ]


def shown_lowers(lowers: Iterable[str]) -> list[str]:
    """Return lower-case forms as they stand in names of features."""
    return [_shown(lower) for lower in lowers]


def mark_features(
    context: NameContext,
    pieces: Sequence[tuple[int, int]],
    classes: Mapping[int, str] | Sequence[str],
    rules: Sequence[str],
) -> dict[int, Features]:
    """Return the features that few of the tokens in `pieces` have, which are ranges of them in order, sentences.

    They are those where a sentence begins or is shouted, in listed places of several words, and in and beside what the
    rules found. `classes` are the word classes by token.
    """
    if not pieces:
        return {}
    found: dict[int, Features] = {}
    places = _place_parts(context, pieces)
    begin, end = pieces[0][0], pieces[-1][1]
    tokens = range(begin, end)
    marked = {
        *places,
        *compress(tokens, context.is_initial[begin:end]),
        *compress(tokens, context.is_shouted[begin:end]),
    }
    for k in compress(tokens, rules[begin:end]):
        marked.update((k - 1, k, k + 1))
    order = sorted(marked)
    for first, last in pieces:
        for k in order[bisect_left(order, first) : bisect_left(order, last)]:
            here, rule = classes[k], rules[k]
            features = found[k] = [f"i={here}"] if context.is_initial[k] else []
            if context.is_shouted[k]:
                features.append("sh")
            if k in places:
                features.append(f"gp={places[k]}")
            if rule:
                features += [f"r={rule}", f"rs={rule}|{here}"]
            if k > first and rules[k - 1]:
                features.append(f"r-={rules[k - 1]}|{rule}")
            if k + 1 < last and rules[k + 1]:
                features.append(f"r+={rule}|{rules[k + 1]}")
    return found


def rule_labels(context: NameContext, names: Sequence[Name]) -> list[str]:
    """Return what the rules say of each token: begin, inside or end of a name, its kind and rule; else nothing."""
    labels = [""] * len(context.forms)
    for name in names:
        kind = f"{name.rule}.{name.kind}.{name.mention_kind[0]}"
        for i in range(name.first, name.last):
            place = "B" if i == name.first else "E" if i == name.last - 1 else "I"
            labels[i] = ("S" if name.last - name.first == 1 else place) + kind
    return labels


def _place_parts(context: NameContext, pieces: Sequence[tuple[int, int]]) -> dict[int, str]:
    """Which tokens in `pieces` begin, end or stand inside a listed place of several words."""
    found: dict[int, str] = {}
    for first, last in pieces:
        i = context.is_capital.find(1, first, last)
        while i >= 0:
            end = places_at(context.forms, last, i)
            if end:
                found.update({i: "B", end - 1: "E"})
                found.update(dict.fromkeys(range(i + 1, end - 1), "I"))
            i = context.is_capital.find(1, end or i + 1, last)
    return found


def _list_features(form: str, flags: Features) -> tuple[str, Features]:
    """Return which lists of names have a form, and whether it is an ordinary word as well: in one text, as features."""
    codes = codes_of(form) if form[:1].isupper() else ""
    if not codes:
        return "", []
    ordinary = "o" if Flag.ORDINARY in flags or Flag.ORDINARY_LOWER in flags else ""
    all_codes = codes + ordinary
    return all_codes, [*(f"k={code}{ordinary}" for code in codes), f"kk={all_codes}"]


def _parts(form: str) -> list[str]:
    """Return the parts of a form with a hyphen inside, none of others."""
    return [part for part in form.split("-") if part] if "-" in form and "-" in form.strip("-") else []


def _shown(form: str) -> str:
    """Return a form as it stands in names of features: not too long, and in one line."""
    return "¶" if form == PARAGRAPH_BREAK else form[:_LONGEST]


def _shape(form: str) -> str:
    """Return the kinds of characters, runs shortened: Xx, XxX, XX, X, x, 0, x-X, or the mark itself."""
    if form.isalpha() and form[1:].islower():  # most words; what the loop below gives for them
        return "Xx" if form[0].isupper() else "x"
    shape = ""
    for c in form:
        kind = "X" if c.isupper() else "x" if c.isalpha() else "0" if c.isdigit() else c
        if not shape.endswith(kind) or (kind == "X" and shape == "X"):
            shape += kind
    return shape[:8]


def _lexicon_flags(context: NameContext, form: str, lower: str) -> Features:
    """Return what the lexicons say of a form, as short codes in a fixed order."""
    grammar = context.grammar
    flags: Features = []
    if lower in context.function_words:
        flags.append(Flag.FUNCTION_WORD)
    is_capital = form[:1].isupper()
    if is_capital:
        if grammar.is_first_name(form):
            flags.append(Flag.WEAK_GIVEN_NAME if form in grammar.weak else Flag.GIVEN_NAME)
        if form in grammar.surnames:
            flags.append(Flag.SURNAME)
        names = context.gazetteer.by_first.get(form)
        if names:
            rest, named = names[0] if names[-1][0] else names[-1]  # the longest is first; a name of one word is last
            known = Listed.BEGINNING if rest else Listed.WHOLE
            flags.append(known + named.entry.kind[:2] + (Listed.AMBIGUOUS if named.is_ambiguous else ""))
        if grammar.is_name_like(form):
            flags.append(Flag.NAME_LIKE)
        if form in grammar.titles:
            flags.append(Flag.TITLE)
        office = grammar.office(form)
        if office is not None:
            flags.append(Flag.OFFICE)
        is_ordinary = grammar.capitalises_nouns and grammar.is_ordinary(form)
        if grammar.capitalises_nouns:
            if is_ordinary:
                flags.append(Flag.ORDINARY)
            elif grammar.is_compound(form):
                flags.append(Flag.COMPOUND)
            if lower.endswith(_endings(grammar.language, "place_suffixes")):
                flags.append(Flag.PLACE_SUFFIX)
            if form.endswith(_endings(grammar.language, "org_suffixes")):
                flags.append(Flag.ORGANIZATION_SUFFIX)
        # Of most words both spellings have been looked for already.
        is_same = grammar.capitalises_nouns and form == lower.capitalize()
        if is_ordinary if is_same else grammar.is_ordinary(lower):
            flags.append(Flag.ORDINARY_LOWER)
    if lower in context.gazetteer.country_of or (
        len(lower) > 4 and lower.rstrip(grammar.endings.countries) in context.gazetteer.country_of
    ):
        flags.append(Flag.COUNTRY_ADJECTIVE)
    codes = _codes_of(grammar.language)
    return [*flags, *dict.fromkeys((*codes.get(form, ()), *codes.get(lower, ())))]


@cache
def _codes_of(language: str) -> dict[str, tuple[str, ...]]:
    """Return the codes of the lists each word stands in, in the order of `_LEXICON_FLAGS`."""
    words = load_grammar(language).words
    codes: dict[str, tuple[str, ...]] = {}
    for name, code in _LEXICON_FLAGS:
        for word in words.get(name, ()):
            codes[word] = (*codes.get(word, ()), code)
    return codes


@cache
def _endings(language: str, list_name: str) -> tuple[str, ...]:
    return tuple(sorted(load_grammar(language).words[list_name]))

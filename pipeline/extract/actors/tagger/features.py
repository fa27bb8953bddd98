"""What the tagger looks at: features of word forms, each with its lexicon entries, and of where a word stands.

Training and runtime read features here and nowhere else. All features but those of `context_features` are functions
of one word form and the lexicons, so that their weights can be summed once a form.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.grammar import load_grammar
from pipeline.extract.actors.names import Name
from pipeline.extract.name_lists import codes_of, places_at
from pipeline.extract.tokens import PARAGRAPH_BREAK

Features = list[str]
_LONGEST = 40  # characters of a form that features show; keeps hostile input small
_LEXICON_FLAGS = (
    ("org_heads", "oh"),
    ("org_tails", "ot"),
    ("org_links", "ol"),
    ("name_heads", "nh"),
    ("genitive_heads", "gh"),
    ("particles", "pa"),
    ("place_heads", "ph"),
    ("place_prefixes", "pp"),
    ("place_prepositions", "lo"),
    ("place_tails", "pt"),
    ("not_names", "nn"),
    ("speech_verbs", "sv"),
    ("adjectives", "aj"),
    ("media_heads", "mh"),
    ("party_heads", "yh"),
    ("event_tails", "et"),
)


@dataclass(frozen=True, slots=True)
class FormFeatures:
    """The features of a form where it is the word itself, its neighbour, or the next but one, and its coarse class."""

    itself: Features
    near: Features
    far: Features
    word_class: str


# What stands before the first and after the last word of a sentence.
BOUNDARY = FormFeatures([], ["^"], ["^"], "^")


def form_features(context: NameContext, form: str) -> FormFeatures:
    """Return the features of `form`; they depend on nothing else in `context` than its lexicons."""
    form = _shown(form)
    lower = form.lower()
    shape = _shape(form)
    flags = _lexicon_flags(context, form, lower)
    word_class = shape + "".join(flags)
    itself = [f"l={lower}", f"s={shape}", f"c={word_class}", *(f"f={flag}" for flag in flags)]
    itself += [f"sf={shape}{flag}" for flag in flags]
    listed = _list_features(form, flags)
    itself += listed
    if form[0].isalpha():
        itself += [f"e{k}={lower[-k:]}" for k in range(1, 6) if len(lower) > k]
        if form != lower:
            itself.append(f"w={form}")
            itself += [f"b{k}={form[:k]}" for k in range(1, 6) if len(form) > k]
            itself += [f"n={min(len(form), 12)}"]
    if "-" in form.strip("-"):
        parts = [part for part in form.split("-") if part]
        itself += [f"h1={parts[0]}", f"h9={parts[-1]}", f"h9e={parts[-1][-4:].lower()}", f"hn={len(parts)}"]
        itself += [f"hf={flag}" for flag in _lexicon_flags(context, parts[0], parts[0].lower())]
        itself += [f"hl={flag}" for flag in _lexicon_flags(context, parts[-1], parts[-1].lower())]
    near = [
        f"l={lower}",
        f"s={shape}",
        f"c={word_class}",
        f"e3={lower[-3:]}",
        *(f"f={flag}" for flag in flags),
        *listed,
    ]
    if len(form) > 5:
        near.append(f"e5={lower[-5:]}")
    return FormFeatures(itself, near, [f"l={lower}", f"c={word_class}", f"s={shape}"], word_class)


def context_features(
    context: NameContext, first: int, last: int, classes: Sequence[str], rules: Sequence[str]
) -> list[Features]:
    """Return the features of the tokens `first` to `last`, a sentence: where each stands and what stands around it.

    `classes` are the word classes of the sentence's tokens, `rules` what `rule_labels` says of the text's.
    """
    found = []
    lowers = [_shown(lower) for lower in context.lowers[first:last]]
    places = _place_parts(context, first, last)
    n = last - first
    for k in range(n):
        i = first + k
        here = classes[k]
        before = classes[k - 1] if k else "^"
        after = classes[k + 1] if k + 1 < n else "^"
        features = [f"cc={before}|{here}", f"cd={here}|{after}", f"ce={before}|{here}|{after}"]
        features.append(f"lc={lowers[k - 1] if k else '^'}|{here}")
        features.append(f"cl={here}|{lowers[k + 1] if k + 1 < n else '^'}")
        if context.is_initial[i]:
            features.append(f"i={here}")
        if context.is_shouted[i]:
            features.append("sh")
        if k in places:
            features.append(f"gp={places[k]}")
        rule = rules[i]
        if rule:
            features += [f"r={rule}", f"rs={rule}|{here}"]
        if k and rules[i - 1]:
            features.append(f"r-={rules[i - 1]}|{rule}")
        if k + 1 < n and rules[i + 1]:
            features.append(f"r+={rule}|{rules[i + 1]}")
        found.append(features)
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


def _place_parts(context: NameContext, first: int, last: int) -> dict[int, str]:
    """Which tokens from `first` on, counted from it, begin, end or stand inside a listed place of several words."""
    found: dict[int, str] = {}
    i = first
    while i < last:
        end = places_at(context.forms, last, i)
        if end:
            found.update({i - first: "B", end - 1 - first: "E"})
            found.update(dict.fromkeys(range(i + 1 - first, end - 1 - first), "I"))
        i = end or i + 1
    return found


def _list_features(form: str, flags: Features) -> Features:
    """Which lists of names have a form, and whether it is an ordinary word as well."""
    codes = codes_of(form) if form[:1].isupper() else ""
    if not codes:
        return []
    ordinary = "o" if "or" in flags or "ol" in flags else ""
    return [*(f"k={code}{ordinary}" for code in codes), f"kk={codes}{ordinary}"]


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
    flags = []
    if lower in context.function_words:
        flags.append("fw")
    is_capital = form[:1].isupper()
    if is_capital:
        if grammar.is_first_name(form):
            flags.append("wn" if form in grammar.weak else "gn")
        if form in grammar.surnames:
            flags.append("sn")
        for rest, named in context.gazetteer.by_first.get(form, ()):
            flags.append(("G" if rest else "g") + named.entry.kind[:2] + ("a" if named.is_ambiguous else ""))
            break
        if grammar.is_name_like(form):
            flags.append("nl")
        if form in grammar.titles:
            flags.append("ti")
        office = grammar.office(form)
        if office is not None:
            flags.append("of")
        if grammar.capitalises_nouns:
            if grammar.is_ordinary(form):
                flags.append("or")
            elif grammar.is_compound(form):
                flags.append("co")
            if lower.endswith(_endings(grammar.language, "place_suffixes")):
                flags.append("ps")
            if form.endswith(_endings(grammar.language, "org_suffixes")):
                flags.append("os")
        if grammar.is_ordinary(lower):
            flags.append("ol")
    if lower in context.gazetteer.country_of or (
        len(lower) > 4 and lower.rstrip("ensrm") in context.gazetteer.country_of
    ):
        flags.append("ad")
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

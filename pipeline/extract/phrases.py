"""Noun phrases: found by closed-class words, capitals and endings, then joined with what hangs on them.

A core phrase is determiner, attributes and head („der von Europa geführte Einsatz“, „vier mit den Gesprächen vertraute
Quellen“, „Präsident Ursula von der Leyen“). Its reach adds genitives, prepositional attributes, brackets and
appositions („der Sprecher der Polizei in Berlin, Lars Meier“).
"""

from dataclasses import dataclass

from pipeline.extract.quotations import Quotation
from pipeline.extract.text import Text
from pipeline.extract.words import Words, load_words, tag_tokens

_MAX_PHRASE = 40  # tokens; keeps hostile input linear
_MAX_REACH = 6  # phrases that may hang on one another
_ATTRIBUTIVE = frozenset(
    [
        "von",
        "vom",
        "für",
        "in",
        "im",
        "aus",
        "bei",
        "beim",
        "des",
        "zur",
        "zum",
        "an",
        "der",
        "of",
        "for",
        "in",
        "from",
        "at",
    ]
)
_NAME_PARTICLES = frozenset(
    [
        "von",
        "van",
        "vom",
        "zu",
        "de",
        "der",
        "den",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "du",
        "al",
        "el",
        "bin",
        "ibn",
        "la",
        "le",
        "ten",
        "ter",
        "und",
        "of",
    ]
)
_FEMININE = ("ung", "heit", "keit", "schaft", "ion", "tät", "in", "ie", "ei", "ik", "ur", "enz", "anz")
_PLURAL = ("en", "innen", "ungen", "er", "n", "s", "e")
Readings = tuple[str, ...]
_ANY: Readings = ("*.*.*",)


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A noun phrase or pronoun: core tokens `first` to `last`, with all that hangs on it to `reach` (half-open).

    `start` and `end` are the core's code points, `reach_end` those of the whole. `readings` are the possible
    "case.number.gender" with "*" for any; `preposition` is the token that governs it, or -1.
    """

    first: int
    last: int
    reach: int
    head: int
    start: int
    end: int
    reach_end: int
    readings: Readings
    is_definite: bool
    is_pronoun: bool
    preposition: int

    def can_be(self, case: str, number: str = "") -> bool:
        """Whether it may stand in `case` (n a d g) and, if given, in `number` (s p)."""
        return any(r[0] in (case, "*") and (not number or r[2] in (number, "*")) for r in self.readings)


class _Chunker:
    """The state of one pass: tags of the text and quotations that may be names."""

    def __init__(self, doc: Text, tags: list[str], words: Words) -> None:
        self.forms, self.lowers = doc.tokens.forms, doc.tokens.lowers
        self.doc, self.tags, self.words = doc, tags, words
        self.names = {q.first: q for q in doc.quotations if q.is_closed and q.last - q.first <= 8}

    def core(self, i: int, depth: int = 0) -> tuple[int, int, Readings, bool] | None:
        """(last, head, readings, is_definite) of the core phrase that starts at `i`."""
        tags, lowers, n = self.tags, self.lowers, min(len(self.tags), i + _MAX_PHRASE)
        readings, is_definite, j = _ANY, False, i
        has_determiner = lowers[i] in self.words.determiners and tags[i] in "DZ"
        if has_determiner:
            readings, is_definite = self.words.determiners[lowers[i]]
            j += 1
        if has_determiner and j < n and tags[j] == "D" and lowers[i] in self.words.partitives:
            inner = self.core(j, depth + 1) if depth < 2 else None
            return (inner[0], i, ("n.s.*", "a.s.*"), False) if inner else None
        while j < n:
            j = self._attributes(j, n)
            if j < n and has_determiner and depth < 2 and tags[j] == "P" and j + 1 < n:
                inner = self.core(j + 1, depth + 1)
                if inner is None or inner[0] >= n or tags[inner[0]] not in "AZXV":
                    break
                after = self._attributes(inner[0] + (tags[inner[0]] == "V"), n)
                if after >= n or after == inner[0] or tags[after] not in "NMQ":
                    break
                j = after
                continue
            break
        head = self._head(j, n)
        if head is None:
            return None
        last = head
        if not has_determiner:
            is_definite = False
        return last, self._head_token(j, last), readings, is_definite

    def _attributes(self, j: int, n: int) -> int:
        """Skip adjectives, numbers and the adverbs before them."""
        tags, lowers = self.tags, self.lowers
        while j < n:
            tag = tags[j]
            if tag == "A" or (tag == "M" and j + 1 < n and tags[j + 1] in "ANMQ"):
                j += 1
            elif tag == "D" and lowers[j] in (
                "beiden",
                "drei",
                "zwei",
                "vier",
                "fünf",
                "sechs",
                "vielen",
                "wenigen",
                "two",
                "three",
                "four",
                "many",
                "few",
            ):
                j += 1
            elif tag == "D" and j and tags[j - 1] == "D" and lowers[j].startswith(("solch", "such")):
                j += 1
            elif tag == "V" and self._is_participle(j, n):
                j += 1
            elif tag in "RXZC,V" and j + 1 < n and tags[j + 1] in "AN" and self._is_attribute_chain(j, n):
                j += 1
            else:
                break
        return j

    def _is_participle(self, j: int, n: int) -> bool:
        """Whether a form that may be a finite verb is an attribute: „die berichteten Maßnahmen“ after no comma."""
        tags = self.tags
        if j == 0 or tags[j - 1] != "D" or j + 1 >= n or tags[j + 1] != "N":
            return False
        return j == 1 or tags[j - 2] != ","

    def _is_attribute_chain(self, j: int, n: int) -> bool:
        """Whether token `j` (adverb, „und“, comma) stands between a determiner or adjective and a further adjective."""
        tags = self.tags
        if j == 0 or tags[j - 1] not in "DA" or (tags[j] in "C," and tags[j - 1] != "A"):
            return False
        if self.words.language != "de" and tags[j] in "XZV" and tags[j + 1] in "AN":
            return tags[j] != "V" or tags[j - 1] == "D"
        return tags[j] not in "V" and tags[j + 1] == "A" and j + 2 < n and tags[j + 2] in "NA"

    def _head(self, j: int, n: int) -> int | None:
        """End of the run of nouns, names, quoted names and initials that starts at `j`."""
        tags, forms, lowers, begin = self.tags, self.forms, self.lowers, j
        while j < n:
            tag = tags[j]
            if tag == "N":
                j += 1
            elif tag == "Q" and j in self.names and self._is_name(self.names[j]):
                j = self.names[j].last
            elif j > begin and tag == "M" and len(forms[j]) <= 4 and tags[j - 1] == "N":
                j += 1
            elif j > begin and tag == "." and len(forms[j - 1]) <= 2 and j + 1 < n and tags[j + 1] == "N":
                j += 1
            elif j > begin and tag in "-/&" and j + 1 < n and tags[j + 1] in "NM" and self._is_joined(j):
                j += 1
            elif j > begin and lowers[j] in _NAME_PARTICLES and forms[j].islower() and self._is_particle(j, n):
                j += 1
            else:
                break
        return j if j > begin else None

    def _is_joined(self, j: int) -> bool:
        starts, ends = self.doc.tokens.starts, self.doc.tokens.ends
        return self.forms[j] == "&" or (starts[j] == ends[j - 1] and starts[j + 1] == ends[j])

    def _is_particle(self, j: int, n: int) -> bool:
        """Whether „von“, „van der“ … stand inside a person's name: two names before, or foreign."""
        k = j
        while k < n and self.lowers[k] in _NAME_PARTICLES and self.forms[k].islower() and k - j < 3:
            k += 1
        if k >= n or self.tags[k] != "N":
            return False
        lower = self.lowers[j]
        if lower in ("und", "of", "in", "zu", "den"):
            return False
        if lower in ("der", "von", "vom"):
            return (
                self.lowers[j : j + 2] == ["von", "der"]
                and self.tags[j - 1] == "N"
                and self.forms[k][:1].isupper()
                and len(self.forms[j - 1]) > 3
                and self.lowers[j - 1] in _FIRST_NAMES_WITH_PARTICLE
            )
        return True

    def _is_name(self, quotation: Quotation) -> bool:
        return (
            self.tags[quotation.first + 1] in "NDMA"
            and quotation.last - quotation.first <= 8
            and self.forms[quotation.last - 2] not in ".!?,"
        )

    def _head_token(self, first: int, last: int) -> int:
        for j in range(first, last):
            if self.tags[j] == "N":
                return j
        return first


# First names after which „von der …“ begins a surname rather than an attribute would need a list of names; the one
# family name of European politics that matters is written with its particle by everyone.
_FIRST_NAMES_WITH_PARTICLE = frozenset({"ursula"})


def find_noun_phrases(doc: Text, tags: list[str] | None = None) -> list[NounPhrase]:
    """The noun phrases of `doc` in order; cores do not overlap, except that attributes inside a core are skipped."""
    words = load_words(doc.language)
    tags = tag_tokens(doc.tokens, doc.language) if tags is None else tags
    chunker = _Chunker(doc, tags, words)
    found: list[NounPhrase] = []
    starts, ends = doc.tokens.starts, doc.tokens.ends
    i, n = 0, len(tags)
    while i < n:
        tag = tags[i]
        if tag in "DANMQZ":
            core = chunker.core(i)
            if core is not None:
                last, head, readings, is_definite = core
                preposition = i - 1 if i and tags[i - 1] == "P" else -1
                readings = _governed(readings, preposition, doc, words)
                readings = _numbered(readings, doc.tokens.lowers[head], doc.language)
                found.append(
                    NounPhrase(
                        i,
                        last,
                        last,
                        head,
                        starts[i],
                        ends[last - 1],
                        ends[last - 1],
                        readings,
                        is_definite,
                        False,
                        preposition,
                    )
                )
                i = last
                continue
        lower = doc.tokens.lowers[i]
        if tag == "O" and lower in words.pronouns or tag == "D" and lower in words.pronouns:
            preposition = i - 1 if i and tags[i - 1] == "P" else -1
            found.append(
                NounPhrase(
                    i, i + 1, i + 1, i, starts[i], ends[i], ends[i], words.pronouns[lower], True, True, preposition
                )
            )
        i += 1
    return _with_reach(found, doc, tags, words)


def _governed(readings: Readings, preposition: int, doc: Text, words: Words) -> Readings:
    """The readings that the preposition before the phrase leaves."""
    if preposition < 0:
        return readings
    lower = doc.tokens.lowers[preposition]
    if lower in words.contractions:
        return words.contractions[lower]
    cases = words.prepositions.get(lower, "")
    kept = tuple(r for r in readings if r[0] == "*" or r[0] in cases)
    if readings == _ANY:
        return tuple(f"{case}.*.*" for case in cases) or readings
    return kept or readings


def _numbered(readings: Readings, head: str, language: str) -> Readings:
    """Readings that fit the head's ending: „die Regierung“ is singular, „die Beamten“ is plural."""
    if language != "de" or len(readings) < 2:
        return readings
    if head.endswith(_FEMININE) and not head.endswith("innen"):
        kept = tuple(r for r in readings if r[2] != "p")
        if any(r[4] == "f" for r in kept):
            return tuple(r for r in kept if r[4] in "f*")
    elif head.endswith(("ern", "eln", "innen", "leuten")) and any(r == "d.p.*" for r in readings):
        return tuple(r for r in readings if r != "a.s.m")
    elif head.endswith(("ungen", "innen", "heiten", "keiten", "schaften", "ionen", "täten", "leute")):
        return tuple(r for r in readings if r[2] != "s") or readings
    return readings


def _with_reach(phrases: list[NounPhrase], doc: Text, tags: list[str], words: Words) -> list[NounPhrase]:
    """Give each phrase its reach, from right to left, so that each step looks at one neighbour only."""
    from dataclasses import replace

    reaches = [p.last for p in phrases]
    links = [0] * len(phrases)
    for k in range(len(phrases) - 1, -1, -1):
        phrase = phrases[k]
        if phrase.is_pronoun:
            continue
        last = _after_bracket(doc, tags, phrase.last)
        if k + 1 < len(phrases) and links[k + 1] < _MAX_REACH and _hangs_on(phrases[k + 1], last, doc, tags, words):
            last = reaches[k + 1]
            links[k] = links[k + 1] + 1
        reaches[k] = last
    ends = doc.tokens.ends
    return [
        phrase if reach == phrase.last else replace(phrase, reach=reach, reach_end=ends[reach - 1])
        for phrase, reach in zip(phrases, reaches, strict=True)
    ]


def _after_bracket(doc: Text, tags: list[str], last: int) -> int:
    """The end of a short bracket right after a phrase: „(SPD)“, „(43)“."""
    if last < len(tags) and tags[last] == "(":
        for k in range(last + 1, min(len(tags), last + 8)):
            if tags[k] == ")":
                return k + 1
            if tags[k] in "#VH":
                return last
    return last


def _hangs_on(phrase: NounPhrase, last: int, doc: Text, tags: list[str], words: Words) -> bool:
    """Whether `phrase` is an attribute of the phrase that ends at token `last`: genitive, „von …“, „in …“."""
    if phrase.is_pronoun:
        return False
    lowers = doc.tokens.lowers
    if phrase.first == last:
        if lowers[phrase.first] in words.determiners:
            return any(r[0] == "g" for r in phrase.readings) and lowers[phrase.first] not in ("seiner", "ihrer")
        return False
    if phrase.first == last + 1 and phrase.preposition == last:
        return lowers[last] in _ATTRIBUTIVE and not _is_time(phrase, doc)
    if phrase.first == last + 1 and lowers[last] in ("und", "sowie", "and") and last:
        return False
    return False


_TIME_NOUNS = frozenset(
    [
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonnabend",
        "sonntag",
        "januar",
        "februar",
        "märz",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "dezember",
        "jahr",
        "jahre",
        "jahren",
        "woche",
        "monat",
        "tag",
        "abend",
        "morgen",
        "mittag",
        "nachmittag",
        "vormittag",
        "wochenende",
        "interview",
        "gespräch",
        "mitteilung",
        "pressemitteilung",
        "pressekonferenz",
        "erklärung",
        "rede",
        "brief",
        "anschluss",
        "zusammenhang",
        "rahmen",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "statement",
        "interview",
        "week",
        "year",
        "month",
    ]
)


def _is_time(phrase: NounPhrase, doc: Text) -> bool:
    """Whether the phrase says when or where something was said rather than who somebody is."""
    return (
        any(doc.tokens.lowers[i] in _TIME_NOUNS for i in range(phrase.first, phrase.last))
        or doc.tokens.forms[phrase.first].isdigit()
    )

"""Clauses: a sentence cut at its commas, colons and dashes, each part with its introducer and finite verb.

Quotations and brackets are never cut into. In German, where commas part all clauses, a part is a clause or a fragment
of one; in languages that set no comma before a complement the cut is also made after the cue verb.
"""

from dataclasses import dataclass

from pipeline.extract.quotations import Quotation
from pipeline.extract.sentences import Sentence
from pipeline.extract.statements.lexicon import CueLexicon
from pipeline.extract.text import Text
from pipeline.extract.words import Words

_MARKS = frozenset(",;:")
_DASHES = frozenset("–—-")
_BEFORE_END = frozenset(".,!?…")
_MAX_BRACKET = 60


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence: tokens `first` to `last` (half-open, without the marks around it).

    `mark` is what parts it from the one before (empty at the start); `introducer` is dass, wh, wie, sub, rel, inf or
    empty; `begin` is the first token after coordinator and introducer; `finite` the finite verb's token or -1, `mood` K
    where that is a subjunctive I; `quotation` is set where the part is one quotation; `is_coordinated` where it begins
    with und, aber …
    """

    first: int
    last: int
    mark: str
    introducer: str
    begin: int
    finite: int
    mood: str
    has_zu: bool
    quotation: Quotation | None
    is_coordinated: bool

    @property
    def is_subordinate(self) -> bool:
        """Whether it cannot stand alone."""
        return self.introducer != ""


class ClauseReader:
    """Cuts the sentences of one text; holds what all of them share."""

    def __init__(
        self,
        doc: Text,
        tags: list[str],
        words: Words,
        cues: CueLexicon,
        nominal: bytearray,
        phrase_ends: dict[int, int],
    ) -> None:
        self.doc, self.tags, self.words, self.cues, self.nominal = doc, tags, words, cues, nominal
        self.phrase_ends = phrase_ends
        self.quotation_at = {q.first: q for q in doc.quotations if q.depth == 0}
        self._brackets = self._match_brackets()

    def _match_brackets(self) -> dict[int, int]:
        pairs: dict[int, int] = {}
        opened = -1
        for i, tag in enumerate(self.tags):
            if tag in "([":
                opened = i
            elif tag in ")]" and opened >= 0 and i - opened <= _MAX_BRACKET:
                pairs[opened] = i
                opened = -1
        return pairs

    def read(self, sentence: Sentence) -> list[Clause]:
        """The clauses of `sentence`, in order."""
        tags, forms = self.tags, self.doc.tokens.forms
        found: list[Clause] = []
        i = first = sentence.first
        mark = ""
        last = sentence.last
        while last > first and forms[last - 1] in ".!?…":
            last -= 1
        while i < last:
            quotation = self.quotation_at.get(i)
            if quotation is not None and quotation.last <= sentence.last:
                if i == first or self._begins_part(first, i):
                    pass
                end = min(quotation.last, last)
                if self._stands_alone(quotation, first, end, last, mark):
                    if i > first:
                        self._append(found, first, i, mark)
                        mark = ""
                    self._append(found, i, end, mark, quotation)
                    first, mark = end, '"'
                i = end
                continue
            if i in self._brackets and self._brackets[i] < last:
                i = self._brackets[i] + 1
                continue
            tag = tags[i]
            if tag in _MARKS or (tag in _DASHES and self._is_dash(i)):
                if i > first:
                    self._append(found, first, i, mark)
                    mark = tag
                elif mark in ('"', ""):
                    mark = tag
                first = i + 1
            elif self._is_cut(first, i):
                self._append(found, first, i, mark)
                mark, first = "", i
            i += 1
        if last > first:
            self._append(found, first, last, mark)
        return found

    def _begins_part(self, first: int, i: int) -> bool:
        return all(self.tags[k] in "C" for k in range(first, i))

    def _stands_alone(self, quotation: Quotation, first: int, end: int, last: int, mark: str) -> bool:
        """Whether a quotation is a part of its own: at the start or after a colon, ended by a mark or by a verb."""
        tags, forms = self.tags, self.doc.tokens.forms
        i = quotation.first
        inner_end = forms[quotation.last - 2] if quotation.is_closed and quotation.last - 2 > i else ""
        is_full = inner_end in _BEFORE_END
        if i > first:
            return is_full and quotation.last - i > 5 and inner_end != ","
        if is_full or end == last:
            return True
        follower = tags[end] if end < last else "."
        if follower in _MARKS or follower in _DASHES:
            return True
        return quotation.last - i > 5 and (follower in "VH" or self.doc.tokens.lowers[end] in self.cues.forms)

    def _is_dash(self, i: int) -> bool:
        starts, ends = self.doc.tokens.starts, self.doc.tokens.ends
        return 0 < i < len(self.tags) - 1 and starts[i] > ends[i - 1] and starts[i + 1] > ends[i]

    def _is_cut(self, first: int, i: int) -> bool:
        """In languages without a comma there: whether token `i` begins the complement of a cue just before it."""
        if self.words.language == "de" or i <= first:
            return False
        lowers = self.doc.tokens.lowers
        before = self.cues.forms.get(lowers[i - 1])
        if before is None or self.tags[i - 1] == "N":
            that = lowers[i] in self.cues.frames["words.dass"] and lowers[i] == "that"
            return that and any(lowers[k] in self.cues.forms for k in range(max(first, i - 6), i))
        if lowers[i] in self.cues.frames["words.dass"]:
            return True
        takes = {kind for reading in before for kind in self.cues.governments[reading.lemma].takes}
        if "clause" not in takes or self.tags[i] not in "DNOMQ":
            return False
        return any(self.tags[k] in "HV" for k in range(i + 1, min(i + 15, len(self.tags))))

    def _append(
        self, found: list[Clause], first: int, last: int, mark: str, quotation: Quotation | None = None
    ) -> None:
        lowers, tags = self.doc.tokens.lowers, self.tags
        begin, is_coordinated = first, False
        while begin < last and tags[begin] == "C":
            begin, is_coordinated = begin + 1, True
        introducer = "" if quotation or begin >= last else self._introducer(begin, last, mark)
        if introducer and introducer not in ("rel", "inf"):
            begin += 1
        finite, mood = (-1, "") if quotation else self._finite(begin, last, introducer)
        has_zu = quotation is None and not introducer.startswith("dass") and self._has_zu(begin, last)
        if has_zu and not introducer and (finite < 0 or finite == last - 1):
            introducer = "inf"
        found.append(Clause(first, last, mark, introducer, begin, finite, mood, has_zu, quotation, is_coordinated))
        del lowers

    def _introducer(self, begin: int, last: int, mark: str) -> str:
        lower, tags, frames = self.doc.tokens.lowers[begin], self.tags, self.cues.frames
        following = self.doc.tokens.lowers[begin + 1] if begin + 1 < last else ""
        if lower in frames["words.dass"]:
            return "dass" if self.words.language == "de" or mark != "," else "rel"
        if lower in frames["adverbs.relative"]:
            return "wonach"
        if lower in ("um", "ohne", "anstatt", "statt") and self._has_zu(begin, last):
            return "um"
        if lower == "wie":
            return "wie"
        if lower in frames["words.wh"] and (mark or self._ends_in_verb(last)):
            return "wh"
        if lower in self.words.subordinators and (tags[begin] == "S" or self._ends_in_verb(last)):
            return "sub"
        if mark == "," and lower in self.words.relatives and self._is_relative(begin, last):
            return "rel"
        if (
            mark == ","
            and tags[begin] == "P"
            and following in self.words.relatives
            and self._is_relative(begin + 1, last)
        ):
            return "rel"
        return ""

    def _ends_in_verb(self, last: int) -> bool:
        return self.tags[last - 1] in "HVZ" or self.doc.tokens.lowers[last - 1] in self.cues.forms

    def _is_relative(self, begin: int, last: int) -> bool:
        """Verb-final (or broken off by an inserted part), and no finite verb right after the first phrase."""
        if self.words.language != "de":
            return True
        if self.doc.tokens.lowers[last - 2] in self.cues.frames["words.zu"]:
            return False
        end = self.phrase_ends.get(begin, last)
        if end < last - 1 and self.tags[end] in "HV" and self.tags[last - 1] not in "HV":
            return False  # „…, der Schutz dürfe nicht …“: the article of a main clause
        if self._ends_in_verb(last):
            return True
        lower = self.doc.tokens.lowers[last - 1]
        return self.tags[last - 1] in "XA" and lower.endswith(("t", "te", "ten", "en"))

    def _finite(self, begin: int, last: int, introducer: str) -> tuple[int, str]:
        """The finite verb: the first one of a main clause, the last one of a subordinate one."""
        tags = self.tags
        found = -1
        i = begin
        while i < last:
            quotation = self.quotation_at.get(i)
            if quotation is not None and quotation.last <= last:
                i = quotation.last
                continue
            if self.nominal[i]:
                i += 1
                continue
            if tags[i] in "HV":
                found = i
                if introducer == "":
                    break
            elif (
                found < 0
                and tags[i] in "XA"
                and any(r.kind in "FK" for r in self.cues.forms.get(self.doc.tokens.lowers[i], ()))
            ):
                found = i
            i += 1
        if found < 0:
            found = next((k for k in range(begin, last) if tags[k] in "HV" and not self.nominal[k]), -1)
        return found, self._mood(found)

    def _mood(self, token: int) -> str:
        if token < 0:
            return ""
        lower = self.doc.tokens.lowers[token]
        auxiliary = self.words.auxiliaries.get(lower)
        if auxiliary is not None:
            return auxiliary.kind
        readings = self.words.verbs.get(lower) or self.cues.forms.get(lower, [])
        kinds = {reading.kind for reading in readings}
        return "K" if kinds == {"K"} else "F"

    def _has_zu(self, begin: int, last: int) -> bool:
        lowers = self.doc.tokens.lowers
        for i in range(begin, last - 1):
            if (
                lowers[i] in self.cues.frames["words.zu"]
                and self.tags[i + 1] in "AXZHV"
                and lowers[i + 1].endswith(("n", "e"))
            ):
                return self.words.language == "de" or i == begin
        if last > begin and self.words.language == "de":
            lower = lowers[last - 1]
            cut = lower.find("zu", 2)
            return (
                cut > 1 and lower.endswith(("en", "ern", "eln")) and self.tags[last - 1] != "N" and len(lower) - cut > 4
            )
        return False

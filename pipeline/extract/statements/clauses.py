"""Clauses: a sentence cut at its commas, colons and dashes, each part with its introducer and finite verb.

Quotations and brackets are never cut into. Where commas part all clauses (German), a part is a clause or a fragment of
one; in languages that set no comma before a complement the cut is also made after the cue verb.
"""

from dataclasses import dataclass

from pipeline.extract.lang.terms import Introducer, Takes
from pipeline.extract.quotations import Quotation
from pipeline.extract.sentences import Sentence
from pipeline.extract.statements.lexicon import CueLexicon
from pipeline.extract.tags import Tag
from pipeline.extract.text import Text
from pipeline.extract.words import Words

_MARKS = frozenset(",;:")
_DASHES = frozenset("–—-")
_FINAL = frozenset(".,!?…")
_MAX_BRACKET = 60  # tokens
_MAX_CLAUSE = 250  # tokens; a longer part is cut, and of a sentence only so many clauses are read: neither occurs in
_MAX_CLAUSES = 300  # prose, and both keep hostile input linear
_MAX_DATE = 8  # tokens of a date between commas
_MIN_UTTERANCE = 4  # tokens of a quotation that may stand without a mark before its verb („…“ sagte er)
_CUE_BEFORE_THAT = 6  # tokens between a cue verb and its that-clause (told the committee that …)
_FEWEST_BEFORE_INFINITIVE = 3  # tokens before an infinitive without comma: its subject, verb and correlate
_INFINITIVE_WITHIN = 30  # tokens in which it must end
_VERB_WITHIN = 15  # tokens in which a clause without conjunction must show its verb


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence: tokens `first` to `last` (half-open, without the marks around it).

    `mark` is what parts it from the one before: a punctuation mark, '"' after a quotation, or nothing. `introducer` is
    the kind of subordinate clause (report: wie er sagte; relative adverb: wonach; purpose: um … zu), NONE for main
    clauses and fragments; `begin` is the first token after coordinator and introducer (a relative pronoun stays).
    `finite` is the finite verb's token or -1, `mood` K where that is a subjunctive I, else F. `has_marked_infinitive`
    tells an infinitive with zu; `quotation` is set where the part is one quotation.
    """

    first: int
    last: int
    mark: str
    introducer: Introducer
    begin: int
    finite: int
    mood: str
    has_marked_infinitive: bool
    quotation: Quotation | None
    is_coordinated: bool

    @property
    def is_subordinate(self) -> bool:
        """Whether it cannot stand alone."""
        return self.introducer != Introducer.NONE

    @property
    def is_broken_off(self) -> bool:
        """Whether its finite verb is its last word though it is a main clause: „Er habe, sagte sie, keine Zeit“."""
        return not self.introducer and self.begin < self.finite == self.last - 1


class ClauseReader:
    """Cuts the sentences of one text; holds what all of them share.

    `nominal` has a 1 for each token inside the core of a noun phrase, where no verb is finite; `phrase_ends` the end of
    each phrase by its first token.
    """

    def __init__(
        self,
        doc: Text,
        tags: list[Tag],
        words: Words,
        cues: CueLexicon,
        nominal: bytearray,
        phrase_ends: dict[int, int],
    ) -> None:
        self.tokens, self.lowers, self.tags = doc.tokens, doc.tokens.lowers, tags
        self.words, self.cues, self.nominal, self.phrase_ends = words, cues, nominal, phrase_ends
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
        """Return the clauses of `sentence`, in order."""
        tags = self.tags
        found: list[Clause] = []
        i = first = sentence.first
        mark, last = "", sentence.last
        while last > first and tags[last - 1] in ".!?…":
            last -= 1
        while i < last and len(found) < _MAX_CLAUSES:
            quotation = self.quotation_at.get(i)
            if quotation is not None and quotation.last <= sentence.last:
                end = min(quotation.last, last)
                if self._stands_alone(quotation, first, end, last):
                    if i > first:
                        found.append(self._clause(first, i, mark))
                        mark = ""
                    found.append(Clause(i, end, mark, Introducer.NONE, i, -1, "", False, quotation, False))
                    first, mark = end, '"'
                i = end
                continue
            if self._brackets.get(i, last) < last:
                i = self._brackets[i] + 1
                continue
            tag = tags[i]
            dated = self._after_date(i) if tag == "," else i
            if dated > i:
                i = dated
                continue
            if tag in _MARKS or (tag in _DASHES and self._is_dash(i)):
                if i > first:
                    found.append(self._clause(first, i, mark))
                    mark = tag
                elif mark in ('"', ""):
                    mark = tag
                first = i + 1
            elif i - first >= _MAX_CLAUSE or self._is_cut(first, i):
                found.append(self._clause(first, i, mark))
                mark, first = "", i
            i += 1
        if last > first and len(found) < _MAX_CLAUSES:
            found.append(self._clause(first, last, mark))
        return found

    def _stands_alone(self, quotation: Quotation, first: int, end: int, last: int) -> bool:
        """Whether a quotation is a part of its own: at the start or after a mark, ended by a mark or by a verb."""
        inner_end = self.tags[quotation.last - 2] if quotation.last - 2 > quotation.first else ""
        is_long = quotation.last - quotation.first > _MIN_UTTERANCE + 1
        is_full = quotation.is_closed and inner_end in _FINAL
        if quotation.first > first:
            return is_full and is_long and inner_end != ","
        if is_full or end == last or self.tags[end] in _MARKS or self.tags[end] in _DASHES:
            return True
        return is_long and (self.tags[end] in "VH" or self.lowers[end] in self.cues.forms)

    def _after_date(self, i: int) -> int:
        """Return the end of a date that the comma at token `i` sets off („am Montag, den 3. Mai(,)“), else `i`."""
        tags = self.tags
        if "".join(tags[i + 1 : i + 4]) not in ("DM.", "M.N") or tags[i - 1] != "N":
            return i
        end = i + 4
        while end < min(len(tags), i + _MAX_DATE) and tags[end] in "NM.":
            end += 1
        return end + 1 if end < len(tags) - 1 and tags[end] == "," else end

    def _is_dash(self, i: int) -> bool:
        starts, ends = self.tokens.starts, self.tokens.ends
        return 0 < i < len(self.tags) - 1 and starts[i] > ends[i - 1] and starts[i + 1] > ends[i]

    def _is_cut(self, first: int, i: int) -> bool:
        """Whether token `i` begins the complement of a cue just before it, without a comma between."""
        if i <= first:
            return False
        if self.words.is_verb_second:
            return self._is_infinitive_announced(first, i)
        is_conjunction = self.lowers[i] in self.cues.frames["words.that"]
        if (
            self.lowers[i] in self.cues.frames["words.infinitive_marks"]
            and i + 1 < len(self.tags)
            and self.tags[i + 1] in "XAVZH"
        ):
            near = range(max(first, i - _CUE_BEFORE_THAT), i)
            readings = (r for k in near for r in self.cues.forms.get(self.lowers[k], ()) if self.tags[k] != "N")
            return any(Takes.INFINITIVE in self.cues.governments[r.lemma].takes for r in readings)
        before = self.cues.forms.get(self.lowers[i - 1])
        if before is None or self.tags[i - 1] == "N":
            near = range(max(first, i - _CUE_BEFORE_THAT), i)
            return is_conjunction and any(self.lowers[k] in self.cues.forms for k in near)
        if is_conjunction:
            return True
        takes = {kind for reading in before for kind in self.cues.governments[reading.lemma].takes}
        if Takes.CLAUSE not in takes or Takes.ADDRESSEE in takes or self.tags[i] not in "DNOMQ":
            return False
        return any(self.tags[k] in "HV" for k in range(i + 1, min(i + _VERB_WITHIN, len(self.tags))))

    def _is_infinitive_announced(self, first: int, i: int) -> bool:
        """Whether token `i` begins an infinitive that a correlate announced: „rief dazu auf die Läden zu schließen“.

        The particle or participle of the verb may stand between the two; a participle alone announces one as well.
        """
        lowers, correlates = self.lowers, self.cues.frames["words.correlates"]
        if self.tags[i] not in "DNOMP" or i - first < _FEWEST_BEFORE_INFINITIVE:
            return False
        if lowers[i - 1] in correlates and self.tags[i] != "P":
            at = i - 1
        elif lowers[i - 2] in correlates and self._closes(first, i - 1):
            at = i - 2
        elif self._is_participle_of_infinitive(first, i - 1):
            at = i - 1
        else:
            return False
        is_cue = any(lowers[k] in self.cues.forms and self.tags[k] != "N" for k in (*range(first, at), i - 1))
        end = next((k for k in range(i, min(i + _INFINITIVE_WITHIN, len(lowers))) if self.tags[k] in ",;:.!?–#Q"), -1)
        return is_cue and end > i and self._is_infinitive_at(end)

    def _is_participle_of_infinitive(self, first: int, token: int) -> bool:
        """Whether a token is the participle of a cue that takes infinitives, behind an auxiliary: „hat gedroht“."""
        readings = self.cues.forms.get(self.lowers[token], ())
        takes = any(r.kind == "P" and Takes.INFINITIVE in self.cues.governments[r.lemma].takes for r in readings)
        return takes and any(self.tags[k] == "H" for k in range(first, token))

    def _closes(self, first: int, token: int) -> bool:
        """Whether a token is the particle of a cue before it, or the participle of one."""
        lower = self.lowers[token]
        readings = (r for k in range(first, token) for r in self.cues.forms.get(self.lowers[k], ()))
        return (lower in self.cues.forms and self.tags[token] != "N") or any(r.particle == lower for r in readings)

    def _is_infinitive_at(self, end: int) -> bool:
        """Whether an infinitive with zu ends at a token: zu gehen, mitzuteilen."""
        marks = self.cues.frames["words.infinitive_marks"]
        is_two = self.lowers[end - 2] in marks and self.lowers[end - 1].endswith(self.words.lists.infinitive_endings)
        return is_two or self._ends_in_infinitive(end - 1, end)

    def _clause(self, first: int, last: int, mark: str) -> Clause:
        begin = first
        while begin < last - 1 and self.tags[begin] == "C":  # a clause of conjunctions alone begins with its last
            begin += 1
        introducer = self._introducer(begin, last, mark) if begin < last else Introducer.NONE
        is_coordinated = begin > first
        if introducer and introducer != Introducer.RELATIVE:
            begin += 1
        finite = self._finite(begin, last, introducer)
        has_mark = introducer != Introducer.THAT and self._has_marked_infinitive(begin, last)
        if has_mark and not introducer and (finite < 0 or finite == last - 1):
            introducer = Introducer.INFINITIVE
        return Clause(
            first,
            last,
            mark,
            introducer,
            begin,
            finite,
            self._mood(finite),
            has_mark,
            None,
            is_coordinated,
        )

    def _introducer(self, begin: int, last: int, mark: str) -> Introducer:
        lower, frames = self.lowers[begin], self.cues.frames
        following = self.lowers[begin + 1] if begin + 1 < last else ""
        ends_in_verb = self._ends_in_verb(last)
        if lower in frames["adverbs.so"] and following in frames["words.that"]:
            return Introducer.SUBORDINATOR
        if lower in frames["words.that"]:
            return Introducer.THAT if self.words.is_verb_second or mark != "," else Introducer.RELATIVE
        if lower in frames["adverbs.relative"]:
            return Introducer.RELATIVE_ADVERB
        if lower in frames["words.purpose"] and self._has_marked_infinitive(begin, last):
            return Introducer.PURPOSE
        if lower in frames["words.report_as"]:
            return Introducer.REPORT
        if lower in frames["words.question_words"] and (mark or ends_in_verb):
            return Introducer.WH
        if lower in self.words.subordinators and self._is_subordinating(begin, last):
            return Introducer.SUBORDINATOR
        if mark == "," and lower in self.words.closed.relative_pronouns and self._is_relative(begin, last):
            return Introducer.RELATIVE
        is_governed = mark == "," and self.tags[begin] == "P" and following in self.words.closed.relative_pronouns
        return Introducer.RELATIVE if is_governed and self._is_relative(begin + 1, last) else Introducer.NONE

    def _is_subordinating(self, begin: int, last: int) -> bool:
        """Whether a word that may be an adverb („da“, „damit“) or preposition („bis“) begins a subordinate clause."""
        if begin + 1 < last and self.tags[begin + 1] in "HV" and self.words.is_verb_second:
            return False
        if self.tags[begin] == "P":
            return self.tags[last - 1] in "HV"
        if self.lowers[begin] in self.cues.frames["words.role"] and self.words.is_verb_second:
            return self._ends_in_verb(last)
        return self.tags[begin] == "S" or self._ends_in_verb(last)

    def _ends_in_verb(self, last: int) -> bool:
        return self.tags[last - 1] in "HVZ" or self.lowers[last - 1] in self.cues.forms

    def _is_relative(self, begin: int, last: int) -> bool:
        """Verb-final (or broken off by an inserted part), and no finite verb right after the first phrase."""
        if not self.words.is_verb_second:
            return True
        if self.lowers[last - 2] in self.cues.frames["words.infinitive_marks"] or self._ends_in_infinitive(begin, last):
            return False
        end = self.phrase_ends.get(begin, last)
        is_helped = end < last - 2 and self.tags[end] == "H"
        is_second = end < last - 1 and self.tags[end] in "HV" and self.tags[last - 1] not in "HV"
        if is_helped or is_second or (end < last - 1 and self.tags[end] == "H" and self.tags[last - 1] == "V"):
            return False  # „…, der Schutz dürfe nicht …“: the article of a main clause
        helpers = [k for k in range(begin + 1, last) if self.tags[k] == "H" and not self.nominal[k]]
        if helpers and helpers[-1] < last - 1 and self.tags[last - 1] in "XAZ":
            return False  # the infinitive or participle of a main clause stands last
        if self._ends_in_verb(last):
            return True
        return self.tags[last - 1] in "XA" and self.lowers[last - 1].endswith(self.words.lists.verb_endings)

    def _finite(self, begin: int, last: int, introducer: Introducer) -> int:
        """Return the finite verb: the first one of a main clause, the last one of a subordinate one; -1 for none.

        One inside a quotation counts only where the clause has no other („die Garantien ‚müssen Gegenstand sein‘“).
        """
        tags, found, within = self.tags, -1, -1
        i = begin
        while i < last:
            quotation = self.quotation_at.get(i)
            if quotation is not None and quotation.last <= last:
                if found < 0 and within < 0:
                    inner = range(i, min(quotation.last, i + _MAX_CLAUSE))
                    within = next((k for k in inner if tags[k] in "HV" and not self.nominal[k]), -1)
                i = quotation.last
                continue
            if not self.nominal[i] and tags[i] in "HV":
                found = i
                if not introducer:
                    break
            i += 1
        if found < 0 and within < 0 and self.words.is_verb_second and not introducer:
            return self._unknown_finite(begin, last)
        return found if found >= 0 else within

    def _unknown_finite(self, begin: int, last: int) -> int:
        """Return a form that no lexicon knows, but that stands and ends like a finite verb: after a phrase; else -1."""
        for i in range(begin + 1, last):
            is_verbal = self.tags[i] in "AX" and self.lowers[i].endswith(self.words.lists.finite_endings)
            if is_verbal and not self.nominal[i] and (self.nominal[i - 1] or self.tags[i - 1] in "O)"):
                return i
        return -1

    def _mood(self, token: int) -> str:
        if token < 0:
            return ""
        lower = self.lowers[token]
        if lower in self.words.auxiliaries:
            return self.words.auxiliaries[lower].kind
        kinds = {reading.kind for reading in self.words.verbs.get(lower) or self.cues.forms.get(lower, [])}
        if not kinds:
            return (
                "K"
                if lower.endswith(self.words.lists.subjunctive_endings)
                and not lower.endswith(self.words.lists.preterite_endings)
                else "F"
            )
        return "K" if kinds == {"K"} else "F"

    def _has_marked_infinitive(self, begin: int, last: int) -> bool:
        """Whether there is an infinitive with zu: two words (zu gehen), or one at the end (mitzuteilen)."""
        marks, is_final = self.cues.frames["words.infinitive_marks"], self.words.is_verb_second
        for i in range(begin, last - 1):
            if self.lowers[i] in marks and self.tags[i + 1] in "AXZHV":
                if not is_final:
                    return i == begin
                if self.lowers[i + 1].endswith(self.words.lists.infinitive_endings):
                    return True
        return is_final and self._ends_in_infinitive(begin, last)

    def _ends_in_infinitive(self, begin: int, last: int) -> bool:
        """Whether the last word is an infinitive with zu inside (mitzuteilen)."""
        marks = self.cues.frames["words.infinitive_marks"]
        if last <= begin or self.tags[last - 1] == "N":
            return False
        lower = self.lowers[last - 1]
        inside = any(2 <= lower.find(mark, 2) < len(lower) - 4 for mark in marks)
        return inside and lower.endswith(self.words.lists.infinitive_endings)

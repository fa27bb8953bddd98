"""Statements whose frame is no main clause: laut X, X zufolge, nach Angaben von X, so X, wie X mitteilt, demnach."""

from pipeline.extract.phrases import NounPhrase
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.predicates import find_predicates
from pipeline.extract.statements.reading import Draft, Reading, TokenSpan
from pipeline.extract.statements.roles import find_addressee, find_source
from pipeline.extract.statements.subjects import find_speaker

_MAIN = ("", "inf", "um")


class FrameRule:
    """Finds the framed statements of one sentence."""

    def __init__(self, reading: Reading, index: int) -> None:
        self.reading, self.index = reading, index
        self.clauses = reading.clauses[index]
        self.frames = reading.cues.frames
        self.language = reading.words.language

    def run(self) -> list[Draft]:
        """The drafts of this sentence, in order."""
        found: list[Draft] = []
        for k, clause in enumerate(self.clauses):
            if clause.quotation is not None:
                continue
            draft = self._as_clause(k, clause) or self._so(k, clause)
            if draft is not None:
                found.append(draft)
                continue
            found += self._adjuncts(k, clause)
        return found

    def _as_clause(self, k: int, clause: Clause) -> Draft | None:
        """„Wie die Polizei mitteilte, …“."""
        if clause.introducer != "wie" or len(self.clauses) < 2:
            return None
        predicates = [
            p for p in find_predicates(self.reading, clause) if p.government.takes & {"clause", "dass", "quote"}
        ]
        if not predicates or predicates[-1].tokens[-1] < clause.last - 2:
            return None
        predicate = predicates[-1]
        spans = self._around(k, clause.first, clause.last)
        if not spans:
            return None
        draft = self._draft(spans, "as_clause")
        draft.cue, draft.lemma = [clause.begin - 1, *predicate.tokens], predicate.lemma
        draft.speaker = find_speaker(self.reading, self.clauses, k, predicate)
        draft.medium = predicate.government.medium
        draft.source = find_source(self.reading, clause)
        draft.frame = [(clause.first, clause.last)]
        return draft

    def _so(self, k: int, clause: Clause) -> Draft | None:
        """„…, so die Zeitung.“: a part of so and a phrase, without a finite verb."""
        lowers = self.reading.lowers
        if (
            k == 0
            or lowers[clause.begin] not in self.frames["adverbs.so"]
            or clause.is_coordinated
            or clause.finite >= 0
        ):
            return None
        phrases = self.reading.phrases_in(clause.begin + 1, clause.last)
        if (
            not phrases
            or phrases[0].first > clause.begin + 1
            or phrases[0].is_pronoun
            and lowers[phrases[0].first] == "es"
        ):
            return None
        spans = self._around(k, clause.first, clause.last)
        if not spans:
            return None
        if len(spans) > 1 and any(
            c.finite >= 0 and not c.is_subordinate for c in self.clauses[:k] if c.first >= spans[0][0]
        ):
            spans = spans[:1]
        draft = self._draft(spans, "so")
        draft.cue, draft.lemma = [clause.begin], lowers[clause.begin]
        draft.speaker = [(phrases[0].first, phrases[0].reach)]
        draft.addressee = find_addressee(self.reading, clause, None)
        draft.source = find_source(self.reading, clause)
        draft.frame = [(clause.first, clause.last)]
        return draft

    def _adjuncts(self, k: int, clause: Clause) -> list[Draft]:
        """Prepositional frames and demnach in a clause."""
        found: list[Draft] = []
        i = clause.first
        while i < clause.last:
            quotation = self.reading.quotation_at.get(i)
            if quotation is not None:
                i = max(i + 1, min(quotation.last, clause.last))
                continue
            frame = self._adjunct_at(i, clause)
            if frame is None:
                i += 1
                continue
            first, last, speaker, cue, rule, medium = frame
            spans = self._around(k, first, last)
            if spans:
                draft = self._draft(spans, rule)
                draft.speaker, draft.cue, draft.medium = [speaker] if speaker else [], cue, medium
                draft.lemma = " ".join(self.reading.lowers[c] for c in cue)
                draft.frame = [(first, last)]
                draft.addressee = find_addressee(self.reading, clause, None)
                found.append(draft)
            i = max(last, i + 1)
        return found

    def _adjunct_at(self, i: int, clause: Clause) -> tuple[int, int, TokenSpan | None, list[int], str, str] | None:
        """(first, last, speaker, cue, rule, medium) of the frame whose cue is token `i`."""
        lower, tags = self.reading.lowers[i], self.reading.tags
        if lower in self.frames["adverbs.cues"]:
            if i > clause.first + 4 and i + 1 < clause.last and tags[i + 1] == "P":
                return None
            if lower == "danach" and i > clause.begin:
                return None
            return i, i + 1, None, [i], "adverb", "SW"
        if lower in self.frames["prepositions.before"] or lower == "according":
            begin = i + 1 + (lower == "according")
            phrase = next(iter(self.reading.phrases_in(begin, begin + 1)), None)
            if phrase is not None:
                return (
                    i,
                    phrase.reach,
                    (phrase.first, phrase.reach),
                    list(range(i, begin)),
                    "preposition",
                    self._medium(phrase),
                )
        if lower in self.frames["prepositions.after"]:
            for phrase in self.reading.phrases_in(max(clause.first, i - 25), i):
                if phrase.reach == i and not phrase.is_pronoun:
                    return phrase.first, i + 1, (phrase.first, phrase.reach), [i], "preposition", self._medium(phrase)
            if i > clause.first and self.reading.tags[i - 1] in "DO":
                return i - 1, i + 1, (i - 1, i), [i], "preposition", "SW"
        if lower in self.frames["prepositions.with_noun"]:
            return self._with_noun(i, clause)
        return None

    def _with_noun(self, i: int, clause: Clause) -> tuple[int, int, TokenSpan | None, list[int], str, str] | None:
        """„nach Angaben der Polizei“, „seiner Meinung nach“."""
        after = next(iter(self.reading.phrases_in(i + 1, i + 2)), None)
        if after is not None and not after.is_pronoun and self._is_source(after):
            return i, after.reach, (after.first, after.reach), [i], "source_noun", self._medium(after)
        if self.reading.lowers[i] in self.frames["prepositions.around"]:
            for phrase in self.reading.phrases_in(max(clause.first, i - 12), i):
                if phrase.reach == i and self._is_source(phrase) and phrase.preposition < 0:
                    return phrase.first, i + 1, (phrase.first, phrase.last), [i], "source_noun", self._medium(phrase)
        return None

    def _is_source(self, phrase: NounPhrase) -> bool:
        head = self.reading.lowers[phrase.head]
        if (
            head in _AMBIGUOUS
            and phrase.is_definite
            and self.reading.lowers[phrase.first] in ("der", "dem", "den", "einer", "einem", "the")
        ):
            return head in ("angaben", "worten") or phrase.reach > phrase.last
        return head.endswith(self.reading.cues.source_nouns)

    def _medium(self, phrase: NounPhrase) -> str:
        head = self.reading.lowers[phrase.head]
        if head in self.reading.cues.thought:
            return "ST"
        return "Writing" if head.endswith(tuple(self.reading.cues.writing)) else "SW"

    def _around(self, k: int, first: int, last: int) -> list[TokenSpan]:
        """What the frame at tokens `first` to `last` of clause `k` frames: its clause (if subordinate) or sentence."""
        clauses, reading = self.clauses, self.reading
        clause = clauses[k]
        low, high = 0, len(clauses)
        if (
            clause.introducer in ("rel", "sub", "dass", "wh", "wonach")
            and first >= clause.first
            and last <= clause.last
            and not (first == clause.first)
        ):
            low = k
            high = k + 1
            while high < len(clauses) and clauses[high].is_subordinate and clauses[high].introducer != "wie":
                high += 1
        else:
            for m in range(k, 0, -1):
                if clauses[m].mark == ";" or (clauses[m].mark == ":" and m <= k):
                    low = m
                    break
                if (
                    clauses[m].is_coordinated
                    and m == k
                    and clauses[m].introducer == ""
                    and first <= clauses[m].begin + 1
                ):
                    low = m
                    break
            for m in range(max(low, k) + 1, len(clauses)):
                if clauses[m].mark == ";":
                    high = m
                    break
        begin, end = clauses[low].first, clauses[high - 1].last
        if low and clauses[low].is_coordinated:
            begin = clauses[low].begin
        if high == len(clauses):
            end = max(end, min(reading.end_of(self.index), reading.sentence(self.index).last))
        m = k + 1
        if last >= clause.last:
            while m < high and clauses[m].introducer == "rel" and clauses[m].mark == ",":
                last = clauses[m].last
                m += 1
        spans = []
        for span in ((begin, first), (last, end)):
            trimmed = reading.trim(span)
            if trimmed[0] < trimmed[1]:
                spans.append(trimmed)
        return [s for s in spans if any(reading.tags[i].isalpha() for i in range(*s))]

    def _draft(self, spans: list[TokenSpan], rule: str) -> Draft:
        quotations = self.reading.quotation_at
        is_direct = all(s[0] in quotations and quotations[s[0]].last >= s[1] for s in spans)
        kind = "direct" if is_direct else "indirect"
        return Draft(kind, "SW", spans, f"{self.language}.frame.{rule}", self.index)


# Nouns that with an article after „nach“ more often say when than who („nach dem Bericht“, „nach der Untersuchung“).
_AMBIGUOUS = frozenset(
    {
        "bericht",
        "erklärung",
        "untersuchung",
        "urteil",
        "studie",
        "meldung",
        "umfrage",
        "äußerung",
        "äußerungen",
        "aussage",
        "version",
        "wort",
        "auskunft",
        "zählung",
        "erhebung",
    }
)

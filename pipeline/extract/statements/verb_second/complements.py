"""Statements that a cue verb or noun governs: what it takes after it, before it, or around it."""

from pipeline.extract.lang.terms import CLAUSES, Introducer, Kind, Mood, Takes
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.predicates import Predicate, find_predicates
from pipeline.extract.statements.reading import Draft, Reading, TokenSpan
from pipeline.extract.statements.roles import find_addressee, find_source
from pipeline.extract.statements.subjects import find_speaker
from pipeline.extract.statements.verb_second.anaphors import anaphoric_statement
from pipeline.extract.statements.verb_second.appositions import explains_at_end
from pipeline.extract.statements.verb_second.citations import cite
from pipeline.extract.statements.verb_second.conditions import is_condition
from pipeline.extract.statements.verb_second.correlates import has_correlate_of
from pipeline.extract.statements.verb_second.extents import ComplementEnds
from pipeline.extract.statements.verb_second.inserted import (
    behind_insertions,
    clause_with,
    hangs_on_noun,
    is_interrupted,
    opens_infinitive,
    shared_subject,
)
from pipeline.extract.statements.verb_second.objects import has_object
from pipeline.extract.statements.verb_second.questions import is_question_put, is_question_told
from pipeline.extract.tags import (
    AUXILIARY,
    COLON,
    COMMA,
    COORDINATOR,
    EM_DASH,
    EN_DASH,
    HYPHEN,
    NOUN,
    QUOTATION_MARK,
    SEMICOLON,
)

_WITH_VERB = (Introducer.THAT, Introducer.WH)  # clauses with a verb, though no list may know it
_PARTING_DASHES = (EN_DASH, HYPHEN, EM_DASH)


class VerbRule:
    """Finds the statements of the cue verbs of one sentence."""

    def __init__(self, reading: Reading, index: int) -> None:
        self.reading, self.index = reading, index
        self.clauses = reading.clauses[index]
        self.end = reading.end_of(index)
        self.predicates: list[tuple[int, Predicate]] = []
        self._of_clause: dict[int, list[Predicate]] = {}  # the same by clause
        self._ends = ComplementEnds(reading, self.clauses, self._of_clause)
        self._speaker_before: list[TokenSpan] = []
        self._n_framed = 0  # clauses up to the last one that an earlier statement's frame or continuation uses

    def run(self) -> list[Draft]:
        """Return the drafts of this sentence, in the order of their cues."""
        carried: int | None = None
        for k, clause in enumerate(self.clauses):
            for predicate in find_predicates(self.reading, clause, carried):
                self.predicates.append((k, predicate))
                self._of_clause.setdefault(k, []).append(predicate)
            helper = [i for i in range(clause.first, clause.last) if self.reading.tags[i] is AUXILIARY]
            if helper and clause.quotation is None:
                carried = helper[0] if not clause.is_subordinate else carried
        drafts: list[Draft] = []
        for n, (k, predicate) in enumerate(self.predicates):
            next_in_clause = self.predicates[n + 1] if n + 1 < len(self.predicates) else None
            is_last = next_in_clause is None or next_in_clause[0] != k
            drafts += self._of_predicate(k, predicate, is_last)
        return drafts

    def _of_predicate(self, k: int, predicate: Predicate, is_last: bool) -> list[Draft]:
        reading = self.reading
        speaker = find_speaker(reading, self.clauses, k, predicate)
        if self._speaker_before and predicate.verb - 1 == self._ends.joined_cue(k):
            speaker = self._speaker_before
        elif speaker or predicate.is_passive:
            self._speaker_before = speaker or self._speaker_before
        elif predicate.lemma not in reading.cues.frames["words.impersonal"] and self._shares_subject(k, predicate):
            speaker = self._speaker_before or shared_subject(reading, self.clauses, k, predicate.finite)
        found: list[Draft] = []
        takes = predicate.government.takes
        before = (
            self._before(k, predicate)
            if takes & {Takes.CLAUSE, Takes.THAT_CLAUSE, Takes.QUOTATION, Takes.WH_CLAUSE}
            else None
        )
        after = self._after(k, predicate) if is_last else None
        if before is not None and before.type == "indirect" and after is not None and after.type == "indirect":
            if len(before.spans) > 1:
                after = None
            else:
                before = None
        if before is not None and after is not None and after.spans[0] in before.spans:
            after = None
        is_free = k == 0 and before is None and after is None
        anaphoric = anaphoric_statement(reading, self.index, predicate, speaker) if is_free else None
        found += [draft for draft in (before, after, anaphoric) if draft is not None]
        for draft in found:
            draft.cue, draft.lemma = list(predicate.tokens), predicate.lemma
            draft.speaker = speaker
            draft.frame = self._from_subject(k, draft.frame, speaker)
            addressee = find_addressee(reading, clause_with(self.clauses, k, predicate.finite), predicate, speaker)
            draft.addressee = [] if set(addressee) & set(speaker) else addressee
            draft.source = find_source(reading, self.clauses[k])
            draft.medium = predicate.government.medium
        if predicate.lemma in reading.cues.frames["words.quoted"]:
            cited = [cite(reading, self.clauses[k], predicate, draft) for draft in found]
            found += [draft for draft in cited if draft is not None]
        return found

    def _from_subject(self, k: int, frame: list[TokenSpan], speaker: list[TokenSpan]) -> list[TokenSpan]:
        """Return the frame from the clause on that its subject stands in: „Der Rat, der tagte, sagte, …“."""
        if not speaker or not frame or frame[0][0] != self.clauses[k].first:
            return frame
        begin = next((c.first for c in self.clauses[:k] if c.first <= speaker[0][0] < c.last), frame[0][0])
        is_apart = any(c.quotation is not None or c.is_coordinated for c in self.clauses[:k] if c.first >= begin)
        return frame if is_apart else [(begin, frame[0][1]), *frame[1:]]

    def _shares_subject(self, k: int, predicate: Predicate) -> bool:
        """Whether the predicate continues one before it: „sagte Trump und fügte hinzu“, „hat abgelehnt und gewarnt“."""
        clause = self.clauses[k]
        i = predicate.verb
        tags = self.reading.tags
        if predicate.finite <= clause.begin + 1 and not clause.is_subordinate:
            return True
        return any(tags[j] is COORDINATOR for j in range(max(clause.first, i - 4), i))

    # What comes before: „…“, sagte sie. / Die Lage sei ernst, sagte sie.

    def _before(self, k: int, predicate: Predicate) -> Draft | None:
        clause = self.clauses[k]
        if k == 0 or clause.mark not in (*_PARTING_DASHES, COMMA, QUOTATION_MARK, None):
            return None
        opener = clause.begin
        if self.reading.lowers[opener] in self.reading.cues.frames["adverbs.so"]:
            opener += 1
        is_parted = clause.mark is COMMA or clause.mark in _PARTING_DASHES
        if self.reading.lowers[opener] in self.reading.cues.frames["words.anaphors"] and is_parted:
            opener += 1
        is_inverted = (
            predicate.finite == opener
            and not clause.is_coordinated
            and (predicate.finite == predicate.verb or self._follows_words(k))
        )
        if not is_inverted:
            return None
        if clause.introducer and clause.introducer != Introducer.INFINITIVE:
            return None
        first = self._content_start(k)
        if first >= k:
            return None
        parts = self.clauses[first:k]
        quotes = [c for c in parts if c.quotation is not None]
        if not quotes and is_condition(self.reading, parts) and not self._completes(k):
            return None
        if not quotes and Takes.CLAUSE not in predicate.government.takes and not self._is_told(k, parts, predicate):
            return None
        is_verbless = len(parts) == 1 and parts[0].finite is None and parts[0].introducer not in _WITH_VERB
        if is_verbless and not quotes and not self._completes(k):
            return None
        if (
            parts[-1].introducer == Introducer.RELATIVE
            and parts[0].finite is None
            and not quotes
            and not self._completes(k)
        ):
            return None
        if quotes and len(quotes) == len(parts):
            spans = [(c.first, c.last) for c in parts]
            draft = self._draft("direct", spans, "verb.quotation_before")
        elif quotes and parts[-1].quotation is not None and parts[-1].mark is COLON:
            draft = self._draft("direct", [(parts[-1].first, parts[-1].last)], "verb.quotation_before")
        elif not quotes and not self._may_be_content(parts, k, predicate):
            return None
        else:
            draft = self._draft("indirect", [(parts[0].first, parts[-1].last)], "verb.clause_before")
        if first and self.clauses[first].is_coordinated:
            draft.spans[0] = (self.clauses[first].begin, draft.spans[0][1])
        self._continue(draft, k)
        frame_end = self.clauses[k].last
        draft.frame = [(clause.first, frame_end)]
        return draft

    def _follows_words(self, k: int) -> bool:
        """Whether what stands before clause `k` is somebody's words by its form: „Sie komme, hatte sie gesagt“."""
        if self.clauses[k - 1].quotation is not None:
            return True
        main = [c for c in self.clauses[:k] if c.introducer == Introducer.NONE and c.finite is not None]
        return bool(main) and main[-1].mood == Mood.SUBJUNCTIVE

    def _is_told(self, k: int, parts: list[Clause], predicate: Predicate) -> bool:
        """Whether what stands before clause `k`, or around it, is somebody's words though the cue takes no clause."""
        takes, lower = predicate.government.takes, self.reading.lowers[parts[0].begin - 1]
        if parts[0].introducer == Introducer.THAT and lower not in self.reading.cues.frames["words.whether"]:
            return Takes.THAT_CLAUSE in takes
        if is_question_told(self.reading, self.clauses, k, parts, predicate):
            return True
        following = self.clauses[k + 1] if k + 1 < len(self.clauses) else None
        goes_on = following is not None and following.mood == Mood.SUBJUNCTIVE and following.finite == following.begin
        return (
            Takes.QUOTATION in takes
            and self.clauses[k].mood != Mood.SUBJUNCTIVE
            and (goes_on or self._follows_words(k))
        )

    def _may_be_content(self, parts: list[Clause], k: int, predicate: Predicate) -> bool:
        """Whether clauses may be what somebody said: a main clause (or dass-clause), or one that continues after."""
        if hangs_on_noun(self.reading, parts):
            return False
        whether, lowers = self.reading.cues.frames["words.whether"], self.reading.lowers
        is_adverbial = parts[0].introducer == Introducer.SUBORDINATOR  # „Während er hofft – sie spricht –, warnt …“
        for clause in parts:
            is_that = clause.introducer == Introducer.THAT and lowers[clause.begin - 1] not in whether
            is_aside = is_adverbial and clause.mark in _PARTING_DASHES
            if is_that or (clause.finite is not None and not clause.introducer and not is_aside):
                return True
        return self._completes(k) or is_question_told(self.reading, self.clauses, k, parts, predicate)

    def _completes(self, k: int) -> bool:
        """Whether the clause after the frame continues what was interrupted („Die Lage, sagte er, sei ernst“)."""
        m = behind_insertions(self.clauses, k)
        following = self.clauses[m] if m < len(self.clauses) else None
        if following is None or following.finite is None or following.is_subordinate:
            return False
        return following.finite == following.begin or (
            following.mood == Mood.SUBJUNCTIVE and following.finite == following.begin + 1
        )

    def _content_start(self, k: int) -> int:
        """First clause of what stands before the frame in clause `k`: after an earlier frame, a colon or semicolon."""
        first = self._n_framed
        for m in range(k - 1, first, -1):
            if self.clauses[m].mark is SEMICOLON:
                return m
            if self.clauses[m].mark is COLON and self.clauses[m].quotation is not None:
                return m
        return first

    def _continue(self, draft: Draft, k: int) -> None:
        """Add what continues after the frame: a further quotation, or the rest of an interrupted clause."""
        self._n_framed = max(self._n_framed, k + 1)
        m = behind_insertions(self.clauses, k)
        if m >= len(self.clauses):
            return
        following = self.clauses[m]
        if draft.type == "direct":
            if following.quotation is not None:
                draft.spans.append((following.first, following.last))
                self._n_framed = m + 1
            return
        starts_with_finite = following.finite == following.begin and not following.is_coordinated
        is_told = (
            following.mood == Mood.SUBJUNCTIVE
            and not following.introducer
            and (starts_with_finite or self._follows_words(k))
        )
        is_broken_off = self.clauses[k - 1].is_broken_off and following.finite is None and following.quotation is None
        if is_broken_off and explains_at_end(self.reading, self.clauses, m):
            return  # „Es reiche, sagte der Leiter, Jan Maurer“
        is_rest = starts_with_finite or following.introducer in (Introducer.THAT, Introducer.SUBORDINATOR)
        if following.mark in (COMMA, EN_DASH) and (
            is_told or is_broken_off or (is_rest and not find_predicates(self.reading, following))
        ):
            draft.spans.append((following.first, self._ends.end(m)))

    # What comes after: sagte, dass … / sagte: „…“ / forderte, … zu …

    def _after(self, k: int, predicate: Predicate) -> Draft | None:
        clauses = self.clauses
        takes = predicate.government.takes
        for m in range(k + 1, min(len(clauses), k + 5)):
            clause = clauses[m]
            if m == k + 1 and is_question_put(self.reading, clauses[k], clause):
                continue
            kind = self._complement(clause, predicate, takes, m - k)
            if kind is None and Takes.CLAUSE in takes and is_interrupted(self.clauses, m):
                kind = Kind.CLAUSE
            if (
                kind == Kind.CLAUSE
                and clauses[k].introducer in (Introducer.RELATIVE, Introducer.SUBORDINATOR)
                and clause.finite == clause.begin
            ):
                return None  # the main clause: „nachdem sie es bemerkt hatten, kehrten sie um“
            if kind == Kind.QUOTATION and self._has_inquit(m + 1):
                return None
            if kind is not None:
                return self._draft_after(k, m, kind, predicate)
            inserted = clause.introducer in (Introducer.RELATIVE, Introducer.REPORT, Introducer.PURPOSE) or (
                clause.finite is None and not clause.is_coordinated and clause.quotation is None
            )
            if not inserted or clause.mark is COLON:
                return None
        return None

    def _has_inquit(self, m: int) -> bool:
        """Whether clause `m` says who speaks the quotation before it: „Klein äußerte sich besorgt: ‚…‘, sagte er“."""
        if m >= len(self.clauses):
            return False
        first = self.clauses[m].begin
        return any(p.finite == first and Takes.QUOTATION in p.government.takes for p in self._of_clause.get(m, ()))

    def _complement(self, clause: Clause, predicate: Predicate, takes: frozenset[str], distance: int) -> Kind | None:
        """Return the kind of complement that `clause`, `distance` clauses on, is to the predicate.

        Return None if it is not one.
        """
        has_correlate = has_correlate_of(self.reading, self.clauses, predicate)
        if clause.quotation is not None:
            is_near = clause.mark in (COLON, COMMA, QUOTATION_MARK, None) and takes & {Takes.QUOTATION, Takes.CLAUSE}
            return Kind.QUOTATION if is_near else None
        if clause.mark is COLON:
            return Kind.CLAUSE if takes & {Takes.CLAUSE, Takes.QUOTATION} and clause.finite is not None else None
        if predicate.is_modal and not self._is_perfect(predicate):
            return None  # „wollte nicht bestätigen, dass …“: nothing has been said
        if clause.introducer == Introducer.THAT:
            is_apart = clause.is_coordinated and distance > 1
            is_whether = self.reading.lowers[clause.begin - 1] in self.reading.cues.frames["words.whether"]
            if is_whether and Takes.WH_CLAUSE in takes and not is_apart:
                return Kind.WH_CLAUSE
            return Kind.THAT_CLAUSE if (takes & CLAUSES or has_correlate) and not is_apart else None
        if clause.introducer in (Introducer.WH, Introducer.REPORT):
            is_relative = self.reading.lowers[clause.begin - 1] in self.reading.cues.frames["words.relative_wh"]
            is_question = Takes.WH_CLAUSE in takes and distance == 1 and not is_relative and not clause.is_coordinated
            return (
                Kind.WH_CLAUSE
                if is_question and (clause.introducer == Introducer.WH or clause.finite is not None)
                else None
            )
        if clause.is_coordinated:
            return None
        if clause.has_marked_infinitive and clause.introducer in (Introducer.INFINITIVE, Introducer.NONE):
            is_taken = (
                Takes.INFINITIVE in takes or has_correlate or (Takes.THAT_CLAUSE in takes and predicate.is_passive)
            )
            return Kind.INFINITIVE if is_taken else None
        return Kind.CLAUSE if self._is_clause(clause, predicate, has_correlate, distance) else None

    def _is_clause(self, clause: Clause, predicate: Predicate, has_correlate: bool, distance: int) -> bool:
        """Whether a clause without conjunction is the complement: in the subjunctive, or right after the cue."""
        takes = predicate.government.takes
        is_that = bool(takes & CLAUSES) or has_correlate
        if clause.introducer == Introducer.SUBORDINATOR and clause.mood == Mood.SUBJUNCTIVE and distance == 1:
            is_reason = self.reading.lowers[clause.begin - 1] in self.reading.cues.frames["words.reasons"]
            return bool(takes & CLAUSES) and not is_reason
        is_relative_like = clause.introducer == Introducer.RELATIVE and self._is_main_like(clause, distance)
        if (clause.introducer and not is_relative_like) or clause.finite is None or clause.mark not in (COMMA, None):
            return False
        if clause.mood == Mood.SUBJUNCTIVE and clause.mark is COMMA and is_that:
            return True
        is_inverted = clause.finite == clause.begin and clause.mark is COMMA
        if is_inverted or Takes.CLAUSE not in takes:
            return False
        frames = self.reading.cues.frames
        is_weak = self.reading.lowers[clause.finite] in frames["words.ambiguous_mood"] | frames["words.continuing"]
        is_plain = not predicate.is_passive and (
            Takes.GIVEN in takes or not has_object(self.reading, self.clauses, predicate)
        )
        return clause.mood == Mood.SUBJUNCTIVE or (distance == 1 and (is_weak or is_plain))

    def _is_main_like(self, clause: Clause, distance: int) -> bool:
        """Whether what looks like a relative clause has no noun before it: „Im Brief heißt es, die Miete steige“."""
        is_told = clause.mood == Mood.SUBJUNCTIVE and distance == 1
        return is_told and self.reading.tags[clause.first - 2] is not NOUN

    def _is_perfect(self, predicate: Predicate) -> bool:
        """Whether the cue stands in a perfect infinitive: „soll gesagt haben, …“."""
        closing = self.reading.cues.frames["auxiliaries.closing"]
        return any(self.reading.lowers[token] in closing for token in predicate.tokens)

    def _draft_after(self, k: int, m: int, kind: Kind, predicate: Predicate) -> Draft:
        clauses = self.clauses
        first, behind = clauses[m].first if not clauses[m].is_coordinated else clauses[m].begin, m
        if kind == Kind.INFINITIVE and opens_infinitive(self.reading, clauses, k + 1, m):
            first, behind = clauses[k + 1].first, k + 1
        frame = [(clauses[k].first, clauses[behind - 1].last)]
        if kind == Kind.QUOTATION:
            spans = [(clauses[m].first, clauses[m].last)]
            self._n_framed = m + 1
            n = m + 1
            while n < len(clauses) and clauses[n].quotation is not None and clauses[n].mark in (QUOTATION_MARK, COMMA):
                spans.append((clauses[n].first, clauses[n].last))
                self._n_framed = n + 1
                n += 1
            draft = self._draft("direct", spans, "verb.quotation")
        else:
            is_before_main = kind == Kind.CLAUSE and clauses[k].is_subordinate  # „die sagte, es brenne, lief hinaus“
            last = self._ends.end(m, Kind.WH_CLAUSE if is_before_main else kind)
            draft = self._draft("indirect", [(first, last)], f"verb.{kind.rule}")
        draft.frame = frame
        return draft

    def _draft(self, kind: str, spans: list[TokenSpan], rule: str) -> Draft:
        return Draft(kind, "speech_or_writing", spans, f"{self.reading.words.language}.{rule}", self.index)

"""The statements of one sentence: cues with their complements, parentheses, frames, and quotations that continue."""

from collections.abc import Iterator

from pipeline.extract.lang.terms import Inflection, Kind, Takes
from pipeline.extract.statements.carrying import speaker_before
from pipeline.extract.statements.carrying import subject_before as subject_of_sentence_before
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.fixed_order.complements import Complement, find_complement
from pipeline.extract.statements.fixed_order.cues import Cue, find_cues, verb_group
from pipeline.extract.statements.fixed_order.extents import complement_end
from pipeline.extract.statements.fixed_order.frames import adverb_statements, noun_statements, phrase_frames
from pipeline.extract.statements.fixed_order.not_said import is_headline, is_not_said
from pipeline.extract.statements.fixed_order.parentheses import Parenthesis, find_parenthesis
from pipeline.extract.statements.fixed_order.region import Region, regions
from pipeline.extract.statements.fixed_order.sources import (
    agent_behind,
    quoted_before,
    subject_before,
    without_relative,
)
from pipeline.extract.statements.reading import Draft, Reading, TokenSpan
from pipeline.extract.statements.roles import find_source
from pipeline.extract.tags import (
    ADVERB,
    COMMA,
    COMMA_OR_COORDINATOR,
    COORDINATOR,
    DETERMINER_OR_PRONOUN,
    EXCLAMATION_MARK,
    PREPOSITION,
    PRONOUN,
    QUESTION_MARK,
    SUBORDINATOR,
    VERB,
)

_PARTS_GERUND = COMMA_OR_COORDINATOR | {PREPOSITION}

_RECENT = 6  # drafts that a quotation may continue
_MAX_CUES = 16  # in one region; keeps hostile input linear
_CLAUSES = frozenset(
    {
        Kind.THAT_CLAUSE,
        Kind.WH_CLAUSE,
        Kind.CLAUSE,
        Kind.QUOTATION,
        Kind.GAP,
    }
)


def cue_statements(reading: Reading, index: int) -> list[Draft]:
    """Return the drafts of sentence `index` that a cue, a noun, a frame or an adverb gives, in quotations as well."""
    whole, *inner = regions(reading, index)
    found = _asked(reading, index) or _RegionRule(whole, index).run()
    for region in inner:
        found += _RegionRule(region, index).run()
    return found


def _asked(reading: Reading, index: int) -> list[Draft]:
    """Return the drafts where the sentence names who asked or cried what stands right before it (“Why?” Smith asked).

    The mark in the quotation ended a sentence, and what was made of the quotation alone is taken back.
    """
    sentence = reading.sentence(index)
    before = reading.sentence(index - 1) if index else sentence
    quotations = reading.quotations_in(before.first, before.last) if index else []
    if not quotations or quotations[-1].last != sentence.first or before.paragraph != sentence.paragraph:
        return []
    quotation = quotations[-1]
    if not quotation.is_closed or reading.tags[quotation.last - 2] not in (QUESTION_MARK, EXCLAMATION_MARK):
        return []
    rule = _RegionRule(Region(reading, quotation.first, reading.end_of(index)), index)
    rule.find_parentheses()
    if not any(p.quotation == quotation.first for p in rule.parentheses.values()):
        return []
    span = (quotation.first, quotation.last)
    recent = reading.drafts[-_RECENT:]
    for draft in recent:
        if span in draft.spans:
            draft.spans.remove(span)
            draft.sentence -= bool(draft.spans) and draft.sentence == index - 1
    reading.drafts[-_RECENT:] = [draft for draft in recent if draft.spans]
    return rule.run()


class _RegionRule:
    """The statements of one region."""

    def __init__(self, region: Region, index: int) -> None:
        self.region, self.index, self.reading = region, index, region.reading
        cues = [] if is_headline(region) else find_cues(region)[:_MAX_CUES]
        found = [(cue, find_complement(region, cue)) for cue in cues]
        kept = [pair for n, pair in enumerate(found) if not _is_part(found, n)]
        self.cues = [cue for cue, _ in kept]
        self.complements = [complement for _, complement in kept]
        self.frames = phrase_frames(region)
        self.parentheses: dict[int, Parenthesis] = {}
        self.speakers: dict[int, TokenSpan | None] = {}
        self.within: list[TokenSpan] = []  # complements found so far
        self.ends: dict[int, int] = {}  # token after the complement of each cue, on its own

    def find_parentheses(self) -> None:
        """Find which cues stand in parenthesis."""
        for n, cue in enumerate(self.cues):
            parenthesis = find_parenthesis(self.region, cue, self.complements[n], self.region.first)
            if parenthesis is not None:
                self.parentheses[n] = parenthesis

    def run(self) -> list[Draft]:
        """Return the drafts, in the order of their cues."""
        self.find_parentheses()
        self.stops = self._stops()
        self.inner = self._inner_stops()
        found: list[Draft] = []
        for n, cue in enumerate(self.cues):
            draft = self._parenthetic(n) if n in self.parentheses else self._governed(n, cue)
            if draft is not None:
                draft.cue, draft.lemma, draft.medium = list(cue.tokens), cue.lemma, cue.government.medium
                draft.source = self._cited(draft)
                if not draft.speaker and cue.form == Inflection.FINITE and self.reading.words.drops_subjects:
                    draft.speaker = speaker_before(self.reading, self.index, found) or subject_of_sentence_before(
                        self.reading, self.index
                    )
                found.append(draft)
        edges = self.stops
        found += [frame.draft(self.region, self.index, edges) for frame in self.frames]
        found += adverb_statements(self.region, self.index, edges)
        found += noun_statements(self.region, self.index, edges)
        for draft in found:
            draft.speaker = [without_relative(self.region, span) for span in draft.speaker]
        return [draft for draft in found if draft.spans and all(a < b for a, b in draft.spans)]

    def _stops(self) -> list[int]:
        """Return the tokens where a complement ends: the marks before frames, parentheses and joined cues."""
        stops = [frame.first for frame in self.frames if frame.first > self.region.first]
        stops += [p.first for p in self.parentheses.values()]
        for n, cue in enumerate(self.cues):
            complement = self.complements[n]
            if n in self.parentheses:
                continue
            at = self._joined_at(cue)
            if at is None or at <= self.region.first:
                continue
            if complement is not None or self.region.word_in(at, "words.contrasting"):
                stops.append(at)
        return sorted(stops)

    def _inner_stops(self) -> dict[int, int]:
        """Stops that end only what the cue right before says: “he had asked for it and been told no”."""
        found: dict[int, int] = {}
        for n, cue in enumerate(self.cues[1:], 1):
            before = self._before_adverbs(cue.first)
            if self.region.word_in(cue.first, "auxiliaries.closing") and self.region.tag(before) is COORDINATOR:
                found[before] = n - 1
        return found

    def _joined_at(self, cue: Cue) -> int | None:
        """Return the coordinator before a cue that continues the frame, or the comma before its own subject."""
        region, before = self.region, self._before_adverbs(cue.first)
        if cue.form == Inflection.GERUND:
            return before if region.tag(before) in (COMMA, COORDINATOR) else None
        if region.tag(before) is COORDINATOR:
            return before
        subject = subject_before(region, region.first, cue.first)
        if subject is None:
            return None
        at = self._before_adverbs(subject[0])  # “, and nearly half expected …”
        if region.is_quoted and region.tag(at) is COMMA and subject[1] - subject[0] == 1:
            return at  # “I know I won, he knows it”
        is_joined = region.tag(at) is COORDINATOR or region.word_in(at, "words.contrasting")
        at -= region.tag(at - 1) is ADVERB or region.word_in(at - 1, "words.group_adverbs")  # “, even as aides said …”
        return at if is_joined and region.tag(at - 1) is COMMA else None

    def _before_adverbs(self, first: int) -> int:
        at = first - 1
        while self.region.tag(at) is ADVERB:
            at -= 1
        return at

    def _parenthetic(self, n: int) -> Draft:
        parenthesis = self.parentheses[n]
        self.speakers[n] = parenthesis.speaker
        spans = parenthesis.spans(self.region, self.stops)
        draft = self._draft(spans, "parenthesis")
        draft.frame = [(parenthesis.first, parenthesis.last)]
        draft.speaker = [parenthesis.speaker] if parenthesis.speaker else []
        complement = self.complements[n]
        if parenthesis.addressee:
            draft.addressee = [parenthesis.addressee]
        elif complement is not None and complement.addressee:
            draft.addressee = [complement.addressee]
        return draft

    def _governed(self, n: int, cue: Cue) -> Draft | None:
        complement, region = self.complements[n], self.region
        speaker = self._speaker(n, cue)
        self.speakers[n] = speaker
        quoted = quoted_before(region, self.cues[n + 1]) if n + 1 < len(self.cues) else None
        if quoted is not None and quoted[0] == cue.tokens[-1]:
            return None  # “cited the minister as saying”: what the next cue governs
        if complement is None or is_not_said(region, cue, complement, speaker):
            return None
        stops = [s for s in self.stops if s >= cue.last and self.inner.get(s, n) <= n]
        end = complement_end(region, cue, complement, [*stops, *self._main_clause(cue)])
        spans = [(complement.first, end)]
        self.within += spans
        is_raised = cue.form == Inflection.PARTICIPLE and (
            (complement.kind == Kind.INFINITIVE and Takes.RAISING in cue.takes) or complement.kind == Kind.SUBJECT
        )
        if cue.form == Inflection.INFINITIVE and (
            complement.kind not in _CLAUSES or cue.government.medium == "thought"
        ):
            return None
        draft = self._draft(spans, complement.kind.rule)
        draft.frame = [(cue.first, complement.first)]
        if cue.form == Inflection.PARTICIPLE:
            subject = subject_before(region, self._low(n), cue.first)
            if is_raised:
                draft.spans = [*([subject] if subject else []), *spans]
                return draft
            agent = agent_behind(region, cue)
            draft.speaker = [agent] if agent else []
            is_told = subject is not None and not region.word_in(subject[0], "words.expletive")
            draft.addressee = [subject] if subject and is_told else []
            return draft
        draft.speaker = [speaker] if speaker else []
        draft.addressee = [complement.addressee] if complement.addressee else []
        if (
            complement.kind
            in (
                Kind.INFINITIVE,
                Kind.NOUN_PHRASE,
                Kind.PREPOSITIONAL,
                Kind.GERUND,
            )
            and not draft.speaker
        ):
            return None
        return draft

    def _main_clause(self, cue: Cue) -> list[int]:
        """The comma before the main clause, where the cue stands in a clause before it (“Although he says …, …”)."""
        region = self.region
        fronted = self._behind_fronted(cue)
        if fronted is not None:
            return [fronted[0] - 1]
        first = region.first + (region.tag(region.first) is COORDINATOR)
        if region.tag(first) is not SUBORDINATOR or any(region.tag(i) is COMMA for i in range(region.first, cue.first)):
            return []
        commas = (i for i in region.walk(cue.last, region.last) if region.tag(i) is COMMA)
        return [i for i in commas if region.has_finite(i + 1, region.last)][:1]

    def _behind_fronted(self, cue: Cue) -> TokenSpan | None:
        """Return the subject of the main clause behind a cue that opens the sentence: “Insisting it was fair, he left”.

        None for any other cue.
        """
        region = self.region
        if cue.form != Inflection.GERUND or cue.first != region.first:
            return None
        for i in region.walk(cue.last, region.last):
            if region.tag(i) is not COMMA:
                continue
            phrase = region.phrase_at(i + 1)
            end = i + 2 if phrase is None and region.tag(i + 1) is PRONOUN else None if phrase is None else phrase.reach
            if end is not None and region.is_finite(end):
                return i + 1, end
        return None

    def _speaker(self, n: int, cue: Cue) -> TokenSpan | None:
        region, before = self.region, self._before_adverbs(cue.first)
        if cue.form == Inflection.PARTICIPLE:
            return None
        if cue.form == Inflection.GERUND and region.tag(before) is VERB and before == cue.first - 1:
            return subject_before(region, self._low(n), verb_group(region, before))  # “was heard telling”
        if quoted := quoted_before(region, cue):
            return quoted[1]
        if cue.form == Inflection.GERUND or cue.form == Inflection.INFINITIVE:
            is_apart = region.tag(before) in _PARTS_GERUND or cue.form == Inflection.INFINITIVE
            if fronted := self._behind_fronted(cue):
                return fronted
            holder = None if is_apart else self._phrase_before(cue.first)
            return (holder and self._issuer(n, holder)) or holder or self._nearest(n)
        if region.tag(before) is COORDINATOR or before < region.first:
            return self._nearest(n)
        return subject_before(region, self._low(n), cue.first) or self._nearest(n, is_shared=False)

    def _nearest(self, n: int, *, is_shared: bool = True) -> TokenSpan | None:
        """Return the speaker of the cue before, else the subject of the nearest finite verb before cue `n`."""
        if not is_shared:
            return None
        cue = self.cues[n]
        for m in range(n - 1, -1, -1):
            earlier = self.speakers.get(m)
            if earlier is not None and not any(a <= self.cues[m].first < b for a, b in self.within):
                return earlier
        for i in self._main_tokens(cue.first):
            subject = subject_before(self.region, self.region.first, i) if self.region.is_finite(i) else None
            if subject is not None:
                return subject
        phrases = self.region.phrases(self.region.first, cue.first)
        return next(((p.first, p.reach) for p in phrases if p.preposition is None and p.reach <= cue.first), None)

    def _main_tokens(self, last: int) -> Iterator[int]:
        """Yield the tokens before `last`, relative clauses between commas left out."""
        region, i = self.region, self.region.first
        while i < last:
            if region.tag(i) is COMMA and region.word_in(i + 1, "words.relative_pronouns"):
                i = next((k for k in region.walk(i + 1, last) if region.tag(k) is COMMA), i)
            elif region.quotation_at(i) is None:
                yield i
            i = region.quotation_at(i) or i + 1

    def _phrase_before(self, at: int) -> TokenSpan | None:
        if self.region.tag(at - 1) in DETERMINER_OR_PRONOUN and self.region.word_in(at - 1, "words.standing_alone"):
            return at - 1, at  # with many saying
        phrases = self.region.phrases(max(self.region.first, at - 12), at)
        return next(
            ((p.first, at) for p in phrases if at in (p.reach, p.last) and not self.region.is_time(p.head)), None
        )

    def _issuer(self, n: int, holder: TokenSpan) -> TokenSpan | None:
        """Return who issued what a gerund is about: “The league released a statement praising the referee”."""
        region, verb = self.region, holder[0] - 1
        if not region.word_in(holder[1] - 1, "words.occasions") or not region.is_finite(verb):
            return None
        return subject_before(region, self._low(n), verb_group(region, verb))

    def _low(self, n: int) -> int:
        """Return the first token that the subject of cue `n` may begin at: after the “that” of a cue before."""
        cue, low = self.cues[n], self.region.first
        for m in range(n):
            complement = self.complements[m]
            if complement is None or complement.first >= cue.first or m in self.parentheses:
                continue
            if m not in self.ends:
                self.ends[m] = complement_end(self.region, self.cues[m], complement, self.stops)
            if self.ends[m] > cue.first:
                low = max(low, complement.first + (complement.kind in (Kind.THAT_CLAUSE, Kind.WH_CLAUSE)))
        return low

    def _cited(self, draft: Draft) -> list[TokenSpan]:
        at = draft.frame[0][0]
        clauses = (c for c in self.reading.clauses[self.index] if c.quotation is None)
        before: Clause | None = None
        for clause in clauses:
            if clause.first <= at < clause.last:
                found = find_source(self.reading, clause)
                is_inserted = not found and before is not None and self.region.tag(at - 1) is COMMA
                return find_source(self.reading, before) if is_inserted and before is not None else found
            before = clause
        return []

    def _draft(self, spans: list[TokenSpan], rule: str) -> Draft:
        is_direct = all(self.region.quotation_at(a) == b for a, b in spans)
        kind = "direct" if is_direct and spans else "indirect"
        return Draft(kind, "speech_or_writing", spans, f"{self.reading.words.language}.cue.{rule}", self.index)


def _is_part(found: list[tuple[Cue, Complement | None]], n: int) -> bool:
    """Whether cue `n` shares words with its neighbour and that one is meant: “declined to say who paid”.

    Of “agreed to discuss it” the first is meant, as nothing that is discussed follows as a clause.
    """
    cue, complement = found[n]
    before = found[n - 1] if n else None
    after = found[n + 1] if n + 1 < len(found) else None
    if after is not None and set(after[0].tokens) & set(cue.tokens):
        return after[1] is not None or complement is None
    return (
        before is not None
        and bool(set(before[0].tokens) & set(cue.tokens))
        and complement is None
        and before[1] is not None
    )

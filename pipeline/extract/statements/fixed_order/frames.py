"""Frames without a cue verb: according to X, in the view of X, reportedly, and nouns (the claim that …)."""

from pipeline.extract.lang.terms import Kind, Takes
from pipeline.extract.phrases import NounPhrase
from pipeline.extract.statements.fixed_order.cues import verb_group
from pipeline.extract.statements.fixed_order.region import Region
from pipeline.extract.statements.fixed_order.sources import subject_before
from pipeline.extract.statements.reading import Draft, TokenSpan
from pipeline.extract.tags import (
    ADJECTIVE,
    ADVERB,
    COMMA,
    CONJUNCTION,
    COORDINATOR,
    DETERMINER_OR_ADJECTIVE,
    DETERMINER_OR_PRONOUN,
    FINITE,
    NUMBER,
    OPENS_NOUN_PHRASE,
    PARAGRAPH_BREAK,
    PREPOSITION,
    PRONOUN,
    SEMICOLON,
    VERB,
)
from pipeline.extract.value_class import value_class

_JOINS_CLAUSES = CONJUNCTION | {PRONOUN}
_NO_INFINITIVE = DETERMINER_OR_PRONOUN | {PREPOSITION, NUMBER, COMMA, PARAGRAPH_BREAK}

_MAX_FRAMES = 20  # in one region, and as many nouns and adverbs; keeps hostile input linear
_VERB_WITHIN = 40  # tokens in which the that-clause of a noun shows its verb
_BEHIND = 12  # tokens between a noun and its complement (the claim of the union that …)


@value_class
class PhraseFrame:
    """A frame at tokens `first` to `last`: its cue's tokens and the speaker after them."""

    first: int
    last: int
    cue: tuple[int, ...]
    speaker: TokenSpan

    def draft(self, region: Region, index: int, stops: list[int]) -> Draft:
        """Return the statement around it."""
        spans = _around(region, self.first, self.last, stops)
        is_direct = bool(spans) and all(region.quotation_at(a) == b for a, b in spans)
        kind = "direct" if is_direct else "indirect"
        draft = Draft(kind, "speech_or_writing", spans, f"{region.reading.words.language}.frame.phrase", index)
        draft.cue, draft.speaker, draft.frame = list(self.cue), [self.speaker], [(self.first, self.last)]
        draft.lemma = " ".join(region.reading.lowers[i] for i in self.cue)
        return draft


def phrase_frames(region: Region) -> list[PhraseFrame]:
    """Return the frames of `region` that begin with one of the lexicon's phrases (“according to”), in order."""
    found: list[PhraseFrame] = []
    phrases, openers = region.reading.cues.frame_phrases, region.reading.cues.frame_openers
    if not region.has_any(openers):
        return found
    for i in region.walk(region.first, region.last):
        if region.lowers[i] not in openers:
            continue
        for words in phrases:
            if region.reading.lowers[i] != words[0]:
                continue
            end = i + len(words)
            if tuple(region.reading.lowers[i:end]) == words and end < region.last:
                frame = _phrase_frame(region, i, end)
                if frame is not None:
                    found.append(frame)
        view = _own_view(region, i + 1) if region.word_in(i, "words.text") else None
        if view is not None:
            owner = view - region.word_in(view - 1, "words.genitives")
            found.append(PhraseFrame(i, view + 1, (i, view), (i + 1, owner)))
        if len(found) >= _MAX_FRAMES:
            break
    return found


def _own_view(region: Region, i: int) -> int | None:
    """Return the noun of “his view” or “the bank's view” at token `i`, between its preposition and a comma."""
    if region.word_in(i, "words.possessives"):
        at = i + 1
    else:
        owner = next(iter(region.phrases(i, i + 1)), None)
        if owner is None or not region.word_in(owner.last, "words.genitives"):
            return None
        at = owner.last + 1
    return at if region.word_in(at, "words.views") and region.tag(at + 1) is COMMA else None


def _phrase_frame(region: Region, first: int, end: int) -> PhraseFrame | None:
    last = region.next_break(end)
    if last <= end or _is_measure(region, end):
        return None
    is_initial = first == region.first or region.tag(first - 1) in CONJUNCTION
    is_between = (
        region.tag(first - 1) is COMMA and region.tag(first - 2) in FINITE
    )  # “it was, according to Smith, a mess”
    while region.tag(last) is COMMA and not is_initial and not is_between and _goes_on(region, last + 1):
        last = region.next_break(last + 1)
    if (
        is_initial
        and region.tag(last) is COMMA
        and not region.has_clause(last + 1 + region.is_past(last + 1), region.next_break(last + 1))
    ):
        following = region.next_break(last + 1)
        if following < region.last and region.has_finite(following, region.last):
            last = following
    if is_initial and region.tag(last) is COMMA and region.word_in(last + 1, "words.explaining_pronouns"):
        closing = region.next_break(last + 1)  # “According to the Herald, which cited two aides, …”
        if region.tag(closing) is COMMA and region.has_finite(closing + 1, region.last):
            last = closing
    if is_initial and (region.tag(last) is not COMMA or not region.has_finite(last + 1, region.last)):
        last = _bare_end(region, end, last)
    elif region.word_in(first - 1, "words.explaining_pronouns"):
        phrase = region.phrase_at(end)  # “which according to Smith fell”
        last = phrase.last if phrase is not None and region.has_finite(phrase.last, last) else last
    joined = (
        i for i in range(end, last) if region.tag(i) is COORDINATOR and region.has_finite(i, last) and i > end + 1
    )
    last = next(joined, last)
    return PhraseFrame(first, last, tuple(range(first, end)), region.trim((end, last)))


def _is_measure(region: Region, at: int) -> bool:
    """Whether what follows the frame's words speaks of a measure: “according to plan”, “according to their size”."""
    phrase = region.phrase_at(at)
    if phrase is None or phrase.last == at + 1:
        return region.word_in(at, "words.measured") and not region.is_past(at + 1)
    return phrase.head == phrase.last - 1 and region.word_in(phrase.head, "words.measuring")


def _bare_end(region: Region, first: int, last: int) -> int:
    """Return where the phrase at `first` ends before a clause without a comma: “According to Smith it is shut”."""
    phrase = region.phrase_at(first)
    if phrase is None:
        return last
    for end in (phrase.reach, phrase.last):
        at = end + (region.tag(end) in (ADVERB, PREPOSITION))  # “over 30 people”
        subject = region.phrase_at(at)
        behind = at + 1 if subject is None else subject.last
        is_clause = (subject is not None or region.tag(at) is PRONOUN) and region.has_finite(behind, last)
        if behind < last and is_clause and not region.has_finite(first, end):
            return end
    return last


def _goes_on(region: Region, first: int) -> bool:
    """Whether the part after a comma still belongs to the speaker: a relative clause, a participle, a bare phrase."""
    if region.word_in(first, "words.relative_pronouns"):
        return True
    if region.word_in(first + 1, "words.comparing"):
        return False  # “according to the board, more than ever”
    end = region.next_break(first)
    is_participle = region.is_participle(first) or region.tag(first) in OPENS_NOUN_PHRASE
    finite = [i for i in region.walk(first, end) if region.is_finite(i)]
    return is_participle and (not finite or finite == [first])


def _contrasts(region: Region, comma: int) -> bool:
    """Whether a comma parts a clause that no longer belongs to what is attributed (“, while officials put …”)."""
    return region.tag(comma) is COMMA and region.word_in(comma + 1, "words.contrasting")


def _is_relative(region: Region, at: int, frame: int) -> bool:
    """Whether a relative clause from token `at` on is what the frame is about: “…, which, according to Smith, fell”."""
    if not region.word_in(at, "words.explaining_pronouns"):
        return False
    return region.next_break(at) >= frame or frame == at + 2


def _around(region: Region, first: int, last: int, stops: list[int]) -> list[TokenSpan]:
    begin = region.first
    for i in region.walk(region.first, first):
        if region.tag(i) is SEMICOLON or (region.tag(i) is COMMA and _is_relative(region, i + 1, first)):
            begin = i + 1
    end = min((s for s in stops if s > last), default=region.last)
    end = next((i for i in region.walk(last, end) if region.tag(i) is SEMICOLON or _contrasts(region, i)), end)
    if _is_relative(region, begin, first):
        end = min(end, region.next_break(last + 1))
    found = [region.trim((begin, first))] if begin < first else []
    if last < end:
        rest = region.trim((last, end))
        is_kept = (
            not found or region.has_finite(*rest) or region.tag(last) is not COMMA or region.tag(first - 2) in FINITE
        )
        found += [rest] if rest[0] < rest[1] and is_kept else []
    return [(a, b) for a, b in found if a < b and any(tag.isalpha() for tag in region.tags[a:b])]


def adverb_statements(region: Region, index: int, stops: list[int]) -> list[Draft]:
    """“The ship reportedly had a broken radar”: the clause around its first such adverb, without a speaker."""
    found: list[Draft] = []
    if not region.has_any(region.frames["adverbs.cues"]):
        return found
    done = region.first
    for i in region.walk(region.first, region.last):
        if i < done or not region.word_in(i, "adverbs.cues") or region.tag(i - 1) in DETERMINER_OR_ADJECTIVE:
            continue
        begin = i
        while begin > region.first and not region.is_break(begin - 1) and not region.word_in(begin - 1, "words.that"):
            begin -= 1
        end = min((s for s in stops if s > i), default=region.last)
        done = end = next((k for k in range(i, end) if region.is_break(k)), end)
        spans = [region.trim((begin, i)), region.trim((i + 1, end))]
        spans = [(a, b) for a, b in spans if a < b]
        if not any(region.has_finite(a, b) for a, b in spans):
            continue
        draft = Draft("indirect", "speech_or_writing", spans, f"{region.reading.words.language}.frame.adverb", index)
        draft.cue, draft.lemma, draft.frame = [i], region.lower(i), [(i, i + 1)]
        found.append(draft)
        if len(found) == _MAX_FRAMES:
            break
    return found


def noun_statements(region: Region, index: int, stops: list[int]) -> list[Draft]:
    """“the claim of the union that …”, “her promise to …”: the noun is the cue, its possessor the speaker."""
    found: list[Draft] = []
    for phrase in region.phrases(region.first, region.last):
        government = region.reading.cues.nouns.get(region.reading.lowers[phrase.last - 1])
        at = phrase.preposition
        is_idiom = phrase.last == phrase.first + 1 and at is not None and region.word_in(at, "words.text")
        is_denied = region.word_in(phrase.first, "words.no") and phrase.last > phrase.first + 1
        if government is None or is_idiom or region.reading.is_quoted(phrase.first) != region.is_quoted:
            continue
        at = _complement(region, phrase, government.takes)
        if at is None or (is_denied and region.word_in(at, "words.infinitive_marks")):
            continue  # “has no plans to sell”
        end = min((s for s in stops if s > at), default=region.last)
        end = next((i for i in region.walk(at, end) if region.tag(i) is SEMICOLON), end)
        end = _before_main_verb(region, at, end) if _is_subject(region, phrase) else end
        kind = _kind_of(region, at)
        speaker, support = _possessor(region, phrase, at), _support(region, phrase.first)
        if not speaker and support is not None:
            subject = subject_before(region, region.first, verb_group(region, support))
            speaker = [subject] if subject else []
        if Takes.POSSESSOR_ONLY in government.takes and not speaker:
            continue
        span = region.trim((at, end))
        draft = Draft("indirect", government.medium, [span], f"{region.reading.words.language}.noun.{kind.rule}", index)
        draft.cue, draft.lemma = [phrase.last - 1], region.lower(phrase.last - 1)
        draft.speaker, draft.frame = speaker, [(phrase.first, at)]
        found.append(draft)
        if len(found) == _MAX_FRAMES:
            break
    return found


def _support(region: Region, first: int) -> int | None:
    """Return the verb that has the noun phrase at token `first` as its object and says no more than the noun."""
    at = first - 1
    while region.tag(at) in (ADVERB, ADJECTIVE):
        at -= 1
    return at if region.word_in(at, "words.support") else None


def _complement(region: Region, phrase: NounPhrase, takes: frozenset[str]) -> int | None:
    """Return the first token of the complement of the phrase's noun, right after it or after its possessor."""
    for at in (phrase.last, phrase.reach):
        is_that = region.word_in(at, "words.that") and Takes.THAT_CLAUSE in takes
        if region.word_in(at, "words.copulas") and region.word_in(at + 1, "words.that") and Takes.THAT_CLAUSE in takes:
            return at + 1  # the concern is that …
        is_that = is_that and not region.is_finite(at + 1)
        if is_that and region.has_finite(at + 2, min(at + _VERB_WITHIN, region.last)):
            return at
        if (
            region.word_in(at, "words.infinitive_marks")
            and Takes.INFINITIVE in takes
            and region.tag(at + 1) not in _NO_INFINITIVE
        ):
            return at
        is_question = region.word_in(at + 1, "words.that") or region.word_in(at + 1, "words.question_words")
        if is_question and region.word_in(at, "words.topical") and takes & {Takes.THAT_CLAUSE, Takes.WH_CLAUSE}:
            return at + 1 if region.has_finite(at + 2, min(at + _VERB_WITHIN, region.last)) else None
    return None


def _kind_of(region: Region, at: int) -> Kind:
    """Return the kind of complement that the conjunction, mark or question word at token `at` begins."""
    if region.word_in(at, "words.that") and not region.word_in(at, "words.whether"):
        return Kind.THAT_CLAUSE
    return Kind.INFINITIVE if region.word_in(at, "words.infinitive_marks") else Kind.WH_CLAUSE


def _is_subject(region: Region, phrase: NounPhrase) -> bool:
    """Whether no finite verb and no preposition stands before the phrase in its clause."""
    begin = phrase.first
    while begin > region.first and not region.is_break(begin - 1):
        begin -= 1
    return not region.has_finite(begin, phrase.first) and phrase.preposition is None


def _before_main_verb(region: Region, at: int, end: int) -> int:
    """Return the end of a that-clause or infinitive inside a subject: before the second verb group, or the first."""
    groups = int(region.word_in(at, "words.infinitive_marks"))
    for i in region.walk(at + 1, end):
        is_new = not region.is_finite(i - 1) or region.tag(i - 1) is VERB
        if region.is_finite(i) and is_new and region.tag(i - 1) is not ADVERB:
            groups += 1
            if groups == 2 and region.tag(i - 1) is COMMA:
                return next((k for k in range(at + 1, i) if region.tag(k) is COMMA), i)
            if groups == 2 and region.tag(i - 1) not in _JOINS_CLAUSES:
                return i
    return end


def _possessor(region: Region, phrase: NounPhrase, at: int) -> list[TokenSpan]:
    """Whose claim it is: “the union's claim”, “her claim”, “the claim by the union”."""
    lower = region.lower(phrase.first)
    for i in range(phrase.first, phrase.last):
        if region.word_in(i, "words.genitives"):
            return [(phrase.first, i)]
    before = phrase.first - 1
    if region.word_in(before, "words.possessive_marks"):
        owner = next((p for p in region.phrases(max(region.first, before - _BEHIND), before) if p.last == before), None)
        return [] if owner is None else [(owner.first, before)]
    if region.word_in(phrase.first, "words.possessives") and lower:
        return [(phrase.first, phrase.first + 1)]
    if at > phrase.last and region.tag(phrase.last) is PREPOSITION:
        return [(phrase.last + 1, at)]
    return []

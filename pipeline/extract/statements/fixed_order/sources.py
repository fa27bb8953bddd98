"""Who speaks: the subject before a verb group or after an inverted cue, with its appositions."""

from pipeline.extract.lang.terms import Case, Inflection
from pipeline.extract.phrases import NounPhrase
from pipeline.extract.statements.fixed_order.cues import Cue
from pipeline.extract.statements.fixed_order.region import Region, time_end
from pipeline.extract.statements.reading import TokenSpan
from pipeline.extract.tags import (
    ADVERB,
    COLON,
    COMMA,
    COORDINATOR,
    DETERMINER,
    DETERMINER_OR_PRONOUN,
    NOUN,
    NUMBER,
    OPENS_NOUN_PHRASE,
    PREPOSITION,
    PREPOSITION_OR_ADVERB,
    SUBORDINATOR,
)

_OPENS_ADVERBIAL = PREPOSITION_OR_ADVERB | {SUBORDINATOR}

_ANTECEDENT = 20  # tokens before a relative pronoun in which what it stands for begins
_QUOTED = 20  # tokens before “saying” in which the verb that quotes stands
_TIME = 6  # tokens of a time between subject and verb, with its preposition
_WITHIN = 60  # tokens before a verb in which its subject begins


def subject_before(region: Region, low: int, verb: int) -> TokenSpan | None:
    """Return the subject that ends right before token `verb`, not before `low`: a phrase with all that hangs on it."""
    low = max(low, verb - _WITHIN, region.first)
    if verb - 1 <= low - 1:
        return None
    if region.tag(verb - 1) is COMMA:
        return _with_insertion(region, low, verb)
    alone = _pronoun(region, low, verb - 1)
    if alone is not None:
        return alone
    begin = _segment(region, low, verb)
    phrase = _leftmost(region, begin, verb)
    return None if phrase is None else _with_list(region, low, _without_time(region, region.trim((phrase, verb))))


def _with_list(region: Region, low: int, span: TokenSpan) -> TokenSpan:
    """Return a subject of two with those that commas join before it: “Smith, Jones and Pike said”."""
    first, last = span
    names = region.reading.name_tokens
    if not any(region.tag(i) is COORDINATOR and i not in names for i in range(first + 1, last)):
        return span
    while first - 1 > low and region.tag(first - 1) is COMMA:
        begin = _part_begin(region, low, first - 1)
        phrase = region.phrase_at(begin)
        if phrase is None or phrase.is_pronoun or phrase.reach != first - 1:
            break
        if region.is_time(phrase.head) or _is_doing(region, begin):
            break
        first = begin
    return first, last


def _without_time(region: Region, span: TokenSpan) -> TokenSpan:
    """Return a subject without the time that stands between it and its verb: “the mayor | on Wednesday | said”."""
    first, last = span
    for k in range(max(first + 1, last - _TIME), last):
        after = k + (region.tag(k) is PREPOSITION)
        if time_end(region, after) == last and region.reading.name_tokens.isdisjoint(range(k, last)):  # Theresa May
            while k > first + 1 and region.tag(k - 1) is ADVERB:  # late on Tuesday
                k -= 1
            return region.trim((first, k))
    return span


def _pronoun(region: Region, low: int, at: int) -> TokenSpan | None:
    """Return the pronoun at token `at` as a subject.

    For a relative pronoun include the phrase that it stands for (“a man who”).
    """
    if region.word_in(at, "words.subject_pronouns"):
        is_joined = region.tag(at - 1) is COORDINATOR and not region.has_finite(low, at - 1)
        return None if is_joined else (at, at + 1)
    is_relative = region.word_in(at, "words.that") and region.tag(at - 1) is NOUN  # “many voices that say …”
    if not is_relative and not region.word_in(at, "words.antecedent_pronouns"):
        return None
    end = at - (region.tag(at - 1) is COMMA)
    phrases = region.phrases(max(low, at - _ANTECEDENT), end)
    begin = next((p.first for p in phrases if end in (p.reach, p.last) and not p.is_pronoun), at)
    return begin, at + 1


def _segment(region: Region, low: int, verb: int) -> int:
    """Return the first token of the clause that ends with the subject: after a break, conjunction or quotation."""
    for i in range(verb - 1, low - 1, -1):
        if region.is_break(i) and not _is_in_name(region, i):
            return i + 1
        if region.quotation_before(i + 1) is not None and i + 1 < verb:
            return i + 1
        if region.word_in(i, "words.clausal") and region.tag(i - 1) in (COMMA, ADVERB):
            return i + 1  # “…, as several of them said”
        if region.word_in(i, "words.relative_pronouns") and region.tag(i - 1) is PREPOSITION:
            return i + 1  # “a recording in which the developer bragged”
        if region.word_in(i, "words.that") and _is_object_relative(region, i, verb):
            return i + 1
        is_conjunction = region.tag(i) is SUBORDINATOR and not region.word_in(i, "words.relative_wh")
        if is_conjunction or (region.word_in(i, "words.that") and region.tag(i - 1) not in (NOUN,)):
            return i + 1
        if region.tag(i) is COORDINATOR and (region.tag(i - 1) is COMMA or _joins_clauses(region, low, i)):
            return i + 1
        if (
            region.word_in(i, "words.relative_wh")
            and region.tag(i) is SUBORDINATOR
            and not region.has_finite(i + 1, verb)
        ):
            return i + 1  # “it began when Smith said”
    return low


def _joins_clauses(region: Region, low: int, i: int) -> bool:
    """Whether a conjunction stands after the verb of a clause (“China helped and Bush hopes …”).

    That of a clause before a comma or quotation is none: “The road is shut, doctors and nurses said”.
    """
    before = range(_part_begin(region, low, i), i)
    is_relative = any(region.word_in(k, "words.relative_pronouns") for k in before)
    return not is_relative and any(region.is_finite(k) for k in before)


def _part_begin(region: Region, low: int, last: int) -> int:
    """Return the first token after the last break or quotation before token `last`, at least `low`."""
    for k in range(last - 1, low - 1, -1):
        if (region.is_break(k) and not _is_in_name(region, k)) or region.quotation_before(k + 1) is not None:
            return k + 1
    return low


def _is_object_relative(region: Region, that: int, verb: int) -> bool:
    """Whether a relative clause has its own subject right before the verb (“a room that the critic called …”)."""
    phrase = region.phrase_at(that + 1)
    return phrase is not None and phrase.first < verb and not region.has_finite(that + 1, verb)


def _is_in_name(region: Region, i: int) -> bool:
    """Whether the comma stands in a name (“The Rochester, N.Y., company”, “Smith, Jr.”), not behind “8 p.m.”."""
    is_closing = "." in region.lower(i - 1) and region.tag(i - 2) is COMMA
    return region.tag(i) is COMMA and ("." in region.lower(i + 1) or is_closing)


def _leftmost(region: Region, begin: int, verb: int) -> int | None:
    """Return the first token of the leftmost phrase from `begin` on that no finite verb parts from token `verb`."""
    while region.tag(begin) is ADVERB and begin + 1 < verb:
        begin += 1  # “nearly four in 10 said”
    is_number = region.word_in(begin, "words.standing_alone") or region.tag(begin) is NUMBER
    if is_number and region.word_in(begin + 1, "words.partitive"):
        return None if region.has_finite(begin, verb) else begin  # “most of them said”, “six in 10 said”
    for phrase in region.phrases(max(region.first, begin - 1), verb):
        first = max(phrase.first, begin)  # “that officials” was taken for a determiner and its noun
        if phrase.last <= begin:
            continue
        period = next((k for k in range(first, phrase.last - 1) if region.word_in(k, "words.periods")), None)
        if period is not None and phrase.preposition is not None:
            return period + 1  # “for years safety advocates had said”
        if not _may_begin(region, phrase, verb):
            continue
        opened = _relative_after(region, phrase, verb)
        if opened or not _has_finite(region, first, verb):
            return first
    alone = verb - 1
    if (
        alone >= begin
        and region.tag(alone) in DETERMINER_OR_PRONOUN
        and region.lower(alone) in region.frames["words.standing_alone"]
    ):
        return alone - (alone > begin and region.tag(alone - 1) is DETERMINER)  # a few said
    return None


def _has_finite(region: Region, first: int, verb: int) -> bool:
    """Whether a finite verb parts the phrase from its verb; a participle that explains it does not."""
    last = next((i for i in range(verb - 1, first, -1) if region.tag(i) is COORDINATOR), first)
    return any(region.is_finite(i) and (i < last or not region.is_reduced(i)) for i in region.walk(first, verb))


def _may_begin(region: Region, phrase: NounPhrase, verb: int) -> bool:
    at = phrase.preposition
    if at is not None and at >= region.first and not region.word_in(at, "words.clausal"):
        return False
    lower = region.lower(phrase.first)
    if phrase.is_pronoun and (lower in region.frames["words.nobody"] or not phrase.can_be(Case.NOMINATIVE)):
        return lower in region.frames["words.expletive"] and phrase.first == verb - 1
    if region.reading.is_quoted(phrase.first) and not region.is_quoted and region.quotation_at(phrase.first) is None:
        return False
    is_time = region.is_time(phrase.last - 1) and phrase.last < verb
    return not is_time


def _relative_after(region: Region, phrase: NounPhrase, verb: int) -> bool:
    """Whether a relative clause without comma explains the phrase (“the man who found it said”)."""
    if region.word_in(phrase.last, "words.subject_pronouns"):
        return region.has_finite(phrase.last, verb)  # “the people we spoke to said”
    for i in range(phrase.last, min(phrase.reach + 3, verb)):
        if region.word_in(i, "words.relative_pronouns"):
            verbs = [k for k in region.walk(i, verb) if region.is_finite(k)]
            return bool(verbs)
        if region.is_finite(i):
            return False
    return False


def _with_insertion(region: Region, low: int, verb: int) -> TokenSpan | None:
    """Return the subject before an apposition, an age or a relative clause between commas, which belongs to it."""
    closing = verb - 1
    for comma in range(closing - 1, low, -1):
        if region.tag(comma) is not COMMA or region.tag(comma - 1) is COMMA:
            continue
        inner = comma + 1
        is_adverbial = region.tag(inner) in _OPENS_ADVERBIAL and not region.word_in(inner, "words.relative_pronouns")
        subject = subject_before(region, low, comma)
        if subject is None:
            continue
        if is_adverbial and not region.word_in(inner, "words.relative_wh"):
            return subject
        is_relative = region.word_in(inner, "words.relative_pronouns") or region.word_in(
            inner, "words.possessive_relatives"
        )
        is_participle = region.is_past(inner)
        relative = (k for k in range(inner, closing) if region.word_in(k, "words.relative_pronouns"))
        if is_relative or not _has_finite(region, inner + is_participle, next(relative, closing)):
            return _with_apposition(region, low, subject[0]), closing
    return None


def _with_apposition(region: Region, low: int, first: int) -> int:
    """First token of the phrase that the one at `first` explains (“The finance minister, Olaf Brandt, who …”)."""
    if region.tag(first - 1) is not COMMA or first - 1 <= low:
        return first
    around = subject_before(region, low, first - 1)
    is_none = around is None or region.has_finite(*around) or _is_doing(region, around[0])
    return first if around is None or is_none else around[0]


def _is_doing(region: Region, i: int) -> bool:
    """Whether a participle at token `i` says what the subject does: “Speaking in Jos, the senator, Musa Gana, said”."""
    return region.is_gerund(i) and i not in region.reading.name_tokens and not region.is_time(i)


def subject_after(region: Region, first: int) -> TokenSpan | None:
    """Return the subject of an inverted cue, from token `first`: a phrase with its appositions and relative clauses."""
    phrase = region.phrase_at(first)
    if phrase is None or (phrase.is_pronoun and not phrase.can_be(Case.NOMINATIVE)):
        is_alone = region.word_in(first, "words.standing_alone") and not region.word_in(first, "words.that")
        return (first, first + 1) if is_alone and phrase is None else None
    end = region.next_break(phrase.last)
    stop = next((k for k in range(phrase.last, end) if _ends_subject(region, k)), end)
    while stop == end and region.tag(end) is COMMA and _explains(region, end + 1):
        following = region.next_break(end + 1)
        if region.quotation_at(following) is None and following < region.last and region.tag(following) is COLON:
            break
        end = stop = following
    return region.trim((first, max(stop, phrase.last)))


def agent_behind(region: Region, cue: Cue) -> TokenSpan | None:
    """Return who is named right behind a passive: “was told by the board”."""
    if not region.word_in(cue.last, "words.agent"):
        return None
    phrase = region.phrase_at(cue.last + 1)
    return None if phrase is None else (phrase.first, phrase.reach)


def quoted_before(region: Region, cue: Cue) -> tuple[int, TokenSpan] | None:
    """Return the verb before a cue and its object, who speaks: “quoted the minister as saying”."""
    if cue.form != Inflection.GERUND or not region.word_in(cue.first - 1, "words.as"):
        return None
    for i in range(cue.first - 2, max(region.first, cue.first - _QUOTED) - 1, -1):
        if region.word_in(i, "words.quoting"):
            return (i, (i + 1, cue.first - 1)) if i + 1 < cue.first - 1 else None
        if region.is_finite(i):
            return None
    return None


def without_relative(region: Region, span: TokenSpan) -> TokenSpan:
    """Return a speaker without what explains it behind a comma: “Nora Pike, who lives nearby”, “she, citing it, …”."""
    first, last = span
    end = next((k for k in range(first + 1, last - 1) if region.tag(k) is COMMA and _leaves(region, k + 1, last)), last)
    if end == last and region.word_in(last - 1, "words.explaining_pronouns") and last - first > 1:
        end = last - 1
    return span if end == last else region.trim((first, end))


def _leaves(region: Region, at: int, last: int) -> bool:
    """Whether what stands from token `at` to `last` is no part of who speaks: a relative clause, or what they did."""
    if region.word_in(at, "words.explaining_pronouns") or region.word_in(at, "words.leaving"):
        return True
    if region.is_past(at) and region.tag(at + 1) is PREPOSITION:  # “The report, published on Monday, found …”
        return region.reading.person_firsts.isdisjoint(range(at, last))  # not “identified by friends as Ann Cole”
    return region.is_gerund(at) and region.reading.doc.tokens.forms[at].islower()


def _ends_subject(region: Region, i: int) -> bool:
    """Whether the frame goes on behind the subject: “in an interview”, “last Friday”, an adverb, a conjunction."""
    if time_end(region, i) is not None or region.tag(i) is ADVERB:
        return True
    if region.tag(i) is PREPOSITION:
        is_manner = region.word_in(i, "words.manner") and region.word_in(i + 1, "words.manner_determiners")
        is_attribute = region.word_in(i, "words.attributes") and not is_manner  # “with the bank”, not “with a smile”
        return not is_attribute or region.is_time(i + 1) or _is_occasion(region, i)
    return region.tag(i) is SUBORDINATOR and not region.word_in(i, "words.relative_wh")


def _is_occasion(region: Region, i: int) -> bool:
    phrase = region.phrase_at(i + 1)
    return phrase is not None and region.lowers[phrase.head] in region.frames["words.occasions"]


def _explains(region: Region, first: int) -> bool:
    """Whether the part from `first` to the next break explains a name: bare phrase, number or relative clause."""
    if region.word_in(first, "words.relative_pronouns") or region.word_in(first, "words.possessive_relatives"):
        return True
    if region.tag(first) is NUMBER:
        return True
    if region.tag(first) not in OPENS_NOUN_PHRASE or region.word_in(first, "words.leaving") or region.is_gerund(first):
        return False
    end = region.next_break(first)
    if region.word_in(first, "words.possessives") and any(region.is_gerund(k) for k in range(first + 1, end)):
        return False  # “said Nora Pike, her voice shaking”
    relative = next((k for k in range(first, end) if region.word_in(k, "words.relative_pronouns")), end)
    return not region.has_finite(first, relative)

"""What follows a cue: the complement that it governs, from its first token to its last."""

from pipeline.extract.lang.terms import CLAUSES, Case, Inflection, Kind, Takes
from pipeline.extract.statements.fixed_order.cues import Cue
from pipeline.extract.statements.fixed_order.judgements import is_judged_object, is_judged_subject
from pipeline.extract.statements.fixed_order.region import Region, time_end
from pipeline.extract.statements.fixed_order.that_words import (
    is_demonstrative,
    is_relative,
    is_subject,
    is_subordinator,
)
from pipeline.extract.tags import (
    ADJECTIVE,
    ADJECTIVE_OR_NONFINITE,
    ADVERB,
    CLAUSE_MARKS,
    COLON,
    COMMA,
    COORDINATOR,
    DETERMINER,
    DETERMINER_OR_PRONOUN,
    FINITE,
    FULL_STOP,
    NONFINITE,
    NOUN,
    NUMBER,
    OPENING_BRACKET,
    OPENS_SUBJECT,
    OTHER_MARK,
    PARAGRAPH_BREAK,
    PREPOSITION,
    PRONOUN,
    QUOTATION_MARK,
    SEMICOLON_OR_COLON,
    SUBORDINATOR,
)
from pipeline.extract.value_class import value_class

_BEFORE_RELATIVE = frozenset({NOUN, OPENING_BRACKET, COMMA, PREPOSITION})
_NO_VERB = DETERMINER_OR_PRONOUN | CLAUSE_MARKS | {PREPOSITION, NUMBER, FULL_STOP, PARAGRAPH_BREAK}
_OPENS_CLAUSE = OPENS_SUBJECT | {NUMBER, ADJECTIVE, QUOTATION_MARK, NONFINITE}

_ADJUNCT = 6  # tokens between a cue and the comma before its clause
_REACH = 30  # tokens after a cue in which its complement begins
PHRASES = frozenset({Kind.NOUN_PHRASE, Kind.PREPOSITIONAL, Kind.SUBJECT, Kind.GERUND})  # kinds that are no clause
_VERB_WITHIN = 25  # tokens in which a clause without “that” must show its verb


@value_class
class Complement:
    """What a cue governs: its kind and first token."""

    kind: Kind
    first: int
    addressee: tuple[int, int] | None = None


def find_complement(region: Region, cue: Cue) -> Complement | None:
    """Return the complement that follows `cue`, after adverbs, times, places and the addressee."""
    at: int | None = cue.last
    addressee = None
    end = min(region.last, cue.last + _REACH)
    is_next = True
    after = _after_addressee(region, cue)
    if after is not None:
        at, addressee = after, (cue.last, min(after, _core_end(region, cue.last)))
    while at is not None and at < end:
        kind = _kind(region, cue, at, is_next=is_next)
        if kind:
            return Complement(kind, at, addressee)
        if is_next and cue.lemma in region.reading.cues.adjectives:
            return None  # “pleased with the service that …”
        is_next = False
        tag = region.tag(at)
        is_quotation = tag in (COMMA, COLON) and region.quotation_at(at + 1) is not None
        if tag is COLON or is_quotation:
            if not cue.takes & {Takes.QUOTATION, Takes.CLAUSE}:
                return None
            is_kept = is_quotation or (
                not region.is_quoted and cue.form != Inflection.INFINITIVE and region.has_finite(at + 1, region.last)
            )
            return Complement(Kind.QUOTATION if is_quotation else Kind.CLAUSE, at + 1, addressee) if is_kept else None
        if tag is COMMA or region.is_dash(at):
            after = _inserted(region, at)
            kind = _kind(region, cue, after, is_next=False) if after is not None else None
            if not kind or (kind == Kind.CLAUSE and Takes.BARE_CLAUSE not in cue.takes):
                return _behind_adjunct(region, cue, at) if tag is COMMA and addressee is None else None
            at = after
            continue
        phrase = region.phrase_at(at)
        is_object = phrase is not None and phrase.preposition is None
        if addressee is None and Takes.ADDRESSEE in cue.takes and phrase is not None and is_object:
            addressee = (phrase.first, phrase.last)
            at = _after_phrase(region, at)
        elif addressee is None and Takes.ADDRESSEE in cue.takes and at == cue.last and region.tag(at) is DETERMINER:
            addressee, at = (at, at + 1), at + 1
        else:
            at = _skip(region, cue, at)
    return None


def _core_end(region: Region, at: int) -> int:
    phrase = region.phrase_at(at)
    return at + 1 if phrase is None else phrase.last


def _after_addressee(region: Region, cue: Cue) -> int | None:
    """Return the token after the addressee, where that follows the cue and what is said follows it.

    Of a verb that needs an addressee its object is one in any case (told the court on Friday …).
    """
    at, takes = cue.last, cue.takes
    if (
        Takes.ADDRESSEE not in takes
        or cue.form == Inflection.PARTICIPLE
        or time_end(region, at) is not None
        or region.word_in(at, "words.that")
    ):
        return None
    whole = _after_phrase(region, at)
    if whole is None:
        return None
    for after in (_core_end(region, at), whole):
        is_said = region.quotation_at(after + 1) is not None
        if is_said or _kind(region, cue, after, is_next=Takes.NOUN_PHRASE in takes):
            return after
    return whole if Takes.ADDRESSEE_ALWAYS in takes else None


def _kind(region: Region, cue: Cue, at: int, *, is_next: bool) -> Kind | None:
    """Return the kind of complement that begins at token `at`; None when none does."""
    takes, lower = cue.takes, region.lower(at)
    is_that = bool(takes & CLAUSES)
    if region.word_in(at, "words.that") and (is_that or Takes.WH_CLAUSE in takes) and not is_demonstrative(region, at):
        is_clause = is_that or (Takes.WH_CLAUSE in takes and not region.word_in(at, "words.demonstratives"))
        if is_next and Takes.CLAUSE in takes and is_subject(region, cue, at):
            return Kind.CLAUSE
        return Kind.THAT_CLAUSE if is_clause and at + 2 < region.last and is_subordinator(region, at) else None
    if region.word_in(at, "words.polar_questions") and Takes.WH_CLAUSE in takes:
        return Kind.WH_CLAUSE
    if region.word_in(at, "words.question_words") and Takes.WH_CLAUSE in takes and not _is_free(region, at):
        return Kind.WH_CLAUSE
    to = at + 1 if region.word_in(at, "words.negation") else at
    if (
        region.word_in(to, "words.infinitive_marks")
        and takes & {Takes.INFINITIVE, Takes.RAISING, Takes.CONDITIONAL_ONLY}
        and _is_infinitive(region, to + 1)
    ):
        is_taken = Takes.RAISING not in takes or Takes.INFINITIVE in takes or cue.form == Inflection.PARTICIPLE
        return Kind.INFINITIVE if is_taken else None
    if Takes.GERUND in takes and region.is_gerund(at) and is_next and region.tag(at) in ADJECTIVE_OR_NONFINITE:
        return Kind.GERUND
    if lower in cue.government.prepositions and region.tag(at + 1) is not PARAGRAPH_BREAK:
        if takes & {Takes.OBJECT_AND_PREPOSITION, Takes.RAISING}:
            return Kind.SUBJECT if cue.form == Inflection.PARTICIPLE and is_next else None
        if cue.form != Inflection.PARTICIPLE or region.word_in(at, "words.genitive_prepositions"):
            return Kind.PREPOSITIONAL
    if cue.form == Inflection.PARTICIPLE and is_judged_subject(region, takes, at, is_next=is_next):
        return Kind.SUBJECT
    if (
        is_next
        and cue.form in (Inflection.FINITE, Inflection.GERUND, Inflection.INFINITIVE)
        and is_judged_object(region, cue, at)
    ):
        return Kind.NOUN_PHRASE
    if (
        is_next
        and cue.form == Inflection.FINITE
        and takes & {Takes.OBJECT_AS, Takes.PREDICATIVE}
        and Takes.THAT_CLAUSE not in takes
        and is_relative(region, cue)
    ):
        is_named = Takes.PREDICATIVE in takes and (region.quotation_at(at) is not None or _is_object(region, at))
        return (
            Kind.PREPOSITIONAL
            if is_named or (Takes.OBJECT_AS in takes and region.word_in(at, "words.report_as"))
            else None
        )
    if region.quotation_at(at) is not None and takes & {Takes.QUOTATION, Takes.NOUN_PHRASE}:
        return Kind.QUOTATION
    if Takes.CLAUSE in takes and (_is_clause(region, cue, at) or (is_next and _is_fronted(region, cue, at))):
        return Kind.CLAUSE
    if (
        Takes.CLAUSE in takes
        and is_next
        and cue.form == Inflection.FINITE
        and region.is_finite(at)
        and is_relative(region, cue)
    ):
        return Kind.GAP
    if (
        is_next
        and cue.form in (Inflection.FINITE, Inflection.GERUND)
        and _is_object(region, at)
        and not _is_addressee(region, cue, at)
    ):
        return Kind.NOUN_PHRASE if Takes.NOUN_PHRASE in takes else None
    return None


def _is_free(region: Region, at: int) -> bool:
    """Whether a question word begins a clause of time (“said when asked …”)."""
    return region.word_in(at, "words.free_questions") and not region.has_finite(
        at + 1, min(at + 8, region.next_break(at))
    )


def _is_infinitive(region: Region, at: int) -> bool:
    if region.quotation_at(at) is not None:
        return True  # vowed to “burn every drop”
    is_verb = at < region.last and region.tag(at) not in _NO_VERB and region.lower(at).isalpha()
    return is_verb and not region.word_in(at, "words.empty")


def _is_clause(region: Region, cue: Cue, at: int) -> bool:
    """Whether a clause without “that” begins at token `at`: a subject, and a verb within reach."""
    tag = region.tag(at)
    if tag not in _OPENS_CLAUSE and not region.word_in(at, "words.there"):
        return False
    phrase = region.phrase_at(at)
    if phrase is not None and phrase.is_pronoun and not phrase.can_be(Case.NOMINATIVE) and tag is PRONOUN:
        return False
    time = time_end(region, at)
    is_time = time is not None and not region.is_finite(time)
    is_broken = region.is_break(at + 1) and not (region.tag(at + 1) is COMMA and Takes.BARE_CLAUSE in cue.takes)
    if is_time or is_broken or at + 1 >= region.last or region.word_in(at, "words.seized"):
        return False
    if tag is ADJECTIVE and phrase is None:
        return False
    stop = min(at + _VERB_WITHIN, region.last)
    verb = _first_verb(region, at + 1, stop)
    if verb == stop or region.tag(verb) in SEMICOLON_OR_COLON:
        return not region.is_quoted and _goes_on_quoted(region, at, verb)
    if region.tag(verb - 1) is COORDINATOR:
        return False  # reported the arrests but gave no details
    if region.tag(verb - 1) is COMMA and not any(region.tag(k) is COMMA for k in region.walk(at, verb - 1)):
        return False  # “…, who would say a few words, stood up”
    inner = [k for k in region.walk(at, verb) if region.tag(k) is COMMA or region.word_in(k, "words.that")]
    return not inner or Takes.BARE_CLAUSE in cue.takes or [region.tag(k) for k in inner] == [COMMA, COMMA]


def _is_fronted(region: Region, cue: Cue, at: int) -> bool:
    """Whether a clause begins with one that concedes or gives a reason: “said although it rains, the game is on”."""
    if cue.form != Inflection.FINITE or not region.word_in(at, "words.fronting"):
        return False
    comma = next((i for i in region.walk(at, region.last) if region.tag(i) is COMMA), region.last)
    is_clause = region.has_finite(at + 1, comma) and comma + 1 < region.last
    return is_clause and (region.quotation_at(comma + 1) is not None or _is_clause(region, cue, comma + 1))


def _behind_adjunct(region: Region, cue: Cue, comma: int) -> Complement | None:
    """Return a clause that stands behind a comma, after when or where it was said, or after a time of its own.

    “said in a statement, the road is shut”, “estimated by 2050, half of it will be gone”.
    """
    if cue.form != Inflection.FINITE or Takes.CLAUSE not in cue.takes or not cue.last < comma <= cue.last + _ADJUNCT:
        return None
    before = range(region.first, cue.first)
    if any(region.is_break(i) or region.quotation_at(i) is not None for i in before):
        return None  # “‘No,’ he said early on Sunday, his hat in his hand”
    if region.has_finite(cue.last, comma) or not _is_clause(region, cue, comma + 1):
        return None
    if region.tag(cue.last) is not PREPOSITION:
        return Complement(Kind.CLAUSE, comma + 1)
    phrase = region.phrase_at(cue.last + 1)
    if phrase is not None and region.word_in(phrase.head, "words.occasions"):
        return Complement(Kind.CLAUSE, comma + 1)
    is_time = region.tag(cue.last + 1) is NUMBER or time_end(region, cue.last + 1) is not None
    return Complement(Kind.CLAUSE, cue.last) if is_time else None


def _first_verb(region: Region, first: int, stop: int) -> int:
    """Return the first finite verb or heavier mark of a range, the verb of a relative clause left out; else its end."""
    is_relative, inserted = False, first
    for k in region.walk(first, stop):
        if k < inserted:
            continue
        closing = (
            next((i for i in region.walk(k + 1, stop) if region.tag(i) is COMMA), k) if region.tag(k) is COMMA else k
        )
        if closing > k and (region.is_past(k + 1) or region.is_finite(closing + 1)):
            inserted = closing
        elif region.word_in(k, "words.antecedent_pronouns") and region.tag(k - 1) in _BEFORE_RELATIVE:
            is_relative = True
        elif region.tag(k) in SEMICOLON_OR_COLON:
            return k
        elif region.tag(k) is SUBORDINATOR and not (
            region.word_in(k, "words.relative_wh") and region.tag(k - 1) is not PRONOUN
        ):
            return stop
        elif region.is_finite(k):
            if not is_relative:
                return k
            is_relative = region.is_finite(k + 1) or region.tag(k + 1) is ADVERB
    return stop


def _goes_on_quoted(region: Region, at: int, stop: int) -> bool:
    """Whether the clause that begins at token `at` has its verb in quotation marks (said they “had no choice”)."""
    for quotation in range(at + 1, stop):
        end = region.quotation_at(quotation)
        if end is not None:
            break
    else:
        return False
    if any(region.is_break(i) for i in range(at, quotation)):
        return False
    inner = region.tags[quotation : min(quotation + 5, end)]
    return any(tag in FINITE for tag in inner) or inner[1:2] == [NONFINITE]


def _is_object(region: Region, at: int) -> bool:
    """Whether a noun phrase that is no time and no pronoun begins at token `at`."""
    phrase = region.phrase_at(at)
    if phrase is None and region.tag(at) is OTHER_MARK:
        return region.tag(at + 1) is NUMBER  # pledged £2m
    if phrase is None:
        return region.tag(at) is DETERMINER and region.quotation_at(at + 1) is not None  # predicted a “difficult” year
    return not phrase.is_pronoun and time_end(region, at) is None


def _is_addressee(region: Region, cue: Cue, at: int) -> bool:
    """Whether the object at `at` is the addressee: what is said follows it (“urged the city to …”)."""
    after = _after_phrase(region, at)
    if after is None:
        return False
    is_followed = region.word_in(after, "words.infinitive_marks") or region.lower(after) in cue.government.prepositions
    return Takes.ADDRESSEE in cue.takes and is_followed


def _inserted(region: Region, comma: int) -> int | None:
    """Return the token after a short insertion between commas (“cautioned, however, that”)."""
    is_dash = region.is_dash(comma)
    first = comma + 1
    while is_dash and region.is_dash(first):
        first += 1
    for k in range(first, min(first + 12, region.last)):
        if region.is_dash(k) if is_dash else region.tag(k) is COMMA:
            after = k + 1 + region.is_dash(k + 1)
            return after if not region.has_finite(first, k) else None
    return None


def _skip(region: Region, cue: Cue, at: int) -> int | None:
    """Return the token after the adverb, time or prepositional phrase at `at`, None for anything else."""
    after = time_end(region, at)
    if after is not None:
        return after
    if region.tag(at) is ADVERB or region.word_in(at, "words.reflexive"):
        return at + 1
    if region.tag(at) is NUMBER is region.tag(at + 2) and region.lower(at + 1) == "-":
        return at + 3  # ruled 5-4 that …
    if region.is_reduced(at):
        return at + 1  # argued in papers filed on Monday that …
    if region.tag(at) is not PREPOSITION:
        return None
    after = time_end(region, at + 1)
    if after is not None:
        return after
    if region.tag(at + 1) is NUMBER and region.is_break(at + 2):
        return at + 2  # estimated by 2050, …
    if region.lower(_core_end(region, at + 1)) in cue.government.prepositions:
        return _core_end(region, at + 1)  # accused her at the time of …
    is_attributed = (
        region.phrase_at(at + 1) is None and region.tag(at + 1) in ADJECTIVE_OR_NONFINITE
    )  # in closing arguments
    return _after_phrase(region, at + 1 + is_attributed)


def _after_phrase(region: Region, at: int) -> int | None:
    """Return the end of the noun phrase at `at` with what hangs on it, but not with a verb."""
    phrase = region.phrase_at(at)
    if phrase is None:
        return at + 1 if region.tag(at) in DETERMINER_OR_PRONOUN else None
    end = phrase.reach if not region.has_finite(phrase.first, phrase.reach) else phrase.last
    return min(max(end, at + 1), region.last)

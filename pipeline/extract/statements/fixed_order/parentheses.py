"""Cues in parenthesis: “…, he said”, “…, said the minister”, before, behind and within what is said."""

from dataclasses import replace

from pipeline.extract.lang.terms import Inflection, Kind, Takes
from pipeline.extract.statements.fixed_order.complements import Complement
from pipeline.extract.statements.fixed_order.cues import Cue, verb_group
from pipeline.extract.statements.fixed_order.region import Region, time_end
from pipeline.extract.statements.fixed_order.sources import (
    agent_behind,
    quoted_before,
    subject_after,
    subject_before,
)
from pipeline.extract.statements.reading import TokenSpan
from pipeline.extract.tags import (
    ADVERB,
    COLON,
    COMMA,
    COORDINATOR,
    DETERMINER,
    EM_DASH,
    EN_DASH,
    FINITE,
    NONFINITE,
    PREPOSITION,
    PRONOUN,
    SEMICOLON,
    SUBORDINATOR,
    VERB,
)
from pipeline.extract.value_class import value_class

_FRONTED = frozenset({ADVERB, PREPOSITION, SUBORDINATOR})  # “However, she said, …”
_WEAK = frozenset(
    {
        Kind.NOUN_PHRASE,
        Kind.INFINITIVE,
        Kind.PREPOSITIONAL,
        Kind.GERUND,
        Kind.WH_CLAUSE,
    }
)  # complements that a verb in parenthesis may have beside what is said


@value_class
class Parenthesis:
    """A frame at tokens `first` to `last`, what is said before it from `left` on, and who says it."""

    first: int
    last: int
    left: int
    quotation: int | None
    speaker: TokenSpan | None
    addressee: TokenSpan | None = None

    def spans(self, region: Region, stops: list[int]) -> list[TokenSpan]:
        """Return what is said: before the frame, and after it if a quotation or the same clause continues."""
        if self.quotation is None:
            left = region.trim((self.left, self.first))
        else:
            left = (self.left, self.first - (region.tag(self.first - 1) is COMMA))
        found = [left] if left[0] < left[1] else []
        at = self.last + region.is_break(self.last)
        if at >= region.last or region.tag(self.last) is SEMICOLON:
            return found
        after = region.quotation_at(at)
        if after is not None:
            while after is not None:
                found.append((at, after))
                at = after + (region.tag(after) is COMMA)
                after = region.quotation_at(at)
            return found
        if self.quotation is not None and self.quotation == self.left:
            return found
        stop = min((s for s in stops if s > at), default=region.last)
        stop = next((i for i in region.walk(at, stop) if region.tag(i) is SEMICOLON), stop)
        is_left = region.word_in(at, "words.leaving") or region.word_in(at, "words.relative_pronouns")
        is_kept = region.tag(at) in (COORDINATOR, NONFINITE) or region.has_finite(at, stop)  # “firms, …, deserve help”
        if not is_left and at not in stops and self.last not in stops and is_kept:
            found.append(region.trim((at, stop)))
        return found


def find_parenthesis(region: Region, cue: Cue, complement: Complement | None, base: int) -> Parenthesis | None:
    """Return the parenthesis whose verb is `cue`.

    Return None if the cue governs what follows it or nothing precedes it.
    """
    quoted = quoted_before(region, cue) if complement is None else None
    if quoted is not None:
        return _quoted_as_saying(region, cue, base, *quoted)
    if cue.form == Inflection.PARTICIPLE and complement is None and Takes.CLAUSE in cue.takes:
        return _passive(region, cue, base)
    if cue.form != Inflection.FINITE or not cue.takes & {Takes.CLAUSE, Takes.QUOTATION, Takes.PARENTHESIS}:
        return None
    for i in region.walk(base, cue.first):
        if region.tag(i) is SEMICOLON:
            base = i + 1
    is_governing = complement is not None and complement.kind in (
        Kind.THAT_CLAUSE,
        Kind.PREPOSITIONAL,
        Kind.INFINITIVE,
        Kind.GERUND,
    )
    is_naming = Takes.PREDICATIVE in cue.takes and region.quotation_before(cue.first) is None and complement is None
    if is_naming and Takes.CLAUSE not in cue.takes:
        return None  # “a compound, called DLA-3, …”
    in_order = _in_order(region, cue, complement, base)
    if in_order is not None and in_order.quotation is not None:
        return in_order
    return (None if is_governing or is_naming else _inverted(region, cue, base)) or in_order


def _inverted(region: Region, cue: Cue, base: int) -> Parenthesis | None:
    """“…, said the minister, who resigned”; behind a quotation „dijo“ alone where verbs drop their subjects."""
    verb = cue.tokens[0]
    if not cue.takes & {Takes.CLAUSE, Takes.QUOTATION}:
        return None  # hear ye, hear ye
    quotation = region.quotation_before(verb)
    is_marked = quotation is not None or region.tag(verb - 1) in (COMMA, EN_DASH, EM_DASH)
    if verb != cue.first or not is_marked:
        return None
    speaker = subject_after(region, cue.last) if region.lower(cue.last) not in ("", ",") else None
    if speaker is None and not (region.reading.words.drops_subjects and _is_behind_quotation(region, verb)):
        return None
    if quotation is None and (
        region.has_clause(cue.last, region.next_break(cue.last)) or not _is_content(region, base, verb - 1)
    ):
        return None
    end = cue.last if speaker is None else speaker[1]
    last = max(end, region.next_break(end))
    last = next(
        (i for i in range(end, last) if region.tag(i) is COORDINATOR and region.has_finite(i, region.last)), last
    )
    last = _after_insertion(region, last)
    return Parenthesis(verb, last, _left(region, base, quotation), quotation, speaker)


def _is_behind_quotation(region: Region, verb: int) -> bool:
    """Whether a quotation ends right before a verb, or before the comma that parts them."""
    before = verb - (region.tag(verb - 1) is COMMA)
    return region.quotation_before(before) is not None


def _in_order(region: Region, cue: Cue, complement: Complement | None, base: int) -> Parenthesis | None:
    """“…, the minister said in an interview”."""
    speaker = subject_before(region, base, cue.first)
    if speaker is None or speaker[0] <= base or _is_bound(region, cue):
        return None
    if any(region.word_in(i, "words.comparing") for i in range(*speaker)):
        return None  # “…, a steeper drop than analysts had forecast”
    first = speaker[0] - region.word_in(speaker[0] - 1, "words.report_as")
    if first == base and _says_behind(region, cue):
        return Parenthesis(first, region.next_break(cue.last), base, None, speaker, _addressee(region, cue))
    quotation = region.quotation_before(first)
    if quotation is None and region.tag(first - 1) not in (COMMA, EN_DASH, EM_DASH):
        return None
    if _is_told_of(region, first) or (quotation is None and _has_object(region, cue)):
        return None
    goes_on = complement is not None and complement.kind == Kind.QUOTATION and region.tag(complement.first - 1) is COMMA
    if complement is not None and not goes_on and (quotation is None or complement.kind not in _WEAK):
        return None
    last = region.next_break(cue.last)
    is_adjunct = quotation is not None or not region.has_clause(cue.last, last)
    is_interrupted = quotation is None and region.tag(last) is COMMA and region.has_finite(last + 1, region.last)
    is_begun = is_interrupted and region.tag(base) in _FRONTED and not goes_on
    is_begun = is_begun or (region.tag(last) is COMMA and _is_broken(region, base, first - 1, last + 1))
    if quotation is None and not (is_adjunct and (is_begun or _is_content(region, base, first - 1))):
        return None
    addressee = _addressee(region, cue)
    if quotation is None:
        base = _begun_at(region, base, first - 1, last + 1)
    last = _after_insertion(region, last)
    return Parenthesis(first, last, _left(region, base, quotation), quotation, speaker, addressee)


def _quoted_as_saying(region: Region, cue: Cue, base: int, verb: int, speaker: TokenSpan) -> Parenthesis | None:
    """“…, the agency quoted the minister as saying”."""
    subject = subject_before(region, base, verb_group(region, verb))
    if subject is None or subject[0] <= base:
        return None
    quotation = region.quotation_before(subject[0])
    is_parted = region.tag(subject[0] - 1) in (COMMA, EN_DASH, EM_DASH)
    if quotation is None and not (is_parted and _is_content(region, base, subject[0] - 1)):
        return None
    return Parenthesis(subject[0], region.next_break(cue.last), _left(region, base, quotation), quotation, speaker)


def _passive(region: Region, cue: Cue, base: int) -> Parenthesis | None:
    """“…, the jury was told”, “…, it was announced on Friday by the board”."""
    found = _in_order(region, cue, None, base)
    if found is None or found.speaker is None:
        return None
    is_nobody = region.word_in(found.speaker[0], "words.expletive")
    is_of_something = region.word_in(cue.last, "words.genitive_prepositions")  # “…, we are assured of it”
    if is_of_something or not (is_nobody or Takes.ADDRESSEE in cue.takes):
        return None
    return replace(found, speaker=agent_behind(region, cue), addressee=None if is_nobody else found.speaker)


def _after_insertion(region: Region, comma: int) -> int:
    """Return the comma before the quotation that continues after an insertion (“…,” he said, leaning forward, “…”)."""
    after = region.next_break(comma + 1)
    if (
        region.tag(comma) is not COMMA
        or region.quotation_at(comma + 1) is not None
        or region.has_clause(comma + 1, after)
    ):
        return comma
    return after if region.tag(after) is COMMA and region.quotation_at(after + 1) is not None else comma


def _is_bound(region: Region, cue: Cue) -> bool:
    """Whether the verb stands in a relative clause, or has an object that it says nothing to (“can't believe it”)."""
    if region.word_in(cue.first - 1, "words.antecedent_pronouns"):
        return True
    is_object = region.tag(cue.last) is PRONOUN and not region.word_in(cue.last, "words.subject_pronouns")
    return is_object and Takes.ADDRESSEE not in cue.takes


def _says_behind(region: Region, cue: Cue) -> bool:
    """Whether what somebody says follows a frame with “as” (“As he told the crowd, it is time to go”)."""
    comma = region.next_break(cue.last)
    if region.tag(comma) is not COMMA or region.has_clause(cue.last, comma):
        return False
    return region.quotation_at(comma + 1) is not None or region.has_finite(comma + 1, region.last)


def _is_told_of(region: Region, first: int) -> bool:
    """Whether a noun for words stands where a speaker would (“…, a charge officials denied”)."""
    if region.tag(first) is not DETERMINER or region.lower(first + 1) not in region.reading.cues.nouns:
        return False
    return not region.word_in(first + 1, "words.compounding")  # “…, the news site reported”


def _has_object(region: Region, cue: Cue) -> bool:
    """Whether a cue that speaks to nobody has an object right after it (“Rahman continued his struggle”)."""
    if not cue.takes & {Takes.CLAUSE, Takes.PARENTHESIS}:
        return True
    is_object = region.phrase_at(cue.last) is not None and time_end(region, cue.last) is None
    return is_object and Takes.ADDRESSEE not in cue.takes


def _addressee(region: Region, cue: Cue) -> TokenSpan | None:
    phrase = region.phrase_at(cue.last) if Takes.ADDRESSEE in cue.takes else None
    return None if phrase is None or region.is_time(phrase.first) else (phrase.first, phrase.last)


def _left(region: Region, base: int, quotation: int | None) -> int:
    """First token of what is said before the frame: the quotation, with the words before it where there are some."""
    if quotation is None:
        return base
    begin = quotation
    while (earlier := region.quotation_before(begin)) is not None:
        begin = earlier
    has_colon = any(region.tag(i) is COLON for i in range(base, quotation))
    is_mixed = not has_colon and any(region.tag(i).isalpha() for i in region.walk(base, begin))
    return base if is_mixed else begin


def _is_content(region: Region, first: int, last: int) -> bool:
    """Whether what stands before a comma may be what somebody says: a clause, or the beginning of one."""
    if first >= last:
        return False
    is_participle = region.is_participle(first) and region.lower(first) in region.reading.cues.forms
    if (region.tag(first) in (SUBORDINATOR, VERB) or is_participle) and not region.word_in(first, "words.that"):
        breaks = [i for i in region.walk(first, last) if region.tag(i) is COMMA]
        return bool(breaks) and region.has_finite(breaks[0], last)
    if region.tag(first) is COORDINATOR:
        first += 1
    if region.tag(first) is PREPOSITION or region.word_in(first, "words.leaving"):
        return region.has_finite(first, last)
    return _has_main_verb(region, first, last) or _is_subject(region, first, last)


def _has_main_verb(region: Region, first: int, last: int) -> bool:
    """Whether the part has a finite verb outside the relative clauses between its commas."""
    i = first
    while i < last:
        if region.tag(i) is COMMA and region.word_in(i + 1, "words.antecedent_pronouns"):
            i = next((k for k in range(i + 1, last) if region.tag(k) is COMMA), last)
        elif (quotation_end := region.quotation_at(i)) is not None:
            i = quotation_end
            continue
        elif region.is_finite(i):
            return True
        i += 1
    return (
        not region.is_quoted
        and region.has_finite(first, last)
        and not any(region.is_finite(i) for i in region.walk(first, last))
    )


def _is_broken(region: Region, first: int, last: int, after: int) -> bool:
    """Whether a subject stands before the frame and its verb after it, maybe quoted (“All, she said, ‘hate it’”)."""
    if region.phrase_at(first) is None or region.has_finite(first, last):
        return False
    after += region.quotation_at(after) is not None
    return after < region.last and region.tags[after] in FINITE


def _begun_at(region: Region, base: int, comma: int, after: int) -> int:
    """First token of what is said before a frame: of its last clause where only that continues after the frame.

    “nobody left, though that, he said, is the plan”: that; a conjunction at the start is left out.
    """
    for i in range(comma - 1, base, -1):
        if region.tag(i) is COMMA and (region.tag(i + 1) is COORDINATOR or region.word_in(i + 1, "words.contrasting")):
            is_open = not region.has_finite(i + 2, comma) and region.is_finite(after)
            return i + 2 if is_open and i + 2 < comma else base
    return base + (region.tag(base) is COORDINATOR and base + 1 < comma)


def _is_subject(region: Region, first: int, last: int) -> bool:
    """Whether the part is a bare subject whose verb follows after the frame (“The referee, she said, should …”)."""
    phrase = region.phrase_at(first)
    is_part = region.word_in(first, "words.standing_alone") and region.word_in(first + 1, "words.partitive")
    if is_part and (phrase is None or phrase.reach < last):
        phrase = region.phrase_at(first + 2)  # “Many of the tents, she said, had no floor”
    return phrase is not None and phrase.reach >= last and not region.is_time(first)

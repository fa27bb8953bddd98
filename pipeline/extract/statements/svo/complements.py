"""What follows a cue: the complement that it governs, from its first token to its last."""

from dataclasses import dataclass

from pipeline.extract.statements.svo.cues import Cue
from pipeline.extract.statements.svo.judgements import is_judged_object, is_judged_subject
from pipeline.extract.statements.svo.region import Region, time_end

_REACH = 30  # tokens behind a cue in which its complement begins
_PHRASES = frozenset({"np", "of", "of_subject", "ing"})  # kinds that are no clause
_VERB_WITHIN = 25  # tokens in which a clause without “that” must show its verb


@dataclass(frozen=True, slots=True)
class Complement:
    """What a cue governs: its kind (that, wh, to, ing, quote, clause, np, of, gap) and first token."""

    kind: str
    first: int
    addressee: tuple[int, int] | None = None


def find_complement(region: Region, cue: Cue) -> Complement | None:
    """The complement that follows `cue`, behind adverbs, times, places and whom it is said to."""
    at, addressee = cue.last, None
    end = min(region.last, cue.last + _REACH)
    while at < end:
        kind = _kind(region, cue, at, is_next=at == cue.last)
        if kind:
            return Complement(kind, at, addressee)
        tag = region.tag(at)
        if tag == ":" or (tag == "," and region.quotation_at(at + 1) > 0):
            if region.is_quoted or not cue.takes & {"quote", "clause"}:
                return None
            is_quotation = region.quotation_at(at + 1) > 0
            is_kept = is_quotation or (tag == ":" and cue.form != "I" and region.has_finite(at + 1, region.last))
            return Complement("quote" if is_quotation else "clause", at + 1, addressee) if is_kept else None
        if tag == ",":
            after = _inserted(region, at)
            if after < 0 or not _kind(region, cue, after, is_next=False):
                return None
            at = after
            continue
        phrase = region.phrase_at(at)
        is_object = phrase is not None and (phrase.preposition < 0 or at == cue.last)  # “called on Congress to …”
        if addressee is None and "whom" in cue.takes and phrase is not None and is_object:
            addressee = (phrase.first, phrase.last)
            at = _after_phrase(region, at)
        else:
            at = _skip(region, at)
        if at < 0:
            return None
    return None


def _kind(region: Region, cue: Cue, at: int, *, is_next: bool) -> str:
    """The kind of complement that begins at token `at`; empty when none does."""
    takes, lower = cue.takes, region.lower(at)
    is_that = bool(takes & {"dass", "clause"})
    if region.word_in(at, "words.dass"):
        is_clause = (lower == "that" and is_that) or (lower != "that" and (is_that or "wh" in takes))
        return "that" if is_clause and at + 2 < region.last and not region.is_break(at + 1) else ""
    if lower == "if" and "wh" in takes:
        return "wh"
    if region.word_in(at, "words.wh") and "wh" in takes and not _is_free(region, at):
        return "wh"
    to = at + 1 if lower == "not" else at
    if region.word_in(to, "words.zu") and takes & {"zu", "raise", "would"} and _is_infinitive(region, to + 1):
        is_taken = "raise" not in takes or "zu" in takes or cue.form == "P"
        return "to" if is_taken else ""
    if "ing" in takes and lower.endswith("ing") and is_next and region.tag(at) not in "DO":
        return "ing"
    if lower in cue.government.prepositions and region.tag(at + 1) != "#":
        if "object" in takes:
            return "of_subject" if cue.form == "P" else ""
        if cue.form != "P" or lower == "of":
            return "of"
    if cue.form == "P" and is_judged_subject(region, takes, at, is_next=is_next):
        return "of_subject"
    if is_next and cue.form in "FGI" and is_judged_object(region, cue, at):
        return "np"
    if region.quotation_at(at) > 0 and takes & {"quote", "clause", "np"}:
        return "quote"
    if "clause" in takes and _is_clause(region, cue, at):
        return "clause"
    if "clause" in takes and is_next and cue.form == "F" and region.is_finite(at) and _is_relative(region, cue):
        return "gap"
    if is_next and cue.form in "FG" and _is_object(region, at) and not _is_addressee(region, cue, at):
        return "np" if "np" in takes else ""
    return ""


def _is_free(region: Region, at: int) -> bool:
    """Whether a question word begins a clause of time (“said when asked …”)."""
    return region.lower(at) in ("when", "where") and not region.has_finite(at + 1, min(at + 8, region.next_break(at)))


def _is_infinitive(region: Region, at: int) -> bool:
    is_verb = at < region.last and region.tag(at) not in "DOPM,.;:#" and region.lower(at).isalpha()
    return is_verb and not region.word_in(at, "words.empty")


def _is_clause(region: Region, cue: Cue, at: int) -> bool:
    """Whether a clause without “that” begins at token `at`: a subject, and a verb within reach."""
    tag = region.tag(at)
    if tag not in "DNOMAQZ" and not region.word_in(at, "words.there"):
        return False
    if tag == "D" and region.word_in(at, "words.temporal_determiners") and time_end(region, at) > 0:
        return False
    if time_end(region, at) > 0:
        return False
    if region.is_break(at + 1) or at + 1 >= region.last:
        return False
    stop = min(at + _VERB_WITHIN, region.last)
    verb = next((k for k in region.walk(at + 1, stop) if region.is_finite(k) or region.tag(k) in ";:"), stop)
    if verb == stop or region.tag(verb) in ";:":
        return "bare" in cue.takes and verb - at > 3 and region.quotation_at(verb) < 0 and verb != at
    inner = [k for k in region.walk(at, verb) if region.tag(k) == "," or region.word_in(k, "words.dass")]
    return not inner or (len(inner) > 1 and "bare" in cue.takes) or "bare" in cue.takes


def _is_relative(region: Region, cue: Cue) -> bool:
    """Whether the cue interrupts a relative clause or question (“that officials say was …”)."""
    phrases = region.phrases(max(region.first, cue.first - 6), cue.first)
    begin = phrases[-1].first if phrases else cue.first
    return any(region.word_in(i, "words.relative_pronouns") for i in (begin - 1, begin))


def _is_object(region: Region, at: int) -> bool:
    """Whether a noun phrase that is no time and no pronoun begins at token `at`."""
    phrase = region.phrase_at(at)
    return phrase is not None and not phrase.is_pronoun and time_end(region, at) < 0


def _is_addressee(region: Region, cue: Cue, at: int) -> bool:
    """Whether the object at `at` is whom it is said to: what is said follows it (“urged the city to …”)."""
    after = _after_phrase(region, at)
    is_followed = region.word_in(after, "words.zu") or region.lower(after) in cue.government.prepositions
    return "whom" in cue.takes and is_followed


def _inserted(region: Region, comma: int) -> int:
    """Token after a short insertion between commas (“cautioned, however, that”), or -1."""
    for k in range(comma + 1, min(comma + 12, region.last)):
        if region.tag(k) == ",":
            return k + 1 if not region.has_finite(comma + 1, k) else -1
    return -1


def _skip(region: Region, at: int) -> int:
    """Token after the adverb, time or prepositional phrase at `at`; -1 for anything else."""
    after = time_end(region, at)
    if after > 0:
        return after
    if region.tag(at) == "R" or region.word_in(at, "words.reflexive"):
        return at + 1
    if region.tag(at) != "P":
        return -1
    after = time_end(region, at + 1)
    if after > 0:
        return after
    return _after_phrase(region, at + 1)


def _after_phrase(region: Region, at: int) -> int:
    """The end of the noun phrase at `at` with what hangs on it, but not with a verb; -1 where there is none."""
    phrase = region.phrase_at(at)
    if phrase is None:
        return at + 1 if region.tag(at) in "DO" else -1
    end = phrase.reach if not region.has_finite(phrase.first, phrase.reach) else phrase.last
    return min(max(end, at + 1), region.last)


def complement_end(region: Region, cue: Cue, complement: Complement, stops: list[int]) -> int:
    """Token after the complement: at a stop (where another frame begins), a semicolon or the region's end."""
    stop = min((s for s in stops if s > complement.first), default=region.last)
    for i in region.walk(complement.first, stop):
        if region.tag(i) == ";":
            stop = i
            break
        if region.tag(i) == "," and (_leaves(region, complement, i) or _is_remark(region, i, stop)):
            stop = i
            break
        if complement.kind in _PHRASES and i > complement.first and _ends_phrase(region, complement, i):
            stop = i
            break
    return region.trim((complement.first, stop))[1]


def _leaves(region: Region, complement: Complement, comma: int) -> bool:
    """Whether what follows a comma is no part of the complement: according to, citing, a gerund, a quotation."""
    if region.word_in(comma + 1, "words.leaving"):
        return True
    if complement.kind in {*_PHRASES, "to"} and region.tag(comma + 1) in "DS" and complement.kind != "to":
        return True
    return complement.kind == "to" and region.tag(comma + 1) in "DO" and not region.has_finite(comma + 1, region.last)


def _is_remark(region: Region, comma: int, stop: int) -> bool:
    """Whether an apposition about the whole ends the sentence (“…, a decision that left thousands …”)."""
    if region.lower(comma + 1) not in ("a", "an"):
        return False
    end = next((i for i in range(comma + 1, stop) if region.word_in(i, "words.relative_pronouns")), stop)
    inner = range(comma + 1, stop)
    is_list = any(region.tag(i) in "C,:" or region.quotation_at(i) > 0 for i in inner)
    is_explained = end < stop or any(region.lower(i).endswith("ed") for i in inner)
    return is_explained and not is_list and not any(region.tag(i) == "H" for i in range(comma + 1, end))


def _ends_phrase(region: Region, complement: Complement, i: int) -> bool:
    """Whether a noun phrase or gerund ends before token `i`: at a subordinate clause or a joined verb."""
    if region.tag(i) == "S" and not region.word_in(i, "words.dass"):
        return True
    return region.tag(i) == "C" and (region.is_finite(i + 1) or region.is_finite(i + 2))

"""What nobody said though a cue governs words: acts negated, possible, intended, of anybody, of a law; headlines."""

from pipeline.extract.lang.terms import Inflection, Kind
from pipeline.extract.statements.fixed_order.complements import Complement
from pipeline.extract.statements.fixed_order.cues import Cue
from pipeline.extract.statements.fixed_order.region import Region
from pipeline.extract.statements.reading import TokenSpan
from pipeline.extract.tags import COMMA, FINAL_MARKS, PARAGRAPH_BREAK

_FEWEST = 4  # words of a headline
_THOUGHT = "thought"  # in the names of media of which a negation still tells something: “does not believe that …”


def is_not_said(region: Region, cue: Cue, complement: Complement, speaker: TokenSpan | None) -> bool:
    """Whether the words that `cue` governs outside quotations are nobody's words.

    “could not say who”, “may claim”, “wants to go”, “if the mayor says”, “people who ask”, “is expected to rise”, “the
    law says”.
    """
    if region.is_quoted:
        return False
    group = range(cue.first, cue.last)
    is_thought = _THOUGHT in cue.government.medium
    is_told_by_one = speaker is not None and _is_told_by_one(region, cue, speaker)
    if not (is_thought or is_told_by_one) and any(
        region.word_in(i, "words.negated") or region.word_in(i, "words.possible") for i in group
    ):
        return True
    if any(region.word_in(i, "words.withheld") for i in cue.tokens[:-1]):
        return True
    if region.word_in(cue.first - 1, "words.nor"):
        return True
    if cue.form == Inflection.GERUND and (_is_unsaid(region, cue) or _is_source(region, cue, complement)):
        return True
    if cue.form == Inflection.PARTICIPLE:
        if speaker is None and region.word_in(cue.first - 1, "words.infinitive_marks"):
            return True  # “to be told that one has failed is hard”
        is_told = complement.kind in (Kind.INFINITIVE, Kind.PREPOSITIONAL)
        is_of_nobody = is_told and not any(region.word_in(i, "words.agent") for i in range(cue.last, complement.first))
        return is_of_nobody and cue.lemma in region.frames["words.unsourced"]
    is_intended = cue.lemma in region.frames["words.intended"]
    if complement.kind == Kind.INFINITIVE and complement.addressee is None and is_intended:
        return True
    if speaker is None:
        return False
    if region.word_in(region.first, "words.inverting") and speaker[0] == region.first + 1:
        return True  # “Had the mayor said so, …”
    is_simple = cue.last - cue.first == 1  # “if they are arguing …” tells of what they do
    if is_simple and not is_told_by_one and region.word_in(speaker[0] - 1, "words.unfulfilled"):
        return True
    is_nobody = not is_thought and _is_nobody(region, cue, speaker)
    return is_nobody or _is_rule(region, speaker) or _is_anybody(region, cue, speaker)


def _is_unsaid(region: Region, cue: Cue) -> bool:
    """Whether the cue is a gerund of what nobody does: “stopped short of saying”, “instead of admitting”."""
    before = region.lower(cue.first - 1)
    unsaid = region.frames["words.unsaid"]
    return before in unsaid or f"{region.lower(cue.first - 2)} {before}" in unsaid


def _is_source(region: Region, cue: Cue, complement: Complement) -> bool:
    """Whether the object is the source of what is said before: “…, the radio reported, citing a statement”."""
    is_citing = (region.lower(cue.first),) in region.reading.cues.phrases
    return is_citing and complement.kind == Kind.NOUN_PHRASE and region.tag(cue.first - 1) is COMMA


def _is_told_by_one(region: Region, cue: Cue, speaker: TokenSpan) -> bool:
    """Whether somebody in the first or second person tells it: “if I may ask who …”; not “you could say”."""
    is_supposed = any(region.word_in(i, "words.supposed") for i in range(cue.first, cue.last))
    is_anybody = is_supposed and region.word_in(speaker[0], "words.generic")
    return not is_anybody and region.word_in(speaker[0], "words.in_person")


def is_headline(region: Region) -> bool:
    """Whether a region is a line in capitals without a mark at its end: “Ann Holt Wants New Bridge”."""
    if region.is_quoted or region.reading.tags[region.last : region.last + 1] not in ([], [PARAGRAPH_BREAK]):
        return False
    if region.last > region.first and region.tag(region.last - 1) in FINAL_MARKS - {PARAGRAPH_BREAK}:
        return False
    forms = [form for form in region.reading.doc.tokens.forms[region.first : region.last] if form[0].isalpha()]
    longer = [form for form in forms if form.lower() not in region.frames["words.small"]]
    return len(longer) >= _FEWEST and all(form[0].isupper() for form in longer)


def _is_rule(region: Region, speaker: TokenSpan) -> bool:
    """Whether the speaker is a law or a plan."""
    phrase = region.phrase_at(speaker[0])
    return phrase is not None and region.word_in(phrase.head, "words.rules") and phrase.last <= speaker[1]


def _is_nobody(region: Region, cue: Cue, speaker: TokenSpan) -> bool:
    """Whether the speaker is nobody: “nobody said”, “no expert says”, “it is safe to say”."""
    if region.word_in(speaker[0], "words.no"):
        return True
    is_to_say = any(region.word_in(i - 1, "words.infinitive_marks") for i in cue.tokens)
    return is_to_say and region.word_in(speaker[0], "words.expletive") and region.word_in(speaker[1], "words.copulas")


def _is_anybody(region: Region, cue: Cue, speaker: TokenSpan) -> bool:
    """Whether the speaker is anybody who does so: “anyone who says”, “families who ask for help”."""
    if not region.word_in(cue.first - 1, "words.antecedent_pronouns"):
        return False
    if region.word_in(speaker[0], "words.anybody"):
        return True
    phrase = region.phrase_at(speaker[0])
    is_bare = phrase is not None and not phrase.is_definite and phrase.first == phrase.head
    is_name = speaker[0] in region.reading.name_tokens
    return is_bare and not is_name and region.lower(cue.tokens[-1]) == cue.lemma.split()[0]

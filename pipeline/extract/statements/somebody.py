"""Who may speak: pronouns, names, nouns for persons and bodies, and texts."""

from pipeline.extract.actors.descriptions import ends_like, nominal_words
from pipeline.extract.actors.grammar import load_grammar
from pipeline.extract.actors.pronouns import load_pronouns
from pipeline.extract.phrases import NounPhrase
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.reading import Reading, TokenSpan
from pipeline.extract.tags import PRONOUN


def is_named(reading: Reading, spans: list[TokenSpan]) -> bool:
    """Whether a phrase is a pronoun or holds a name, and so more likely continues to speak than the speaker before."""
    if not spans:
        return False
    first, last = spans[0]
    if last - first == 1 and reading.tags[first] is PRONOUN:
        return reading.lowers[first] not in reading.cues.frames["words.nobody"]
    return any(token in reading.actor_firsts for token in range(first, last))


def is_body(reading: Reading, spans: list[TokenSpan]) -> bool:
    """Whether a phrase is a noun for a body: a ministry, a company, a paper."""
    lower, language = reading.lowers[_head(reading, spans)] if spans else "", reading.words.language
    return bool(lower) and bool(ends_like(nominal_words(language).organizations, lower, language))


def is_somebody(reading: Reading, spans: list[TokenSpan]) -> bool:
    """Whether a phrase may speak: a pronoun, a name, or a noun for a person or body, what hangs on it apart."""
    if not spans:
        return False
    first, last = spans[0]
    phrase = next(iter(reading.phrases_in(first, first + 1)), None)
    core = last if phrase is None else min(last, phrase.last)
    if is_named(reading, [(first, core)]) or is_body(reading, spans):
        return True
    language, head = reading.words.language, reading.lowers[_head(reading, spans)]
    if head in reading.words.lists.partitives:
        head = reading.lowers[core - 1]  # „einer der Wirte“
    if head[0].isdigit() and head.endswith(load_pronouns(language).ages.endings):
        return True  # „die 47-Jährige“
    return load_grammar(language).office(head) is not None


def is_explained(reading: Reading, phrase: NounPhrase, behind: NounPhrase) -> bool:
    """Whether of two phrases beside each other one is a name, and the other who that is: „der Leiter, Jan Maurer“."""
    if behind.is_pronoun or phrase.is_pronoun:
        return False
    office = load_grammar(reading.words.language).office
    if phrase.last - 1 in reading.name_ends:
        return office(reading.lowers[behind.head]) is not None
    return is_named(reading, [(behind.first, behind.last)]) and office(reading.lowers[phrase.head]) is not None


def comes_from(reading: Reading, clause: Clause) -> list[TokenSpan]:
    """Return who the words come from that a clause only has a noun for: „Kritik kam von der Opposition“."""
    frames, lowers = reading.cues.frames, reading.lowers
    if clause.finite is None or lowers[clause.finite] not in frames["words.coming"]:
        return []
    phrases = reading.phrases_in(clause.first, clause.last)
    reactions = tuple(frames["words.reactions"])
    if not any(p.preposition is None and lowers[p.head].endswith(reactions) for p in phrases):
        return []
    for phrase in phrases:
        at = phrase.preposition
        if (
            at is not None
            and lowers[at] in frames["words.agent"]
            and is_somebody(reading, [(phrase.first, phrase.reach)])
        ):
            return [(phrase.first, phrase.reach)]
    return []


def is_text(reading: Reading, phrase: NounPhrase) -> bool:
    """Whether a phrase names what something is written in: a report, the media, a title in quotation marks."""
    lower = reading.lowers[phrase.head]
    endings = (*reading.cues.source_nouns, *reading.cues.frames["words.media"])
    return lower.endswith(endings) or reading.is_quoted(phrase.head)


def _head(reading: Reading, spans: list[TokenSpan]) -> int:
    """Return the head of the phrase that a span begins with, else its first token."""
    first = spans[0][0]
    phrase = next(iter(reading.phrases_in(first, first + 1)), None)
    return first if phrase is None else phrase.head

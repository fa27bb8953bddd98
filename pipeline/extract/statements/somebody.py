"""Who may speak: pronouns, names, and nouns for persons and bodies."""

from pipeline.extract.actors.descriptions import ends_like, nominal_words
from pipeline.extract.actors.grammar import load_grammar
from pipeline.extract.statements.reading import Reading, TokenSpan


def is_named(reading: Reading, spans: list[TokenSpan]) -> bool:
    """Whether a phrase is a pronoun or holds a name, and so more likely goes on speaking than the speaker before."""
    if not spans:
        return False
    first, last = spans[0]
    if last - first == 1 and reading.tags[first] == "O":
        return reading.lowers[first] not in reading.cues.frames["words.nobody"]
    return any(token in reading.actor_firsts for token in range(first, last))


def is_somebody(reading: Reading, spans: list[TokenSpan]) -> bool:
    """Whether a phrase may speak: a pronoun, a name, or a noun for a person or body, what hangs on it apart."""
    if not spans:
        return False
    first, last = spans[0]
    phrase = next(iter(reading.phrases_in(first, first + 1)), None)
    core = last if phrase is None else min(last, phrase.last)
    if is_named(reading, [(first, core)]):
        return True
    lower = reading.lowers[first if phrase is None else phrase.head]
    language = reading.words.language
    return load_grammar(language).office(lower) is not None or bool(
        ends_like(nominal_words(language).organizations, lower)
    )

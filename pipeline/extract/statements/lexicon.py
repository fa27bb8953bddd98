"""The cue lexicon of a language: verbs by form with what they govern, nouns, and the words that frames consist of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from pipeline.extract.conjugation import conjugate_all, lemma_of
from pipeline.extract.lang.models.reading import read_file
from pipeline.extract.lang.models.statement_files import CueVerbs, Frames
from pipeline.extract.lang.morphology import VerbForm
from pipeline.extract.words import load_words

CLAUSAL = frozenset({"dass", "clause", "wh", "zu", "quote"})
_OTHERS = frozenset(
    {"obj", "att", "als", "wie", "da", "sich", "dem", "finite", "wen", "whom", "np", "ing", "raise", "bare", "tail"}
    | {"as", "pred", "object", "small", "would", "own"}
)


@dataclass(frozen=True, slots=True)
class Government:
    """What a cue takes: kinds of complements (see the lexicon's head), prepositions of its object, its medium."""

    takes: frozenset[str]
    prepositions: frozenset[str]
    medium: str = "speech_or_writing"


@dataclass(frozen=True, slots=True)
class Construction:
    """A verb that is a cue only with `words` (each a lower-case form) in its clause."""

    lemma: str
    words: tuple[str, ...]
    government: Government


@dataclass(frozen=True, slots=True)
class CueLexicon:
    """All cues of a language. Keys are lower-case forms; `frames` are the tables of `frames.toml` as sets."""

    language: str
    forms: Mapping[str, list[VerbForm]]
    governments: Mapping[str, Government]
    constructions: Mapping[str, list[tuple[VerbForm, Construction]]]
    nouns: Mapping[str, Government]
    adjectives: Mapping[str, Government]
    frame_phrases: tuple[tuple[str, ...], ...]
    source_nouns: tuple[str, ...]
    ambiguous: frozenset[str]
    thought: frozenset[str]
    writing: tuple[str, ...]
    frames: Mapping[str, frozenset[str]]
    phrases: tuple[tuple[str, ...], ...]
    idioms: tuple[tuple[str, ...], ...]


def _government(entry: str) -> Government:
    takes, _, medium = entry.partition("|")
    words = takes.split()
    kinds = frozenset(word for word in words if word in CLAUSAL or word in _OTHERS)
    return Government(kinds, frozenset(words) - kinds, medium.strip() or "speech_or_writing")


@cache
def load_cues(language: str) -> CueLexicon:
    """Return the cue lexicon of `language`. Raises as `read_file`."""
    words, verbs, frames = load_words(language), read_file(language, CueVerbs), read_file(language, Frames)
    forms = conjugate_all(language, list(verbs.verbs), words.principal_parts, words.inseparable)
    governments = {lemma_of(language, verb): _government(entry) for verb, entry in verbs.verbs.items()}
    constructions: dict[str, list[tuple[VerbForm, Construction]]] = {}
    bases = {
        verb: conjugate_all(language, [verb], words.principal_parts, words.inseparable) for verb in verbs.constructions
    }
    for verb, entries in verbs.constructions.items():
        for form, readings in {**bases[verb], **_auxiliary_forms(verb, words.auxiliaries)}.items():
            for entry in entries:
                with_words, _, rest = entry.partition("|")
                construction = _construction(verb, with_words.split(), rest, frames.words.nobody)
                constructions.setdefault(form, []).extend((reading, construction) for reading in readings)
    return CueLexicon(
        language,
        forms,
        governments,
        constructions,
        {noun: _government(entry) for noun, entry in frames.nouns.items()},
        {word: _government(entry) for word, entry in verbs.adjectives.items()},
        _split(frames.words.frame_phrases),
        frames.source_nouns.nouns,
        frames.source_nouns.ambiguous,
        frames.source_nouns.thought,
        frames.source_nouns.writing,
        frames.tables(),
        _split(frames.words.source_phrases),
        _split(frames.words.idioms),
    )


def _split(phrases: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in phrases)


def _lemma(verb: str, is_verb_second: bool) -> str:
    """Return the lemma of a verb as listed: „mit|teilen“ is mitteilen, “out|point” is “point out”."""
    particle, _, base = verb.rpartition("|")
    return particle + base if is_verb_second else f"{base} {particle}".strip()


def _construction(verb: str, words: list[str], entry: str, nobody: frozenset[str]) -> Construction:
    """Return a construction; its lemma names its words (zum ausdruck bringen) but for pronouns that name nobody."""
    lemma = " ".join([word for word in words if word not in nobody] + [verb])
    return Construction(lemma, tuple(words), _government(entry))


def _auxiliary_forms(verb: str, auxiliaries: Mapping[str, VerbForm]) -> dict[str, list[VerbForm]]:
    """Return the forms of „sein“, „werden“ …, whose paradigm is listed and not derived."""
    return {form: [reading] for form, reading in auxiliaries.items() if reading.lemma == verb}

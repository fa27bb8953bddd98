"""The cue lexicon of a language: verbs by form with what they govern, nouns, and the words that frames consist of."""

from collections.abc import Container, Iterable, Mapping
from functools import cache

from pipeline.extract.conjugation import conjugate_all, lemma_of
from pipeline.extract.lang.models.reading import LexiconError, read_file
from pipeline.extract.lang.models.statement_files import CueVerbs, Frames
from pipeline.extract.lang.morphology import VerbForm
from pipeline.extract.lang.terms import Inflection, Takes
from pipeline.extract.value_class import value_class
from pipeline.extract.words import load_words
from schemas.vocabulary import Medium

_TERMS = frozenset(Takes)


@value_class
class Government:
    """What a cue takes: kinds of complements (see the lexicon's head), prepositions of its object, its medium."""

    takes: frozenset[Takes]
    prepositions: frozenset[str]
    medium: str = "speech_or_writing"


@value_class
class Construction:
    """A verb that is a cue only with `words` (each a lower-case form) in its clause."""

    lemma: str
    words: tuple[str, ...]
    government: Government


@value_class
class CueLexicon:
    """All cues of a language. Keys are lower-case forms; `frames` are the tables of `frames.toml` as sets.

    `supports` are verbs whose subject says what their object, one of `nouns`, governs; `particles` end a clause.
    `frame_openers` are the words that a frame may begin with, `idiom_words` those that idioms consist of, `verbs` the
    keys of `forms` and `constructions`.
    """

    language: str
    forms: Mapping[str, list[VerbForm]]
    governments: Mapping[str, Government]
    constructions: Mapping[str, list[tuple[VerbForm, Construction]]]
    supports: Mapping[str, list[VerbForm]]
    particles: frozenset[str]
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
    frame_openers: frozenset[str]
    idiom_words: frozenset[str]
    verbs: frozenset[str]


def _government(where: str, entry: str, prepositions: Container[str]) -> Government:
    """Return what an entry says a cue takes. Raises LexiconError for a word that is no term and no preposition."""
    takes, _, medium = (part.strip() for part in entry.partition("|"))
    words = takes.split()
    kinds = frozenset(Takes(word) for word in words if word in _TERMS)
    others = frozenset(word for word in words if word not in _TERMS)
    wrong = next((word for word in words if word not in _TERMS and word not in prepositions), None)
    if wrong is not None:
        raise LexiconError(f"{where}: {wrong} is no preposition of closed_class.toml and none of {', '.join(Takes)}")
    if medium and medium not in Medium.values():
        raise LexiconError(f"{where}: {medium} is no medium: there are {', '.join(Medium.values())}")
    return Government(kinds, others, medium or "speech_or_writing")


@cache
def load_cues(language: str) -> CueLexicon:
    """Return the cue lexicon of `language`. Raises as `read_file`."""
    words, verbs, frames = load_words(language), read_file(language, CueVerbs), read_file(language, Frames)
    forms = conjugate_all(language, list(verbs.verbs), words.principal_parts, words.inseparable)
    for verb in verbs.verbs:
        _add_apart(forms, language, verb, verbs.apart)
    prepositions = {*words.closed.prepositions, *words.closed.contractions}
    in_verbs, in_frames = f"{language}/{CueVerbs.name}.toml", f"{language}/{Frames.name}.toml"
    governments = {
        lemma_of(language, verb): _government(f"{in_verbs}: verbs.{verb}", entry, prepositions)
        for verb, entry in verbs.verbs.items()
    }
    constructions: dict[str, list[tuple[VerbForm, Construction]]] = {}
    bases = {
        verb: conjugate_all(language, [verb], words.principal_parts, words.inseparable) for verb in verbs.constructions
    }
    for verb, entries in verbs.constructions.items():
        for form, readings in {**bases[verb], **_auxiliary_forms(verb, words.auxiliaries)}.items():
            for entry in entries:
                with_words, _, rest = entry.partition("|")
                government = _government(f"{in_verbs}: constructions.{verb}", rest, prepositions)
                construction = _construction(verb, with_words.split(), government, frames.words.nobody)
                constructions.setdefault(form, []).extend((reading, construction) for reading in readings)
    frame_phrases, idioms = _split(frames.words.frame_phrases), _split(frames.words.idioms)
    return CueLexicon(
        language,
        forms,
        governments,
        constructions,
        conjugate_all(language, list(verbs.support), words.principal_parts, words.inseparable),
        verbs.particles,
        {noun: _government(f"{in_frames}: nouns.{noun}", entry, prepositions) for noun, entry in frames.nouns.items()},
        {
            word: _government(f"{in_verbs}: adjectives.{word}", entry, prepositions)
            for word, entry in verbs.adjectives.items()
        },
        frame_phrases,
        frames.source_nouns.nouns,
        frames.source_nouns.ambiguous,
        frames.source_nouns.thought,
        frames.source_nouns.writing,
        frames.tables(),
        _split(frames.words.source_phrases),
        idioms,
        frozenset(phrase[0] for phrase in frame_phrases) | frames.tables()["words.text"],
        frozenset(word for idiom in idioms for word in idiom),
        frozenset().union(forms, constructions),
    )


def _add_apart(forms: dict[str, list[VerbForm]], language: str, verb: str, apart: Container[str]) -> None:
    """Add the participle and infinitive of a verb whose first part may stand apart: „bekannt gegeben“."""
    particle, _, base = verb.rpartition("|")
    if particle not in apart:
        return
    words, lemma = load_words(language), lemma_of(language, verb)
    for form, readings in conjugate_all(language, [base], words.principal_parts, words.inseparable).items():
        for reading in readings:
            if reading.kind in (Inflection.PARTICIPLE, Inflection.INFINITIVE):
                forms.setdefault(form, []).append(reading._replace(lemma=lemma, particle=particle))


def _split(phrases: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in phrases)


def _construction(verb: str, words: list[str], government: Government, nobody: frozenset[str]) -> Construction:
    """Return a construction; its lemma names its words (zum ausdruck bringen) but for pronouns that name nobody."""
    lemma = " ".join([word for word in words if word not in nobody] + [verb.replace("|", "")])
    return Construction(lemma, tuple(words), government)


def _auxiliary_forms(verb: str, auxiliaries: Mapping[str, VerbForm]) -> dict[str, list[VerbForm]]:
    """Return the forms of „sein“, „werden“ …, whose paradigm is listed and not derived."""
    return {form: [reading] for form, reading in auxiliaries.items() if reading.lemma == verb}

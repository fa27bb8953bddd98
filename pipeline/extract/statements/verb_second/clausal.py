"""Clauses where the verb comes second in a main clause and last in a subordinate one, between commas."""

from functools import cache

from pipeline.extract.dictionary import load_dictionary
from pipeline.extract.lang.terms import FINITE_FORMS, Inflection, Introducer, Takes
from pipeline.extract.statements.clauses import ClauseReader
from pipeline.extract.statements.lexicon import load_cues
from pipeline.extract.tags import (
    AUXILIARY,
    CLAUSE_MARKS,
    CLOSING_BRACKET,
    EN_DASH,
    FINITE,
    MAY_BE_VERB,
    NOUN,
    NUMBER,
    OPENS_SUBJECT,
    PARAGRAPH_BREAK,
    PREPOSITION,
    PRONOUN,
    QUOTATION_MARK,
    SENTENCE_MARKS,
    UNLISTED,
    VERB,
    VERB_LIKE,
    Tag,
)

_ENDS_INFINITIVE = SENTENCE_MARKS | CLAUSE_MARKS | {EN_DASH, PARAGRAPH_BREAK, QUOTATION_MARK}
_OPENS_INFINITIVE = OPENS_SUBJECT | {NUMBER, PREPOSITION}

_FEWEST_BEFORE_INFINITIVE = 3  # tokens before an infinitive without comma: its subject, verb and correlate
_INFINITIVE_WITHIN = 30  # tokens in which it must end


def is_cut(reader: ClauseReader, first: int, i: int) -> bool:
    """Whether token `i` begins an infinitive that a correlate announced: „rief dazu auf die Läden zu schließen“.

    The particle or participle of the verb may stand between the two; a participle alone announces one as well.
    """
    if i - first < _FEWEST_BEFORE_INFINITIVE:
        return False
    lowers, tags = reader.lowers, reader.tags
    is_reflexive = tags[i] not in _OPENS_INFINITIVE
    if is_reflexive and lowers[i] not in reader.cues.frames["words.reflexive"]:
        return False
    correlates = reader.cues.frames["words.correlates"]
    if lowers[i - 1] in correlates and tags[i] is not PREPOSITION:
        at = i - 1
    elif lowers[i - 2] in correlates and _closes(reader, first, i - 1):
        at = i - 2
    elif lowers[i - 1] in _announcing(reader.words.language) and (
        _is_participle_of_infinitive(reader, first, i - 1) or _is_particle_of_infinitive(reader, first, i - 1)
    ):
        at = i - 1
    elif is_reflexive and _takes_infinitive(reader, first, i):
        at = i
    else:
        return False
    is_cue = any(lowers[k] in reader.cues.forms and tags[k] is not NOUN for k in (*range(first, at), i - 1))
    end = next((k for k in range(i, min(i + _INFINITIVE_WITHIN, len(lowers))) if tags[k] in _ENDS_INFINITIVE), None)
    return is_cue and end is not None and end > i and _is_infinitive_at(reader, end)


def _is_participle_of_infinitive(reader: ClauseReader, first: int, token: int) -> bool:
    """Whether a token is the participle of a cue that takes infinitives, behind an auxiliary: „hat gedroht“."""
    readings = reader.cues.forms.get(reader.lowers[token], ())
    takes = any(
        r.kind == Inflection.PARTICIPLE and Takes.INFINITIVE in reader.cues.governments[r.lemma].takes for r in readings
    )
    return takes and any(reader.tags[k] is AUXILIARY for k in range(first, token))


def _is_particle_of_infinitive(reader: ClauseReader, first: int, token: int) -> bool:
    """Whether a token is the particle of a cue that takes infinitives: „rief die Bürger auf Wasser zu sparen“."""
    lower, governments = reader.lowers[token], reader.cues.governments
    if lower not in _particles(reader.words.language):
        return False
    readings = (r for k in range(first, token) for r in reader.cues.forms.get(reader.lowers[k], ()))
    return any(r.particle == lower and Takes.INFINITIVE in governments[r.lemma].takes for r in readings)


@cache
def _particles(language: str) -> frozenset[str]:
    """Return the particles of the cues that take infinitives."""
    cues = load_cues(language)
    readings = (r for forms in cues.forms.values() for r in forms if r.particle)
    return frozenset(r.particle for r in readings if Takes.INFINITIVE in cues.governments[r.lemma].takes)


@cache
def _announcing(language: str) -> frozenset[str]:
    """Return the forms of cues and the particles that may announce an infinitive."""
    return _particles(language).union(load_cues(language).forms)


def _takes_infinitive(reader: ClauseReader, first: int, last: int) -> bool:
    """Whether a verb between two tokens has whom it is said to and an infinitive: „bittet Zeugen sich zu melden“."""
    both = {Takes.INFINITIVE, Takes.ACCUSATIVE_ADDRESSEE}
    readings = (r for k in range(first, last) for r in reader.cues.forms.get(reader.lowers[k], ()))
    return any(r.kind in FINITE_FORMS and both <= reader.cues.governments[r.lemma].takes for r in readings)


def _closes(reader: ClauseReader, first: int, token: int) -> bool:
    """Whether a token is the particle of a cue before it, or the participle of one."""
    lower = reader.lowers[token]
    readings = (r for k in range(first, token) for r in reader.cues.forms.get(reader.lowers[k], ()))
    return (lower in reader.cues.forms and reader.tags[token] is not NOUN) or any(r.particle == lower for r in readings)


def _is_infinitive_at(reader: ClauseReader, end: int) -> bool:
    """Whether an infinitive with zu ends at a token: zu gehen, mitzuteilen."""
    marks, endings = reader.cues.frames["words.infinitive_marks"], reader.words.lists.infinitive_endings
    is_two = reader.lowers[end - 2] in marks and reader.lowers[end - 1].endswith(endings)
    return is_two or _ends_in_infinitive(reader, end - 1, end)


def introducer_of_that(mark: Tag | None) -> Introducer:
    """Return what a „dass“ introduces, whatever `mark` stands before it."""
    return Introducer.THAT


def is_subordinating(reader: ClauseReader, begin: int, last: int) -> bool:
    """Whether a word that may be an adverb („da“, „damit“) or preposition („bis“) begins a subordinate clause."""
    if begin + 1 < last and reader.tags[begin + 1] in FINITE:
        return False
    if reader.tags[begin] is not PREPOSITION and reader.lowers[begin] in reader.cues.frames["words.role"]:
        return reader.ends_in_verb(last) and not _is_main_group(reader, begin, last)
    return reader.is_conjunction(begin, last)


def _is_main_group(reader: ClauseReader, begin: int, last: int) -> bool:
    """Whether a participle at the end has its auxiliary before it: „Als Grund wurde der Sturm genannt“."""
    if reader.tags[last - 1] in FINITE or reader.tags[last - 1] is AUXILIARY:
        return False
    return any(reader.tags[i] is AUXILIARY and not reader.nominal[i] for i in range(begin + 1, last - 1))


def is_relative(reader: ClauseReader, begin: int, last: int) -> bool:
    """Verb-final (or broken off by an inserted part), and no finite verb right after the first phrase."""
    lowers, tags = reader.lowers, reader.tags
    if lowers[last - 2] in reader.cues.frames["words.infinitive_marks"] or _ends_in_infinitive(reader, begin, last):
        return False
    end = reader.phrase_ends.get(begin, last)
    if begin + 1 < end < last and tags[end] in FINITE and _is_said(reader, begin - 2):
        return False  # „Das Amt teilte mit, die Pegel sänken“: nothing that the article could stand for
    is_helped = end < last - 2 and tags[end] is AUXILIARY
    is_second = end < last - 1 and tags[end] in FINITE and tags[last - 1] not in FINITE
    is_told = end < last - 1 and _is_subjunctive(reader, lowers[end])  # „…, die Grenze bleibe geschlossen“
    if is_told or is_helped or is_second or (end < last - 1 and tags[end] is AUXILIARY and tags[last - 1] is VERB):
        return False  # „…, der Schutz dürfe nicht …“: the article of a main clause
    helpers = [k for k in range(begin + 1, last) if tags[k] is AUXILIARY and not reader.nominal[k]]
    if helpers and helpers[-1] < last - 1 and tags[last - 1] in MAY_BE_VERB:
        return False  # the infinitive or participle of a main clause stands last
    if not helpers and begin + 1 < end < last and _is_participle(reader, lowers[last - 1]):
        return False  # the rest of a main clause: „er hatte ihm, der Firma X, in der vorigen Woche vorgeworfen, …“
    if reader.ends_in_verb(last):
        return True
    return tags[last - 1] in UNLISTED and lowers[last - 1].endswith(reader.words.lists.verb_endings)


def _is_said(reader: ClauseReader, i: int) -> bool:
    """Whether token `i` is a verb of saying or its particle, a time behind it apart: „meldete am Donnerstag“."""
    if i > 1 and reader.lowers[i].endswith(tuple(reader.cues.frames["words.times"])) and reader.tags[i] is NOUN:
        i -= 1 + (reader.tags[i - 1] is PREPOSITION)
    if i < 0 or reader.nominal[i]:
        return False
    return reader.lowers[i] in reader.cues.forms or (i > 0 and reader.lowers[i] in reader.cues.particles)


def _is_subjunctive(reader: ClauseReader, lower: str) -> bool:
    """Whether a form is a verb's subjunctive and nothing else."""
    readings = reader.words.verbs.get(lower) or reader.cues.forms.get(lower) or []
    return bool(readings) and all(reading.kind == Inflection.SUBJUNCTIVE for reading in readings)


def _is_participle(reader: ClauseReader, lower: str) -> bool:
    """Whether a form is a participle and nothing else; one that no list has has its mark inside: ausgebrochen."""
    readings = reader.words.verbs.get(lower) or reader.cues.forms.get(lower) or []
    if not readings:
        marks = reader.words.lists.participle_marks
        return any(lower.startswith(particle + mark) for particle in reader.cues.particles for mark in marks)
    return all(reading.kind == Inflection.PARTICIPLE for reading in readings)


def unknown_finite(reader: ClauseReader, begin: int, last: int) -> int | None:
    """Return a form that no lexicon knows, but that stands and ends like a finite verb: after a phrase; else None."""
    for i in range(begin + 1, last):
        is_verbal = reader.tags[i] in UNLISTED and reader.lowers[i].endswith(reader.words.lists.finite_endings)
        if (
            is_verbal
            and not reader.nominal[i]
            and (reader.nominal[i - 1] or reader.tags[i - 1] in (PRONOUN, CLOSING_BRACKET))
            and not _is_inflected(reader, reader.lowers[i])
        ):
            return i
    return None


def _is_inflected(reader: ClauseReader, form: str) -> bool:
    """Whether a form is an attribute's: weitere, since the dictionary has weiterem, weiterer too; not stärkte."""
    lists = reader.words.lists
    endings = lists.attribute_endings
    ending = next((e for e in endings if form.endswith(e)), None)
    if ending is None or form.endswith(lists.preterite_endings):
        return False
    known, stem = load_dictionary(reader.words.language), form.removesuffix(ending)
    return all(stem + e in known for e in endings)


def has_marked_infinitive(reader: ClauseReader, begin: int, last: int) -> bool:
    """Whether there is an infinitive with zu: two words (zu gehen), or one at the end (mitzuteilen)."""
    marks, endings = reader.cues.frames["words.infinitive_marks"], reader.words.lists.infinitive_endings
    for i in range(begin, last - 1):
        is_mark = reader.lowers[i] in marks and reader.tags[i + 1] in VERB_LIKE
        if is_mark and reader.lowers[i + 1].endswith(endings):
            return True
    return _ends_in_infinitive(reader, begin, last)


def _ends_in_infinitive(reader: ClauseReader, begin: int, last: int) -> bool:
    """Whether the last word is an infinitive with zu inside (mitzuteilen)."""
    if last <= begin or reader.tags[last - 1] is NOUN:
        return False
    lower, marks = reader.lowers[last - 1], reader.cues.frames["words.infinitive_marks"]
    inside = any(2 <= lower.find(mark, 2) < len(lower) - 4 for mark in marks)
    return inside and lower.endswith(reader.words.lists.infinitive_endings)

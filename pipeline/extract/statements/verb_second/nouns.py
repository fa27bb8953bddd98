"""Statements that a noun governs: „die Forderung der Union, … zu …“, „der Vorwurf, dass …“."""

from pipeline.extract.lang.terms import CLAUSES, Introducer, Kind, Mood, Takes
from pipeline.extract.phrases import NounPhrase
from pipeline.extract.statements.carrying import speaker_before, subject_before
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.predicates import Predicate
from pipeline.extract.statements.reading import Draft, Reading, TokenSpan
from pipeline.extract.statements.somebody import is_somebody
from pipeline.extract.statements.subjects import find_speaker, find_subject
from pipeline.extract.statements.verb_second.supports import find_support, is_verb_behind
from pipeline.extract.tags import COLON, COMMA, PREPOSITION

_HANGING = (Introducer.RELATIVE, Introducer.THAT, Introducer.PURPOSE, Introducer.INFINITIVE)
_WITHIN = 20  # tokens before the complement in which its noun is looked for


def noun_statements(reading: Reading, index: int) -> list[Draft]:
    """Return the drafts of sentence `index` that rest on a noun, in order."""
    clauses = reading.clauses[index]
    found: list[Draft] = []
    for k in range(len(clauses) - 1):
        clause, following = clauses[k], clauses[k + 1]
        if k == 0 and following.mark is COLON and (draft := _headed(reading, index)) is not None:
            found.append(draft)
        if clause.quotation is not None or following.mark not in (COMMA, None):
            continue
        governed = _governing_noun(reading, clause, following)
        if governed is not None:
            draft = _draft(reading, index, k, *governed)
            if draft.speaker or not _is_intention(reading, governed[0]):
                found.append(draft)
    return found


def _headed(reading: Reading, index: int) -> Draft | None:
    """Return what a noun for words and a colon introduce: „Sein Fazit: Die Stadt hat zu spät reagiert“."""
    head, following = reading.clauses[index][:2]
    is_own = reading.lowers[head.begin] in reading.cues.frames["words.possessives"]
    phrase = next(iter(reading.phrases_in(head.begin, head.last)), None)
    if phrase is None or phrase.first not in (head.begin, head.begin + is_own) or phrase.reach != head.last:
        return None
    if following.finite is None or following.is_subordinate:
        return None
    at = max(phrase.head, head.begin + is_own)  # „Sein“ may be taken for a noun
    lower = reading.lowers[at]
    government = reading.cues.nouns.get(lower)
    whose = [(phrase.last, phrase.reach)] if phrase.reach > phrase.last else []
    if government is None and not lower.endswith(reading.cues.source_nouns):
        return None
    if not is_own and not is_somebody(reading, whose):
        return None
    rule = f"{reading.words.language}.noun.colon"
    medium = "speech_or_writing" if government is None else government.medium
    draft = Draft("indirect", medium, [reading.trim((following.first, reading.end_of(index)))], rule, index)
    draft.cue, draft.lemma = list(range(head.begin, phrase.last)), reading.doc.tokens.forms[at]
    draft.frame = [(head.first, head.last)]
    draft.speaker = whose or subject_before(reading, index) or speaker_before(reading, index, [])
    return draft


def _governing_noun(
    reading: Reading, clause: Clause, following: Clause
) -> tuple[NounPhrase, Kind, Predicate | None] | None:
    """Return the phrase at the end of `clause` whose head takes `following`, as what, and the verb that supports it."""
    for phrase in reversed(reading.phrases_in(max(clause.first, clause.last - _WITHIN), clause.last)):
        government = reading.cues.nouns.get(reading.lowers[phrase.head])
        support = None if government is None else find_support(reading, clause, phrase)
        if government is not None and is_verb_behind(reading, support, phrase, clause):
            kind = _complement(reading, following, government.takes)
            return None if kind is None else (phrase, kind, support)
    return None


def _complement(reading: Reading, clause: Clause, takes: frozenset[str]) -> Kind | None:
    if clause.introducer == Introducer.THAT and Takes.THAT_CLAUSE in takes:
        return Kind.THAT_CLAUSE
    is_whether = reading.lowers[clause.begin - 1] in reading.cues.frames["words.whether"]
    if clause.introducer == Introducer.THAT and is_whether and Takes.WH_CLAUSE in takes:
        return Kind.WH_CLAUSE
    if (
        clause.has_marked_infinitive
        and Takes.INFINITIVE in takes
        and clause.introducer in (Introducer.INFINITIVE, Introducer.NONE)
    ):
        return Kind.INFINITIVE
    if (
        clause.introducer == Introducer.NONE
        and _is_said(reading, clause)
        and not clause.is_coordinated
        and takes & CLAUSES
    ):
        return Kind.CLAUSE
    return Kind.WH_CLAUSE if clause.introducer == Introducer.WH and Takes.WH_CLAUSE in takes else None


def _is_intention(reading: Reading, phrase: NounPhrase) -> bool:
    """Whether a noun is for what is meant to be done, and nobody's by its determiner: „der Plan, … zu bauen“."""
    is_own = reading.lowers[phrase.first].startswith(tuple(reading.cues.frames["words.own"]))
    return reading.lowers[phrase.head] in reading.cues.frames["words.intended"] and not is_own


def _is_said(reading: Reading, clause: Clause) -> bool:
    """Whether a clause is in the subjunctive, or in a form that may be one: „Befürchtungen, die Bahn könnte …“."""
    weak = reading.cues.frames["words.ambiguous_mood"]
    return clause.mood == Mood.SUBJUNCTIVE or (clause.finite is not None and reading.lowers[clause.finite] in weak)


def _draft(reading: Reading, index: int, k: int, phrase: NounPhrase, kind: Kind, support: Predicate | None) -> Draft:
    clauses = reading.clauses[index]
    last = clauses[k + 1].last
    for clause in clauses[k + 2 :]:
        if clause.introducer not in _HANGING and not (clause.is_coordinated and clause.introducer):
            break
        last = clause.last
    government = reading.cues.nouns[reading.lowers[phrase.head]]
    rule = f"{reading.words.language}.noun.{kind.rule}"
    draft = Draft("indirect", government.medium, [(clauses[k + 1].first, last)], rule, index)
    draft.cue = list(range(phrase.first, phrase.last))
    draft.lemma = reading.doc.tokens.forms[phrase.head]
    draft.frame = [(clauses[k].first, clauses[k].last)]
    is_attached = phrase.reach > phrase.last
    if is_attached and reading.tags[phrase.last] is PREPOSITION:
        is_attached = (
            reading.lowers[phrase.last] in reading.cues.frames["words.agent"] | reading.cues.frames["prepositions.view"]
        )
    if is_attached:
        draft.speaker = [(phrase.last + (reading.tags[phrase.last] is PREPOSITION), phrase.reach)]
    elif support is not None:
        draft.speaker = find_speaker(reading, clauses, k, support)
        draft.cue = list(support.tokens)
    elif phrase.preposition is not None and reading.lowers[phrase.preposition] in reading.cues.frames["words.acting"]:
        draft.speaker = _acting(reading, clauses, k)
    return draft


def _acting(reading: Reading, clauses: list[Clause], k: int) -> list[TokenSpan]:
    """Return who acts „mit dem Hinweis, …“: the subject of its clause, or of the main clause that follows."""
    rest = (k,) if clauses[k].finite is not None else range(k + 1, len(clauses))
    at = next((m for m in rest if m == k or (clauses[m].is_main and clauses[m].finite == clauses[m].begin)), None)
    finite = None if at is None else clauses[at].finite
    auxiliary = None if finite is None else reading.words.auxiliaries.get(reading.lowers[finite])
    is_passive = auxiliary is not None and auxiliary.lemma in reading.cues.frames["auxiliaries.passive"]
    if at is None or finite is None or is_passive:
        return []
    subject = find_subject(reading, clauses, at)
    return subject if is_somebody(reading, subject) else []

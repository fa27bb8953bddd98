"""Reported acts of speech: told, not rendered („Moskau hat die Idee der Stationierung abgelehnt“)."""

from pipeline.extract.lang.terms import Case, Introducer, Takes
from pipeline.extract.phrases import NounPhrase
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.predicates import Predicate, find_predicates
from pipeline.extract.statements.reading import Draft, Reading, TokenSpan
from pipeline.extract.statements.roles import find_addressee, find_source
from pipeline.extract.statements.somebody import is_somebody
from pipeline.extract.statements.subjects import find_speaker
from pipeline.extract.statements.verb_second.conditions import is_condition
from pipeline.extract.tags import (
    AUXILIARY,
    CLAUSE_MARKS,
    COMMA,
    COORDINATOR,
    FINITE,
    NOUN,
    NUMBER,
    PREPOSITION,
    QUOTATION_MARK,
    SENTENCE_MARKS,
)

_MEASURE = 6  # tokens from a preposition to the phrase behind words of measure
_NOT_IN_MEASURE = FINITE | CLAUSE_MARKS | SENTENCE_MARKS | {QUOTATION_MARK}
_MAX_APPOSITIONS = 3  # after a clause
_DOUBLE = 3  # tokens of a determiner and two nouns
_NOT_IN = (
    Introducer.WH,
    Introducer.SUBORDINATOR,
    Introducer.PURPOSE,
    Introducer.INFINITIVE,
    Introducer.RELATIVE,
    Introducer.REPORT,
)


def reported_statements(reading: Reading, index: int, drafts: list[Draft]) -> list[Draft]:
    """Reported statements of sentence `index`, in order: the whole clause is the statement, so it has no cue spans.

    Cues that other `drafts` of the sentence use are left alone; a clause gives one statement at most.
    """
    clauses = reading.clauses[index]
    used = {token for draft in drafts for token in draft.cue if reading.tags[token] is not AUXILIARY}
    found: list[Draft] = []
    for k, clause in enumerate(clauses):
        if clause.introducer in _NOT_IN or _is_negated(reading, clause) or _has_no_subject(reading, clause):
            continue
        if k and clause.finite == clause.begin and is_condition(reading, clauses[:k]):
            continue
        for predicate in find_predicates(reading, clause):
            if predicate.verb in used or predicate.is_modal or not _is_act(reading, clause, predicate):
                continue
            if _is_rendered(predicate, drafts):
                continue
            speaker = _without_place(reading, find_speaker(reading, clauses, k, predicate), predicate)
            speaker = _without_governed(reading, clause, speaker, predicate)
            last = _end_with_appositions(clauses, k)
            is_given = predicate.is_passive and Takes.GIVEN in predicate.government.takes
            if (speaker or is_given) and _has_object(reading, range(clause.first, last), predicate, speaker):
                starts = used | {draft.first for draft in drafts}
                span = _clause_span(reading, index, k, predicate, starts, speaker)
                rule = f"{reading.words.language}.verb.object"
                draft = Draft("reported", predicate.government.medium, [span], rule, index)
                draft.speaker, draft.lemma = speaker, predicate.lemma
                draft.addressee = _without_object(reading, find_addressee(reading, clause, predicate, speaker))
                draft.source = find_source(reading, clause)
                draft.is_silent = _is_without_content(reading, range(clause.first, last), predicate, speaker)
                found.append(draft)
                break
    return found


def _is_act(reading: Reading, clause: Clause, predicate: Predicate) -> bool:
    """Whether a cue is the verb of its clause, and none that takes lives: „forderte das Beben zwei Todesopfer“."""
    if predicate.lemma in reading.cues.frames["words.claiming"]:
        toll = tuple(reading.cues.frames["words.toll"])
        phrases = reading.phrases_in(clause.first, clause.last)
        if any(p.preposition is None and reading.lowers[p.head].endswith(toll) for p in phrases):
            return False
    if predicate.finite != predicate.verb or clause.finite in (None, predicate.finite):
        return True
    return reading.tags[predicate.verb - 1] is COORDINATOR  # „am vermuteten Ort …“


def _is_rendered(predicate: Predicate, drafts: list[Draft]) -> bool:
    """Whether an act is told in the words of another statement: „Klein sagte, er freue sich über den Wechsel“."""
    return any(d.type != "direct" and any(a <= predicate.verb < b for a, b in d.spans) for d in drafts)


def _is_negated(reading: Reading, clause: Clause) -> bool:
    """Whether the negation of the verb ends the clause, its particle or participle apart: „bestätigte das nicht“."""
    ending = reading.lowers[max(clause.first, clause.last - 2) : clause.last]
    return not reading.cues.frames["words.negation"].isdisjoint(ending)


def _has_no_subject(reading: Reading, clause: Clause) -> bool:
    """Whether the subject is a pronoun for nobody: „Solche Leute nennt man Gaffer“."""
    nobody = reading.cues.frames["words.nobody"]
    phrases = reading.phrases_in(clause.first, clause.last)
    return any(p.is_pronoun and not p.can_be(Case.ACCUSATIVE) and reading.lowers[p.first] in nobody for p in phrases)


def _end_with_appositions(clauses: list[Clause], k: int) -> int:
    """Return the end of clause `k`, past parts between commas without a verb: „nannte der Chef, Jo M., den Plan“."""
    last = clauses[k].last
    for clause in clauses[k + 1 : k + 1 + _MAX_APPOSITIONS]:
        if clause.mark is not COMMA or clause.introducer or clause.finite is not None or clause.quotation is not None:
            break
        last = clause.last
    return last


def _has_object(reading: Reading, part: range, predicate: Predicate, speaker: list[TokenSpan]) -> bool:
    """Whether the tokens `part` have the object that makes the verb an act of speech: what was demanded, warned of."""
    government, lowers = predicate.government, reading.lowers
    phrases = reading.phrases_in(part.start, part.stop)
    for phrase in phrases:
        if phrase.preposition is not None and phrase.preposition >= part.start:
            form = lowers[phrase.preposition]
            if {form, reading.words.closed.contracted.get(form, form)} & government.prepositions:
                return True
    if any(_is_measured(reading, i, predicate) for i in part):
        return True
    roles = reading.cues.frames["words.role"]
    if Takes.OBJECT_AS in government.takes and any(lowers[i] in roles for i in part):
        return True
    if Takes.OBJECT_IN in government.takes and any(lowers[i] in reading.cues.frames["words.seen_in"] for i in part):
        seen = [p for p in phrases if p.first != speaker[0][0] and _is_seen(p)]
        place = min(i for i in part if lowers[i] in reading.cues.frames["words.seen_in"])
        return is_somebody(reading, speaker) and any(p.first > place for p in seen)
    if not government.takes & {Takes.GIVEN, Takes.OBJECT, Takes.OBJECT_OF_WORDS}:
        return False
    case = Case.NOMINATIVE if predicate.is_passive else Case.ACCUSATIVE
    objects = [
        p for p in phrases if p.preposition is None and p.can_be(case) and not any(a <= p.first < b for a, b in speaker)
    ]
    if predicate.lemma in reading.cues.frames["words.expelling"]:
        objects = [p for p in objects if not _is_expelled(reading, p)]
    if Takes.GIVEN in government.takes:
        return any(phrase.head not in predicate.tokens for phrase in objects)
    if Takes.OBJECT in government.takes and not predicate.is_passive and predicate.finite == predicate.verb:
        # In passive and perfect it is mostly an event that is told (Wikinews: three in four).
        return bool(objects) or any(_is_double(reading, p) for p in phrases)
    return any(_is_content(reading, p) for p in objects)


def _is_expelled(reading: Reading, phrase: NounPhrase) -> bool:
    """Whether a phrase is somebody to whom something is done, and no word for what is said: „schloss [ihn] aus“."""
    is_anaphor = reading.lowers[phrase.first] in reading.cues.frames["words.anaphors"]
    return not is_anaphor and is_somebody(reading, [(phrase.first, phrase.reach)])


def _is_without_content(reading: Reading, part: range, predicate: Predicate, speaker: list[TokenSpan]) -> bool:
    """Whether an act only announces that there is something: „gab Details bekannt“, „teilte das Ergebnis mit“."""
    if predicate.lemma not in reading.cues.frames["words.announcing"]:
        return False
    contentless = tuple(reading.cues.frames["words.contentless"])
    case = Case.NOMINATIVE if predicate.is_passive else Case.ACCUSATIVE
    bare = [p for p in reading.phrases_in(part.start, part.stop) if p.preposition is None and p.can_be(case)]
    objects = [p for p in bare if not any(a <= p.first < b for a, b in speaker)]
    return bool(objects) and all(reading.lowers[p.head].endswith(contentless) for p in objects)


def _is_measured(reading: Reading, i: int, predicate: Predicate) -> bool:
    """Whether a preposition of the cue and words of measure stand before a phrase: „von mehr als 25 Toten“."""
    if reading.tags[i] is not PREPOSITION or reading.lowers[i] not in predicate.government.prepositions:
        return False
    for at in range(i + 1, min(i + _MEASURE, len(reading.tags))):
        if reading.tags[at] in (NUMBER, NOUN) or reading.phrases_in(at, at + 1):
            return at > i + 1
        if reading.tags[at] in _NOT_IN_MEASURE:
            break
    return False


def _is_seen(phrase: NounPhrase) -> bool:
    """Whether a phrase may be what somebody sees in a thing: „eine Gefahr“, „keine Lösung“."""
    is_bare = phrase.preposition is None and not phrase.is_pronoun and not phrase.is_definite
    return is_bare and phrase.can_be(Case.ACCUSATIVE)


def _without_place(reading: Reading, speaker: list[TokenSpan], predicate: Predicate) -> list[TokenSpan]:
    """Return a speaker without the thing in which something is seen: „sieht Klein [in dem Plan] eine Gefahr“."""
    if Takes.OBJECT_IN not in predicate.government.takes or not speaker:
        return speaker
    first, last = speaker[0]
    seen_in = reading.cues.frames["words.seen_in"]
    return [(first, next((i for i in range(first + 1, last) if reading.lowers[i] in seen_in), last))]


def _without_governed(
    reading: Reading, clause: Clause, speaker: list[TokenSpan], predicate: Predicate
) -> list[TokenSpan]:
    """Return a speaker behind the verb without what that governs: „sprach ein Sprecher von Siemens [von Erfolg]“."""
    if not speaker or speaker[0][0] < predicate.finite or not predicate.government.prepositions:
        return speaker
    first, last = speaker[0]
    at = [p.preposition for p in reading.phrases_in(first + 1, clause.last) if p.preposition is not None]
    governed = [i for i in at if i > first and reading.lowers[i] in predicate.government.prepositions]
    return [(first, governed[-1])] if governed and governed[-1] < last else speaker


def _is_double(reading: Reading, phrase: NounPhrase) -> bool:
    """Whether a phrase is two, whom and what: „warf [der Regierung Betrug] vor“; a name would be whose it is."""
    if (
        phrase.is_pronoun
        or phrase.preposition is not None
        or not phrase.can_be(Case.DATIVE)
        or phrase.last - phrase.first < _DOUBLE
    ):
        return False
    whom, what = phrase.last - 2, phrase.last - 1
    if reading.tags[what] is QUOTATION_MARK:  # „warf [der Regierung ‚Betrug‘] vor“
        return any(reading.tags[i] is NOUN and reading.tags[i + 1] is QUOTATION_MARK for i in range(phrase.first, whom))
    named = reading.name_tokens
    return reading.tags[whom] == reading.tags[what] is NOUN and not {whom, what} & named


def _without_object(reading: Reading, addressee: list[TokenSpan]) -> list[TokenSpan]:
    """Return an addressee without what is said to them: „sagte [dem Rat] Hilfe zu“."""
    phrases = [p for first, _ in addressee for p in reading.phrases_in(first, first + 1)]
    return [(p.first, p.last - 1) for p in phrases] if any(_is_double(reading, p) for p in phrases) else addressee


def _is_content(reading: Reading, phrase: NounPhrase) -> bool:
    """Whether a phrase names somebody's words or thought: „die Forderung“, „die Idee der Stationierung“."""
    head = reading.lowers[phrase.head]
    return head in reading.cues.nouns or head.endswith(reading.cues.source_nouns)


def _clause_span(
    reading: Reading, index: int, k: int, predicate: Predicate, used: set[int], speaker: list[TokenSpan]
) -> TokenSpan:
    """Return the main clause with what hangs on it: to a further main clause, another cue or the sentence's end."""
    clauses = reading.clauses[index]
    low = k
    if speaker and speaker[0][0] < clauses[k].first:
        opened = next((m for m in range(k) if clauses[m].first <= speaker[0][0] < clauses[m].last), k)
        low = opened if clauses[opened].finite is None else k  # „Klein, die das Amt leitet, warnte …“
    while low > 0 and not clauses[low - 1].is_subordinate and _goes_back(clauses[low], clauses[low - 1]):
        low -= 1
    first = clauses[low].begin if clauses[low].is_coordinated and low else clauses[low].first
    last = clauses[k].last
    joined = next((i for i in range(predicate.tokens[-1] + 1, last) if reading.tags[i] is COORDINATOR), None)
    if joined is not None and any(p.verb > joined for p in find_predicates(reading, clauses[k])):
        return first, joined
    for clause in clauses[k + 1 :]:
        is_main = clause.quotation is None and clause.introducer == Introducer.NONE and clause.finite is not None
        if is_main or any(token in used for token in range(clause.first, clause.last)):
            break
        last = clause.last
    return first, reading.full_end_of(index) if last == clauses[-1].last else last


def _goes_back(clause: Clause, before: Clause) -> bool:
    """Whether `clause` begins with its verb and so continues what stands before the comma."""
    is_interrupted = clause.finite == clause.begin and clause.mark is COMMA and not clause.is_coordinated
    return is_interrupted and before.quotation is None

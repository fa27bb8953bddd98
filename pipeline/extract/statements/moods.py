"""Statements without a frame of their own: subjunctive and soll that go on with what was said, and reported acts."""

from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.predicates import Predicate, find_predicates
from pipeline.extract.statements.reading import Draft, Reading, TokenSpan
from pipeline.extract.statements.roles import find_addressee, find_source
from pipeline.extract.statements.subjects import find_speaker, find_subject

_REACH = 4  # sentences over which a speaker is carried
_PAST = frozenset({"habe", "hätte", "hätten", "wäre", "wären", "würde", "würden", "seien", "sei"})


def free_statement(reading: Reading, index: int, drafts: list[Draft]) -> Draft | None:
    """The sentence as a free indirect statement: its main clause is in the subjunctive, or „soll … haben“."""
    clauses = reading.clauses[index]
    first = _first_reported(reading, clauses)
    if first is None:
        return None
    k, kind = first
    begin = clauses[k].begin if k else clauses[0].first
    covered = any(d.type != "direct" and d.first <= clauses[k].finite < d.last for d in drafts)
    if covered or any(clauses[k].first <= d.first for d in drafts if d.type == "indirect"):
        return None
    speaker, distance = _speaker_before(reading, index, drafts)
    if kind == "weak" and not _goes_on(reading, index):
        return None
    if kind == "soll" and not speaker:
        return None
    last = max(clauses[-1].last, reading.end_of(index))
    name = "free_indirect" if kind == "soll" else "indirect_free_indirect"
    medium = "SW"
    draft = Draft(name, medium, [(begin, last)], f"{reading.words.language}.mood.{kind}", index)
    draft.speaker = speaker
    return draft


def _first_reported(reading: Reading, clauses: list[Clause]) -> tuple[int, str] | None:
    """The first main clause that is marked as somebody's words, and how."""
    lowers = reading.lowers
    for k, clause in enumerate(clauses):
        if clause.quotation is not None or clause.introducer or clause.finite < 0:
            continue
        lower = lowers[clause.finite]
        if "ich" in lowers[clause.first : clause.last] or (clause.finite == clause.first and k == 0 and lower != "sei"):
            return None
        if clause.mood == "K":
            if lower in ("sei", "möge") and clause.finite == clause.begin and k == 0:
                return None
            return k, "subjunctive"
        if lower in _PAST:
            return k, "weak"
        if lower in reading.cues.frames["words.reportive"] and _is_perfect(reading, clauses, k):
            return k, "soll"
    return None


def _is_perfect(reading: Reading, clauses: list[Clause], k: int) -> bool:
    """Whether soll governs a perfect infinitive (soll … getötet haben) and so is reportive beyond doubt."""
    for clause in clauses[k : k + 3]:
        last = clause.last - 1
        if reading.lowers[last] in ("haben", "sein", "worden") and last > clause.finite and clause.finite != last:
            return True
    return False


def _speaker_before(reading: Reading, index: int, drafts: list[Draft]) -> tuple[list[TokenSpan], int]:
    if (
        index
        and _goes_before(reading, index)
        and not any(d.sentence == index - 1 for d in reading.drafts[-6:])
        and not drafts
    ):
        clauses = reading.clauses[index - 1]
        main = next(
            (k for k, c in enumerate(clauses) if not c.is_subordinate and c.quotation is None and c.finite >= 0), -1
        )
        subject = find_subject(reading, clauses, main) if main >= 0 else []
        if subject:
            return subject, 1
    recent = [d for d in [*reading.drafts[-10:], *drafts] if d.speaker and index - d.sentence <= _REACH]
    if not recent:
        return [], _REACH + 1
    nearest = max(d.sentence for d in recent)
    there = [d for d in recent if d.sentence == nearest]
    outer = [
        d
        for d in there
        if not any(o is not d and o.first <= d.first and d.last <= o.last and o.spans != d.spans for o in there)
    ]
    return list((outer or there)[-1].speaker), index - nearest


def _goes_before(reading: Reading, index: int) -> bool:
    return reading.sentence(index).paragraph == reading.sentence(index - 1).paragraph


def _goes_on(reading: Reading, index: int) -> bool:
    """Whether the sentence before, in the same paragraph, holds or ends somebody's words."""
    if index == 0 or reading.sentence(index).paragraph != reading.sentence(index - 1).paragraph:
        return False
    return any(d.sentence == index - 1 and d.type != "reported" for d in reading.drafts[-8:])


def merge_free(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """Free indirect statements in neighbouring sentences of one paragraph and speaker become one, as in the scheme."""
    merged: list[Draft] = []
    for draft in drafts:
        previous = merged[-1] if merged else None
        if (
            previous is not None
            and draft.type == previous.type == "indirect_free_indirect"
            and draft.sentence == previous.sentence + 1
            and draft.speaker == previous.speaker
            and reading.sentence(draft.sentence).paragraph == reading.sentence(previous.sentence).paragraph
            and len(draft.spans) == len(previous.spans) == 1
            and draft.first == reading.sentence(draft.sentence).first
        ):
            previous.spans = [(previous.first, draft.last)]
            previous.sentence = draft.sentence
        else:
            merged.append(draft)
    return merged


def reported_statements(reading: Reading, index: int, drafts: list[Draft]) -> list[Draft]:
    """Acts of speech that are told, not rendered: „Moskau hat die Idee abgelehnt“. The clause is the statement."""
    clauses = reading.clauses[index]
    used = {token for draft in drafts for token in draft.cue if reading.tags[token] != "H"}
    found: list[Draft] = []
    for k, clause in enumerate(clauses):
        for predicate in find_predicates(reading, clause):
            if predicate.verb in used or not _has_object(reading, clauses, k, predicate):
                continue
            speaker = find_speaker(reading, clauses, k, predicate)
            if not speaker or predicate.is_modal:
                continue
            if clause.introducer in ("wh", "sub", "um", "inf", "rel", "wie"):
                continue
            draft = Draft(
                "reported",
                predicate.government.medium,
                [_clause_span(reading, clauses, k, predicate)],
                f"{reading.words.language}.verb.object",
                index,
            )
            draft.speaker, draft.lemma = speaker, predicate.lemma
            draft.addressee = find_addressee(reading, clause, predicate)
            draft.source = find_source(reading, clause)
            found.append(draft)
            break
    return found


def _has_object(reading: Reading, clauses: list[Clause], k: int, predicate: Predicate) -> bool:
    """Whether the clause has the object or prepositional object that makes the verb an act of speech."""
    government, clause = predicate.government, clauses[k]
    phrases = reading.phrases_in(clause.first, clause.last)
    lowers = reading.lowers
    for phrase in phrases:
        if phrase.preposition >= 0:
            governed = lowers[phrase.preposition]
            base = {"vom": "von", "zum": "zu", "zur": "zu", "im": "in", "am": "an", "ums": "um", "fürs": "für"}.get(
                governed, governed
            )
            if (
                governed in government.prepositions or base in government.prepositions
            ) and phrase.preposition > clause.first - 1:
                return True
    if "als" in government.takes and any(lowers[i] == "als" for i in range(clause.first, clause.last)):
        return True
    if not government.takes & {"obj", "att"}:
        return False
    if predicate.is_passive:
        return any(p.preposition < 0 and p.can_be("n") for p in phrases)
    subject = find_speaker(reading, clauses, k, predicate)
    objects = [
        p for p in phrases if p.preposition < 0 and p.can_be("a") and not any(a <= p.first < b for a, b in subject)
    ]
    return any("obj" in government.takes or p.reach > p.last for p in objects)


def _clause_span(reading: Reading, clauses: list[Clause], k: int, predicate: Predicate) -> TokenSpan:
    """The main clause with what hangs on it: to the sentence's end, or to a coordinated main clause."""
    first, last = clauses[k].first, clauses[k].last
    low = k
    while (
        low > 0
        and clauses[low].finite == clauses[low].begin
        and clauses[low].mark == ","
        and not clauses[low].is_coordinated
        and clauses[low - 1].quotation is None
    ):
        low -= 1
    if clauses[k].introducer != "rel":
        first = clauses[low].begin if clauses[low].is_coordinated and low else clauses[low].first
    joined = next((i for i in range(predicate.tokens[-1] + 1, last) if reading.tags[i] == "C"), -1)
    if joined >= 0 and any(p.verb > joined for p in find_predicates(reading, clauses[k])):
        return first, joined
    for clause in clauses[k + 1 :]:
        if clause.quotation is None and clause.introducer == "" and clause.finite >= 0:
            break
        last = clause.last
    return first, last

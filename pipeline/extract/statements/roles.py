"""Roles in a frame: the speaker by case, number and position, whom they speak to, and whom they cite."""

from pipeline.extract.phrases import NounPhrase
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.lexicon import Government
from pipeline.extract.statements.predicates import Predicate
from pipeline.extract.statements.reading import Reading, TokenSpan


_NOTHING = Government(frozenset(), frozenset())


def find_speaker(reading: Reading, clauses: list[Clause], k: int, predicate: Predicate) -> list[TokenSpan]:
    """Token spans of the speaker of `predicate` in clause `k`: its subject, in the passive the von-phrase."""
    clause = clauses[k]
    if "hervor" in [reading.lowers[i] for i in predicate.tokens]:
        return _text_as_speaker(reading, clause)
    if predicate.is_passive and predicate.lemma != "zitieren":
        return _agent(reading, clause) or _text_named(reading, clause)
    inside = [p for p in reading.phrases_in(clause.first, clause.last) if _is_outside_quotation(reading, p, clause)]
    candidates = [p for p in inside if _may_be_subject(reading, p, predicate)]
    if clause.introducer == "rel":
        if reading.tags[clause.begin] != "P":
            antecedent = _antecedent(reading, clause)
            lower = reading.lowers[clause.begin]
            if (
                not candidates
                or lower in ("der", "who")
                or (lower == "die" and not _nominative_later(candidates, predicate))
            ):
                return [antecedent] if antecedent else []
        return _span(candidates[0]) if candidates else []
    if clause.is_subordinate:
        return _span(candidates[0]) if candidates else []
    if predicate.finite < clause.begin:  # its auxiliary stands in the clause before
        return []
    return _of_main_clause(reading, clauses, k, predicate, candidates)


def _of_main_clause(
    reading: Reading, clauses: list[Clause], k: int, predicate: Predicate, candidates: list[NounPhrase]
) -> list[TokenSpan]:
    clause = clauses[k]
    before = [p for p in candidates if p.last <= predicate.finite]
    after = [p for p in candidates if p.first > predicate.finite]
    nearest = _nearest_subject(after)
    prefield = _prefield(reading, clause, before, predicate)
    if prefield is not None:
        is_object = (
            nearest is not None
            and nearest.first == predicate.finite + 1
            and not nearest.can_be("a")
            and prefield.can_be("a")
        )
        if prefield.last - prefield.first == 1 and reading.lowers[prefield.first] in reading.cues.frames["words.anaphors"]:
            is_object = nearest is not None
        return _with_apposition(reading, clauses, k, nearest) if is_object and nearest else _span(prefield)
    if predicate.finite == clause.begin and k > 0:
        across = _subject_across(reading, clauses, k, predicate)
        if across:
            return across
    if nearest is not None:
        return _with_apposition(reading, clauses, k, nearest)
    return _text_as_speaker(reading, clause) if predicate.lemma in _IMPERSONAL else []


_IMPERSONAL = frozenset({"heißen", "verlauten"})


def _text_as_speaker(reading: Reading, clause: Clause) -> list[TokenSpan]:
    """„In dem Bericht heißt es“, „aus Kreisen verlautete“: the text or circle speaks."""
    for phrase in reading.phrases_in(clause.first, clause.last):
        if phrase.preposition >= 0 and reading.lowers[phrase.preposition] in (
            "in",
            "im",
            "aus",
            "auf",
            "seitens",
            "von",
        ):
            return _span(phrase)
    return []


def _is_outside_quotation(reading: Reading, phrase: NounPhrase, clause: Clause) -> bool:
    return not any(
        first <= phrase.first and phrase.last <= q.last and (phrase.first > first or phrase.last < q.last)
        for first, q in ((f, q) for f, q in reading.quotation_at.items() if clause.first <= f < clause.last)
    )


def _may_be_subject(reading: Reading, phrase: NounPhrase, predicate: Predicate) -> bool:
    if phrase.preposition >= 0 or not phrase.can_be("n"):
        return False
    if phrase.first and reading.lowers[phrase.first - 1] in ("als", "as", "wie"):
        return False
    lower = reading.lowers[phrase.first]
    if phrase.is_pronoun and lower in ("es", "man", "it") and "es" not in predicate.tokens:
        return False
    if reading.lowers[phrase.head].endswith(_TIMES) and not phrase.is_pronoun and phrase.last - phrase.first <= 2:
        return False
    if phrase.is_pronoun and predicate.number and not phrase.can_be("n", predicate.number):
        return False
    is_marked = phrase.readings != ("*.*.*",)
    return not (is_marked and predicate.number and not phrase.can_be("n", predicate.number)) or _is_joined(
        reading, phrase
    )


_TIMES = (
    "tag",
    "uhr",
    "abend",
    "morgen",
    "mittag",
    "woche",
    "monat",
    "jahr",
    "mittwoch",
    "monday",
    "day",
)


def _is_joined(reading: Reading, phrase: NounPhrase) -> bool:
    """Whether another phrase is joined to it with und: a plural subject of singulars."""
    return phrase.reach < len(reading.tags) and reading.lowers[phrase.reach] in ("und", "sowie", "and")


def _prefield(reading: Reading, clause: Clause, before: list[NounPhrase], predicate: Predicate) -> NounPhrase | None:
    """The subject before the verb. In German the field before the verb holds one constituent: its first phrase."""
    if not before:
        return None
    if reading.words.language != "de":
        return before[0]
    first = before[0]
    if any(reading.tags[i] in "PV" for i in range(clause.begin, first.first)):
        return None
    if first.first - clause.begin > 3:
        return None
    return first


def _nominative_later(candidates: list[NounPhrase], predicate: Predicate) -> bool:
    return any(p.can_be("n") and (p.is_pronoun or p.readings != ("*.*.*",) and not p.can_be("a")) for p in candidates)


def _nearest_subject(after: list[NounPhrase]) -> NounPhrase | None:
    """The first phrase that can only be nominative, else the first."""
    for phrase in after[:3]:
        if not phrase.can_be("a"):
            return phrase
    return after[0] if after else None


def _subject_across(reading: Reading, clauses: list[Clause], k: int, predicate: Predicate) -> list[TokenSpan]:
    """The subject before inserted clauses: a part that begins with a nominative and has no finite verb („Die Partei,
    die Hamas, bezeichnete …“); or, where the verb has no subject after it, the subject of the main clause before.
    """
    low = -1
    for m in range(k - 1, max(-1, k - 6), -1):
        clause = clauses[m]
        if clause.quotation is not None or (clause.finite >= 0 and not clause.is_subordinate):
            break
        if clause.introducer in ("dass", "wh", "um", "inf") or clause.is_coordinated:
            break
        if clause.is_subordinate:
            continue
        inside = [p for p in reading.phrases_in(clause.first, clause.last) if _may_be_subject(reading, p, predicate)]
        if inside and inside[0].first <= clause.first + 1:
            low = m
    if low < 0:
        return []
    clause = clauses[low]
    subject = next(p for p in reading.phrases_in(clause.first, clause.last) if _may_be_subject(reading, p, predicate))
    following = clauses[low + 1]
    if low + 1 < k and not following.is_subordinate and following.finite < 0:
        return [(subject.first, following.last)]
    return [(subject.first, max(subject.reach, clause.last))]


def _with_apposition(reading: Reading, clauses: list[Clause], k: int, phrase: NounPhrase) -> list[TokenSpan]:
    """The subject, with an apposition where the next part is a bare phrase („sagte Lars Meier, der Sprecher …“)."""
    if phrase.reach >= clauses[k].last and k + 1 < len(clauses) and not phrase.is_pronoun:
        following = clauses[k + 1]
        inside = reading.phrases_in(following.first, following.last)
        if (
            following.mark == ","
            and following.finite < 0
            and following.quotation is None
            and not following.is_subordinate
            and not following.is_coordinated
            and inside
            and inside[0].first == following.first
            and inside[0].reach >= following.last
            and not inside[0].is_pronoun
        ):
            return [(phrase.first, inside[0].reach)]
    return _span(phrase)


def _agent(reading: Reading, clause: Clause) -> list[TokenSpan]:
    """Who acts in the passive: „von …“, „durch …“."""
    for phrase in reading.phrases_in(clause.first, clause.last):
        if phrase.preposition >= 0 and reading.lowers[phrase.preposition] in ("von", "vom", "durch", "by"):
            before = phrase.preposition - 1
            is_attribute = before >= clause.first and reading.tags[before] in "N)"
            if not is_attribute:
                return _span(phrase)
    return []


def _text_named(reading: Reading, clause: Clause) -> list[TokenSpan]:
    """„In einer Mitteilung wurde gefordert“: the text that says it."""
    for phrase in reading.phrases_in(clause.first, clause.last):
        if phrase.preposition >= 0 and reading.lowers[phrase.preposition] in ("in", "im"):
            if reading.lowers[phrase.head].endswith(reading.cues.source_nouns):
                return _span(phrase)
    return []


def _antecedent(reading: Reading, clause: Clause) -> TokenSpan | None:
    """The phrase right before a relative clause."""
    low = max(0, clause.first - 25)
    for phrase in reversed(reading.phrases_in(low, clause.first)):
        if phrase.reach >= clause.first - 1 and phrase.last <= clause.first:
            return phrase.first, phrase.last
    return None


def _span(phrase: NounPhrase) -> list[TokenSpan]:
    return [(phrase.first, phrase.reach)]


def find_subject(reading: Reading, clauses: list[Clause], k: int) -> list[TokenSpan]:
    """Token spans of the subject of clause `k`, whatever its verb."""
    finite = clauses[k].finite
    if finite < 0:
        phrases = [p for p in reading.phrases_in(clauses[k].first, clauses[k].last) if p.can_be("n") and p.preposition < 0]
        return _span(phrases[0]) if phrases else []
    auxiliary = reading.words.auxiliaries.get(reading.lowers[finite])
    number = auxiliary.number if auxiliary is not None else ""
    return find_speaker(reading, clauses, k, Predicate("", _NOTHING, (finite,), finite, finite, number, False, False))


def find_addressee(reading: Reading, clauses: list[Clause], k: int, predicate: Predicate | None) -> list[TokenSpan]:
    """Whom it is said to: „gegenüber der Zeitung“, „auf Anfrage der FT“, a person in the dative, „vor Reportern“."""
    clause = clauses[k]
    phrases = reading.phrases_in(clause.first, clause.last)
    frames, lowers = reading.cues.frames, reading.lowers
    for phrase in phrases:
        if phrase.preposition >= clause.first and lowers[phrase.preposition] in frames["words.addressee_prepositions"]:
            return [(phrase.first, phrase.last)]
    for i in range(clause.first, clause.last - 2):
        if lowers[i] in ("anfrage", "nachfrage") and lowers[i - 1] == "auf":
            for phrase in phrases:
                if phrase.first == i + 1:
                    return [(phrase.first, phrase.last)]
    if predicate is None or predicate.is_passive:
        return []
    for phrase in phrases:
        if phrase.preposition < 0 and not phrase.is_pronoun and phrase.readings != ("*.*.*",):
            if phrase.can_be("d") and not phrase.can_be("n") and not phrase.can_be("a") and not phrase.can_be("g"):
                return [(phrase.first, phrase.last)]
    for phrase in phrases:
        if phrase.preposition == clause.first and lowers[phrase.preposition] in frames["words.addressee_before"]:
            if lowers[phrase.head].endswith(
                (
                    "reportern",
                    "journalisten",
                    "presse",
                    "medienvertretern",
                    "pressevertretern",
                    "abgeordneten",
                    "anhängern",
                    "parlament",
                    "reporters",
                    "journalists",
                )
            ):
                return [(phrase.first, phrase.last)]
    return []


def find_source(reading: Reading, clauses: list[Clause], k: int) -> list[TokenSpan]:
    """Whom the speaker cites: the phrase after „unter Berufung auf“ and its like."""
    clause = clauses[k]
    lowers = reading.lowers
    for words in reading.cues.phrases:
        for i in range(clause.first, clause.last - len(words)):
            if lowers[i] == words[0] and tuple(lowers[i : i + len(words)]) == words:
                begin = i + len(words)
                for phrase in reading.phrases_in(begin, min(begin + 1, clause.last)):
                    return [(phrase.first, phrase.reach)]
    return []

"""Predicates: cue verbs in a clause, with auxiliaries, particles and the words of their construction."""

from dataclasses import dataclass

from pipeline.extract.conjugation import VerbForm
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.lexicon import Government
from pipeline.extract.statements.reading import Reading


@dataclass(frozen=True, slots=True)
class Predicate:
    """A cue verb: its `tokens` (sorted), the token that agrees with the subject, and what it governs."""

    lemma: str
    government: Government
    tokens: tuple[int, ...]
    verb: int
    finite: int
    number: str
    is_passive: bool
    is_modal: bool

    @property
    def first(self) -> int:
        """Its first token."""
        return self.tokens[0]


def find_predicates(reading: Reading, clause: Clause, carried: int = -1) -> list[Predicate]:
    """The cue verbs of `clause`, in order. `carried` is the auxiliary of the clause before, for und-joined ones."""
    lowers, cues = reading.lowers, reading.cues
    if clause.quotation is not None:
        return []
    found: list[Predicate] = []
    i = clause.first
    last = clause.last
    while i < last:
        quotation = reading.quotation_at.get(i)
        if quotation is not None and quotation.last <= last:
            i = quotation.last
            continue
        lower = lowers[i]
        if reading.tags[i] != "N" or i == reading_first(reading, clause, i):
            predicate = None
            if lower in cues.constructions:
                predicate = _construction(reading, clause, i, carried)
            if predicate is None and lower in cues.forms:
                predicate = _simple(reading, clause, i, carried)
            if predicate is not None:
                found.append(predicate)
        i += 1
    return found


def reading_first(reading: Reading, clause: Clause, i: int) -> int:
    """The clause's first token: there a capital does not make a noun."""
    return clause.first if i == clause.first else -1


def _construction(reading: Reading, clause: Clause, i: int, carried: int) -> Predicate | None:
    """The longest construction whose verb is token `i` and whose other words stand in the clause."""
    best: Predicate | None = None
    for form, construction in reading.cues.constructions[reading.lowers[i]]:
        where = _find_words(reading, clause, construction.words, i)
        if where is None:
            continue
        predicate = _build(reading, clause, i, form, construction.lemma, construction.government, carried, where)
        if predicate is not None and (best is None or len(predicate.tokens) > len(best.tokens)):
            best = predicate
    return best


def _find_words(reading: Reading, clause: Clause, words: tuple[str, ...], verb: int) -> list[int] | None:
    """Tokens of `words` in the clause, adjacent words in order; None when one is missing."""
    found: list[int] = []
    lowers = reading.lowers
    for word in words:
        near = [k for k in range(clause.first, clause.last) if lowers[k] == word and k != verb and k not in found]
        if not near:
            return None
        after = [k for k in near if found and k > found[-1]] or near
        found.append(after[0])
    return found


def _simple(reading: Reading, clause: Clause, i: int, carried: int) -> Predicate | None:
    best: Predicate | None = None
    for form in reading.cues.forms[reading.lowers[i]]:
        government = reading.cues.governments[form.lemma]
        predicate = _build(reading, clause, i, form, form.lemma, government, carried, [])
        if predicate is not None and (best is None or _rank(predicate) > _rank(best)):
            best = predicate
    return best


def _rank(predicate: Predicate) -> tuple[int, int]:
    return len(predicate.tokens), -int(predicate.is_modal)


def _build(
    reading: Reading,
    clause: Clause,
    i: int,
    form: VerbForm,
    lemma: str,
    government: Government,
    carried: int,
    others: list[int],
) -> Predicate | None:
    """The predicate for one reading of token `i`, or None when the clause does not bear that reading."""
    lowers, auxiliaries = reading.lowers, reading.words.auxiliaries
    tokens = [i, *others]
    helpers = (
        [] if form.lemma in ("sein", "haben", "werden") and form.kind in "FK" else _helpers(reading, clause, i, carried)
    )
    if form.particle:
        particle = _particle(reading, clause, i, form.particle)
        if particle < 0:
            return None
        tokens.append(particle)
    if form.kind == "P" or (form.kind in "FK" and helpers and _is_participle_too(reading, i)):
        if form.kind != "P" or not helpers:
            return None
        lemmas = {auxiliaries[lowers[h]].lemma for h in helpers}
        if not lemmas & {"haben", "sein", "werden", "have", "be"}:
            return None
        passive = (
            "werden" in lemmas
            or "worden" in (lowers[i + 1 : i + 2] or ("",))
            or ("be" in lemmas and "have" not in lemmas)
        )
        finite = helpers[0]
        modal = "sollen" in lemmas
        return _make(reading, clause, lemma, government, [*helpers, *tokens], i, finite, passive, modal)
    if form.kind == "I" or (form.kind == "F" and form.number == "p" and lowers[i] == form.lemma and helpers):
        modals = [h for h in helpers if auxiliaries[lowers[h]].lemma not in ("haben", "sein", "have", "be")]
        if not modals or (i and lowers[i - 1] in reading.cues.frames["words.zu"]):
            return None
        return _make(reading, clause, lemma, government, [*helpers, *tokens], i, modals[0], False, True)
    if form.kind in "FK":
        if helpers and (i and reading.tags[i - 1] != "C") and reading.words.language == "de":
            return None
        if i and lowers[i - 1] in reading.cues.frames["words.zu"]:
            return None
        return _make(reading, clause, lemma, government, tokens, i, i, False, False)
    return None


def _make(
    reading: Reading,
    clause: Clause,
    lemma: str,
    government: Government,
    tokens: list[int],
    verb: int,
    finite: int,
    is_passive: bool,
    is_modal: bool,
) -> Predicate | None:
    lowers = reading.lowers
    reflexive = next((k for k in range(clause.first, clause.last) if lowers[k] == "sich"), -1)
    if "sich" in government.takes:
        if reflexive < 0:
            if government.takes <= {"sich", "dass", "da", "zu"} or "obj" not in government.takes:
                return None
        else:
            tokens = [*tokens, reflexive]
    auxiliary = reading.words.auxiliaries.get(lowers[finite])
    if auxiliary is not None:
        number = auxiliary.number
    else:
        forms = reading.cues.forms.get(lowers[finite], ()) or [
            f for f, _ in reading.cues.constructions.get(lowers[finite], ())
        ]
        numbers = {f.number for f in forms if f.kind in "FK"}
        number = numbers.pop() if len(numbers) == 1 else ""
    if "da" in government.takes:
        da = _correlate(reading, clause, verb)
        if da >= 0:
            tokens = [*tokens, da]
    return Predicate(lemma, government, tuple(sorted(set(tokens))), verb, finite, number, is_passive, is_modal)


def _correlate(reading: Reading, clause: Clause, verb: int) -> int:
    """The da-word of the clause: right before the verb or towards the clause's end."""
    words = reading.cues.frames["words.da"]
    for k in range(clause.last - 1, clause.first - 1, -1):
        if reading.lowers[k] in words and (k > verb or k >= verb - 2):
            return k
    return -1


def _helpers(reading: Reading, clause: Clause, i: int, carried: int) -> list[int]:
    """Auxiliaries and modals that token `i` may depend on: in its clause, before it or right after it."""
    found: list[int] = []
    for k in range(clause.first, clause.last):
        if reading.tags[k] == "H" and (k < i or k <= i + 3):
            quotation = any(q.first < k < q.last for q in _near(reading, k))
            if not quotation:
                found.append(k)
    if not found and carried >= 0 and (clause.is_coordinated or clause.finite < 0):
        found.append(carried)
    after = [k for k in range(i + 1, min(i + 3, clause.last)) if reading.lowers[k] in ("worden", "haben", "sein")]
    return sorted(
        set(found) | {k for k in after if reading.tags[k] in "HZ"} & set(range(clause.first, clause.last))
        if found
        else found
    )


def _near(reading: Reading, k: int) -> list:  # type: ignore[type-arg]
    return []


def _is_participle_too(reading: Reading, i: int) -> bool:
    return any(form.kind == "P" for form in reading.cues.forms.get(reading.lowers[i], ()))


def _particle(reading: Reading, clause: Clause, i: int, particle: str) -> int:
    """The separated particle of the verb at `i`: at the end of its clause or before a coordinator; -1 if none."""
    for k in range(i + 1, clause.last):
        if reading.lowers[k] == particle and (k + 1 >= clause.last or reading.tags[k + 1] in 'C#Q"'):
            return k
    return -1

"""Predicates: cue verbs in a clause, with auxiliaries, particles and the words of their construction."""

from collections.abc import Sequence

from pipeline.extract.lang.morphology import VerbForm
from pipeline.extract.lang.terms import FINITE_FORMS, Inflection, Number, Takes
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.lexicon import Government
from pipeline.extract.statements.reading import Reading
from pipeline.extract.tags import AUXILIARY, AUXILIARY_OR_NONFINITE, DETERMINER, FINITE, NOUN, PREPOSITION
from pipeline.extract.value_class import value_class

_MAX_ATTRIBUTES = 3  # tokens from a determiner to its noun
_MAX_PREDICATES = 12  # in one clause; keeps hostile input linear


@value_class
class Predicate:
    """A cue verb: its `tokens` (sorted), its own token, the one that agrees with the subject, what it governs.

    `number` is that of the finite form.
    """

    lemma: str
    government: Government
    tokens: tuple[int, ...]
    verb: int
    finite: int
    number: Number
    is_passive: bool = False
    is_modal: bool = False


def find_predicates(reading: Reading, clause: Clause, carried: int | None = None) -> list[Predicate]:
    """The cue verbs of `clause`, in order. `carried` is the auxiliary of the clause before, for und-joined ones."""
    if clause.quotation is not None:
        return []
    key = (clause.first, carried if _is_rest(clause) else None)
    if key not in reading.predicates:
        reading.predicates[key] = _read_predicates(reading, clause, key[1])
    return reading.predicates[key]


def _is_rest(clause: Clause) -> bool:
    """Whether the auxiliary of the clause before may be that of this one too."""
    return clause.is_coordinated or (clause.finite is None and not clause.is_subordinate)


def _read_predicates(reading: Reading, clause: Clause, carried: int | None) -> list[Predicate]:
    verbs = reading.cues.verbs
    found: list[Predicate] = []
    for i, lower in enumerate(reading.lowers[clause.first : clause.last], clause.first):
        if lower not in verbs or (found and i in found[-1].tokens):
            continue
        if reading.is_quoted(i) or reading.nominal[i] or (reading.tags[i] is NOUN and i != clause.first):
            continue
        predicate = _PredicateAt(reading, clause, i, carried).best()
        if predicate is not None:
            found.append(predicate)
            if len(found) == _MAX_PREDICATES:
                break
    return found


class _PredicateAt:
    """The readings of one token as a cue verb in its clause."""

    def __init__(self, reading: Reading, clause: Clause, verb: int, carried: int | None) -> None:
        self.reading, self.clause, self.verb = reading, clause, verb
        self.lowers, self.cues, self.frames = reading.lowers, reading.cues, reading.cues.frames
        self.auxiliaries = reading.words.auxiliaries
        self.helpers = self._helpers(carried)
        self.in_clause = frozenset(self.lowers[clause.first : clause.last])

    def best(self) -> Predicate | None:
        """Return the construction with the most words, else the reading as a simple verb with the most words."""
        lower = self.lowers[self.verb]
        found: list[Predicate] = []
        for form, construction in self.cues.constructions.get(lower, ()):
            has_all = self.in_clause.issuperset(construction.words)
            others = self._find(construction.words) if has_all else None
            if others is not None:
                found += self._build(form, construction.lemma, construction.government, others)
        if not found:
            for form in self.cues.forms.get(lower, ()):
                found += self._build(form, form.lemma, self.cues.governments[form.lemma], [])
        return max(found, key=lambda p: (len(p.tokens), not p.is_modal), default=None)

    def _find(self, words: tuple[str, ...]) -> list[int] | None:
        """Return the tokens of `words`, which the clause has, side by side or in order if possible; None for none."""
        lowers, first = self.lowers, words[0]
        for k in range(self.clause.first, self.clause.last - len(words) + 1):
            if lowers[k] != first or k <= self.verb < k + len(words):
                continue
            if tuple(lowers[k : k + len(words)]) == words and self._may_part(k, words):
                return list(range(k, k + len(words)))
        found: list[int] = []
        for word, following in zip(words, (*words[1:], ""), strict=True):
            near = [
                k
                for k in range(self.clause.first, self.clause.last)
                if self.lowers[k] == word and k != self.verb and k not in found and self._may_part(k, words)
            ]
            if following:  # „der Hoffnung“, not „die Hoffnung der Wirte“
                near = [k for k in near if self._is_led(k, following)]
            if not near:
                return None
            found.append(next((k for k in near if found and k > found[-1]), near[0]))
        return found

    def _is_led(self, token: int, noun: str) -> bool:
        """Whether `noun` stands near behind token `token` where that is a determiner."""
        behind = self.lowers[token + 1 : min(token + 1 + _MAX_ATTRIBUTES, self.clause.last)]
        return self.reading.tags[token] is not DETERMINER or noun in behind

    def _may_part(self, token: int, words: tuple[str, ...]) -> bool:
        """Whether a preposition alone beside an auxiliary ends its clause: „hat vor“, not „hat vor Gericht“."""
        if len(words) > 1 or self.lowers[self.verb] not in self.auxiliaries:
            return True
        return self.reading.tags[token] is not PREPOSITION or token == self.clause.last - 1

    def _helpers(self, carried: int | None) -> list[int]:
        """Auxiliaries and modals that the verb may depend on: before it or right after it, else one that is carried."""
        clause, tags, verb = self.clause, self.reading.tags, self.verb
        found = [
            k
            for k in range(clause.first, min(clause.last, verb + 4))
            if k != verb and tags[k] is AUXILIARY and not self.reading.is_quoted(k)
        ]
        if not found and carried is not None:
            found = [carried]
        closing = self.frames["auxiliaries.closing"]
        after = range(verb + 1, min(verb + 3, clause.last)) if found else ()
        return sorted({*found, *(k for k in after if self.lowers[k] in closing and tags[k] in AUXILIARY_OR_NONFINITE)})

    def _build(self, form: VerbForm, lemma: str, government: Government, others: list[int]) -> list[Predicate]:
        """Return the predicate for one reading of the verb, or none when the clause does not bear that reading."""
        tokens = [self.verb, *others]
        if Takes.FINITE_ONLY in government.takes and form.kind not in FINITE_FORMS:
            return []
        if form.particle:
            particle = self._particle(form)
            if particle is None:
                return []
            tokens.append(particle)
        elif form.kind in FINITE_FORMS and not others and self._has_particle():
            return []
        if Takes.REFLEXIVE in government.takes:
            reflexives = self.frames["words.reflexive"]
            reflexive = next((k for k in self._tokens() if self.lowers[k] in reflexives), None)
            if reflexive is None and Takes.OBJECT not in government.takes:
                return []
            tokens += [reflexive] if reflexive is not None else []
        correlate = self._correlate() if Takes.CORRELATE in government.takes else None
        tokens += [correlate] if correlate is not None else []
        group = self._group(form)
        if group is None:
            return []
        finite, helpers, is_passive, is_modal = group
        whole = tuple(sorted({*tokens, *helpers}))
        return [Predicate(lemma, government, whole, self.verb, finite, self._number(finite), is_passive, is_modal)]

    def _group(self, form: VerbForm) -> tuple[int, Sequence[int], bool, bool] | None:
        """(finite verb, auxiliaries, is_passive, is_modal) of the verb group for this form; None if there is none."""
        verb, helpers = self.verb, self.helpers
        is_auxiliary = self.lowers[verb] in self.auxiliaries
        lemmas = {self.auxiliaries[self.lowers[k]].lemma for k in helpers}
        perfect, passive = self.frames["auxiliaries.perfect"], self.frames["auxiliaries.passive"]
        if form.kind == Inflection.PARTICIPLE:
            if not lemmas & (perfect | passive):
                return None
            closed = self.lowers[verb + 1 : verb + 2]
            is_passive = (bool(lemmas & passive) and not lemmas & (perfect - passive)) or bool(
                set(closed) & self.frames["auxiliaries.passive_forms"]
            )
            return helpers[0], helpers, is_passive, bool(lemmas & self.frames["auxiliaries.hearsay"])
        if verb and self.lowers[verb - 1] in self.frames["words.infinitive_marks"]:
            return None
        if helpers and not is_auxiliary and (form.kind == Inflection.INFINITIVE or self.lowers[verb] == form.lemma):
            modals = [k for k in helpers if self.auxiliaries[self.lowers[k]].lemma not in perfect]
            return (modals[0], helpers, False, True) if modals else None
        if form.kind not in FINITE_FORMS:
            return None
        if helpers and not is_auxiliary and self.reading.order.is_bound(self.reading.tags, verb):
            return None
        return verb, (), False, False

    def _has_particle(self) -> bool:
        """Whether a particle ends the clause of the verb and makes it another one: „Das Treffen fand gestern statt“."""
        clause = self.clause
        if clause.finite != self.verb or self.lowers[clause.last - 1] not in self.cues.particles:
            return False
        return not clause.is_subordinate and not any(
            self.reading.tags[i] in FINITE for i in range(self.verb + 1, clause.last)
        )

    def _tokens(self) -> range:
        return range(self.clause.first, self.clause.last)

    def _number(self, finite: int) -> Number:
        lower = self.lowers[finite]
        if lower in self.auxiliaries:
            return self.auxiliaries[lower].number
        forms = [*self.cues.forms.get(lower, ()), *(form for form, _ in self.cues.constructions.get(lower, ()))]
        numbers = {form.number for form in forms if form.kind in FINITE_FORMS}
        return numbers.pop() if len(numbers) == 1 else Number.ANY

    def _correlate(self) -> int | None:
        """Return the da-word of the clause (davon, darauf): towards the clause's end or right before the verb."""
        words = self.frames["words.correlates"]
        return next((k for k in reversed(self._tokens()) if self.lowers[k] in words and k >= self.verb - 2), None)

    def _particle(self, form: VerbForm) -> int | None:
        """Return the separated particle of a finite form.

        Where it is only written apart it stands right before the verb: „wie sie bekannt gab“.
        """
        if self.verb > self.clause.first and self.lowers[self.verb - 1] == form.particle:
            return self.verb - 1
        if form.kind not in FINITE_FORMS:
            return None
        return self.reading.order.find_particle(self.reading, self.clause, self.verb, form)

"""Where a complement ends: at the sentence's end, or where the sentence goes back to its frame or on to another cue."""

from collections.abc import Mapping, Sequence

from pipeline.extract.lang.terms import CLAUSES_AND_QUOTATIONS, Inflection, Introducer, Kind, Mood, Takes
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.predicates import Predicate
from pipeline.extract.statements.reading import Reading
from pipeline.extract.tags import COLON, COMMA, COORDINATOR, FINITE, QUOTATION_MARK, SEMICOLON

_WITH_VERB_BEHIND = (Introducer.NONE, Introducer.THAT, Introducer.INFINITIVE)
_ACROSS = 4  # clauses over which an interrupted one is followed


class ComplementEnds:
    """The ends of complements in one sentence, found in one pass for each kind of complement.

    `of_clause` holds the cues of each clause by its index.
    """

    def __init__(
        self, reading: Reading, clauses: Sequence[Clause], of_clause: Mapping[int, Sequence[Predicate]]
    ) -> None:
        self.reading, self.clauses, self._of_clause = reading, clauses, of_clause
        self._joined: dict[int, int | None] = {}
        self._stops: dict[Kind, list[int]] = {}  # by kind of complement: for each clause the first one that ends it

    def end(self, m: int, kind: Kind = Kind.CLAUSE) -> int:
        """Return the token after the complement that begins with clause `m`.

        It ends where the sentence goes back to its frame.
        """
        clauses = self.clauses
        if kind == Kind.THAT_CLAUSE and clauses[m].finite is None:
            m = self._completing(m)
        joined = self.joined_cue(m)
        if joined is not None:
            return joined
        n = self._stops_of(kind)[m + 1]
        is_left = n == len(clauses) or self._returns(clauses[n], n, kind)
        joined = None if is_left else self.joined_cue(n)
        return clauses[n - 1].last if joined is None else joined

    def _completing(self, m: int) -> int:
        """Return the clause that ends the dass-clause `m`, which others interrupt: „dass sie, die krank ist, ruht“."""
        for n in range(m + 1, min(m + _ACROSS, len(self.clauses))):
            clause = self.clauses[n]
            if clause.quotation is not None or clause.mark is not COMMA or clause.is_coordinated:
                break
            if clause.introducer != Introducer.RELATIVE and self.reading.tags[clause.last - 1] in FINITE:
                return n
        return m

    def _stops_of(self, kind: Kind) -> list[int]:
        """For each clause the first one from it on that ends a complement of this kind; one pass for a sentence."""
        if kind not in self._stops:
            nearest = n_clauses = len(self.clauses)
            stops = [n_clauses] * (n_clauses + 1)
            for n in range(n_clauses - 1, -1, -1):
                if self.joined_cue(n) is not None or self._returns(self.clauses[n], n, kind):
                    nearest = n
                stops[n] = nearest
            self._stops[kind] = stops
        return self._stops[kind]

    def joined_cue(self, n: int) -> int | None:
        """Return the und before a further cue in clause `n` that the frame's speaker is the subject of."""
        if n not in self._joined:
            cue = next((p.verb - 1 for p in self._of_clause.get(n, ()) if self._is_joined(p, n)), None)
            self._joined[n] = self._joined_verb(self.clauses[n]) if cue is None else cue
        return self._joined[n]

    def _joined_verb(self, clause: Clause) -> int | None:
        """Return the und behind somebody's words and before another verb of the frame: „… sei alt und ging hinaus“.

        The verb stands right behind it and is in no subjunctive. The words are a main clause in the subjunctive, or end
        there with their verb: a dass-clause, an infinitive.
        """
        if clause.quotation is not None or clause.introducer not in _WITH_VERB_BEHIND:
            return None
        tags, is_main = self.reading.tags, clause.introducer == Introducer.NONE and not clause.has_marked_infinitive
        if is_main and clause.mood != Mood.SUBJUNCTIVE:
            return None
        for i in range(clause.begin + 1, clause.last - 2):
            if tags[i] is not COORDINATOR or tags[i + 1] not in FINITE or self.reading.nominal[i + 1]:
                continue
            is_behind = is_main or self._ends_words(clause, i)
            if is_behind and not self.reading.is_quoted(i) and not self._is_subjunctive(i + 1):
                return i
        return None

    def _ends_words(self, clause: Clause, i: int) -> bool:
        """Whether a dass-clause or infinitive ends with its verb before token `i`."""
        if clause.introducer == Introducer.THAT:
            return self.reading.tags[i - 1] in FINITE
        return self.reading.lowers[i - 2] in self.reading.cues.frames["words.infinitive_marks"]

    def _is_joined(self, predicate: Predicate, n: int) -> bool:
        verb = predicate.verb
        is_after_und = predicate.finite == verb > self.clauses[n].begin and self.reading.tags[verb - 1] is COORDINATOR
        is_clausal = bool(predicate.government.takes & CLAUSES_AND_QUOTATIONS)
        return is_after_und and is_clausal and not self._is_subjunctive(verb)

    def _is_subjunctive(self, token: int) -> bool:
        lower, words = self.reading.lowers[token], self.reading.words
        auxiliary = words.auxiliaries.get(lower)
        listed = [auxiliary] if auxiliary is not None else words.verbs.get(lower, ())
        forms = [*listed, *self.reading.cues.forms.get(lower, ())]
        weak = self.reading.cues.frames["words.continuing"] | self.reading.cues.frames["words.ambiguous_mood"]
        return any(form.kind == Inflection.SUBJUNCTIVE for form in forms) or lower in weak

    def _returns(self, clause: Clause, n: int, kind: Kind) -> bool:
        """Whether clause `n` belongs to the frame again."""
        reading = self.reading
        lower = reading.lowers[clause.begin] if clause.begin < clause.last else ""
        if clause.mark is SEMICOLON and clause.mood != Mood.SUBJUNCTIVE and clause.introducer != Introducer.THAT:
            return True
        if lower in reading.cues.frames["adverbs.so"] and clause.finite is None and clause.mark is COMMA:
            return True
        if (
            clause.introducer == Introducer.REPORT
            and clause.finite is not None
            and clause.last - clause.begin > 1  # not „wie vereinbart“
            and any(not p.is_modal for p in self._of_clause.get(n, ()))
        ):
            return True
        if clause.introducer:
            is_relative = reading.lowers[clause.begin - 1] in reading.cues.frames["words.relative_wh"]
            return kind == Kind.INFINITIVE and clause.introducer == Introducer.WH and not is_relative
        if clause.quotation is not None:
            return clause.mark in (QUOTATION_MARK, COLON)
        own = self._of_clause.get(n, [])
        verb_first = clause.finite == clause.begin
        if own and verb_first and own[0].finite == clause.begin and own[0].government.takes & CLAUSES_AND_QUOTATIONS:
            return True
        if (
            own
            and clause.is_coordinated
            and clause.mood != Mood.SUBJUNCTIVE
            and own[0].government.takes & {Takes.CLAUSE, Takes.QUOTATION}
        ):
            return True
        if (
            kind == Kind.CLAUSE
            and clause.is_coordinated
            and clause.mark is COMMA
            and clause.mood == Mood.INDICATIVE
            and self.clauses[n - 1].is_main
            and self.clauses[n - 1].mood == Mood.SUBJUNCTIVE
        ):
            return True  # „… sagte, der Zug komme, und die Reisenden stiegen aus“
        if kind == Kind.THAT_CLAUSE and (self._is_told_on(n) or self._is_joined_main(n)):
            return True
        if (
            kind in (Kind.INFINITIVE, Kind.WH_CLAUSE, Kind.THAT_CLAUSE)
            and verb_first
            and not clause.is_coordinated
            and clause.mark is COMMA
        ):
            return True
        return (
            kind == Kind.INFINITIVE
            and clause.finite is not None
            and clause.is_coordinated
            and not clause.has_marked_infinitive
        )

    def _is_joined_main(self, n: int) -> bool:
        """Whether a main clause is joined to a dass-clause: „…, dass er halte, doch die Bauern glaubten ihr nicht“."""
        clause, tags = self.clauses[n], self.reading.tags
        if not clause.is_coordinated or clause.introducer or clause.finite is None:
            return False
        if self.reading.is_quoted(clause.finite):
            return False
        return (
            clause.mood == Mood.INDICATIVE and clause.finite < clause.last - 1 and tags[clause.last - 1] not in FINITE
        )

    def _is_told_on(self, n: int) -> bool:
        """Whether a main clause behind a dass-clause tells on: „…, dass er halte, die Bauern glaubten ihr nicht“."""
        clause, tags = self.clauses[n], self.reading.tags
        if clause.mark is not COMMA or clause.mood != Mood.INDICATIVE or clause.is_coordinated or clause.finite is None:
            return False
        if self.reading.lowers[clause.finite] in self.reading.cues.frames["words.reportive"]:
            return False  # „…, dass er halte, die Tore sollen offen bleiben“
        is_second = clause.begin < clause.finite and tags[clause.last - 1] not in FINITE
        return is_second and tags[self.clauses[n - 1].last - 1] in FINITE

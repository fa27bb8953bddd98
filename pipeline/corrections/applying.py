"""Apply the judgements of one document to its rows.

First rows are added, then values changed and confirmed, then extents changed, and last rows taken out, so that a row
that a person vouches for is never taken out as the near variant of a rejected one. Each line has exactly one outcome.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.corrections.adding import add_row
from pipeline.corrections.changing import Change, judge_value
from pipeline.corrections.deriving import derive
from pipeline.corrections.document import KEYS, NEAR, JudgedDocument, Row, spans_of
from pipeline.corrections.fields import FIELDS, MADE_OF, SPAN_TABLES
from pipeline.corrections.judgement import Judgement, Outcome
from pipeline.corrections.marking import kind_of, mark
from pipeline.corrections.people import find_actor
from pipeline.corrections.placing import overlap
from pipeline.corrections.values import judge_chain, said
from pipeline.extract.annotation import Span
from schemas.vocabulary import CorrectionState, Reviewed, Verdict

_GONE = "these words are not in the text"
_SEVERAL = "these words are in {} places: give more of prefix and suffix"
_NO_ROW = "no row of {} has these words: to have one, add it"
_FOUND_NOTHING = "found: nothing"


@dataclass(frozen=True, slots=True)
class Corrected:
    """The rows of a document after people's judgements, by table as extraction returns them.

    `renamed` has table, old and new id of rows whose words changed.
    """

    rows: dict[str, list[Row]]
    outcomes: tuple[Outcome, ...]
    renamed: tuple[tuple[str, str, str], ...]


def apply_judgements(
    judgements: Iterable[Judgement],
    rows: Mapping[str, Sequence[Row]],
    text: str,
    *,
    document_id: str,
    language: str,
    published_on: date | None,
) -> Corrected:
    """Apply valid judgements of one document, in the order of the files, to the `rows` that extraction made of it.

    Judgements of `documents` are not among them: they are decided before anything is extracted.
    """
    document = JudgedDocument.of(document_id, text, language, published_on, rows)
    work = _Work(document)
    lines = list(judgements)
    for judgement in lines:
        work.place(judgement)
    for step in (
        work.add,
        work.bring_back,
        work.change_values,
        work.change_extents,
        work.change_values,
        work.reject,
        work.actors,
    ):
        step(lines)
    renamed = _followed(document.renamed)
    now = {old_id: new_id for _, old_id, new_id in renamed}
    told = [work.outcome_of(judgement) for judgement in lines]
    outcomes = tuple(replace(outcome, row_id=now.get(outcome.row_id or "", outcome.row_id)) for outcome in told)
    return Corrected(derive(document, rows), outcomes, renamed)


def _followed(renamed: Sequence[tuple[str, str, str]]) -> tuple[tuple[str, str, str], ...]:
    """Return the renamed rows with their last ids, also of those that were renamed more than once."""
    last: dict[tuple[str, str], str] = {}
    for table, old_id, new_id in renamed:
        for key, known in last.items():
            if key[0] == table and known == old_id:
                last[key] = new_id
        last[table, old_id] = new_id
    passed = {(table, new_id) for table, _, new_id in renamed if (table, new_id) in last}
    return tuple((table, old, new) for (table, old), new in last.items() if (table, old) not in passed)


class _Work:
    """The steps, on one document."""

    def __init__(self, document: JudgedDocument) -> None:
        self._document = document
        self._spans: dict[int, tuple[Span, ...]] = {}
        self._outcomes: dict[int, Outcome] = {}
        self._brought_back: set[str] = set()

    def outcome_of(self, judgement: Judgement) -> Outcome:
        """Return what became of a line; of one that found no row, that it did not."""
        missing = Outcome(judgement, CorrectionState.ORPHANED, _NO_ROW.format(judgement.table))
        return self._outcomes.get(id(judgement), missing)

    def place(self, judgement: Judgement) -> None:
        """Find the words of a line in the text."""
        if judgement.table not in SPAN_TABLES:
            return
        places = self._document.places_of(judgement.table, judgement.quote, judgement.prefix, judgement.suffix)
        if len(places) == 1:
            self._spans[id(judgement)] = places[0]
        else:
            detail = _SEVERAL.format(len(places)) if places else _GONE
            self._tell(judgement, CorrectionState.ORPHANED, detail)

    def _tell(self, judgement: Judgement, state: str, detail: str = "", row_id: str | None = None) -> None:
        self._outcomes[id(judgement)] = Outcome(judgement, state, detail, row_id)

    def _open(self, lines: Iterable[Judgement], *verdicts: str) -> list[Judgement]:
        """Return the lines of these verdicts about words that have no outcome yet."""
        return [
            line
            for line in lines
            if line.verdict in verdicts and line.table in SPAN_TABLES and id(line) not in self._outcomes
        ]

    def add(self, lines: Sequence[Judgement]) -> None:
        """Add the rows that are missing."""
        for line in self._open(lines, Verdict.ADD):
            state, detail, row = add_row(self._document, line, self._spans[id(line)])
            self._tell(line, state, detail, None if row is None else row[KEYS[line.table]])

    def bring_back(self, lines: Sequence[Judgement]) -> None:
        """Add the rows that extraction does not find any more, where lines say what makes them rows.

        That is the type of a statement, the value of a date, the actor of a mention; other lines find no row then.
        """
        for line in self._open(lines, Verdict.CONFIRM, Verdict.CHANGE):
            spans = self._spans[id(line)]
            if line.field != MADE_OF[line.table] or not said(line) or self._document.row_at(line.table, spans):
                continue
            made = replace(line, verdict=Verdict.ADD.value, new_value=said(line))
            _, detail, row = add_row(self._document, made, spans)
            if row is not None:
                self._tell(line, CorrectionState.CONFLICT, _FOUND_NOTHING, row[KEYS[line.table]])
                self._brought_back.add(row[KEYS[line.table]])
            else:
                self._tell(line, CorrectionState.ORPHANED, detail)

    def change_values(self, lines: Sequence[Judgement]) -> None:
        """Confirm rows, and change or confirm their values."""
        chains: dict[tuple[str, str, str], list[Judgement]] = {}
        rows: dict[str, Row] = {}
        for line in self._open(lines, Verdict.CONFIRM, Verdict.CHANGE):
            row = self._document.row_at(line.table, self._spans[id(line)])
            if row is None or line.field == "text":
                continue
            row_id = row[KEYS[line.table]]
            rows[row_id] = row
            chains.setdefault((line.table, row_id, line.field), []).append(line)
        for (_, row_id, _field), chain in chains.items():
            self._judge(rows[row_id], chain)

    def change_extents(self, lines: Sequence[Judgement]) -> None:
        """Give rows other words, one line after another: a later one may quote what an earlier one made of a row."""
        for line in self._open(lines, Verdict.CONFIRM, Verdict.CHANGE):
            row = self._document.row_at(line.table, self._spans[id(line)]) if line.field == "text" else None
            if row is not None:
                self._judge(row, [line])

    def _judge(self, row: Row, chain: Sequence[Judgement]) -> None:
        first = chain[0]
        change: Change = judge_value(self._document, first.table, row, chain)
        is_back = row[KEYS[first.table]] in self._brought_back
        for line, state in zip(chain, change.states, strict=True):
            if is_back and state in (CorrectionState.APPLIED, CorrectionState.ALREADY_TRUE):
                self._tell(line, CorrectionState.CONFLICT, _FOUND_NOTHING, row[KEYS[first.table]])
            else:
                self._tell(line, state, change.detail, row[KEYS[first.table]])
        if change.states[-1] not in (CorrectionState.INVALID, CorrectionState.ORPHANED):
            reviewed = Reviewed.CHANGED if change.is_changed else Reviewed.CONFIRMED
            mark(row, reviewed, chain[-1].correction_id)
            self._document.judged.add(row[KEYS[first.table]])

    def reject(self, lines: Sequence[Judgement]) -> None:
        """Take out the rows that people reject, and their near variants."""
        for line in self._open(lines, Verdict.REJECT):
            found = self._variants(line, self._spans[id(line)])
            for row in found:
                self._document.remove(line.table, row)
            row_id = found[0][KEYS[line.table]] if found else None
            state = CorrectionState.APPLIED if found else CorrectionState.ALREADY_TRUE
            self._tell(line, state, "" if len(found) < 2 else f"{len(found)} rows", row_id)

    def _variants(self, line: Judgement, spans: Sequence[Span]) -> list[Row]:
        """Return the rows that say what was rejected: the one with these words, and those nearly the same of its type.

        Rows that a person judged otherwise are none of them.
        """
        key = KEYS[line.table]
        near = [
            (overlap(spans_of(row), spans), place, row)
            for place, row in enumerate(self._document.rows[line.table])
            if row[key] not in self._document.judged
        ]
        near = sorted((found for found in near if found[0] >= NEAR), key=lambda found: (-found[0], found[1]))
        if not near:
            return []
        kind = line.old_value or kind_of(line.table, near[0][2])
        return [row for _, _, row in near if kind_of(line.table, row) == kind]

    def actors(self, lines: Iterable[Judgement]) -> None:
        """Change what an actor is in this document."""
        chains: dict[tuple[str, str], list[Judgement]] = {}
        for line in lines:
            if line.table == "actors":
                actor = find_actor(line.quote, self._document.appearances)
                if actor is None:
                    self._tell(line, CorrectionState.ORPHANED, "no actor of the document has this name or id")
                else:
                    chains.setdefault((actor["actor_id"], line.field), []).append(line)
        for (actor_id, _), chain in chains.items():
            is_changed = judge_actor(self._document.appearances[actor_id], chain, self._outcomes)
            reviewed = Reviewed.CHANGED if is_changed else Reviewed.CONFIRMED
            mark(self._document.appearances[actor_id], reviewed, chain[-1].correction_id)


def judge_actor(actor: Row, chain: Sequence[Judgement], outcomes: dict[int, Outcome]) -> bool:
    """Judge one field of an actor, and change it in `actor`; return whether it changed."""
    column = FIELDS["actors"][chain[0].field].column if chain[0].field else "name"
    found = actor[column]
    judged = judge_chain(chain, lambda value: (found or "") == value)
    for line, state in zip(chain, judged.states, strict=True):
        detail = f"found: {found}" if state == CorrectionState.CONFLICT else ""
        outcomes[id(line)] = Outcome(line, state, detail, actor["actor_id"])
    if judged.is_changed:
        actor[column] = judged.value or None
    return judged.is_changed

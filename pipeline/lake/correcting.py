"""Apply people's judgements to the tables of a month.

What extraction made is kept beside what comes out of it, so that a build after a correction annotates nothing. Only
documents with judgements are looked at. Rows that break the contract once they are corrected stay as they were found;
the lines about their document are then invalid and say why.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.corrections.applying import Corrected, apply_judgements
from pipeline.corrections.judgement import Judgement, Outcome
from pipeline.corrections.marking import mark
from pipeline.corrections.values import judge_chain
from pipeline.extract.rows import Row
from pipeline.lake.document_columns import with_document_columns
from pipeline.lake.judged_documents import PLANNED_FIELDS, DocumentJudgements, MonthJudgements
from pipeline.lake.parquet import table_from_rows
from schemas.export import arrow_schema
from schemas.vocabulary import CorrectionState, Reviewed, Verdict

_ANNOTATED = ("dates", "mentions", "statements", "about", "appearances")
_TOLD = 200


def correct_month(
    tables: Mapping[str, pa.Table], judgements: MonthJudgements
) -> tuple[dict[str, pa.Table], pa.Table, list[dict[str, str]]]:
    """Return the tables of a month as people corrected them, the table `judged`, and redirects of rows with other ids.

    `tables` are what extraction made, sound by the contract.
    """
    outcomes = list(judgements.outcomes)
    ids = pa.array([judged.document_id for judged in judgements.documents], pa.string())
    found = {table: _of(rows, ids) for table, rows in tables.items() if table in (*_ANNOTATED, "documents")}
    rows_of = {table: _by_document(rows) for table, rows in found.items()}
    corrected: dict[str, list[Row]] = {table: [] for table in found}
    redirects: list[dict[str, str]] = []
    made: list[tuple[DocumentJudgements, Mapping[str, list[Row]], Corrected]] = []
    for judged in judgements.documents:
        document_rows = {table: rows_of[table].get(judged.document_id, []) for table in found}
        if document_rows["documents"]:
            made.append((judged, document_rows, _corrected(judged, document_rows)))
        else:  # its row broke the contract
            outcomes += [(judged.document_id, _orphaned(line)) for line in judged.lines]
    broken = _broken([after.rows for _, _, after in made])
    for judged, before, after in made:
        if judged.document_id in broken or "" in broken:
            detail = f"corrected rows break the contract: {broken.get(judged.document_id) or broken['']}"[:_TOLD]
            invalid = tuple(Outcome(line, CorrectionState.INVALID, detail) for line in judged.lines)
            after = Corrected(dict(before), invalid, ())
        outcomes += [(judged.document_id, outcome) for outcome in after.outcomes]
        for table, rows in after.rows.items():
            corrected[table] += rows
        redirects += [
            {"table": table, "old_id": old, "new_id": new, "document_id": judged.document_id}
            for table, old, new in after.renamed
        ]
    merged = {table: _merged(table, tables[table], ids, corrected[table]) for table in found}
    return {**tables, **with_document_columns(merged)}, judged_rows(outcomes, judgements.of_corpus), redirects


def _orphaned(line: Judgement) -> Outcome:
    return Outcome(line, CorrectionState.ORPHANED, "the document broke the contract")


def _of(rows: pa.Table, ids: pa.Array) -> pa.Table:
    return rows.filter(pc.is_in(rows["document_id"], value_set=ids))


def _by_document(rows: pa.Table) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows.to_pylist():
        found.setdefault(row["document_id"], []).append(row)
    return found


def _merged(table: str, rows: pa.Table, ids: pa.Array, corrected: Sequence[Row]) -> pa.Table:
    """Return `rows` with those of the judged documents replaced; equal ones where nothing changed."""
    others = rows.filter(pc.invert(pc.is_in(rows["document_id"], value_set=ids)))
    return pa.concat_tables([others, table_from_rows(table, corrected)]).sort_by("document_id").combine_chunks()


def _corrected(judged: DocumentJudgements, before: Mapping[str, Sequence[Row]]) -> Corrected:
    """Return all rows of a document after its judgements, and what became of these."""
    (document,) = before["documents"]
    of_document = [line for line in judged.lines if line.table == "documents"]
    corrected_document, told = _document(judged, of_document, document)
    after = apply_judgements(
        [line for line in judged.lines if line.table != "documents"],
        before,
        document["text"] or "",
        document_id=judged.document_id,
        language=document["language"],
        published_on=document["published_on"],
    )
    rows = {**after.rows, "documents": [corrected_document]}
    return Corrected(rows, (*told, *after.outcomes), after.renamed)


def _broken(corrected: Sequence[Mapping[str, Sequence[Row]]]) -> dict[str, str]:
    """Return what breaks the contract by document; under "" what is wrong with a table as a whole."""
    if not corrected:
        return {}
    rows = {table: [row for found in corrected for row in found[table]] for table in (*_ANNOTATED, "documents")}
    tables = {table: table_from_rows(table, found) for table, found in rows.items()}
    from pipeline.validate.month import StagedMonth, validate_months  # whoever only reads releases has no pandera

    (verdict,) = validate_months([StagedMonth(with_document_columns(tables), ())])
    problems = [problem for found in verdict.problems.values() for problem in found]
    if problems:
        return {"": problems[0]}
    rejected = verdict.tables["rejected"]
    return dict(zip(rejected["document_id"].to_pylist(), rejected["detail"].to_pylist(), strict=True))


def _document(judged: DocumentJudgements, lines: Sequence[Judgement], document: Row) -> tuple[Row, list[Outcome]]:
    """Return the row of a document with what people say of it, which its plan has for days and languages already."""
    corrected = dict(document)
    told: list[Outcome] = []
    chains: dict[str, list[Judgement]] = {}
    for line in lines:
        chains.setdefault(line.field, []).append(line)
    for name, chain in chains.items():
        found = judged.found[name] if name in PLANNED_FIELDS else str(document[name] or "") if name else ""
        result = judge_chain(chain, lambda value, found=found: value == found)  # type: ignore[misc]
        for line, state in zip(chain, result.states, strict=True):
            detail = f"found: {found}" if state == CorrectionState.CONFLICT else ""
            told.append(Outcome(line, state, detail, judged.document_id))
        if result.is_changed and name not in PLANNED_FIELDS:
            corrected[name] = result.value or None
        mark(corrected, Reviewed.CHANGED if result.is_changed else Reviewed.CONFIRMED, chain[-1].correction_id)
    return corrected, told


def judged_rows(outcomes: Sequence[tuple[str | None, Outcome]], of_corpus: Sequence[Judgement] = ()) -> pa.Table:
    """Return the table `judged`: outcomes, each with its document, and lines that have none yet."""
    rows = [_row(document_id, outcome) for document_id, outcome in outcomes]
    rows += [_row(None, Outcome(line, "")) for line in of_corpus]
    rows.sort(key=lambda row: (row["file"], row["line"], row["correction_id"]))
    return pa.Table.from_pylist(rows, schema=arrow_schema("judged"))


def _row(document_id: str | None, outcome: Outcome) -> dict[str, Any]:
    line = outcome.judgement
    cells = {name: cell or None for name, cell in line.cells.items()}
    verdict = line.verdict if line.verdict in Verdict.values() else None
    return {
        **cells,
        "verdict": verdict,
        "state": outcome.state or None,
        "detail": outcome.detail or None,
        "document_id": document_id,
        "row_id": outcome.row_id,
        "file": line.file,
        "line": line.line,
    }


def redirect_rows(rows: Sequence[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    """Yield redirects of rows that got other words, without repeating one."""
    seen = set()
    for row in rows:
        key = (row["table"], row["old_id"], row["new_id"])
        if key not in seen:
            seen.add(key)
            yield dict(row)

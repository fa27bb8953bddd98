"""What a month's validation lets through, turns away and blocks."""

import pyarrow as pa
import pytest

from pipeline.extract.annotation import Actor, Annotation, Mention, Statement, TimeExpression
from pipeline.extract.rows import annotation_rows
from pipeline.lake.parquet import table_from_rows
from pipeline.validate.month import StagedMonth, validate_months
from schemas.tables import TABLES

TEXT = "Am Montag sagte Mustermann, die Lage sei ernst."


def document_row(document_id="doc_1", text=TEXT):
    return {
        "document_id": document_id,
        "seed": f"{document_id}.txt",
        "seed_sha256": "a" * 64,
        "source": "unknown",
        "published_on": None,
        "language": "de",
        "text": text,
        "text_sha256": "b" * 64,
        "n_characters": len(text),
        "n_words": 8,
        "encoding": "utf-8",
        "repairs": [],
        "redistribution": "full_text",
        "status": "published",
        "reviewed": "no",
    }


def month_rows():
    annotation = Annotation(
        "de",
        dates=(TimeExpression(3, 9, "DATE", "2025-08-25", "de.weekday"),),
        actors=(Actor("actor_person_1", "Mustermann", "person", aliases=("Mustermann",)),),
        mentions=(Mention(16, 26, 0, "name", "gazetteer"),),
        statements=(
            Statement("indirect", "speech", ((28, 46),), "de.verb", speaker_spans=((16, 26),), speaker_actor=0),
            Statement("reported", "speech", ((32, 36),), "de.verb", parent=0),
        ),
    )
    rows = annotation_rows(TEXT, annotation, document_id="doc_1", published_on=None)
    return {"documents": [document_row()], **rows}


def tables_of(rows):
    return {table: table_from_rows(table, found) for table, found in rows.items()}


def validate_month(tables, rejections):
    (verdict,) = validate_months([StagedMonth(tables, rejections)])
    return verdict


def test_good_rows_pass_unchanged():
    tables = tables_of(month_rows())
    verdict = validate_month(tables, [])
    assert verdict.is_promotable
    assert verdict.n_rejected == {}
    assert {name: verdict.tables[name].to_pylist() for name in tables} == {n: t.to_pylist() for n, t in tables.items()}
    assert verdict.tables["rejected"].num_rows == 0


@pytest.mark.parametrize(
    ("table", "column", "value", "reason"),
    [
        ("dates", "timex_type", "EPOCH", "contract_violation"),
        ("dates", "rule", None, "contract_violation"),
        ("dates", "start", 4, "span_mismatch"),
        ("dates", "end", 4000, "span_mismatch"),
        ("dates", "anchor", "date_nobody", "unresolved_key"),
        ("mentions", "actor_id", "actor_person_2", "unresolved_key"),
        ("mentions", "document_id", "doc_2", "span_mismatch"),
        ("statements", "text", "die Lage sei gut", "span_mismatch"),
        ("statements", "speaker_actor_id", "actor_person_2", "unresolved_key"),
        ("statements", "frame_spans", [{"start": 0, "end": 4000}], "span_mismatch"),
        ("statements", "parent_statement_id", "statement_nobody", "unresolved_key"),
    ],
)
def test_a_bad_value_rejects_its_row_with_a_reason(table, column, value, reason):
    rows = month_rows()
    bad = rows[table][0]
    bad[column] = value
    verdict = validate_month(tables_of(rows), [])
    assert verdict.is_promotable
    rejected = verdict.tables["rejected"].to_pylist()
    assert (table, reason, "validate") in [(r["table"], r["reason"], r["stage"]) for r in rejected]
    key = f"{table[:-1]}_id"
    assert bad[key] not in [row[key] for row in verdict.tables[table].to_pylist()]
    assert all(r["seed"] == "doc_1.txt" for r in rejected if r["document_id"] == "doc_1")


def test_a_nested_statement_goes_with_its_parent():
    rows = month_rows()
    rows["statements"][0]["medium"] = "Telepathy"
    verdict = validate_month(tables_of(rows), [])
    assert verdict.tables["statements"].num_rows == 0
    reasons = [r["reason"] for r in verdict.tables["rejected"].to_pylist()]
    assert sorted(reasons) == ["contract_violation", "unresolved_key"]


def test_of_two_equal_keys_the_first_row_stays():
    rows = month_rows()
    rows["dates"].append({**rows["dates"][0], "value": "2025-08-18"})
    verdict = validate_month(tables_of(rows), [])
    assert [r["value"] for r in verdict.tables["dates"].to_pylist()] == ["2025-08-25"]
    assert [r["reason"] for r in verdict.tables["rejected"].to_pylist()] == ["duplicate_key"]


def test_a_rejected_document_takes_its_rows_with_it():
    rows = month_rows()
    rows["documents"][0]["language"] = "?"
    verdict = validate_month(tables_of(rows), [])
    assert all(verdict.tables[t].num_rows == 0 for t in ("documents", "dates", "mentions", "statements", "appearances"))
    assert verdict.n_rejected == {"documents": 1, "dates": 1, "mentions": 1, "statements": 2, "appearances": 1}


@pytest.mark.parametrize("spoil", ["retype", "remove"])
def test_a_wrong_type_or_missing_column_blocks_the_month(spoil):
    tables = tables_of(month_rows())
    dates = tables["dates"]
    position = dates.schema.get_field_index("start")
    if spoil == "retype":
        dates = dates.set_column(position, "start", dates["start"].cast(pa.int64()))
    else:
        dates = dates.remove_column(position)
    verdict = validate_month({**tables, "dates": dates}, [])
    assert not verdict.is_promotable
    assert list(verdict.problems) == ["dates"]
    assert "start" in " ".join(verdict.problems["dates"])


def test_a_wrong_type_blocks_even_an_empty_table():
    tables = tables_of(month_rows())
    empty = tables["dates"].slice(0, 0)
    position = empty.schema.get_field_index("start")
    tables["dates"] = empty.set_column(position, "start", empty["start"].cast(pa.string()))
    assert not validate_month(tables, []).is_promotable


def test_a_document_without_a_seed_is_rejected_like_any_other():
    rows = month_rows()
    rows["documents"][0]["seed"] = None
    rejected = validate_month(tables_of(rows), []).tables["rejected"].to_pylist()
    assert ("documents", "contract_violation", "") in [(r["table"], r["reason"], r["seed"]) for r in rejected]


def spoilt_rows(table, column, value):
    rows = month_rows()
    rows[table][0][column] = value
    return rows


def test_months_that_are_validated_together_get_the_verdicts_they_get_alone():
    retyped = tables_of(month_rows())
    retyped["dates"] = retyped["dates"].rename_columns(["id", *retyped["dates"].schema.names[1:]])
    months = [
        tables_of(month_rows()),
        tables_of(month_rows()),  # the same keys again: months do not compete for them
        tables_of(spoilt_rows("dates", "rule", None)),
        tables_of(spoilt_rows("statements", "parent_statement_id", "statement_nobody")),
        retyped,
        {table: rows.slice(0, 0) for table, rows in tables_of(month_rows()).items()},
    ]
    together = validate_months([StagedMonth(tables, []) for tables in months])
    alone = [validate_month(tables, []) for tables in months]
    assert [verdict.is_promotable for verdict in together] == [True, True, True, True, False, True]
    assert together == alone
    assert [sum(verdict.n_rejected.values()) for verdict in together] == [
        0,
        0,
        1,
        2,
        0,
        0,
    ]  # a statement goes with its parent


def test_a_verdict_on_one_row_does_not_hang_on_others():
    """Else months could pass together and fail alone."""
    by_value = {"isin", "str_matches", "greater_than_or_equal_to", "less_than_or_equal_to", "greater_than", "in_range"}
    for spec in TABLES.values():
        schema = spec.model.to_schema()
        assert not schema.checks
        assert {check.name for column in schema.columns.values() for check in column.checks} <= by_value

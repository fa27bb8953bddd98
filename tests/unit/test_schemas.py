"""The contract: every column is declared once, and everything else follows from that."""

import datetime
import io
import tarfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from datasets import Features

from pipeline.defs.columns import table_schema
from pipeline.lake.parquet import decode, encode, table_from_rows
from pipeline.validate.contract import check_contract
from schemas.export import arrow_schema, columns, data_dictionary, features, schema_fingerprint
from schemas.tables import RELEASED_TABLES, TABLES
from tests import PROJECT_ROOT


def value_of(example, dtype):
    """An example, which is like JSON, as a value of its type."""
    if pa.types.is_date(dtype):
        return datetime.date.fromisoformat(example)
    return datetime.datetime.fromisoformat(example) if pa.types.is_timestamp(dtype) else example


@pytest.mark.parametrize("table", TABLES)
def test_every_column_says_what_it_means_and_gives_an_example_that_fits(table):
    for column in columns(table):
        assert column.description.endswith(".")
        assert column.example is not None
        dtype = arrow_schema(table).field(column.name).type
        example = value_of(column.example, dtype)
        assert pa.array([example], dtype).to_pylist() == [example]


def example_row(table):
    schema = arrow_schema(table)
    return {column.name: value_of(column.example, schema.field(column.name).type) for column in columns(table)}


@pytest.mark.parametrize("table", TABLES)
def test_the_examples_make_a_row_that_keeps_the_contract(table):
    verdict = check_contract(table, table_from_rows(table, [example_row(table)]))
    assert (verdict.problems, verdict.failures) == ((), ())


@pytest.mark.parametrize("table", TABLES)
def test_features_and_table_schema_name_the_same_columns(table):
    names = arrow_schema(table).names
    assert list(features(table)) == names
    assert isinstance(features(table), Features)
    assert [column.name for column in table_schema(table).columns] == names
    assert all(column.description and column.type for column in table_schema(table).columns)


@pytest.mark.parametrize("table", TABLES)
def test_references_point_to_tables_and_keys_to_columns(table):
    spec = TABLES[table]
    assert set(spec.key) <= set(arrow_schema(table).names)
    assert set(spec.references) <= set(arrow_schema(table).names)
    assert set(spec.references.values()) <= set(TABLES)


def test_the_schema_fingerprint_differs_between_tables_and_is_stable():
    fingerprints = [schema_fingerprint(table) for table in TABLES]
    assert len(set(fingerprints)) == len(fingerprints)


@pytest.mark.parametrize("table", TABLES)
def test_equal_rows_give_equal_bytes_that_read_back(table):
    rows = table_from_rows(table, [example_row(table)] * 3)
    assert encode(table, rows) == encode(table, pa.concat_tables([rows.slice(0, 1), rows.slice(1)]))
    assert decode(encode(table, rows)).to_pylist() == rows.to_pylist()
    assert decode(encode(table, rows)).schema.equals(arrow_schema(table))


def test_the_data_dictionary_lists_every_released_column():
    text = data_dictionary()
    for table in RELEASED_TABLES:
        section = text.split(f"\n## {table}\n")[1].split("\n## ")[0]
        assert all(f"| `{name}` |" in section for name in arrow_schema(table).names)


# What nobody reads: ids, hashes, places in a text, how a file was read.
_FOR_MACHINES = ("_id", "_sha256", "_fingerprint", "spans", "duplicate_of", "local_key")
_MACHINES_OWN = {"rule", "start", "end", "repairs", "encoding", "code_version"}


@pytest.mark.parametrize("table", [table for table in TABLES if table != "redirects"])
def test_what_a_person_reads_comes_first(table):
    """Of most tables a viewer shows the first six or seven columns; `redirects` has nothing but ids."""
    names = arrow_schema(table).names
    is_for_machines = [name.endswith(_FOR_MACHINES) or name in _MACHINES_OWN for name in names]
    assert not any(is_for_machines[: min(6, len(names) - sum(is_for_machines))])
    hashes = [n for n, name in enumerate(names) if name.endswith(("_sha256", "_fingerprint", "spans"))]
    ids = [n for n, name in enumerate(names) if name.endswith("_id")]
    assert not hashes or hashes == list(range(len(names) - len(hashes), len(names)))
    assert not hashes or not ids or max(ids) < min(hashes)


def test_parquet_counts_what_files_are_skipped_by_and_keeps_no_text_twice():
    rows = table_from_rows("statements", [example_row("statements")])
    group = pq.ParquetFile(io.BytesIO(encode("statements", rows))).metadata.row_group(0)
    found = {group.column(n).path_in_schema: group.column(n).statistics for n in range(group.num_columns)}
    told = {name: statistics.max for name, statistics in found.items() if statistics and statistics.has_min_max}
    assert told["published_on"] == datetime.date(2025, 8, 27)
    assert (told["speaker_kind"], told["publisher"], told["counts_once"]) == ("person", "Tagblatt", True)
    assert not {"text", "title", "url", "statement_id", "speaker_text", "spans.list.element.start"} & set(told)


def test_files_of_many_rows_have_an_index_of_their_pages():
    row = example_row("coverage")
    for n_rows in (1, 999, 1_000):
        data = encode("coverage", table_from_rows("coverage", [row] * n_rows))
        group = pq.ParquetFile(io.BytesIO(data)).metadata.row_group(0)
        assert all(group.column(n).has_offset_index == (n_rows >= 1_000) for n in range(group.num_columns))


def test_every_column_of_the_first_release_is_there_with_its_type_and_no_less_may_be_null():
    """Another order and new columns are a minor version; what a program reads by name stays."""
    found = {}
    with tarfile.open(PROJECT_ROOT / "tests/earlier/1.0.0.tar.gz") as packed:
        for member in packed.getmembers():
            if member.name.endswith(".parquet"):
                table = member.name.split("/")[1]
                found[table] = pq.read_schema(io.BytesIO(packed.extractfile(member).read()))
    assert len(found) > 4
    for table, before in found.items():
        now = arrow_schema(table)
        assert {field.name: field.type for field in before}.items() <= {field.name: field.type for field in now}.items()
        assert all(now.field(field.name).nullable >= field.nullable for field in before)

"""Where columns come from, as Dagster has it: from references, joined columns and words of documents alone."""

import pytest
from dagster import AssetKey

from pipeline.definitions import defs
from pipeline.defs.columns import table_metadata, table_schema
from pipeline.defs.lineage import lineage_of
from pipeline.defs.months import MONTH_ASSETS
from schemas.export import columns
from schemas.tables import TABLES


def shown_lineage():
    """The lineage in the definition of each asset: (table, column) of what each column is made from."""
    graph = defs().resolve_asset_graph()
    found = {}
    for key in graph.get_all_asset_keys():
        lineage = graph.get(key).metadata.get("dagster/column_lineage")
        if lineage is not None:
            found[key.to_user_string()] = {
                column: sorted((dep.asset_key.to_user_string(), dep.column_name) for dep in deps)
                for column, deps in lineage.deps_by_column.items()
            }
    return found


def test_assets_say_which_columns_their_columns_are_made_from():
    found = shown_lineage()
    assert found["actors"] == {
        "actor_id": [
            ("mentions", "actor_id"),
            ("statements", "addressee_actor_id"),
            ("statements", "source_actor_id"),
            ("statements", "speaker_actor_id"),
        ]
    }
    assert found["statements"]["publisher"] == [("documents", "publisher")]
    assert found["statements"]["speaker_text"] == [("documents", "text")]
    assert found["about"]["statement_id"] == [("statements", "statement_id")]
    assert "speaker_actor_id" not in found["statements"]  # actors are counted from statements, not the reverse
    assert "parent_statement_id" not in found["statements"]


def test_what_is_named_are_columns_of_the_contract_of_the_same_type_and_upstream():
    graph = defs().resolve_asset_graph()
    for table, lineage in shown_lineage().items():
        types = {column.name: column.dtype for column in columns(table)}
        upstream = {key.to_user_string() for key in graph.get_ancestor_asset_keys(AssetKey(table))}
        for column, sources in lineage.items():
            for source, name in sources:
                assert {c.name: c.dtype for c in columns(source)}[name] == types[column], (table, column)
                assert source in upstream


def test_the_description_of_a_column_says_it_in_words():
    (title,) = [c for c in table_schema("statements", MONTH_ASSETS["statements"]).columns if c.name == "title"]
    assert " From documents.title. Example: " in title.description
    (speaker,) = [c for c in table_schema("statements", MONTH_ASSETS["statements"]).columns if c.name == "speaker"]
    assert " From " not in speaker.description


@pytest.mark.parametrize("table", ["rejected", "coverage"])
def test_where_nothing_is_known_nothing_is_said(table):
    assert lineage_of(table, [name for name in TABLES if name != table]) == {}
    assert "dagster/column_lineage" not in table_metadata(table, ["documents"])

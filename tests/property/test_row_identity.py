"""Ids survive what happens elsewhere in a document: the public promise that rows can be cited."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.engine import annotate
from pipeline.extract.rows import annotation_rows
from tests import PROJECT_ROOT
from tests.corpora import ARTICLES

KEYS = {"dates": "date_id", "mentions": "mention_id", "statements": "statement_id"}
DERIVED_FROM_OFFSETS = ("start", "end", "spans")

SEED = (PROJECT_ROOT / "seeds" / "000_f472eb6b40813c57.txt").read_text(encoding="utf-8")
# Sentences whose surfaces the documents do not have, and that speak of nobody in them.
NEUTRAL = (
    "Das Wetter blieb kühl und trocken.",
    "Im Garten blühten die Rosen.",
    "Der Zug fuhr pünktlich ab.",
    "Es regnete lange.",
)
ENGLISH = (
    "Officials in London said on Monday that talks would resume. “We are ready,” the minister told reporters.",
    "According to the report, the company had known of the fault. Its spokeswoman declined to comment.",
)


def rows_by_id(text, language):
    annotation = annotate(text, language=language, published_on=date(2025, 8, 27), document_id="doc_1")
    rows = annotation_rows(text, annotation, document_id="doc_1", published_on=date(2025, 8, 27))
    return {
        table: {
            row[key]: {n: v for n, v in row.items() if n not in DERIVED_FROM_OFFSETS and not n.endswith("_spans")}
            for row in rows[table]
        }
        for table, key in KEYS.items()
    }


@pytest.mark.parametrize("sentence", NEUTRAL)
@pytest.mark.parametrize("text", [SEED, *ARTICLES, "\n\n".join(ARTICLES)], ids=str.split)
def test_a_sentence_inserted_at_the_front_leaves_all_other_rows_and_their_ids(text, sentence):
    before = rows_by_id(text, "de")
    after = rows_by_id(f"{sentence}\n\n{text}", "de")
    for table, rows in before.items():
        assert {row_id: after[table].get(row_id) for row_id in rows} == rows, table


@pytest.mark.parametrize("text", ENGLISH)
def test_the_same_in_english(text):
    before = rows_by_id(text, "en")
    after = rows_by_id(f"The weather stayed cool and dry.\n\n{text}", "en")
    for table, rows in before.items():
        assert {row_id: after[table].get(row_id) for row_id in rows} == rows, table


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(ARTICLES), min_size=1, max_size=4), st.sampled_from(NEUTRAL), st.data())
def test_a_paragraph_inserted_anywhere_leaves_the_ids_of_all_other_rows(paragraphs, sentence, data):
    place = data.draw(st.integers(0, len(paragraphs)))
    text = "\n\n".join(paragraphs)
    longer = "\n\n".join([*paragraphs[:place], sentence, *paragraphs[place:]])
    before, after = rows_by_id(text, "de"), rows_by_id(longer, "de")
    for table, rows in before.items():
        assert set(rows) <= set(after[table]), table


def test_equal_surfaces_are_told_apart_by_their_order():
    text = "\n\n".join([ARTICLES[0]] * 3)
    rows = rows_by_id(text, "de")
    once = rows_by_id(ARTICLES[0], "de")
    for table in KEYS:
        assert set(once[table]) <= set(rows[table])
        assert len(rows[table]) >= 2 * len(once[table])

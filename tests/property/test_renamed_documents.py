"""The rows of a document under another id are those that it would get under that id."""

import json
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.engine import annotate
from pipeline.extract.renaming import rename_document
from pipeline.extract.rows import annotation_rows
from tests.corpora import ARTICLES

ENGLISH = [
    "\n\n".join(json.loads(path.read_text(encoding="utf-8"))["text"])
    for path in sorted((Path(__file__).parents[1] / "golden" / "english").glob("*.json"))[:6]
]
SENTENCES = [sentence for text in (*ARTICLES, *ENGLISH) for sentence in text.split(". ")]


def rows_of(text, language, document_id):
    day = date(2025, 8, 27)
    annotation = annotate(text, language=language, published_on=day, document_id=document_id)
    return annotation_rows(text, annotation, document_id=document_id, published_on=day)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=12), st.sampled_from(["de", "en"]))
def test_rows_under_another_id_are_those_of_that_id(sentences, language):
    text = ". ".join(sentences)
    one, other = (rows_of(text, language, document_id) for document_id in ("doc_1", "doc_2"))
    assert rename_document(one, text, "doc_2") == other
    assert rename_document(one, text, "doc_1") == one

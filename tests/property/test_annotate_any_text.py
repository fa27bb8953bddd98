"""Whatever a text looks like, it is annotated: scraps of sentences, marks without a partner, words in any order."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.engine import annotate
from pipeline.extract.rows import annotation_rows
from pipeline.lake.parquet import table_from_rows
from pipeline.validate.references import broken_spans, unresolved_references
from tests import PROJECT_ROOT
from tests.corpora import ARTICLES

SEED = (PROJECT_ROOT / "seeds" / "000_f472eb6b40813c57.txt").read_text(encoding="utf-8")
ENGLISH = (
    "Officials in London said on Monday that talks would resume. “We are ready,” the minister told reporters. "
    "According to the report, the company had known of the fault; its spokeswoman declined to comment, he added."
)
WORDS = sorted({word for text in (SEED, *ARTICLES, ENGLISH) for word in text.split()})
MARKS = ["„", "“", "”", '"', "'", "‚", "‘", "»", "«", ",", ";", ":", "–", "(", ")", ".", "?", "!", "…", "\n\n", "\n"]
CONNECTIVES = ["und", "oder", "dass", "wie", "so", "laut", "zufolge", "wonach", "zu", "and", "that", "to", "as", "who"]

scraps = st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(MARKS), st.sampled_from(CONNECTIVES)), max_size=60)


@settings(max_examples=150, deadline=None)
@given(scraps, st.sampled_from(["de", "en"]), st.sampled_from([None, date(2025, 8, 27)]))
def test_scraps_of_sentences_give_rows_that_keep_keys_and_spans(words, language, published_on):
    text = " ".join(words)
    annotation = annotate(text, language=language, published_on=published_on, document_id="doc_1")
    rows = annotation_rows(text, annotation, document_id="doc_1", published_on=published_on)
    tables = {table: table_from_rows(table, found) for table, found in rows.items()}
    tables["documents"] = table_from_rows("documents", [document(text)])
    for table in ("dates", "mentions", "statements"):
        assert list(broken_spans(table, tables)) == []
        assert list(unresolved_references(table, tables)) == []


def document(text):
    """The row of `documents` that keys and spans are checked against."""
    return {
        "document_id": "doc_1",
        "seed": "a.txt",
        "seed_sha256": "0" * 64,
        "source": "unknown",
        "language": "de",
        "text": text,
        "text_sha256": "0" * 64,
        "n_characters": len(text),
        "n_words": 0,
        "encoding": "utf-8",
        "repairs": [],
        "redistribution": "full_text",
        "status": "published",
    }

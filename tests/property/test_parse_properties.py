"""Whatever the bytes, parsing ends in clean documents or rejections of the fixed vocabulary."""

import gzip
import io
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.parse.document import Document
from pipeline.parse.parser import Limits, parse_seed
from schemas.vocabulary import REJECTION_REASONS, STAGES

ENDINGS = (".txt", ".md", ".html", ".jsonl")
HEADERS = ("---\n", "title: ", "date: ", "date 2025-08-27 ", "2025-02-30", "\n\n", "\r\n")
TAGS = ("<p>", "</p>", "<html>", "&#133;", "&#1;", '{"text": "', '"}', "\\ud800", "\\u0000", "# ", "* ", "[a](", "`")
ODDITIES = ("\u0301", "\u00ad", "\ufeff", "\x84", " ", "\u2028")
MARKUP = st.sampled_from(HEADERS + TAGS + ODDITIES)
TEXTS = st.lists(st.one_of(MARKUP, st.text(max_size=12)), max_size=20).map("".join)
CODECS = st.sampled_from(["utf-8", "utf-16", "utf-16-be", "cp1252", "koi8_r"])
BYTES = st.one_of(
    st.binary(max_size=300),
    st.builds(lambda text, codec: text.encode(codec, "ignore"), TEXTS, CODECS),
    st.builds(lambda text, tail: text.encode("utf-8", "ignore") + tail, TEXTS, st.binary(max_size=4)),
)


def parse(path, data):
    return list(parse_seed(path, lambda: io.BytesIO(data), Limits(200, 250)))


def assert_clean(found):
    assert found.text == found.text.strip()
    assert found.text
    assert found.n_characters == len(found.text)
    assert unicodedata.is_normalized("NFC", found.text)
    assert "\n\n\n" not in found.text
    for value in (found.text, found.title or "", found.author or "", found.url or ""):
        assert not [c for c in value if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
        value.encode("utf-8")
    assert all(line == line.rstrip() for line in found.text.split("\n"))
    assert found.language.islower()


@settings(max_examples=200, deadline=None)
@given(data=BYTES, ending=st.sampled_from(ENDINGS), is_compressed=st.booleans(), n_cut=st.integers(0, 12))
def test_any_bytes_give_clean_documents_or_named_rejections(data, ending, is_compressed, n_cut):
    if is_compressed:
        packed = gzip.compress(data)
        data = packed[: len(packed) - n_cut]
    results = parse(f"a{ending}{'.gz' * is_compressed}", data)
    assert results
    for result in results:
        if isinstance(result, Document):
            assert_clean(result)
        else:
            assert result.reason in REJECTION_REASONS
            assert result.stage in STAGES
            assert "\n" not in result.detail


@settings(max_examples=100, deadline=None)
@given(text=TEXTS)
def test_a_clean_text_is_read_back_as_it_is(text):
    for first in parse("a.txt", text.encode("utf-8", "ignore")):
        # A word before it, so that the text is not taken for a header the second time.
        if isinstance(first, Document):
            data = f"Wort {first.text}".encode()
            for second in parse("a.txt", data):
                if isinstance(second, Document):
                    assert second.text == f"Wort {first.text}"
                    assert second.repairs == ()

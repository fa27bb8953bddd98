"""Seeds of one document each: what becomes of their bytes."""

import gzip
import hashlib
import io
from datetime import UTC, date, datetime

import pytest

from pipeline.errors import SeedsError
from pipeline.parse.addresses import canonical_url
from pipeline.parse.document import Document, Rejection
from pipeline.parse.parser import Limits, parse_seed

TEXT = "Die Regierung hat am Mittwoch zugestimmt, sagte eine Sprecherin."


def parse(path, data, *, max_document_bytes=100_000):
    limits = Limits(max_document_bytes, 1_000_000)
    data = data.encode() if isinstance(data, str) else data
    return list(parse_seed(path, lambda: io.BytesIO(data), limits))


def document(path, data):
    (result,) = parse(path, data)
    assert isinstance(result, Document), result
    return result


def refused(path, data, **limits):
    (result,) = parse(path, data, **limits)
    assert isinstance(result, Rejection), result
    return result.stage, result.reason


def test_a_plain_document_with_all_fields():
    header = (
        "ID: 7\nDate: 2025-08-27T23:00:00-05:00\nAktualisiert: 30.8.2025\nTitle:  Große   Krise \nAuthor: A. Muster\n"
        "URL: HTTPS://www.Tagblatt.example:443/a?utm_source=x&id=3#top\nSource: tagblatt\nLanguage: de-AT\n\n"
    )
    data = (header + TEXT + " \r\n\r\n\r\nMehr. \r\n").encode()
    found = document("2025/a.txt", data)
    text = TEXT + "\n\nMehr."
    assert found == Document(
        document_id=found.document_id,
        is_by_address=False,
        earlier_id=None,
        seed="2025/a.txt",
        line=None,
        seed_sha256=hashlib.sha256(data).hexdigest(),
        header_source="tagblatt",
        record_source=None,
        publisher="tagblatt",
        host="tagblatt.example",
        published="2025-08-27T23:00:00-05:00",
        published_on=date(2025, 8, 28),  # in Berlin, where publishers of German texts are
        published_on_basis="header",
        published_at=datetime(2025, 8, 28, 4, tzinfo=UTC),
        updated="2025-08-30",
        updated_on=date(2025, 8, 30),
        entry_days=None,
        captured_on=None,
        terms_url=None,
        tdm_reserved=None,
        language="de",
        title="Große Krise",
        author="A. Muster",
        authors=("A. Muster",),
        url="https://www.tagblatt.example/a?id=3",
        syndicated_from=None,
        text=text,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        n_characters=len(text),
        n_words=10,
        encoding="utf-8",
        repairs=("line_ends:4", "trailing_spaces:1", "blank_lines:1"),
    )
    assert found.month == "2025-08"


def test_a_bare_document_has_its_text_and_a_detected_language():
    found = document("a.txt", TEXT)
    assert (found.text, found.language, found.published_on, found.month) == (TEXT, "de", None, "undated")
    assert (found.header_source, found.record_source, found.host, found.repairs) == (None, None, None, ())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The government agreed on Wednesday, a spokeswoman said.", "en"),
        ("Le gouvernement a donné son accord mercredi, selon une porte-parole.", "fr"),
        ("lang: fr\n" + TEXT, "fr"),
        ("Sprache: Englisch\n\n" + TEXT, "en"),
        ("12345", "und"),
    ],
)
def test_language_is_that_of_the_header_else_detected(text, language):
    assert document("a.txt", text).language == language


def test_fields_of_no_use_are_left_out_and_recorded():
    found = document("a.txt", f"URL: www.example.org\nLanguage: quite unknown\n\n{TEXT}")
    assert (found.url, found.language, found.repairs) == (None, "de", ("ignored_fields:2",))


@pytest.mark.parametrize(
    ("path", "data", "refusal"),
    [
        ("a.txt", b"", ("parse", "empty_file")),
        ("a.md", b"\xef\xbb\xbf", ("parse", "no_text")),
        ("a.txt", b" \n\n", ("parse", "no_text")),
        ("a.txt", b"date: 2025-08-27\n", ("parse", "no_text")),
        ("a.txt", b"--- *** ---", ("parse", "no_text")),
        (
            "a.html",
            b"<html><head><title>A</title></head><body><script>var x = 1</script></body></html>",
            ("parse", "no_text"),
        ),
        ("a.html", b"<!-- -->", ("parse", "no_text")),
        ("a.txt", b"%PDF-1.4", ("parse", "binary_file")),
        ("a.txt", gzip.compress(b"Text", mtime=0), ("parse", "binary_file")),
        ("a.txt", b"\xff\xfe" + bytes(range(1, 256)) * 40, ("parse", "undecodable")),
        ("a.txt", b"date 2025-02-30 Text", ("parse", "impossible_date")),
        ("a.md", b"---\ndate: 31.6.2025\n---\nText", ("parse", "impossible_date")),
        ("a.md", b"---\ntitle: [\nno entry\n---\nText", ("parse", "broken_front_matter")),
        ("a.txt.gz", b"Text", ("read", "broken_compression")),
        ("a.txt.gz", gzip.compress(b"Text" * 1000, mtime=0)[:-9], ("read", "broken_compression")),
        ("a.txt.gz", gzip.compress(b"Text", mtime=0)[:-5] + b"12345", ("read", "broken_compression")),
        ("a.txt.gz", gzip.compress(b"", mtime=0), ("parse", "empty_file")),
        ("a.txt", b"a " * 50_001, ("read", "too_large")),
        ("a.txt.gz", gzip.compress(b"a " * 50_001, mtime=0), ("read", "too_large")),
    ],
)
def test_what_is_no_document_is_rejected_with_its_reason(path, data, refusal):
    assert refused(path, data) == refusal


def test_a_rejection_names_the_bytes_it_is_about():
    (rejection,) = parse("a.txt", b"%PDF-1.4")
    assert rejection.seed_sha256 == hashlib.sha256(b"%PDF-1.4").hexdigest()


def test_the_limit_itself_is_allowed():
    assert document("a.txt", b"a " * 50_000).n_words == 50_000


def test_a_compressed_bomb_is_never_unpacked():
    bomb = gzip.compress(bytes(300_000_000), compresslevel=1)
    assert refused("a.txt.gz", bomb, max_document_bytes=2_000_000) == ("read", "too_large")


def test_a_compressed_seed_is_the_same_document():
    plain, packed = document("x/a.txt", TEXT), document("x/a.txt.gz", gzip.compress(TEXT.encode(), mtime=0))
    assert packed.document_id == plain.document_id
    assert packed.text == plain.text
    assert packed.seed_sha256 != plain.seed_sha256


def test_a_seed_that_cannot_be_opened_is_rejected():
    def refuse():
        raise PermissionError(13, "Permission denied")

    (rejection,) = parse_seed("a.txt", refuse, Limits(1000, 1000))
    assert (rejection.stage, rejection.reason) == ("read", "unreadable")


def test_a_store_that_cannot_be_reached_stops_the_build():
    def time_out():
        raise TimeoutError("no answer")

    with pytest.raises(SeedsError, match=r"a\.txt: no answer"):
        list(parse_seed("a.txt", time_out, Limits(1000, 1000)))


class TestIdentity:
    """Of one document a seed: the header's id, else the URL, else the path."""

    def test_an_id_outlives_move_and_correction(self):
        first = document("a.txt", f"id: 7\nurl: https://a.example/1\n\n{TEXT}").document_id
        assert document("b/c.md", f"---\nid: '7'\n---\n{TEXT} Neu.").document_id == first

    def test_a_url_outlives_move_and_tracking(self):
        first = document("a.txt", f"url: https://A.example/1\n\n{TEXT}").document_id
        page = f"<html><head><link rel=canonical href='https://a.example/1?fbclid=9#x'></head><p>{TEXT}</p></html>"
        assert document("b.html", page).document_id == first

    def test_a_path_outlives_correction_but_no_move(self):
        first = document("a.txt", TEXT).document_id
        assert document("a.txt", TEXT + " Neu.").document_id == first
        assert document("b.txt", TEXT).document_id != first

    def test_ids_urls_and_paths_never_meet(self):
        ids = {document(path, data).document_id for path, data in [("7.txt", TEXT), ("a.txt", f"id: 7.txt\n\n{TEXT}")]}
        assert len(ids) == 2


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("HTTP://Example.org", "http://example.org/"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://me:secret@example.org/a#b", "https://example.org/a"),
        ("https://example.org/a?UTM_Source=x&b=2&a=1&gclid=9", "https://example.org/a?b=2&a=1"),
        ("https://example.org/Ä?q=ü", "https://example.org/Ä?q=ü"),
        ("http://[::1]:80/a", "http://[::1]/a"),
        ("www.example.org/a", None),
        ("ftp://example.org/a", None),
        ("https:///a", None),
        ("http://[bad", None),
        ("https://example.org:port/", None),
        ("https://example.org/a b", None),
    ],
)
def test_canonical_urls(address, canonical):
    assert canonical_url(address) == canonical


class TestMarkdown:
    def test_syntax_goes_and_words_stay(self):
        source = (
            "# Große Krise\n\nDie *Regierung* hat [zugestimmt](https://a.example), **sagte** sie.\n"
            "Mehr `Code` dazu.\n\n"
            "## Folgen\n\n- eins\n- zwei\n  - drei\n\n1. vier\n\n> „Zitat“\n\n![Bild](b.jpg)\n\n---\n\n"
            "```\nZeile 1\nZeile 2\n```\n<div>HTML</div>\n\nSeite A&amp;B \\*.\n"
        )
        found = document("a.md", source)
        assert found.title == "Große Krise"
        assert found.text == (
            "Die Regierung hat zugestimmt, sagte sie.\nMehr Code dazu.\n\nFolgen\n\neins\nzwei\ndrei\n\nvier\n\n„Zitat“"
            "\n\nZeile 1\nZeile 2\n\nSeite A&B *."
        )

    def test_a_title_of_the_header_wins_and_another_heading_stays(self):
        found = document("a.md", f"---\ntitle: Kurz\n---\n# Lang\n\n{TEXT}")
        assert (found.title, found.text) == ("Kurz", f"Lang\n\n{TEXT}")
        assert document("a.md", f"---\ntitle: Lang\n---\n# Lang\n\n{TEXT}").text == TEXT

    def test_a_plain_text_keeps_what_looks_like_markdown(self):
        assert document("a.txt", "# Eins *zwei*").text == "# Eins *zwei*"

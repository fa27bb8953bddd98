"""The outlet of a document: its name and host, whatever says so, and without a word about rights."""

import io

import pytest

from pipeline.parse.parser import Limits, parse_seed
from pipeline.release.rights import rule_of

TEXT = "<p>Die Fähre in Nordhagen bleibt gesperrt, sagte Bürgermeisterin Lene Quast.</p>"
LD = '<script type="application/ld+json">{"@type": "NewsArticle", "publisher": {"name": "Kurier"}}</script>'
SITE = '<meta property="og:site_name" content="Kurier online">'
LINK = '<link rel="canonical" href="https://www.kurier.example/7">'


def outlet(path, data):
    (found,) = parse_seed(path, lambda: io.BytesIO(data.encode()), Limits(100_000, 100_000))
    return found.publisher, found.host, found.header_source, found.record_source


@pytest.mark.parametrize(
    ("head", "publisher", "host"),
    [
        (LD + SITE + LINK, "Kurier", "kurier.example"),
        (SITE + LINK, "Kurier online", "kurier.example"),
        (LINK, "kurier.example", "kurier.example"),
        (SITE, "Kurier online", None),
        ("", None, None),
    ],
)
def test_a_page_names_its_outlet_and_has_no_say_in_rights(head, publisher, host):
    page = f"<html><head>{head}</head><body><article>{TEXT}</article></body></html>"
    assert outlet("a.html", page) == (publisher, host, None, None)


@pytest.mark.parametrize(
    ("header", "publisher", "host", "source"),
    [
        ("Quelle: Kurier\nURL: https://www.kurier.example/7", "Kurier", "kurier.example", "Kurier"),
        ("Quelle: https://kurier.example\nTitel: Streit", None, None, "https://kurier.example"),
        ("URL: https://kurier.example/7\nTitel: Streit", "kurier.example", "kurier.example", None),
    ],
)
def test_a_header_names_the_outlet(header, publisher, host, source):
    assert outlet("a.txt", f"{header}\n\nDie Fähre bleibt gesperrt.") == (publisher, host, source, None)


def test_the_name_of_an_outlet_is_passed_on_as_a_name():
    assert [rule_of("documents", name, "metadata") for name in ("publisher", "host", "captured_on")] == [
        "short",
        "keep",
        "keep",
    ]

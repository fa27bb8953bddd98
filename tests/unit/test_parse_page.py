"""Web pages: main text, paragraphs, and what a page says about itself."""

import io
from datetime import date

import pytest

from pipeline.parse.document import Document
from pipeline.parse.parser import Limits, parse_seed

BODY = """<nav><a href="/">Start</a> <a href="/p">Politik</a></nav>
<article><h1>Krise in Köln</h1>
<p>Die Stadt hat am Montag <b>drei</b> Sitzungen abgesagt,
 wie ein <a href="x">Sprecher</a> mitteilte.<br>Weitere folgen.</p>
<h2>Wie es weitergeht</h2>
<p>Der zweite Absatz sagt, dass „alles gut“ werde.</p><ul><li>Erstens dies</li><li>Zweitens das</li></ul></article>
<footer>Impressum</footer><script>var x = "<p>Nein</p>";</script>"""


def parse(page, path="a.html"):
    data = page if isinstance(page, bytes) else page.encode()
    (result,) = parse_seed(path, lambda: io.BytesIO(data), Limits(2_000_000, 2_000_000))
    return result


def page(head="", body=BODY, attributes='lang="de-DE"'):
    head = f"<head><title>Krise | Tagblatt</title>{head}</head>"
    return f"<!DOCTYPE html><html {attributes}>{head}<body>{body}</body></html>"


def test_the_main_text_keeps_its_paragraphs_and_leaves_the_title_to_its_column():
    found = parse(page())
    assert found.title == "Krise in Köln"
    assert found.language == "de"
    assert found.text == (
        "Die Stadt hat am Montag drei Sitzungen abgesagt, wie ein Sprecher mitteilte.\nWeitere folgen.\n\n"
        "Wie es weitergeht\n\nDer zweite Absatz sagt, dass „alles gut“ werde.\n\nErstens dies\n\nZweitens das"
    )


def test_a_page_of_a_few_words_is_a_document():
    assert parse("<html><body><p>Kurzer Text.</p></body></html>").text == "Kurzer Text."
    assert parse("<p>Nur ein Absatz.").text == "Nur ein Absatz."


LINKS = "".join(f"<li><a href='/{n}'>Meldung {n} aus der Stadt</a></li>" for n in range(30))


@pytest.mark.parametrize(
    "body",
    [
        f"<nav><ul>{LINKS}</ul></nav>",
        f"<h1>Aus der Stadt</h1><ul>{LINKS}</ul>",
        "<div id='root'></div><noscript>Bitte JavaScript aktivieren.</noscript>",
    ],
)
def test_a_list_of_links_and_a_page_that_a_script_fills_have_no_text(body):
    assert parse(page(body=body)).reason == "no_text"


def test_few_words_beside_links_and_an_article_in_noscript_are_text():
    assert "Sperrung der Fähre bis Montag" in parse(page(body="<p>Sperrung der Fähre bis Montag</p>")).text
    article = "<p>Kurze Meldung ohne Punkt</p><p>Noch eine Zeile</p><p><a href='/'>Mehr</a></p>"
    assert "Kurze Meldung" in parse(page(body=article)).text
    assert "drei Sitzungen" in parse(page(body=f"<noscript>{BODY}</noscript>")).text


LD = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    "head",
    [
        LD.format('{"@type": "NewsArticle", "datePublished": "2025-08-27T23:59:00+02:00"}'),
        LD.format('{"@graph": [{"@type": "WebSite"}, {"@type": ["Thing", "Article"], "datePublished": "2025-08-27"}]}'),
        LD.format("{broken") + '<meta name="date" content="2025-08-27">',
        LD.format("[" * 100_000) + '<meta name="date" content="2025-08-27">',
        '<meta property="article:published_time" content="2025-08-27T10:00:00+02:00">',
        '<meta name="date" content="soon"><meta name="DC.date.issued" content="27.08.2025">',
        '<meta name="last-modified" content="2025-09-09"><meta itemprop="datepublished" content="2025-08-27">',
    ],
)
def test_the_day_of_publication_is_the_one_that_is_marked_as_such(head):
    assert parse(page(head)).published_on == date(2025, 8, 27)


def test_a_time_element_counts_where_it_can_only_be_that_of_the_article():
    assert parse(page(body='<time datetime="2025-08-27T10:00">heute</time>' + BODY)).published_on == date(2025, 8, 27)
    aside = '<aside><time datetime="2025-08-01">a</time><time datetime="2025-08-02">b</time></aside>'
    assert parse(page(body=aside + BODY)).published_on is None


def test_a_date_in_the_text_is_no_day_of_publication():
    assert parse(page(body=BODY.replace("am Montag", "am 3. März 2021"))).published_on is None


@pytest.mark.parametrize("written", ["2025-02-30", "03/04/2025", "1970-01-01T00:00:00Z", "2024/25"])
def test_a_date_of_no_use_leaves_the_page_undated_if_there_is_no_other(written):
    bad = f'<meta name="date" content="{written}">'
    found = parse(page(bad))
    assert (found.published_on, found.published_on_basis, found.repairs) == (None, None, ("unusable_date:1",))
    assert parse(page(bad + '<meta name="pubdate" content="2025-02-28">')).published_on == date(2025, 2, 28)


def test_title_author_and_address():
    head = (
        '<meta property="og:title" content="Krise in Köln"><meta name="author" content="https://a.example/muster">'
        '<meta name="author" content="A. Muster"><link rel="canonical" href="/krise">'
        '<meta property="og:url" content="https://A.example/krise?utm_medium=x">'
    )
    found = parse(page(head))
    assert (found.title, found.author, found.url) == ("Krise in Köln", "A. Muster", "https://a.example/krise")
    head = LD.format('{"@type":"Article","headline":"H","author":[{"name":"B"},{"name":"C"},{"name":"B"}]}')
    assert (parse(page(head)).title, parse(page(head)).author) == ("Krise in Köln", "B; C")
    assert parse(page(head, body="<p>Ein Absatz.</p>")).title == "H"


@pytest.mark.parametrize(
    ("head", "codec", "encoding"),
    [
        ("", "utf-8", "utf-8"),
        ('<meta charset="iso-8859-1">', "utf-8", "utf-8"),
        ('<meta charset="iso-8859-1">', "cp1252", "windows-1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">', "cp1252", "windows-1252"),
        ('<meta charset="utf-8">', "cp1252", "windows-1252"),
        ("", "utf-16", "utf-16-le"),
    ],
)
def test_the_encoding_is_what_the_bytes_allow_of_what_the_page_says(head, codec, encoding):
    found = parse(page(head).encode(codec))
    assert found.encoding == encoding
    assert "„alles gut“" in found.text


def test_character_references_become_clean_characters():
    found = parse(
        page(body="<article><p>Er sagte&#133; &#132;Ja&#147; zum Bun&shy;destag &amp; ging&#1;.</p></article>")
    )
    assert found.text == "Er sagte… „Ja“ zum Bundestag & ging."
    assert "invisible:1" in found.repairs


def test_entities_of_the_page_are_not_expanded():
    bomb = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    found = parse(bomb + "<html><body><p>Vorher &b; und &f; nachher ist Text.</p></body></html>")
    assert isinstance(found, Document)
    assert "lol" not in found.text
    assert "root:" not in found.text


@pytest.mark.parametrize("tag", ["<div>", "<b>", "<table><tr><td>", "<ul><li>"])
def test_bottomless_nesting_is_refused(tag):
    found = parse("<html><body>" + tag * 20_000 + "Text am Grund")
    assert found.reason == "too_deep"


def test_a_page_of_nothing_but_tags_is_too_large():
    rejection = parse("<html><body>" + "<p>" * 400_000 + "x")
    assert (rejection.stage, rejection.reason) == ("read", "too_large")

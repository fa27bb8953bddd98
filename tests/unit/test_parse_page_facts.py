"""What a page says of itself, as its readers see it: title, authors, address, teaser."""

import io
import json

import pytest

from pipeline.parse.parser import Limits, parse_seed

FIRST = "Der Rat hat am Montag über das Stadttheater beraten und die Entscheidung vertagt."
BODY = f"<p>{FIRST}</p><p>Bisher gibt es weder einen Bauantrag noch einen Vertrag mit den Eigentümern.</p>"


def parse(head="", body=f"<article><h1>Rat streitet über das Theater</h1>{BODY}</article>", title="Rat streitet"):
    page = f"<!DOCTYPE html><html lang='de'><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    (result,) = parse_seed("a.html", lambda: io.BytesIO(page.encode()), Limits(2_000_000, 2_000_000))
    return result


def ld(**article):
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **article})}</script>'


def meta(**contents):
    return "".join(f'<meta property="{name.replace("_", ":", 1)}" content="{one}">' for name, one in contents.items())


SITE = meta(og_site_name="Küstenblatt")


@pytest.mark.parametrize(
    ("heading", "head", "title"),
    [
        ("<h1>Rat streitet</h1>", meta(og_title="Streit im Rat: Das sind die Gründe"), "Rat streitet"),
        (
            "<h1>Rat streitet über das Theater</h1>",
            ld(headline="Theater: Warum der Rat streitet"),
            "Rat streitet über das Theater",
        ),
        ("", meta(og_title="Rat streitet | Küstenblatt") + SITE, "Rat streitet"),
        (
            "",
            meta(og_title="Rat streitet - kuestenblatt.example", og_url="https://kuestenblatt.example/a"),
            "Rat streitet",
        ),
        ("", meta(og_title="Rat streitet – Küstenblatt", og_url="https://www.kuestenblatt.example/a"), "Rat streitet"),
        ("", meta(og_title="Rat streitet | Küstenblatt | 28.04.2023") + SITE, "Rat streitet"),
        ("", meta(og_title="Rat streitet | Sport | Küstenblatt", article_section="Sport") + SITE, "Rat streitet"),
        ("", meta(og_title="Küstenblatt: Rat streitet") + SITE, "Rat streitet"),
        ("", meta(og_title="Küstenblatt · Rat streitet") + SITE, "Rat streitet"),
        ("", meta(og_title="Küstenblatt » Rat streitet") + SITE, "Rat streitet"),
        ("", meta(og_title="Küstenblatt :: Rat streitet") + SITE, "Rat streitet"),
        ("", meta(og_title="Rat streitet « Küstenblatt") + SITE, "Rat streitet"),
        ("", meta(og_title="Theater » Rat streitet") + SITE, "Theater » Rat streitet"),
        ("", meta(og_title="Rat streitet – und vertagt sich") + SITE, "Rat streitet – und vertagt sich"),
        ("", ld(headline="Rat &amp; B&uuml;rger streiten"), "Rat & Bürger streiten"),
        ("", meta(og_title="Rat &amp;quot;streitet&amp;quot;"), 'Rat "streitet"'),
        (
            "<h1>K&uuml;stenblatt</h1><h1>Rat streitet heftig</h1>",
            SITE + meta(og_title="Rat streitet"),
            "Rat streitet heftig",
        ),
        ("<h1><span>Theater</span><span>Rat streitet</span></h1>", ld(headline="Rat streitet"), "Rat streitet"),
        (
            "<h1><span>Theater</span><span>Rat streitet</span></h1>",
            meta(og_title="Theater: Rat streitet"),
            "Rat streitet",
        ),
        ("<h1><b>Theater:</b> <span>Rat streitet</span></h1>", ld(headline="Rat streitet"), "Rat streitet"),
        ("<h2>Theater</h2><h1>Rat streitet heftig</h1>", "", "Rat streitet heftig"),
        ("", meta(og_title="Rat streitet - Küstenblatt.de") + SITE, "Rat streitet"),
        ("<h1><span class='kicker'>Theater</span> Rat streitet heftig</h1>", "", "Rat streitet heftig"),
        ("<h1><div>Theater</div><div class='headline'>Rat streitet heftig</div></h1>", "", "Rat streitet heftig"),
        ("<h1>Rat streitet <span class='sr-only'>– von Lisa Kröger</span></h1>", "", "Rat streitet"),
        ("<h1>Rat <em>streitet</em> im <b>Theater</b></h1>", "", "Rat streitet im Theater"),
        ("<h1>Der McDonald-<span>Streit</span> im Rat</h1>", "", "Der McDonald-Streit im Rat"),
    ],
)
def test_the_title_is_what_readers_see(heading, head, title):
    found = parse(head, f"<article>{heading}{BODY}</article>", title="")
    assert found.title == title
    assert found.text.startswith(FIRST)


@pytest.mark.parametrize(
    "again", ["Rat streitet", "Streit im Rat", "Theater Rat streitet", "Rat streitet | Küstenblatt", "Theater"]
)
def test_no_form_of_the_title_is_text(again):
    head = SITE + ld(headline="Streit im Rat") + meta(og_title="Rat streitet | Küstenblatt")
    body = (
        f"<article><p>{again}</p><h1><span>Theater</span><span>Rat streitet</span></h1><p>{again}</p>{BODY}</article>"
    )
    assert parse(head, body).text.startswith(FIRST)


def person(*names):
    return [{"@type": "Person", "name": name} for name in names]


PAPER = {"@type": "Organization", "name": "Küstenblatt"}


@pytest.mark.parametrize(
    ("head", "body", "authors"),
    [
        (ld(author=person("Lisa Kröger", "Edda Frohm")), "", ("Lisa Kröger", "Edda Frohm")),
        (ld(author=[PAPER, *person("Lisa Kröger")], publisher=PAPER), "", ("Lisa Kröger",)),
        (
            ld(author=PAPER) + '<meta name="author" content="Von Lisa Kröger und Edda Frohm">',
            "",
            ("Lisa Kröger", "Edda Frohm"),
        ),
        (ld(author="Küstenblatt", publisher=PAPER), "", ()),
        ('<meta name="author" content="Küstenblatt">' + SITE, "", ()),
        ('<meta name="author" content="Redaktion Küstenblatt">' + SITE, "", ()),
        ('<meta name="author" content="Küstenblatt-Redaktion">' + SITE, "", ()),
        ('<meta name="author" content="kuestenblatt.de">', "", ()),
        ('<meta name="author" content="lisa.kroeger@kuestenblatt.example">', "", ()),
        ('<meta name="author" content="Lisa Kröger (lisa.kroeger@kuestenblatt.example)">', "", ("Lisa Kröger",)),
        ('<meta name="author" content="Lisa Kröger, lisa-kroeger">', "", ("Lisa Kröger",)),
        (
            ld(author=person("Lisa Kröger")),
            "<figure><meta itemprop='author' content='Foto Blende'></figure>",
            ("Lisa Kröger",),
        ),
        (
            "",
            "<div itemscope itemtype='ImageObject'><meta itemprop='author' content='Max Blende'></div>",
            (),
        ),
        ("", "<p class='byline'>Von <a rel='author' href='/lk'>Lisa Kröger</a></p>", ("Lisa Kröger",)),
        ("", "<div class='article-author'>Von Lisa Kröger und Edda Frohm</div>", ("Lisa Kröger", "Edda Frohm")),
        ("", "<p class='meta'>Von Lisa Kröger | Veröffentlicht am 4. März 2025</p>", ("Lisa Kröger",)),
        ("", "<p class='meta'>4.3.2025 · Von Lisa Kröger und Edda Frohm · 3 Min.</p>", ("Lisa Kröger", "Edda Frohm")),
        (
            "",
            "<div class='meta'><span>Von <a>Lisa Kröger</a></span> <span>Am 4.3.2025 - 9:12</span></div>",
            ("Lisa Kröger",),
        ),
        ("", "<div class='meta'><span>Von Hamburg</span> <span>nach Bremen</span></div>", ()),
        ("", "<p class='author'>Von unserem Redakteur Max Ohm</p>", ("Max Ohm",)),
        ("", "<p class='byline'>By Jane Doe and Max Ohm, Staff Writers</p>", ("Jane Doe", "Max Ohm")),
        ('<meta name="author" content="Jane Doe, Political Correspondent">', "", ("Jane Doe",)),
        ('<meta name="author" content="Lisa Kröger, Redakteurin">', "", ("Lisa Kröger",)),
        ("", "<p>Von Max Ohm</p>", ("Max Ohm",)),
        ("", "<p>Von Hamburg nach Bremen</p>", ()),
        ("", "<p>Von Lisa Kröger stammt der Plan.</p>", ()),
        ("", "<p class='author'>Lisa Kröger, dpa</p>", ("Lisa Kröger", "dpa")),
        ("", "<span class='author-name'>Jane Doe</span><div class='author-role'>Education Editor</div>", ("Jane Doe",)),
        ('<meta name="author" content="Lisa Kröger (Text) und Max Ohm (Fotos)">', "", ("Lisa Kröger",)),
        ('<meta name="author" content="Reporter ohne Grenzen">', "", ("Reporter ohne Grenzen",)),
        ("", "<p class='meta'>Bad Kaltenried | Lisa Kröger | 4. März 2025</p>", ()),
        ("", "<p class='info'>Von Hamburg nach Bremen – Fahrplan</p>", ()),
        ("", "<aside><div class='author'>Max Anderer</div></aside>", ()),
        ("", "<figure><span class='author'>Max Blende</span></figure>", ()),
        (
            '<meta name="author" content="Stiftung Wissenschaft und Politik">',
            "",
            ("Stiftung Wissenschaft und Politik",),
        ),
        (ld(author={"@type": "Organization", "name": "dpa"}, publisher=PAPER), "", ("dpa",)),
        (ld(author=PAPER), "", ()),
        (
            "",
            "<div itemscope itemtype='ImageObject'><span itemprop='author'>Max Blende</span></div>"
            "<span itemprop='author' itemscope itemtype='Person'><span itemprop='name'>Lisa Kröger</span></span>",
            ("Lisa Kröger",),
        ),
    ],
)
def test_authors_are_those_who_wrote_it(head, body, authors):
    found = parse(head, f"<article><h1>Rat streitet</h1>{body}{BODY}</article>")
    assert found.authors == authors
    assert found.author == ("; ".join(authors) or None)


def test_an_institution_that_is_its_own_author_is_the_publisher():
    assert parse(ld(author={"@type": "Organization", "name": "Küstenblatt"})).publisher == "Küstenblatt"


HERE, THERE = "https://hafenkurier.example/lokales/1", "https://kuestenblatt.example/lokales/1"


def canonical(address):
    return f'<link rel="canonical" href="{address}">'


@pytest.mark.parametrize(
    ("head", "url", "syndicated_from"),
    [
        (canonical(THERE) + meta(og_url=HERE), HERE, THERE),
        (canonical(THERE) + ld(url=HERE), HERE, THERE),
        (canonical(THERE) + ld(mainEntityOfPage={"@id": HERE}), HERE, THERE),
        (canonical(THERE), THERE, None),
        (canonical(HERE) + meta(og_url=HERE + "?page=1"), HERE, None),
        (canonical(HERE) + meta(og_url=HERE.replace("//", "//www.")), HERE, None),
        (canonical(HERE) + meta(og_url=HERE.replace("//", "//m.")), HERE, None),
        (canonical(HERE).replace("canonical", "Canonical"), HERE, None),
        (ld(mainEntityOfPage=HERE), HERE, None),
        (canonical("https://hafenkurier.example/") + meta(og_url=HERE), HERE, None),
        (canonical("https://hafenkurier.example/?p=7") + meta(og_url=HERE), "https://hafenkurier.example/?p=7", None),
        (canonical("https://hafenkurier.example/"), "https://hafenkurier.example/", None),
    ],
)
def test_the_address_of_another_website_is_where_the_text_is_from(head, url, syndicated_from):
    found = parse(head)
    assert (found.url, found.syndicated_from) == (url, syndicated_from)


def test_what_a_template_escaped_twice_is_read_and_marks_of_tags_stay():
    again = "<p>Müller &amp;amp; Söhne &amp;#8211; &amp;bdquo;gut&amp;ldquo; &amp;lt;b&amp;gt;</p>"
    found = parse(body=f"<article>{BODY}{again}</article>")
    assert found.text.endswith("Müller & Söhne – „gut“ &lt;b&gt;")


TEASER = "Die Stadt will das Theater verkaufen, sagt Bürgermeisterin Berta Kranzow. Die Eigentümer lehnen das ab."


@pytest.mark.parametrize(
    ("head", "above"),
    [
        (f'<meta name="description" content="{TEASER}">', ""),
        (meta(og_description=TEASER), ""),
        (ld(description=TEASER), ""),
        ("", f"<p class='article__teaser-text'>{TEASER}</p>"),
        ("", f"<div class='standfirst'><p>{TEASER}</p></div>"),
        (
            meta(og_description="Im Rat von Nordhagen geht es hoch her, und die Entscheidung fehlt."),
            f"<h2 class='subtitle'>{TEASER}</h2>",
        ),
    ],
)
def test_a_teaser_is_the_first_paragraph(head, above):
    found = parse(head, f"<header><h1>Rat streitet über das Theater</h1>{above}</header><article>{BODY}</article>")
    assert found.text.startswith(f"{TEASER}\n\n{FIRST}")
    assert found.text.count("Kranzow") == 1


@pytest.mark.parametrize(
    "description",
    [
        FIRST,
        FIRST.upper(),
        FIRST[:60] + "…",
        "Der Rat hat am Montag über das Stadttheater beraten und ...",
        "Rat streitet über das Theater",
        "Nachrichten aus Nordhagen und der Welt, aktuell und kostenlos bei Ihrer Zeitung.",
        "Das Küstenblatt berichtet aus der Stadt: Alles über Rat, Theater und Eigentümer, über Bauantrag und Vertrag.",
        "Rat, Theater, Bauantrag, Eigentümer, Vertrag, Entscheidung, Montag, Stadt, Streit",
    ],
)
def test_what_the_text_repeats_or_the_website_says_of_itself_is_no_teaser(description):
    assert parse(SITE + f'<meta name="description" content="{description}">').text.startswith(FIRST)


def test_of_a_teaser_that_was_cut_off_whole_sentences_stay():
    found = parse(f'<meta name="description" content="{TEASER} Darüber wird im Herbst noch einmal…">')
    assert found.text.startswith(f"{TEASER}\n\n{FIRST}")

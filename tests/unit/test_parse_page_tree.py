"""Pages whose words extraction would lose: times, quotations, lists without a container, boxes of consent, depth."""

import io
from collections import Counter

import pytest

from pipeline.parse.fragment import read_fragment
from pipeline.parse.page_inline import thin_out
from pipeline.parse.page_tree import parse_page
from pipeline.parse.parser import Limits, parse_seed
from pipeline.parse.refusal import Refusal

FIRST = "<p>Der Rat hat am Montag über das Stadttheater beraten und die Entscheidung vertagt.</p>"
LAST = "<p>Bisher gibt es weder einen Bauantrag noch einen Vertrag mit den Eigentümern.</p>"


def text_of(body, lang="de"):
    page = f"<!DOCTYPE html><html lang='{lang}'><head><title>Streit</title></head><body>{body}</body></html>"
    (result,) = parse_seed("a.html", lambda: io.BytesIO(page.encode()), Limits(2_000_000, 2_000_000))
    return result.text


def article(words, **more):
    return text_of(f"<article><h1>Streit ums Theater</h1>{FIRST}{words}{LAST}</article>", **more)


@pytest.mark.parametrize(
    ("words", "read"),
    [
        (
            "<p>Das Gericht urteilt am <time>15. Januar</time>, sagte sie.</p>",
            "Das Gericht urteilt am 15. Januar, sagte sie.",
        ),
        ("<p>Von <time>8</time> bis <time>10 Uhr</time> ist geschlossen.</p>", "Von 8 bis 10 Uhr ist geschlossen."),
        ("<ul><li><time>10.15 Uhr</time> Die Gäste treffen ein</li></ul>", "10.15 Uhr Die Gäste treffen ein"),
        ("<table><tr><td><time>3. Mai</time></td><td>Sitzung des Rates</td></tr></table>", "3. Mai Sitzung des Rates"),
        ("<p>Die Sitzung beginnt am <time>3. Mai</time></p>", "Die Sitzung beginnt am 3. Mai"),
        ("<h2><time>18:30</time> Der Rat tagt</h2>", "18:30 Der Rat tagt"),
        ("<blockquote>Am <time>3. Mai</time> ist Schluss.</blockquote>", "Am 3. Mai ist Schluss."),
    ],
)
def test_times_in_sentences_stay(words, read):
    assert read in article(words).split("\n\n")


@pytest.mark.parametrize(
    "byline",
    [
        "<p>Lisa Kröger <time>15. Januar 2025, 10:15 Uhr</time></p>",
        "<p>Veröffentlicht am <time>15. Januar 2025</time> um <time>10:15</time> Uhr</p>",
        "<div>Published <time>15 January 2025</time></div>",
    ],
)
def test_times_of_bylines_do_not_become_text(byline):
    text = article(byline)
    assert not any(word in text for word in ("2025", "Veröffentlicht", "Published"))


def test_the_clock_of_a_live_blogs_entries_stays_in_the_text():
    entries = "".join(
        f'<div class="entry"><div class="when"><time datetime="2025-01-1{n}T10:15">1{n}. Januar, 10:15 Uhr</time></div>'
        f"<h3>Meldung Nummer {n} aus dem Saal</h3><p>Der Rat hat über den Antrag Nummer {n} lange beraten.</p></div>"
        for n in range(3)
    )
    blog = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Streit"}</script>'
    paragraphs = text_of(f"{blog}<article><h1>Streit</h1>{FIRST}{entries}</article>").split("\n\n")
    place = paragraphs.index("11. Januar, 10:15 Uhr")
    assert paragraphs[place + 1] == "Meldung Nummer 1 aus dem Saal"


@pytest.mark.parametrize(
    ("lang", "words", "read"),
    [
        ("de", "Sie nannte es <q>einen <b>Fehler</b></q> und ging.", "Sie nannte es „einen Fehler“ und ging."),
        ("de-CH", "Sie nannte es <q>einen Fehler</q> und ging.", "Sie nannte es «einen Fehler» und ging."),
        ("en-GB", "She called it <q>a mistake</q> and left.", "She called it “a mistake” and left."),
        ("fr", "Elle a parlé <q lang='en'>of a mistake</q> hier.", "Elle a parlé “of a mistake” hier."),
        ("de", "Er sagte: <q>Sie rief <q>Nein</q> und ging</q>.", "Er sagte: „Sie rief ‚Nein‘ und ging“."),
        ("de", "Sie nannte es <q>„einen Fehler“</q> und ging.", "Sie nannte es „einen Fehler“ und ging."),
        ("", "Sie nannte es <q>einen Fehler</q> und ging.", "Sie nannte es „einen Fehler“ und ging."),
    ],
)
def test_quotations_get_the_marks_of_their_language(lang, words, read):
    assert read in article(f"<p>{words}</p>", lang=lang).split("\n\n")


@pytest.mark.parametrize(
    "container",
    [
        "{}",
        "<div>{}</div>",
        "<div><div>{}</div></div>",
        "<table><tr><td>{}</td></tr></table>",
        "<div id='page'><div class='wrap'>{}</div></div>",
    ],
)
def test_lists_and_headings_stay_where_no_element_is_named(container):
    items = "<ul><li>Das Dach sei alt und müsse weg.</li><li>Ein Kran wird ab dem Winter gebraucht.</li></ul>"
    text = text_of(container.format(f"<h1>Streit</h1>{FIRST}{items}<h2>Wie es weitergeht</h2>{LAST}"))
    assert [paragraph[:12] for paragraph in text.split("\n\n")] == [
        "Der Rat hat ",
        "Das Dach sei",
        "Ein Kran wir",
        "Wie es weite",
        "Bisher gibt ",
    ]


@pytest.mark.parametrize(
    "box",
    [
        'div class="gdpr modal-dialog"',
        'div id="Cookie-Banner"',
        'aside class="cmp-box"',
        'section class="privacy-layer"',
        'div role="dialog"',
        "div",
    ],
)
def test_boxes_of_consent_are_no_text(box):
    asks = (
        f"<{box}><p>Wir und unsere Partner verwenden Cookies, um Inhalte zu messen und Anzeigen zu zeigen.</p>"
        f"<p>Sie können Ihre Einwilligung jederzeit widerrufen, wenn Sie zustimmen.</p></{box.split()[0]}>"
    )
    text = text_of(f'{asks}<div id="content"><h1>Streit</h1>{FIRST}</div>')
    assert text.startswith("Der Rat hat")
    assert "Cookies" not in text
    about = "<p>Cookies brauchen eine Einwilligung, sagt das Gericht.</p>"
    assert "Cookies brauchen" in text_of(f'<article class="cookie-law"><h1>Streit</h1>{FIRST}{about}</article>')


@pytest.mark.parametrize("tag", ["div", "span", "b", "section"])
@pytest.mark.parametrize("n_levels", [100, 300, 1500])
def test_deep_pages_are_read_whole(tag, n_levels):
    body = (
        f"<{tag}>" * n_levels
        + f"{FIRST}{LAST}"
        + f"</{tag}>" * n_levels
        + "<p>Im Herbst soll sich der Ausschuss damit befassen.</p>"
    )
    text = text_of(body)
    for words in ("Der Rat hat", "Eigentümern.", "Im Herbst"):
        assert words in text


def test_deep_fragments_of_records_are_read_whole_or_refused():
    assert (
        read_fragment("<div>" * 600 + "Text am Grund" + "</div>" * 600 + "<p>Danach.</p>") == "Text am Grund\n\nDanach."
    )
    with pytest.raises(Refusal, match="nested deeper"):
        read_fragment("<ul><li>" * 5_000 + "Text am Grund")
    assert read_fragment("<p>Er nannte es <q>einen Fehler</q> und ging nach Hause.</p>").count("„") == 1


@pytest.mark.parametrize(
    "words", ["Vorspann\f{}", "<h2>Rat\fhaus</h2>{}", "<div>Am\fMontag {}</div>", "Vor&#12;spann{}"]
)
def test_a_form_feed_is_white_space_wherever_it_stands(words):
    text = text_of(words.format(FIRST + LAST))
    assert "Stadttheater" in text
    assert "\f" not in text


@pytest.mark.parametrize("tag", ["span", "b", "code", "a"])
def test_a_transcript_with_an_element_a_word_is_read_to_its_end(tag):
    words = [f"Wort{number}" for number in range(1_500)]
    told = "".join(f"<{tag}>{word}</{tag}> ist das, was er sagte. " for word in words)
    assert article(f"<p>Am Anfang. {told}</p>").split("\n\n")[1] == "Am Anfang. " + " ".join(
        f"{word} ist das, was er sagte." for word in words
    )


def test_a_block_of_thousands_of_links_is_no_text():
    links = "".join(f"<a href='/{number}'>Ein Bericht von Nummer {number}.</a> | " for number in range(1_500))
    assert article(f"<div>{links}</div>").split("\n\n") == [FIRST[3:-4], LAST[3:-4]]


def test_no_block_keeps_more_than_a_thousand_elements_in_its_lines():
    few = "<p>" + "<b>Der</b> <img src=x><i>Rat</i> " * 300 + "</p>"
    many = "<p>" + "<span><b>Der</b> <img src=x>Rat</span> " * 9_000 + "<br>Ende</p>"
    tree = parse_page(f"<html><body>{few}{many}</body></html>", Counter())
    thin_out(tree)
    first, second = tree.iter("p")
    assert (len(first), [one.tag for one in second]) == (900, ["br"])
    assert second.text_content() == "Der Rat " * 9_000 + "Ende"
    assert len(second.xpath("text()")) == 2


def test_links_of_other_blocks_stay():
    links = "".join(f"<a href='/{number}'>Bericht {number}</a> " for number in range(1_500))
    told = "<p>Der <a href='/rat'>Rat der Stadt</a> hat dem Antrag am Abend zugestimmt.</p>"
    assert article(f"{links}{told}").split("\n\n")[1] == "Der Rat der Stadt hat dem Antrag am Abend zugestimmt."

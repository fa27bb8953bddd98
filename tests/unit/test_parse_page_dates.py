"""When a page was published and changed, by what its readers see and by its address."""

import io
from datetime import date

import pytest

from pipeline.parse.parser import Limits, parse_seed

HEADING = "<h1>Das Freibad in Katzbach</h1>"
TEXT = (
    "<p>Wer in Katzbach wohnt, kennt das Freibad; bald könnte alles anders aussehen, wie der Rat beschloss.</p>"
    "<p>Im Herbst 2023 soll sich der Ausschuss noch einmal mit dem Beschluss vom 3. März 2021 befassen.</p>"
)
DAY, LATER = date(2025, 3, 4), date(2025, 3, 6)


def parse(body, head=""):
    page = f'<html lang="de"><head>{head}</head><body><article>{body}</article></body></html>'
    (found,) = parse_seed("a.html", lambda: io.BytesIO(page.encode()), Limits(2_000_000, 2_000_000))
    return found


@pytest.mark.parametrize(
    ("between", "updated"),
    [
        ("<p>Veröffentlicht: 04.03.2025 10:15</p>", None),
        ("<p>(Stand: 04.03.2025, 10:15 Uhr)</p>", None),
        ("<p>Veröffentlicht am 04.03.2025 | Stand: 06.03.2025, 10:15 Uhr</p>", LATER),
        ("<p>Veröffentlicht am Dienstag, 4. März 2025, zuletzt aktualisiert am 6. März 2025</p>", LATER),
        ("<p>Erstellt: 04.03.2025, 10:15 Uhr | Geändert: 06.03.2025</p>", LATER),
        ("<div><span>Veröffentlicht:</span><span>04.03.2025</span></div>", None),
        ('<p class="timestamp">4. März 2025, aktualisiert 6. März 2025</p>', None),
        ("<p>Published 10:15 a.m. ET March 4, 2025 | Updated 8:00 a.m. ET March 6, 2025</p>", LATER),
        ("<p>Erstmals erschienen am 4. März 2025</p>", None),
        ("<p>First published at 10:15 on 4 March 2025</p>", None),
        ("<dl><dt>Veröffentlicht</dt><dd>4. März 2025</dd></dl>", None),
        ("<p>By Jane Doe Published March 4, 2025 10:15 AM ET</p><p>Updated March 6, 2025</p>", LATER),
        ("<p>Posted on 4 March 2025 by Jane Doe</p>", None),
        ("<p>Publié le 4 mars 2025 à 10h15 - Mis à jour le 6 mars 2025</p>", LATER),
        ("<p>Pubblicato il 4 marzo 2025 alle 10:15</p>", None),
        ('<p class="date">04.03.2025 | 10:15 Uhr</p>', None),
        ('<div class="article-meta"><b>Von Lisa Kröger</b> · <span>04.03.2025, 10:15 Uhr</span></div>', None),
        ("<p>Von Lisa Kröger, 04.03.2025, 10:15 Uhr</p>", None),
    ],
)
def test_a_labelled_date_beside_the_headline_is_visible(between, updated):
    found = parse(HEADING + between + TEXT)
    assert (found.published_on, found.published_on_basis, found.updated_on) == (DAY, "visible", updated)


def test_it_may_be_above_the_headline_or_the_only_one_of_the_article():
    above = parse('<p class="dateline">4. März 2025</p>' + HEADING + TEXT)
    assert (above.published_on, above.published_on_basis) == (DAY, "visible")
    below = HEADING + TEXT * 8 + "<p>Stand: 04.03.2025, 10:15 Uhr</p>"
    assert parse(below).published_on == DAY
    assert parse(below + "<p>Stand: 05.03.2025</p>").published_on is None


@pytest.mark.parametrize(
    "body",
    [
        HEADING + "<p>Updated 4 March 2025</p>" + TEXT,
        HEADING + '<p class="event-date">04.03.2025</p>' + TEXT,
        HEADING + "<p>Das Gesetz, veröffentlicht am 3. März 2021, gilt seit langem und für alle Bürger.</p>" + TEXT,
        HEADING + "<p>Veröffentlicht wurde das am 3. März 2021 in Bonn.</p>" + TEXT,
        "<aside><p>Veröffentlicht: 01.01.2020</p></aside>" + HEADING + TEXT,
        HEADING + TEXT + "</article><footer>Stand: 01.01.2020</footer>",
    ],
)
def test_other_dates_are_no_day_of_publication(body):
    assert (parse(body).published_on, parse(body).published_on_basis) == (None, None)


def test_an_ambiguous_label_leaves_the_page_undated():
    found = parse(HEADING + "<p>Published: 03/04/2025</p>" + TEXT)
    assert (found.published_on, found.repairs) == (None, ("unusable_date:1",))


@pytest.mark.parametrize(
    ("body", "published", "updated"),
    [
        (HEADING + "<time>4. März 2025</time>" + TEXT, DAY, None),
        (HEADING + TEXT + '<p>Am <time datetime="2025-07-11">11. Juli</time> stimmte der Rat ab.</p>', None, None),
        (
            HEADING
            + '<p>Aktualisiert <time datetime="2025-03-06">6. März</time></p>'
            + '<p>Veröffentlicht <time datetime="2025-03-04">4. März</time></p>'
            + TEXT,
            DAY,
            LATER,
        ),
        (HEADING + '<time class="updated" datetime="2025-03-06">gestern</time>' + TEXT, None, LATER),
        (HEADING + '<time datetime="2025-03-04T23:30:00Z">4. März</time>' + TEXT, date(2025, 3, 5), None),
    ],
)
def test_a_time_element_counts_unless_it_is_in_a_sentence(body, published, updated):
    found = parse(body)
    assert (found.published_on, found.updated_on) == (published, updated)
    assert found.published_on_basis == ("time_element" if published else None)


def test_the_most_reliable_place_counts_and_the_address_comes_last():
    link = '<link rel="canonical" href="https://a.example/2025/03/01/titel">'
    meta = '<meta name="date" content="2025-03-03">'
    visible = HEADING + "<p>Stand: 04.03.2025</p>" + TEXT
    found = [parse(visible, link + meta), parse(visible, link), parse(HEADING + TEXT, link)]
    assert [(one.published_on.day, one.published_on_basis) for one in found] == [
        (3, "metadata"),
        (4, "visible"),
        (1, "address"),
    ]


def test_the_day_of_a_change_is_declared_in_metadata_too():
    head = '<meta property="article:modified_time" content="2025-03-06T01:00:00+01:00">'
    assert parse(HEADING + TEXT, head).updated_on == LATER


@pytest.mark.parametrize("day", ['{"@type": "Date", "@value": "2025-03-04"}', '[{"@value": "2025-03-04"}]'])
def test_json_ld_may_give_a_day_a_type(day):
    script = f'<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": {day}}}</script>'
    assert parse(HEADING + TEXT, script).published_on == DAY

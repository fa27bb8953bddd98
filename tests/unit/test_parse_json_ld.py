"""JSON-LD of pages: read as it is written, and the node that tells of this page's article."""

import pytest
from lxml import html

from pipeline.parse.json_ld import read_linked_data
from tests.work import assert_linear

ARTICLE = '{"@type": "NewsArticle", "headline": "H", "datePublished": "2025-08-27"}'


def linked(*scripts, kind="application/ld+json"):
    page = "".join(f'<script type="{kind}">{script}</script>' for script in scripts)
    return read_linked_data(html.document_fromstring(f"<html><head>{page}</head><body><p>x</body></html>"))


def day_of(*scripts, **more):
    return linked(*scripts, **more).article((), ()).get("datePublished")


@pytest.mark.parametrize(
    "script",
    [
        ARTICLE,
        f"//<![CDATA[\n{ARTICLE}\n//]]>",
        f"/* <![CDATA[ */ {ARTICLE} /* ]]> */",
        f"<![CDATA[{ARTICLE}]]>",
        f"<!--\n{ARTICLE}\n-->",
        f"// written by a template: {{x}}\n{ARTICLE};",
        f"/* {{ */{ARTICLE}",
        '{"@type": "NewsArticle", // a comment, "and": 1\n "datePublished": "2025-08-27",}',
        '{"@type": ["NewsArticle",], "keywords": ["a", "b", ], "datePublished": "2025-08-27" , }',
        '{"@type": "NewsArticle", "description": "erste\n\tzweite \x0b Zeile // , }", "datePublished": "2025-08-27"}',
        r"""{"@type": "NewsArticle", "description": "it\'s", "datePublished": "2025-08-27",}""",
        '{"@type": "WebSite", "name": "S"}\n' + ARTICLE,
        '{"@type": "WebSite", "name": "S"},' + ARTICLE,
        f'[{{"@type": "BreadcrumbList"}}, [{ARTICLE}]]',
        f'{{"@type": "WebPage", "mainEntity": {ARTICLE}}}',
        f'{{"@type": "Blog", "blogPost": [{ARTICLE}]}}',
        f'{{"@type": "WebPage", "mainEntityOfPage": {ARTICLE}}}',
        f'{{"@graph": [{{"@type": "WebSite"}}, {ARTICLE}]}}',
        ARTICLE.replace('"', "&quot;"),
        ARTICLE + '{"@type": "NewsArticle", "datePublished": "2001',
        ARTICLE.replace('"H"', '"Der "Rat" tagt"'),
        ARTICLE.replace('"', "'"),
        ARTICLE[:-1] + ', "description": "abgeschn',
        *(ARTICLE.replace("News", kind) for kind in ("Reportage", "", "Opinion", "Tech")),
        *(
            ARTICLE.replace("NewsArticle", kind)
            for kind in ("ClaimReview", "LiveBlogPosting", "http://schema.org/NewsArticle", "schema:BlogPosting")
        ),
    ],
)
def test_an_article_is_found_however_the_script_is_written(script):
    assert day_of(script) == "2025-08-27"


@pytest.mark.parametrize(
    "broken",
    [
        ARTICLE.replace("NewsArticle", "Event").replace('"H"', '"a "b" c"'),
        ARTICLE.replace('"H"', '"a "b" c", "isPartOf": {"datePublished": "2001-01-01"}'),
        ARTICLE.replace('"H"', '"a "b" c"').replace("datePublished", "dateCreated"),
    ],
)
def test_of_what_cannot_be_read_only_the_one_day_of_an_article_is_picked_out(broken):
    assert day_of(broken) is None


def test_parameters_and_case_of_the_type_do_not_matter():
    assert day_of(ARTICLE, kind="application/LD+JSON; charset=utf-8") == "2025-08-27"


def test_a_script_beyond_reading_leaves_the_others():
    assert day_of("{broken", "[" * 100_000, ARTICLE) == "2025-08-27"
    assert day_of("{broken") is None
    assert day_of('{"@type": "JobPosting", "datePublished": "2025-08-27"}') is None


def test_of_several_articles_it_is_that_of_the_page():
    other = '{"@type": "NewsArticle", "headline": "O", "url": "https://a.example/o", "datePublished": "2001-01-01"}'
    this = '{"@type": "Article", "mainEntityOfPage": {"@id": "https://A.example/h#top"}, "headline": "H &amp; I"}'
    found = linked(other, this)
    assert found.article({"https://a.example/h"}, ())["headline"] == "H &amp; I"
    assert found.article((), ["h & i"])["headline"] == "H &amp; I"
    assert found.article((), ())["headline"] == "O"


def test_what_an_article_leaves_open_its_twin_and_the_page_may_say():
    twin = '{"@type": "LiveBlogPosting", "headline": "H", "liveBlogUpdate": [{"headline": "E"}]}'
    page = '{"@type": "WebPage", "datePublished": "2020-01-01"}'
    found = linked(page, ARTICLE, twin)
    assert found.article((), ["H"]).keys() >= {"datePublished", "liveBlogUpdate"}
    assert found.page()["datePublished"] == "2020-01-01"


def test_references_lead_to_the_nodes_of_the_same_page():
    person = '{"@type": "Person", "@id": "#p", "name": "Lisa Kröger"}'
    found = linked(f'{{"@graph": [{{"@type": "Article", "author": {{"@id": "#p"}}}}, {person}]}}')
    assert [one["name"] for one in found.referred(found.article((), ())["author"])] == ["Lisa Kröger"]


@pytest.mark.parametrize("piece", ['"', '\\"', "/*", "//", "<!--", "[", "{", ',"', "1, ", '{"a":', "{}", "<![CDATA["])
def test_reading_is_linear_in_the_script(piece):
    page = html.document_fromstring("<html><head><script type='application/ld+json'></script></head></html>")
    script = page.find(".//script")

    def read(text):
        script.text = text
        read_linked_data(page)

    assert_linear(read, piece, 2000)

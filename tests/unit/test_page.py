"""The page of annotated documents: the text stays itself, everything is escaped, spans may lie in any way."""

import base64
import hashlib
import json
import re
import sys
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.service import annotate_lines, show_lines
from pipeline.settings import make_settings
from pipeline.show.characters import pieces, plain
from pipeline.show.rendering import page_end, page_start, render_document
from pipeline.show.segments import LANES, cut, lanes_of, marks_of
from schemas.vocabulary import Vocabulary
from tests.corpora import ARTICLES
from tests.work import assert_linear

MEANINGS = {meaning for vocabulary in Vocabulary.__subclasses__() for meaning in vocabulary.meanings().values()}
UNSEEN_CATEGORIES = {"Cc", "Cf", "Cs", "Zl", "Zp"}


class Reader(HTMLParser):
    """Reads an article: the text inside `.text`, all elements, all attributes."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.text, self.tags, self.attributes, self.depth = "", [], [], 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes
        if self.depth or dict(attributes).get("class") == "text":
            self.depth += 1

    def handle_endtag(self, tag):
        self.depth -= bool(self.depth)

    def handle_data(self, data):
        self.text += data if self.depth else ""


def show(*documents):
    lines = [(n, json.dumps(document).encode()) for n, document in enumerate(documents, 1)]
    return [html for html, _ in show_lines(lines, settings=make_settings())]


TEXTS = st.one_of(
    st.text(st.characters(exclude_characters="\x00\r", exclude_categories=["Cs"]), max_size=80),
    st.lists(
        st.sampled_from(
            [
                *ARTICLES[0].split(),
                "<b>",
                "</div>",
                "&amp;",
                '"',
                "„",
                "“",
                "sagte",
                "\u202e",
                "\n\n",
                " ",
                "{{ 1 }}",
                "&#13;",
            ]
        ),
        max_size=40,
    ).map(" ".join),
)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_the_text_is_in_the_page_as_it_was(text):
    (html,) = show({"id": text, "title": text, "text": text, "language": "de", "date": "2025-08-27"})
    read = Reader(html)
    assert read.text == text
    assert set(read.tags) <= {*"article header h2 p span bdi div aside h3 ol li dl dt dd a code i".split()}
    # What a text could put into a title is nothing: titles are sentences of the vocabulary.
    assert {value for name, value in read.attributes if name == "title"} <= MEANINGS
    assert {name for name, _ in read.attributes} <= {*"id class lang href aria-label title".split()} | {
        f"data-{name}" for name in ("s", "a", "d", "r", "code", "name", "speaker")
    }
    assert all(value.startswith("#") for name, value in read.attributes if name == "href")


def test_what_is_not_seen_is_shown_by_its_code_and_kept():
    for character in map(chr, range(sys.maxunicode + 1)):
        category = unicodedata.category(character)
        is_unseen = category in UNSEEN_CATEGORIES and character not in "\n\t"
        (piece,) = pieces(character)
        is_newer = category == "Cn"  # than this Python's Unicode
        assert (piece.code is not None) == is_unseen or is_newer, hex(ord(character))
    assert plain("a\u202eb") == "a[U+202E]b"
    assert "&#13;" in show({"text": "a\rb"})[0]


def statement(number, parent, *spans, **more):
    empty = {
        f"{role}_{what}": [] if what == "spans" else None for role in ROLES for what in ("spans", "text", "actor_id")
    }
    return {
        "statement_id": f"s{number}",
        "parent_statement_id": parent and f"s{parent}",
        "type": "direct",
        "medium": "speech",
        "text": "x",
        "spans": list(spans),
        "rule": "r",
        "cue_lemma": None,
        "stated_from": None,
        **empty,
        **more,
    }


ROLES = ("speaker", "cue", "frame", "addressee", "source")


def test_nested_and_crossing_statements_have_lines_of_their_own():
    statements = [
        statement(1, None, [0, 40]),
        statement(2, 1, [5, 20]),
        statement(3, 2, [8, 10]),
        statement(4, None, [15, 50]),  # crosses 1 and 2
        statement(5, None, [60, 70], [80, 90]),
        statement(6, None, [72, 75]),  # in the gap of 5
    ]
    assert lanes_of(statements) == [1, 2, 3, 3, 1, 2]
    answer = {"statements": statements, "actors": [], "dates": []}
    segments = list(cut("x" * 100, marks_of(answer, {}, "d1")))
    assert "".join(piece.text for segment in segments for piece in segment.pieces) == "x" * 100
    covers = [segment.numbers.get("s", "") for segment in segments]
    assert covers == ["", "1", "1 2", "1 2 3", "1 2", "1 2 4", "1 4", "4", "", "5", "", "6", "", "5", ""][1:]
    assert [chip.number for segment in segments for chip in segment.chips] == ["1", "2", "3", "4", "5", "6"]


def test_the_innermost_statement_and_mention_give_their_looks():
    statements = [statement(1, None, [0, 9], type="indirect"), statement(2, 1, [2, 5])]
    mentions = [{"start": 2, "end": 8, "mention_kind": "nominal"}, {"start": 3, "end": 5, "mention_kind": "name"}]
    actors = [
        {"actor_id": "a", "kind": "person", "mentions": mentions[:1]},
        {"actor_id": "b", "kind": "state", "mentions": mentions[1:]},
    ]
    answer = {"statements": statements, "actors": actors, "dates": []}
    classes = {s.pieces[0].text: s.classes.split() for s in cut("012345678", marks_of(answer, {"a": 1, "b": 2}, "d1"))}
    assert {"t-direct", "a-state", "m-name", "k2"} <= set(classes["34"])
    assert not {"t-indirect", "a-person"} & set(classes["34"])
    assert {"t-direct", "a-person"} <= set(classes["2"])
    assert "t-indirect" in classes["8"]
    assert "a" not in classes["8"]


def test_more_than_the_lanes_there_are_share_the_last():
    statements = [statement(n, n - 1 or None, [n, 100 - n]) for n in range(1, 9)]
    assert lanes_of(statements) == [1, 2, *[LANES] * 6]
    answer = {"statements": statements, "actors": [], "dates": [], "id": None, "language": "de"}
    assert "depth4" in render_document(1, {"text": "x" * 100}, answer)


def test_the_policy_names_the_one_style_and_the_one_script():
    page = page_start() + page_end()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{directive} &#39;sha256-{digest}&#39;" in policy
    assert policy.startswith("default-src &#39;none&#39;")
    assert not re.search(r"https?://|@import|url\(|src=", page)


def test_a_line_that_is_no_document_is_said_in_its_place():
    lines = [(1, b"{broken"), (2, b'{"id": "<b>", "text": 3}'), (3, json.dumps({"text": ARTICLES[0]}).encode())]
    shown = show_lines(lines, settings=make_settings())
    assert [is_document for _, is_document in shown] == [False, False, True]
    assert "not JSON" in shown[0][0]
    assert "&lt;b&gt;" in shown[1][0]
    assert annotate_lines(lines, settings=make_settings())[2][1]


def test_actors_come_by_their_first_mention_and_statements_by_position():
    (html,) = show({"text": "Moskau warnte am Montag die NATO. „Nein“, sagte Erika Muster.", "language": "de"})
    ids = ["actor_state_ru", "actor_igo_nato", "actor_person_"]
    assert sorted(ids, key=html.rindex) == ids
    assert html.index('id="d1-s1"') < html.index('id="d1-a1"') < html.index('id="d1-a2"') < html.index('id="d1-d1"')


@pytest.mark.parametrize("piece", ["„Ja“, sagte er. ", "Trump und ", "<b>&\u202e", "am 3. Mai "])
def test_the_work_of_showing_is_linear(piece):
    def work(text):
        ((html, _),) = show_lines(
            [(1, json.dumps({"text": text, "language": "de"}).encode())], settings=make_settings()
        )
        return html

    assert_linear(work, piece, 800)

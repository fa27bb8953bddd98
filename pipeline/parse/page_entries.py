"""The entries of a live blog: when each was published, and the words it begins with.

A page is a live blog if its JSON-LD says so. Its entries are those of the JSON-LD (`liveBlogUpdate`), else what follows
each <time> of the article.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from lxml.html import HtmlElement

from pipeline.parse.json_ld import Node
from pipeline.parse.moments import read_moment
from pipeline.parse.refusal import Refusal

_MOST_ENTRIES = 2_000
_LONGEST_WORDS, _SHORTEST_WORDS = 60, 8  # of the beginning of an entry; shorter ones may stand anywhere
_MARKUP = re.compile(r"<[^<>]{0,500}>")
_TEXTS = ("h2", "h3", "h4", "h5", "p", "li", "blockquote")


def read_entries(tree: HtmlElement, article: Node) -> str | None:
    """Return the entries of a live blog as a field: JSON of pairs of a moment and words. None for any other page."""
    updates = article.get("liveBlogUpdate")
    types = article.get("@type")
    is_live = updates or any("LiveBlog" in str(kind) for kind in (types if isinstance(types, list) else [types]))
    if not is_live:
        return None
    declared = [update for update in (updates if isinstance(updates, list) else [updates]) if isinstance(update, dict)]
    entries = list(_declared(declared[:_MOST_ENTRIES])) or list(_seen(tree))
    return json.dumps(entries, ensure_ascii=False)


def _declared(updates: Sequence[Mapping[str, object]]) -> Iterator[tuple[str, str]]:
    for update in updates:
        moment = _moment(update.get("datePublished")) or _moment(update.get("dateCreated"))
        for name in ("headline", "name", "articleBody", "description"):
            value = update.get(name)
            words = _beginning(_MARKUP.sub(" ", value)) if isinstance(value, str) else ""
            if moment and words:
                yield moment, words


def _seen(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """What follows each <time> with a day of its own."""
    root = next(tree.iter("article", "main"), tree)
    moment: str | None = None
    n_entries = 0
    for element in root.iter("time", *_TEXTS):
        if element.tag == "time":
            moment = _moment(element.get("datetime")) or _moment(element.text_content())
        elif moment and next(element.iter("time"), None) is None and (words := _beginning(element.text_content())):
            yield moment, words
            moment = None
            n_entries += 1
            if n_entries == _MOST_ENTRIES:
                return


def _moment(value: object) -> str | None:
    try:
        moment = read_moment(value) if isinstance(value, str) else None
    except Refusal:
        return None
    return moment.written if moment is not None and moment.is_likely else None


def _beginning(text: str) -> str:
    words = " ".join(text.split())[:_LONGEST_WORDS]
    return words if len(words) >= _SHORTEST_WORDS else ""

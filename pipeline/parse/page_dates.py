"""When a web page was published and changed last, by what it says itself, the most reliable first.

1. `metadata`: JSON-LD, <meta>, microdata.
2. `time_element`: a <time> beside the headline, or the only one of the page.
3. `visible`: a date that readers see beside the headline with a label (“Veröffentlicht: …”, “Published …”, “Stand: …”,
   a class such as `date`), or with a label as the only one of the article.

The day in the address comes after these. A date within a sentence is none of them. What is ambiguous, impossible or
stands for “unknown” is skipped.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from lxml.html import HtmlElement

from pipeline.parse.json_ld import Node
from pipeline.parse.moments import Moment, read_moment
from pipeline.parse.page_attributes import values_of
from pipeline.parse.page_labels import dates_beside_heading, labelled_dates
from pipeline.parse.page_times import published_times, times_in
from pipeline.parse.refusal import Refusal

Basis = Literal["metadata", "time_element", "visible"]


class _Found(NamedTuple):
    moment: Moment
    basis: Basis


def read_page_days(
    tree: HtmlElement, meta: Mapping[str, Sequence[str]], nodes: Sequence[Node], repairs: Counter[str]
) -> dict[str, str]:
    """Return `date` with its `date_basis`, and `updated`, of the page in ISO 8601, as far as it has them.

    `nodes` are what its JSON-LD tells of the article and then of the page. Without a usable date the others are counted
    in `repairs` as `unusable_date`.
    """
    refused: list[str] = []
    published = _first(_published(tree, meta, nodes), refused)
    updated = _first(_updated(tree, meta, nodes, has_date=published is not None), [])
    if published is None:
        repairs["unusable_date"] += len(set(refused))
    fields = {"date": published.moment.written, "date_basis": published.basis} if published else {}
    return fields | ({"updated": updated.moment.written} if updated else {})


def _first(candidates: Iterable[tuple[str, Basis]], refused: list[str]) -> _Found | None:
    """Return the first candidate that is a likely moment; the others go to `refused`."""
    for written, basis in candidates:
        if not written.strip():
            continue
        try:
            moment = read_moment(written)
        except Refusal:
            refused.append(written)
            continue
        if moment.is_likely:
            return _Found(moment, basis)
        refused.append(written)
    return None


def _published(
    tree: HtmlElement, meta: Mapping[str, Sequence[str]], nodes: Sequence[Node]
) -> Iterator[tuple[str, Basis]]:
    article, *others = nodes
    declared = [*_strings(article.get("datePublished")), *meta["date"]]
    declared += [written for node in others for written in _strings(node.get("datePublished"))]
    declared += _properties(tree, "datePublished")
    declared += _strings(article.get("dateCreated"))
    yield from ((written, "metadata") for written in declared)
    yield from ((time.written, "time_element") for time in published_times(times_in(tree)))
    beside = dates_beside_heading(tree)
    for kind in ("published", "as_of"):
        yield from ((date.written, "visible") for date in beside if date.kind == kind)
    everywhere = labelled_dates(tree)
    for kind in ("published", "as_of"):
        found = {date.written for date in everywhere if date.kind == kind}
        if len(found) == 1:
            yield found.pop(), "visible"


def _updated(
    tree: HtmlElement, meta: Mapping[str, Sequence[str]], nodes: Sequence[Node], *, has_date: bool
) -> Iterator[tuple[str, Basis]]:
    declared = [written for node in nodes for written in _strings(node.get("dateModified"))]
    declared += [*meta["updated"], *_properties(tree, "dateModified")]
    yield from ((written, "metadata") for written in declared)
    yield from ((time.written, "time_element") for time in times_in(tree) if time.kind == "updated")
    beside = dates_beside_heading(tree)
    yield from ((date.written, "visible") for date in beside if date.kind == "updated")
    if has_date and any(date.kind == "published" for date in beside):
        yield from ((date.written, "visible") for date in beside if date.kind == "as_of")


def _properties(tree: HtmlElement, name: str) -> list[str]:
    """Return the values of a property in microdata (and of the old <time pubdate>)."""
    has_old = name == "datePublished" and any(time.get("pubdate") is not None for time in tree.iter("time"))
    if not has_old and name not in values_of(tree, "itemprop"):
        return []
    old = " | //time[@pubdate]" if name == "datePublished" else ""
    return [
        element.get("datetime") or element.get("content") or element.text_content()
        for element in tree.xpath(f"//*[@itemprop='{name}']{old}")
    ]


def _strings(value: object) -> list[str]:
    """Return the strings and numbers (of seconds since 1970) in a value, also where JSON-LD gives them a type."""
    items = value if isinstance(value, list) else [value]
    items = [item.get("@value") if isinstance(item, dict) else item for item in items]
    return [str(item) for item in items if isinstance(item, (str, int)) and not isinstance(item, bool)]

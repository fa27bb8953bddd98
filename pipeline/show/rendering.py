"""Render the page: its start, one article for each document, its end.

The page is one file. A Content-Security-Policy with the hashes of its one style and one script prevents everything else
from running or loading. All text of documents is autoescaped by Jinja; ids and classes consist of numbers and words of
this package.
"""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from pipeline.show.characters import pieces, plain
from pipeline.show.segments import ROLES, cut, marks_of
from schemas.vocabulary import (
    ActorKind,
    Medium,
    MentionKind,
    StatedBasis,
    StatementType,
    TimexMod,
    TimexType,
    UnnamedKind,
)

_PACKAGE = "pipeline.show"
# What the words beside a text mean, by what they are said of.
_WORDS: Mapping[str, Mapping[str, str]] = {
    "statement": StatementType.meanings(),
    "medium": Medium.meanings(),
    "basis": StatedBasis.meanings(),
    "actor": ActorKind.meanings(),
    "unnamed": UnnamedKind.meanings(),
    "mention": MentionKind.meanings(),
    "date": TimexType.meanings(),
    "modifier": TimexMod.meanings(),
}
_EXCERPT = 120  # code points of a statement in the list beside the text


def page_start() -> str:
    """Return the page up to its first document."""
    assets = {name: files(_PACKAGE).joinpath(name).read_text(encoding="utf-8") for name in ("page.css", "page.js")}
    policy = (
        f"default-src 'none'; style-src '{_hash(assets['page.css'])}'; script-src '{_hash(assets['page.js'])}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return _template("start.html.j2").render(policy=policy, style=Markup(assets["page.css"]))


def page_end() -> str:
    """Return the page after its last document."""
    script = files(_PACKAGE).joinpath("page.js").read_text(encoding="utf-8")
    return _template("end.html.j2").render(script=Markup(script))


def render_document(number: int, document: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    """Render the article of document `number` of its stream: its `text`, `title` and `date` if any, and answer.

    `answer` is the result of `onrecord annotate` (`pipeline/service.py`). A document of a release also has `publisher`
    and `url`, perhaps a `note`, and the id of a statement that is `picked`; its text is None if it is withheld.
    """
    prefix = f"d{number}"
    actors = _by_appearance(answer["actors"])
    order = {actor["actor_id"]: index for index, actor in enumerate(actors, 1)}
    text = document["text"]
    return _template("document.html.j2").render(
        prefix=prefix,
        title=document.get("title") if isinstance(document.get("title"), str) else None,
        date=_day(document.get("date")),
        origin=[fact for fact in (document.get("publisher"), document.get("url")) if isinstance(fact, str)],
        note=document.get("note"),
        picked=document.get("picked") and _number_of(answer["statements"], document["picked"]),
        has_text=text is not None,
        language=_language_name(answer["language"]),
        answer=answer,
        segments=[] if text is None else cut(text, marks_of(answer, order, prefix)),
        statements=_statements(answer["statements"], order),
        actors=[_actor(number, actor, answer["statements"]) for number, actor in enumerate(actors, 1)],
        date_of={date["date_id"]: index for index, date in enumerate(answer["dates"], 1)},
    )


def render_failure(number: int, document_id: Any, error: str) -> str:
    """Return the article for a line that is not a valid document."""
    return _template("failure.html.j2").render(number=number, document_id=document_id, error=error)


def _by_appearance(actors: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the actors by their first mention; those without one (a state that only a role names, say) at the end."""

    def first(actor: Mapping[str, Any]) -> tuple[bool, int, str]:
        starts = [mention["start"] for mention in actor["mentions"]]
        return (not starts, min(starts, default=0), actor["actor_id"])

    return sorted(actors, key=first)


def _statements(statements: Sequence[Mapping[str, Any]], order: Mapping[str, int]) -> list[dict[str, Any]]:
    """Render the list of statements beside the text; `depth` counts the statements around each, at most 4."""
    number_of = {statement["statement_id"]: number for number, statement in enumerate(statements, 1)}
    depths: list[int] = []
    for statement in statements:
        depth, at = 0, statement["parent_statement_id"]
        while at is not None and depth < 4:
            depth, at = depth + 1, statements[number_of[at] - 1]["parent_statement_id"]
        depths.append(depth)
    return [
        {
            **statement,
            "number": number,
            "depth": depth,
            "parent": number_of.get(statement["parent_statement_id"]),
            "excerpt": _excerpt(statement["text"]),
            "speaker": order.get(statement["speaker_actor_id"]),
            "addressee": order.get(statement["addressee_actor_id"]),
            "source": order.get(statement["source_actor_id"]),
        }
        for number, (statement, depth) in enumerate(zip(statements, depths, strict=True), 1)
    ]


def _actor(number: int, actor: Mapping[str, Any], statements: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Render an actor in the list beside the text: its mentions, equal ones together, and its statements."""
    alike: dict[tuple[str, str, str], list[int]] = {}
    for index, mention in enumerate(actor["mentions"], 1):
        alike.setdefault((mention["text"], mention["mention_kind"], mention["rule"]), []).append(index)
    return {
        **actor,
        "number": number,
        "roles": list(dict.fromkeys(m["role_lemma"] or m["role"] for m in actor["mentions"] if m["role"])),
        "alike": [{"text": t, "kind": k, "rule": r, "indices": found} for (t, k, r), found in alike.items()],
        "speaks_in": [i for i, s in enumerate(statements, 1) if s["speaker_actor_id"] == actor["actor_id"]],
    }


def _number_of(statements: Sequence[Mapping[str, Any]], statement_id: str) -> int | None:
    ids = [statement["statement_id"] for statement in statements]
    return ids.index(statement_id) + 1 if statement_id in ids else None


def _day(value: Any) -> Any:
    """Return the day of a moment that is written as ISO 8601 has it, anything else unchanged."""
    day = re.match(r"\d{4}-\d\d-\d\d(?=[T ])", str(value))
    return day[0] if day else value


@cache
def _names() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the names of languages and of countries by their codes."""
    from babel import Locale

    english = Locale("en")
    return english.languages, english.territories


def _language_name(code: str) -> str:
    return "language unknown" if code == "und" else _names()[0].get(code, code)


def _country_name(code: str) -> str:
    return _names()[1].get(code, code)


def _excerpt(text: str) -> str:
    words = re.sub(r"\s+", " ", text[: 2 * _EXCERPT])
    return words if len(text) <= _EXCERPT else words[:_EXCERPT].rsplit(" ", 1)[0] + " …"


def _hash(asset: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(asset.encode()).digest()).decode()


@cache
def _template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("pipeline.show", ""),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(pieces=pieces, plain=plain, country=_country_name)
    environment.globals |= {"roles": ROLES, "words": _WORDS}
    return environment.get_template(name)

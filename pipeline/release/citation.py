"""Cite a release: `CITATION.cff` (Citation File Format 1.2.0), and the same as BibTeX for card and Croissant.

Both name the version and its day, because a citation must identify what was used, and the dataset's own creators. The
software that made it is a reference, never an author. The format's required keys are `cff-version`, `message`, `title`
and `authors`; its `license` must be an SPDX id, so it is omitted if the sources differ.
"""

import re
from typing import Any

import yaml

from pipeline.dataset import Creator
from pipeline.release.facts import OTHER_LICENCE, TOOL, TOOL_AUTHORS, UNKNOWN_CREATOR, ReleaseFacts

CITATION = "CITATION.cff"
_MESSAGE = "If you use this dataset, please cite the version that you used."


def write_citation(facts: ReleaseFacts) -> str:
    """Write `CITATION.cff`, as YAML."""
    dataset = facts.dataset
    content: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": _MESSAGE,
        "type": "dataset",
        "title": facts.title,
        "abstract": facts.description,
        "authors": [_author(creator) for creator in dataset.creators] or [{"name": UNKNOWN_CREATOR}],
        "version": facts.version,
        "date-released": facts.date,
        "keywords": list(facts.keywords),
    }
    if facts.licence != OTHER_LICENCE:
        content["license"] = facts.licence.upper()  # the Hub's names are SPDX ids in lower case
    if dataset.doi:
        content["doi"] = dataset.doi
    if facts.url or dataset.homepage:
        content["url"] = facts.url or dataset.homepage
    software = {"type": "software", "title": TOOL, "authors": [{"name": TOOL_AUTHORS}], "version": facts.code_version}
    content["references"] = [software | {"scope": "The software that made this dataset."}]
    return str(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120))


def _author(creator: Creator) -> dict[str, str]:
    """A person or a body; of a body the format knows no affiliation."""
    if not creator.is_person:
        return {"name": creator.name}
    family, given = creator.family_and_given
    author = {"family-names": family, **({"given-names": given} if given else {})}
    if creator.affiliation:
        author["affiliation"] = creator.affiliation
    if creator.orcid:
        author["orcid"] = f"https://orcid.org/{creator.orcid}"
    return author


def write_bibtex(facts: ReleaseFacts) -> str:
    """Write a BibTeX entry without a final line feed; its key names dataset and version."""
    fields = {
        "author": _joined(facts),
        "title": facts.title,
        "version": facts.version,
        "publisher": facts.dataset.publisher,
        "date": facts.date,
        "year": facts.date[:4],
        "doi": facts.dataset.doi,
        "url": facts.url or facts.dataset.homepage,
    }
    return _entry(f"{_key(facts)}-{facts.version}", fields)


def write_tool_bibtex(facts: ReleaseFacts) -> str:
    """Write the BibTeX entry of the software that made the dataset, without a final line feed."""
    return _entry(TOOL, {"author": f"{{{TOOL_AUTHORS}}}", "title": TOOL, "version": facts.code_version})


def _entry(key: str, fields: dict[str, str | None]) -> str:
    lines = [f"  {name:<9} = {{{_balanced(value)}}}" for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", ",\n".join(lines), "}"])


def _balanced(value: str) -> str:
    """The value with all its braces, or with parentheses where they are not in pairs, which would end the field."""
    depth = 0
    for letter in value:
        depth += (letter == "{") - (letter == "}")
        if depth < 0:
            break
    return value if depth == 0 else value.translate({ord("{"): "(", ord("}"): ")"})


def _joined(facts: ReleaseFacts) -> str:
    """The creators by `and`; a name in two braces is one name, not a first and a last one."""
    names = [
        ", ".join(filter(None, creator.family_and_given)) if creator.is_person else f"{{{creator.name}}}"
        for creator in facts.dataset.creators
    ]
    return " and ".join(names) or f"{{{UNKNOWN_CREATOR}}}"


def _key(facts: ReleaseFacts) -> str:
    """A key of letters and digits: of the repository's name, else of the title."""
    words = re.findall(r"[a-z0-9]+", (facts.repository or facts.dataset.title or "statements").lower())
    return "-".join(words[:6]) or "statements"

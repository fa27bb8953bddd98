"""Cite a release: `CITATION.cff` (Citation File Format 1.2.0), and the same as BibTeX for card and Croissant.

Both name the version and its day, because a citation must identify what was used. The format's required keys are
`cff-version`, `message`, `title` and `authors`; its `license` must be an SPDX id, so it is omitted if the sources
differ.
"""

from typing import Any

import yaml

from pipeline.release.facts import AUTHORS, KEYWORDS, OTHER_LICENCE, TITLE, ReleaseFacts

CITATION = "CITATION.cff"
_MESSAGE = "If you use this dataset, please cite the version that you used."


def write_citation(facts: ReleaseFacts) -> str:
    """Write `CITATION.cff`, as YAML."""
    content: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": _MESSAGE,
        "type": "dataset",
        "title": TITLE,
        "abstract": facts.description,
        "authors": [{"name": AUTHORS}],
        "version": facts.version,
        "date-released": facts.date,
        "keywords": list(KEYWORDS),
    }
    if facts.licence != OTHER_LICENCE:
        content["license"] = facts.licence.upper()  # the Hub's names are SPDX ids in lower case
    if facts.url:
        content["url"] = facts.url
    return str(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120))


def write_bibtex(facts: ReleaseFacts) -> str:
    """Write a BibTeX entry without a final line feed; its key names the version."""
    fields = {
        "author": f"{{{AUTHORS}}}",  # twice braced: one name, not a first and a last one
        "title": TITLE,
        "version": facts.version,
        "date": facts.date,
        "year": facts.date[:4],
    }
    if facts.url:
        fields["url"] = facts.url
    lines = [f"  {name:<7} = {{{value}}}" for name, value in fields.items()]
    return "\n".join([f"@misc{{onrecord-{facts.version},", ",\n".join(lines), "}"])

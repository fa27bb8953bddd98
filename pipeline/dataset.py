"""`[dataset]` in `onrecord.toml`: what a dataset is called, whose it is, and how its people are reached.

Everything here is the owner's to say. What is missing is missing: no other name stands in for it.
"""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

_ORCID = re.compile(r"(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])/?")
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/[^\s\"<>{}\\]+)", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s/?#\"<>{}\\]+\.?[^\s\"<>{}\\]*")
_MAIL = re.compile(r"[^\s@\"<>{}\\]+@[^\s@\"<>{}\\]+\.[^\s@\"<>{}\\]+")


def _wrong(message: str) -> PydanticCustomError:
    return PydanticCustomError("dataset", message.replace("{", "{{"))


def _one_line(text: str) -> str:
    """Return the text without white space around it. Raises PydanticCustomError unless it is one line of characters."""
    text = text.strip()
    if not text or not text.isprintable():
        raise _wrong("give words in one line")
    return text


def _paragraph(text: str) -> str:
    return _one_line(" ".join(text.split()))


def _markdown(text: str) -> str:
    """Return the text without white space around it. Raises PydanticCustomError unless it is lines of characters."""
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not text or not text.replace("\n", "").replace("\t", "").isprintable():
        raise _wrong("give words, in as many lines as you like")
    return text


def _orcid(text: str) -> str:
    """Return the ORCID iD without the address before it; its last character checks the others (ISO 7064, MOD 11-2)."""
    found = _ORCID.fullmatch(text.strip())
    if found is None:
        raise _wrong(f"{text!r} is no ORCID iD: write it as 0000-0002-1825-0097")
    digits = found[1].replace("-", "")
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = "0123456789X"[(12 - total % 11) % 11]
    if digits[-1] != check:
        raise _wrong(f"{text!r} is no ORCID iD: a digit is wrong, since by the others it ends in {check}")
    return found[1]


def _doi(text: str) -> str:
    found = _DOI.fullmatch(text.strip())
    if found is None:
        raise _wrong(f"{text!r} is no DOI: write it as 10.5281/zenodo.1234567")
    return found[1]


def _address(text: str) -> str:
    if not _URL.fullmatch(text.strip()):
        raise _wrong(f"{text!r} is no address: write it as https://example.org/dataset")
    return text.strip()


def _reachable(text: str) -> str:
    text = text.strip()
    if not _URL.fullmatch(text) and not _MAIL.fullmatch(text):
        raise _wrong(f"{text!r} is neither a mail address nor one that begins with https://")
    return text


def _listed(given: Any) -> Any:
    """A list, of one if a single value is given."""
    return [given] if isinstance(given, str | dict) else given


Line = Annotated[str, AfterValidator(_one_line)]
Paragraph = Annotated[str, AfterValidator(_paragraph)]
Markdown = Annotated[str, AfterValidator(_markdown)]
Orcid = Annotated[str, AfterValidator(_orcid)]
Doi = Annotated[str, AfterValidator(_doi)]
Address = Annotated[str, AfterValidator(_address)]
Reachable = Annotated[str, AfterValidator(_reachable)]


class Creator(BaseModel):
    """A person (`Beispiel, Anna`, or anyone with an ORCID iD) or a body that made the dataset."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Line
    orcid: Orcid | None = None
    affiliation: Line | None = None

    @property
    def is_person(self) -> bool:
        """True for `Family, Given` and for those with an ORCID iD."""
        return self.orcid is not None or "," in self.name

    @property
    def family_and_given(self) -> tuple[str, str]:
        """Return a person's names; without a comma the last word is the family's."""
        if "," in self.name:
            family, _, given = self.name.partition(",")
        else:
            given, _, family = self.name.rpartition(" ")
        return family.strip(), given.strip()

    @property
    def spoken(self) -> str:
        """Return the name in the order in which it is said."""
        family, given = self.family_and_given
        return f"{given} {family}".strip() if self.is_person else self.name


class Dataset(BaseModel):
    """The table `[dataset]`; nothing of it is required."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Line | None = None
    description: Paragraph | None = None
    creators: Annotated[tuple[Creator, ...], BeforeValidator(_listed)] = ()
    publisher: Line | None = None
    contact: Reachable | None = None
    homepage: Address | None = None
    licence: Line | None = None
    keywords: Annotated[tuple[Line, ...], BeforeValidator(_listed)] = ()
    doi: Doi | None = None
    funding: Annotated[tuple[Line, ...], BeforeValidator(_listed)] = ()
    takedown: Paragraph | None = None
    notes: Markdown | None = None

    @property
    def hint(self) -> str | None:
        """Say what to add so that the dataset is cited as its owner's, who can be asked; None if all is there."""
        missing = [name for name in ("title", "creators", "licence", "contact") if not getattr(self, name)]
        if not missing:
            return None
        return f"the release does not say whose it is: add {', '.join(missing)} to [dataset] in onrecord.toml"

    def differing(self, other: "Dataset") -> tuple[str, ...]:
        """Return the names of the fields in which `other` differs."""
        return tuple(name for name in Dataset.model_fields if getattr(self, name) != getattr(other, name))


UNDESCRIBED = Dataset()
"""Of a dataset whose owner says nothing."""

EXAMPLE: dict[str, Any] = {
    "title": "Statements in the Harbour Tribune, 2015–2025",
    "description": "Who said what in the news of one town, for research on local politics.",
    "creators": [{"name": "Beispiel, Anna", "orcid": "0000-0002-1825-0097", "affiliation": "Example University"}],
    "publisher": "Example University Library",
    "contact": "data@example.org",
    "homepage": "https://example.org/statements",
    "licence": "CC BY 4.0",
    "keywords": ["local news"],
    "doi": "10.5281/zenodo.1234567",
    "funding": ["Example Foundation, grant 42"],
    "takedown": "Write to data@example.org with the document's id; we answer within a week.",
    "notes": "The Tribune had no Sunday edition before 2019.",
}
"""All fields, as `onrecord init` shows them."""

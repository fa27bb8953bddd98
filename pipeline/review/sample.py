"""A drawn sample as a file in `quality/`: which rows and paragraphs of which version, and how they were drawn. No text.

The file is JSON with one row, paragraph or stratum a line, so that a change of it reads well in git. Its name, without
`.json`, names the sample in the files of answers.
"""

import json
from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import OnrecordError
from pipeline.folder_files import files_in
from schemas.vocabulary import Stratum

SAMPLE_SUFFIX, ANSWERS_SUFFIX = ".json", ".csv"
"""The endings of the files in `quality/`."""

SampledTable = Literal["statements", "dates", "mentions"]


class SampleError(OnrecordError):
    """A file in `quality/` is not in its form."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SampledRow(_Part):
    """A row to judge, and why it was drawn: by chance, among the doubtful ones, or with a paragraph.

    It begins at `start` in the text; `digest` is a hash of what it says, by which it is seen to be unchanged later.
    """

    stratum: Stratum
    row_id: str
    document_id: str
    month: str
    publisher: str
    language: str
    type: str
    confidence: str | None
    rule: str
    start: int = Field(ge=0)
    digest: str


class SampledParagraph(_Part):
    """A paragraph in which a person looks for what was missed: code points `start` to `end` of the document's text."""

    document_id: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    month: str
    publisher: str
    language: str


class SampledStratum(_Part):
    """How many rows or paragraphs there are of one month, outlet, language and type, and how many were drawn."""

    stratum: Stratum
    month: str
    publisher: str
    language: str
    type: str
    n_all: int = Field(ge=0)
    n_drawn: int = Field(ge=0)


class Sample(_Part):
    """A sample of `table` in the release `version`; `n_withheld` rows were left out, `n_reviewed` were known before."""

    format: Literal[1] = 1
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    content_fingerprint: str
    table: SampledTable
    n: int = Field(ge=1)
    seed: int = Field(ge=-(2**63), lt=2**63)
    n_rows: int = Field(ge=0)
    n_paragraphs: int = Field(ge=0)
    n_withheld: int = Field(ge=0)
    n_reviewed: int = Field(ge=0)
    strata: tuple[SampledStratum, ...]
    rows: tuple[SampledRow, ...]
    paragraphs: tuple[SampledParagraph, ...]

    @property
    def name(self) -> str:
        """Return the name of the sample: table, version, number and seed."""
        return f"{self.table}-{self.version}-{self.n}-{self.seed}"


def write_sample(sample: Sample) -> str:
    """Return the content of the sample's file."""
    content = sample.model_dump()
    lines = [f'  "{name}": {_json(value)}' for name, value in content.items() if not isinstance(value, tuple)]
    for name in ("strata", "rows", "paragraphs"):
        entries = ",\n".join(f"    {_json(entry)}" for entry in content[name])
        lines.append(f'  "{name}": [\n{entries}\n  ]' if entries else f'  "{name}": []')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def read_sample(name: str, data: bytes) -> Sample:
    """Read a sample; `name` is that of its file. Raises SampleError if it is none."""
    try:
        return Sample.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise SampleError(f"{name}: no sample of onrecord: {where}: {first['msg']}: draw it again") from None


def quality_files(url: str, suffix: str) -> Iterator[tuple[str, bytes]]:
    """Return name and content of the files in the folder at `url` with this ending, sorted. Raises SampleError."""
    return files_in(url, suffix, SampleError)


def read_samples(url: str) -> dict[str, Sample]:
    """Return the samples in the folder at `url` by name, sorted. Raises SampleError."""
    return {
        name.removesuffix(SAMPLE_SUFFIX): read_sample(f"{url}/{name}", data)
        for name, data in quality_files(url, SAMPLE_SUFFIX)
    }

"""`LINE.json` beside the releases in a folder: yanks and rollbacks.

Version folders never change, so this file is all that a yank or a rollback writes. It lists the events, oldest first;
without it nothing was yanked and the highest version is the current one.
"""

import json
from datetime import date
from typing import Annotated, Literal

import semver
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from pipeline.errors import ReleaseError
from pipeline.publish.amendments import Amendment
from pipeline.release.manifest import YankedVersion
from pipeline.release.yanks import merge_yanks, note_in_changelog

LINE = "LINE.json"
FORMAT = 1


def _version(text: str) -> str:
    if not semver.Version.is_valid(text):
        raise ValueError("is not a semantic version")
    return text


_Version = Annotated[str, AfterValidator(_version)]


class LineEvent(BaseModel):
    """A yank of `version` or a rollback to it, superseded by a release later than `after`, the highest version then."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    event: Literal["Yank", "Rollback"]
    version: _Version
    reason: str
    date: date
    after: _Version


class FolderLine(BaseModel):
    """The content of `LINE.json`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    line_format: int = FORMAT
    events: tuple[LineEvent, ...] = ()

    @property
    def yanked(self) -> tuple[YankedVersion, ...]:
        """Return the yanked versions, lowest first."""
        found = [
            YankedVersion(version=e.version, reason=e.reason, date=e.date) for e in self.events if e.event == "Yank"
        ]
        return merge_yanks(found)

    def rolled_back_to(self, highest: str) -> str | None:
        """Return the version of a rollback made while `highest` was the highest version, else None."""
        back = [event.version for event in self.events if event.event == "Rollback" and event.after == highest]
        return back[-1] if back else None

    def note(self, changelog: str, highest: str) -> str:
        """Return the changelog of `highest` with entries for later events."""
        for event in self.events:
            if event.after == highest:
                changelog = note_in_changelog(
                    changelog, event.event, event.version, event.date.isoformat(), event.reason
                )
        return changelog

    def extended(self, amendment: Amendment, highest: str) -> "FolderLine":
        """Return the line with one more event."""
        event = LineEvent(
            event=amendment.kind,
            version=amendment.version,
            reason=amendment.reason,
            date=amendment.date,
            after=highest,
        )
        return FolderLine(events=(*self.events, event))

    def to_json(self) -> bytes:
        """Canonical JSON: keys sorted, two spaces, one line feed at the end."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, indent=2, ensure_ascii=False)
        return f"{text}\n".encode()


def read_line(data: bytes | None, where: str) -> FolderLine:
    """Parse the line in `data`, an empty one for None. Raises ReleaseError, beginning with `where`, if it is broken."""
    if data is None:
        return FolderLine()
    try:
        content = json.loads(data)
        found = content.get("line_format") if isinstance(content, dict) else None
        if found != FORMAT:
            raise ReleaseError(f"{where}: line_format is {found!r}, this version reads {FORMAT}; update onrecord")
        return FolderLine.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise ReleaseError(f"{where}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    except (ValueError, RecursionError) as error:
        raise ReleaseError(f"{where}: not JSON ({error})") from None

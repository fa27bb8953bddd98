"""What a release is made with: the same request for a plan, a folder, the Hub, and any other target."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from pipeline.dataset import UNDESCRIBED, Dataset
from pipeline.release.manifest import SettingValue

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.parse.sources import Publisher
    from pipeline.review.estimates import Reviewed


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRequest:
    """A request for a release on the day `date`.

    `settings` are those that determine the output (`Settings.shaping()`), `publishers` those of `sources.toml`,
    `dataset` is what its owner says of it, `reviewed` are the samples that people answered. `accept` names measures of
    data quality that may fall below their bounds (`pipeline.release.bounds`), and `rights` where they may be looser
    than before; they are compared with the `remembered` restricted documents, by default those of the lake. A release
    of another version than `version` is refused, if that is given. `recheck` is called right before the release is
    promoted, and raises if it is no longer allowed. A dry run plans and writes nothing.
    """

    date: date
    settings: Mapping[str, SettingValue]
    code_version: str
    publishers: "Mapping[str, Publisher]" = field(default_factory=dict)
    dataset: Dataset = UNDESCRIBED
    reviewed: "Sequence[Reviewed]" = ()
    accept: Collection[str] = ()
    remembered: "pa.Table | None" = None
    version: str | None = None
    recheck: Callable[[], None] = lambda: None
    is_dry_run: bool = False

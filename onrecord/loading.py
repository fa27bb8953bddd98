"""`load`: a table of a release as an Arrow table."""

import os

import pyarrow as pa

from pipeline.publish.hub.access import token_of
from pipeline.publish.released_tables import read_released_table
from pipeline.settings import make_settings
from pipeline.telemetry import turn_off_telemetry


def load(place: str | os.PathLike[str], table: str, *, version: str | None = None) -> pa.Table:
    """Load `table` of the release of `version` at `place`; by default the newest version that is not yanked.

    `place` is a folder (of one release, of releases, or a data folder; a path or fsspec URL), or a dataset on the Hub:
    `NAMESPACE/NAME`, `hf://datasets/NAMESPACE/NAME`, either with `@REVISION`. The address of the Hub is that of
    ONRECORD_HUB_ENDPOINT or HF_ENDPOINT, the token that of HF_TOKEN. Every byte is checked against the manifest. Raises
    OnrecordError in one line if there is no such place, version or table, or if a file is damaged.
    """
    turn_off_telemetry()
    endpoint = make_settings().hub_endpoint or None
    return read_released_table(os.fspath(place), table, version, endpoint=endpoint, token=token_of(os.environ))

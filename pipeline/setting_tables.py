"""The tables of `onrecord.toml` that are neither a file's nor a dataset's: names of fields, and settings of backends.

As settings they are pairs, since settings are compared and hashed.
"""

import json
from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

# Which field of a document stands under which key of a record. They shape the output where they are given, and are
# named in fingerprint and manifest only then.
RECORD_FIELDS = (
    "text",
    "date",
    "title",
    "author",
    "url",
    "publisher",
    "source",
    "language",
    "id",
    "captured",
    "updated",
    "terms_url",
    "tdm_reserved",
)


def _check_fields(given: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the names of keys by field, in the order of `RECORD_FIELDS`; a table in TOML is a key with a dot."""
    if isinstance(given, tuple):  # checked already
        return given
    if not isinstance(given, Mapping):
        raise PydanticCustomError("fields", 'give a table of FIELD = "KEY"')
    unknown = next((name for name in given if name not in RECORD_FIELDS), None)
    if unknown is not None:
        known = ", ".join(RECORD_FIELDS)
        message = f'{unknown} is not a field of a document: write FIELD = "KEY", with FIELD one of {known}'
        raise PydanticCustomError("fields", message.replace("{", "{{"))
    names = {field: [keys] if isinstance(keys, str) else keys for field, keys in given.items()}
    for field, keys in names.items():
        if not isinstance(keys, list) or not keys or not all(isinstance(key, str) and key.strip() for key in keys):
            raise PydanticCustomError("fields", f'{field}: give the key of a record as "KEY" or ["KEY", "OTHER"]')
    return tuple((field, tuple(names[field])) for field in RECORD_FIELDS if field in names)


Fields = Annotated[tuple[tuple[str, tuple[str, ...]], ...], BeforeValidator(_check_fields)]
"""Field of a document → keys of records; as pairs, since settings are compared and hashed."""


def as_table(fields: Fields) -> dict[str, list[str]]:
    """Return the fields as `onrecord.toml` has them."""
    return {field: list(keys) for field, keys in fields}


class FolderSettings(BaseModel):
    """What holds for the seeds under one folder."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fields: Fields = ()


def _check_folders(given: object) -> object:
    """Return the folders' settings by path without slashes around it, sorted."""
    if not isinstance(given, Mapping):
        return given
    checked = []
    for name, table in sorted(given.items()):
        try:
            checked.append((name.strip("/"), FolderSettings.model_validate(table)))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, (name, *first["loc"])))
            message = "here is only a table `fields`" if first["type"] == "extra_forbidden" else first["msg"]
            raise PydanticCustomError("folders", f"{place}: {message}".replace("{", "{{")) from None
    return tuple(checked)


Folders = Annotated[tuple[tuple[str, FolderSettings], ...], BeforeValidator(_check_folders)]
"""Path of a folder of seeds → its settings; as pairs, since settings are compared and hashed."""


def _check_backend_settings(given: object) -> tuple[tuple[str, str], ...]:
    """Return the table of each backend as JSON by the backend's name, sorted."""
    if isinstance(given, tuple):  # checked already
        return given
    if not isinstance(given, Mapping) or not all(isinstance(table, Mapping) for table in given.values()):
        raise PydanticCustomError("backend_settings", "give a table for each engine: [backend_settings.NAME]")
    try:
        return tuple((name, json.dumps(dict(table), ensure_ascii=False)) for name, table in sorted(given.items()))
    except TypeError:
        raise PydanticCustomError("backend_settings", "give text, numbers, lists and tables; no dates") from None


BackendSettings = Annotated[tuple[tuple[str, str], ...], BeforeValidator(_check_backend_settings)]
"""Backend → its settings as JSON; as pairs, since settings are compared and hashed."""

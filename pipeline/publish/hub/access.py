"""Read the token for the Hub from HF_TOKEN, its only source."""

import re
from collections.abc import Mapping

from pipeline.errors import SettingsError

TOKEN_VARIABLE = "HF_TOKEN"

_TOKEN = re.compile(r"[\x21-\x7e]+")


def token_of(environment: Mapping[str, str]) -> str | None:
    """Return the token in HF_TOKEN, None if unset. Raises SettingsError, without showing it, if it is malformed.

    A token that contains a line feed would appear in the HTTP client's own error message.
    """
    token = environment.get(TOKEN_VARIABLE, "").strip()
    if token and not _TOKEN.fullmatch(token):
        raise SettingsError(f"{TOKEN_VARIABLE} contains characters that are not allowed in a token; set it again")
    return token or None

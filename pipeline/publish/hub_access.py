"""The token for the Hub: from HF_TOKEN, and from nowhere else."""

import re
from collections.abc import Mapping

from pipeline.errors import SettingsError

TOKEN_VARIABLE = "HF_TOKEN"

_TOKEN = re.compile(r"[\x21-\x7e]+")


def token_of(environment: Mapping[str, str]) -> str | None:
    """The token in HF_TOKEN, None when there is none. Raises SettingsError, without showing it, when it is malformed.

    A token with a line feed in it would come back in the HTTP client's own error message.
    """
    token = environment.get(TOKEN_VARIABLE, "").strip()
    if token and not _TOKEN.fullmatch(token):
        raise SettingsError(f"{TOKEN_VARIABLE} holds characters that no token has; set it anew")
    return token or None

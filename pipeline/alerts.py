"""`[alerts]` in `onrecord.toml`: an address that is told when a run failed, or a release was blocked or held back.

The address is a secret, since whoever knows it can write there: it is in no log, no message and no table.
"""

import json
import logging
from dataclasses import asdict, dataclass
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr
from pydantic_core import PydanticCustomError

EXAMPLE = {"webhook": "https://hooks.example.org/T0/B0/secret"}

Kind = Literal["failed", "blocked", "gated"]
"""`blocked`: rows break the contract, or data quality fell; `gated`: more would be passed on than before."""

_TIMEOUT_SECONDS = 10.0

_log = logging.getLogger(__name__)


def _check_address(address: SecretStr) -> SecretStr:
    """Raise PydanticCustomError, without the address, unless it is one of the web."""
    try:
        parts = urlsplit(address.get_secret_value())
        is_address = parts.scheme in ("https", "http") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        raise PydanticCustomError("webhook", "give the address of a webhook, beginning with https://")
    return address


class AlertSettings(BaseModel):
    """Whom to tell. Without an address nobody is told."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    webhook: Annotated[SecretStr, AfterValidator(_check_address)] | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """What went wrong: `cause` in one line, `run` as it is named in the UI, `data` the data folder."""

    kind: Kind
    job: str
    run: str
    cause: str
    data: str

    @property
    def text(self) -> str:
        """Say it in one line."""
        run = f" (run {self.run})" if self.run else ""
        return f"onrecord: {self.job} {_SAID[self.kind]}{run} in {self.data}: {self.cause}"


_SAID = {"failed": "failed", "blocked": "made no release, which was blocked", "gated": "made no release: rights"}


def send_alert(settings: AlertSettings, alert: Alert) -> bool:
    """Send `alert` as JSON; `text` is what Slack, Mattermost and others show. Return whether it was delivered.

    An address that does not answer in ten seconds, or refuses, is a warning in the log: it changes nothing else.
    """
    if settings.webhook is None:
        return False
    from pipeline.alert_delivery import deliver

    body = json.dumps({"text": alert.text, **asdict(alert)}, ensure_ascii=False).encode()
    failure = deliver(settings.webhook.get_secret_value(), body, _TIMEOUT_SECONDS)
    if failure is not None:
        _log.warning("onrecord: the alert was not delivered (%s): see [alerts] in onrecord.toml", failure)
    return failure is None

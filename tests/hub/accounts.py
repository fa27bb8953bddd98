"""Who may read and write: users, organizations and tokens, kept in `<folder>/accounts.json`."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from tests.hub.store import write_atomically

USER = "press"
ORGANIZATION = "newsroom"
WRITE_TOKEN = "hf_loopback_write"
READ_TOKEN = "hf_loopback_read"
GUEST = "guest"
GUEST_TOKEN = "hf_loopback_guest"


@dataclass(frozen=True)
class Account:
    """A user as one token shows them. `role` is the token's (read, write); `organizations` maps name → role there."""

    name: str
    role: str
    organizations: dict[str, str] = field(default_factory=dict)

    def may_see(self, namespace: str) -> bool:
        """Whether private repositories of `namespace` are visible."""
        return namespace == self.name or namespace in self.organizations

    def may_write(self, namespace: str) -> bool:
        """Whether the person (not yet the token) may write there."""
        return namespace == self.name or self.organizations.get(namespace) in {"write", "admin", "contributor"}


_DEFAULT = {
    WRITE_TOKEN: {"name": USER, "role": "write", "organizations": {ORGANIZATION: "write"}},
    READ_TOKEN: {"name": USER, "role": "read", "organizations": {ORGANIZATION: "write"}},
    GUEST_TOKEN: {"name": GUEST, "role": "write", "organizations": {}},
}


def load_accounts(folder: Path) -> dict[str, Account]:
    """Token → account. The file is made with the accounts above where it is missing; a person may edit it."""
    path = folder / "accounts.json"
    if not path.exists():
        write_atomically(path, json.dumps(_DEFAULT, indent=1).encode())
    return {token: Account(**account) for token, account in json.loads(path.read_bytes()).items()}

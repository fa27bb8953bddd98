"""The order of the commands in the help: that of their use."""

from click import Context
from typer.core import TyperGroup

COMMANDS = (
    "init",
    "build",
    "status",
    "ui",
    "annotate",
    "dates",
    "releases",
    "show",
    "search",
    "export",
    "verify",
    "diff",
    "publish",
    "yank",
    "rollback",
    "sample",
    "review",
    "quality",
    "actors",
    "corrections",
    "takedown",
    "furniture",
    "rules",
    "explain",
    "words",
)
"""Begin, build, look, publish, withdraw; then what is seldom needed."""


class CommandsByUse(TyperGroup):
    """Lists the commands by use, not by the modules that register them."""

    def list_commands(self, ctx: Context) -> list[str]:
        """Return the names of the commands in their order."""
        return sorted(super().list_commands(ctx), key=COMMANDS.index)

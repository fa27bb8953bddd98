"""Dagster's webserver and daemon for one project, on loopback: `onrecord ui`, `make ui`."""

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

import yaml

from pipeline.defs.instance import make_home
from pipeline.defs.servers import serve
from pipeline.errors import OnrecordError
from pipeline.settings import PROJECT_VARIABLE, Settings, project_folder

HOST = "127.0.0.1"
DEFAULT_PORT = 3000

_WORKSPACE = "workspace.yaml"
# By this name Dagster remembers which sensors and schedules were switched on or off.
_LOCATION = "onrecord"


def find_port(wanted: int | None) -> int:
    """Return the port `wanted`; without one the default port, or another free one if that is in use.

    Raises OnrecordError if the port `wanted` is in use.
    """
    if wanted is None:
        return DEFAULT_PORT if _is_free(DEFAULT_PORT) else _any_free_port()
    if not _is_free(wanted):
        raise OnrecordError(f"port {wanted} of {HOST} is in use: stop what uses it, or give another --port")
    return wanted


def serve_ui(settings: Settings, port: int, chosen: Mapping[str, str], *, is_verbose: bool) -> None:
    """Run `dg dev` on the project, with the lake's own storage, until a signal asks for its end.

    `chosen` are the settings, by name, that the command line gave: code server and runs get them from the environment.

    Raises KeyboardInterrupt when all its processes have stopped, and OnrecordError if it ends without being asked.
    """
    home = make_home(settings)
    environment = {
        **os.environ,
        **{f"ONRECORD_{name.upper()}": value for name, value in chosen.items()},
        PROJECT_VARIABLE: str(project_folder()),
        "PYTHONSAFEPATH": "1",  # a folder `schemas` in the working directory is not ours
    }
    folder = Path.cwd()
    if "DAGSTER_HOME" not in environment:
        # With another working directory Dagster warns about the project's own `dagster.yaml`, which is read already.
        environment["DAGSTER_HOME"] = str(home)
        folder = home
    command = [sys.executable, "-m", "pipeline.defs.dev", "--workspace", str(_write_workspace(home))]
    command += ["--host", HOST, "--port", str(port), "--log-level", "info" if is_verbose else "warning"]
    status = serve(command, environment, folder)
    raise OnrecordError(f"Dagster ended by itself (status {status}): what it printed last says why; start it again")


def _write_workspace(home: Path) -> Path:
    """Write the file that names the code location; otherwise Dagster needs a pyproject.toml, which a wheel lacks."""
    module = {"module_name": "pipeline.definitions", "location_name": _LOCATION, "working_directory": str(home)}
    path = home / _WORKSPACE
    path.write_text(yaml.safe_dump({"load_from": [{"python_module": module}]}), encoding="utf-8")
    return path


def _is_free(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, port))
        except OSError:
            return False
    return True


def _any_free_port() -> int:
    with socket.socket() as tried:
        tried.bind((HOST, 0))
        return int(tried.getsockname()[1])

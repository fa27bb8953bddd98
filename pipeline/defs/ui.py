"""Dagster's webserver and daemon for one project, on loopback: `onrecord ui`, `make ui`."""

import os
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import yaml

from pipeline.defs.instance import make_home
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


def become_ui(settings: Settings, port: int, chosen: Mapping[str, str], *, is_verbose: bool) -> NoReturn:
    """Replace this process by `dg dev` on the project, with the lake's own storage.

    `chosen` are the settings, by name, that the command line gave: code server and runs get them from the environment.
    A script that starts this in the background passes on an ignored interrupt signal, and the processes of `dg dev`
    would then survive its end; so it is restored first.
    """
    home = make_home(settings)
    environment = {
        **os.environ,
        **{f"ONRECORD_{name.upper()}": value for name, value in chosen.items()},
        PROJECT_VARIABLE: str(project_folder()),
        "PYTHONSAFEPATH": "1",  # a folder `schemas` in the working directory is not ours
    }
    if "DAGSTER_HOME" not in environment:
        # With another working directory Dagster warns about the project's own `dagster.yaml`, which is read already.
        environment["DAGSTER_HOME"] = str(home)
        os.chdir(home)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    command = [sys.executable, "-m", "dagster_dg_cli.cli", "dev", "--workspace", str(_write_workspace(home))]
    command += ["--host", HOST, "--port", str(port), "--log-level", "info" if is_verbose else "warning"]
    os.execve(sys.executable, command, environment)


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

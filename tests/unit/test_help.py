"""The help of every command: arguments and options are explained, and nothing is cut off on a narrow terminal."""

import inspect
import re

import pytest
import typer

import pipeline.cli  # noqa: F401 - registers the commands
from pipeline.cli import order
from pipeline.cli.app import app

COMMANDS = sorted(command.callback.__name__ for command in app.registered_commands)


def parameters_of(command):
    """The names and the help of the parameters as the code declares them, not as the libraries pass them on."""
    (callback,) = [found.callback for found in app.registered_commands if found.callback.__name__ == command]
    for name, parameter in inspect.signature(callback, eval_str=True).parameters.items():
        infos = getattr(parameter.annotation, "__metadata__", ())
        yield name, next(info for info in infos if isinstance(info, typer.models.ParameterInfo))


def test_commands_are_listed_in_the_order_of_their_use(onrecord):
    assert sorted(order.COMMANDS) == COMMANDS
    listed = re.findall(r"^│ ([a-z]+) ", onrecord("--help")[1], flags=re.MULTILINE)
    assert listed == list(order.COMMANDS)


def test_completion_can_be_installed(onrecord, monkeypatch):
    monkeypatch.setenv("_ONRECORD_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "onrecord rel")
    monkeypatch.setenv("COMP_CWORD", "1")
    assert onrecord()[1].split() == ["releases"]
    monkeypatch.delenv("_ONRECORD_COMPLETE")
    assert "--install-completion" in onrecord("--help")[1]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_parameter_is_explained(command):
    assert [name for name, info in parameters_of(command) if not info.help] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_is_whole_on_a_terminal(command, onrecord, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    status, out, _ = onrecord(command, "--help")
    words = re.sub(r"[│╭╮╰╯─]", " ", out).split()
    assert status == 0
    assert max(map(len, out.splitlines())) <= 80
    for name, info in parameters_of(command):
        assert [word for word in info.help.replace("`", "").split() if word not in words] == [], name
    monkeypatch.setenv("COLUMNS", "50")
    assert re.findall(r"--[\w-]*…", onrecord(command, "--help")[1]) == []

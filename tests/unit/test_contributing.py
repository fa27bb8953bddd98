"""What contributors lean on: hooks, workflow, templates, changelog and citation agree with the project."""

import re
import shlex
import tomllib
from datetime import date

import jsonschema
import pytest
import semver
import yaml
from pre_commit.clientlib import load_config

from tests import PROJECT_ROOT

PROJECT = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WORKFLOWS = sorted((PROJECT_ROOT / ".github" / "workflows").glob("*.yml"))
FORMS = sorted((PROJECT_ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml"))
SUPPORTED = ["3.11", "3.12", "3.13"]


def read_yaml(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def makefile():
    return (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")


def recipe_of(target):
    """The commands of a target, with the variables of the Makefile filled in."""
    text = makefile()
    lines = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", text, re.MULTILINE).group(1).splitlines()
    variables = dict(re.findall(r"^(\w+) :?\??= (.*)$", text, re.MULTILINE))
    variables["BIN"] = variables["BIN"].replace("$(VENV)", variables["VENV"])
    return [re.sub(r"\$\((\w+)\)", lambda found: variables[found.group(1)], line.strip("\t@ ")) for line in lines]


def test_the_hooks_run_the_commands_of_make_lint():
    config = load_config(str(PROJECT_ROOT / ".pre-commit-config.yaml"))
    hooks = [hook for repository in config["repos"] for hook in repository["hooks"]]
    assert {repository["repo"] for repository in config["repos"]} == {"local"}
    assert [hook["entry"] for hook in hooks] == recipe_of("lint")
    # Both names of the language mean: what is installed here, nothing downloaded.
    assert all(hook["language"] in ("system", "unsupported") and not hook["pass_filenames"] for hook in hooks)


def test_each_hook_gives_its_reason():
    text = (PROJECT_ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    hooks = re.findall(r"- id: .*\n( +# .+\n)?", text)
    assert len(hooks) >= 5
    assert all(hooks)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_runs_targets_that_exist_and_needs_no_secret(path):
    assert "secrets" not in re.sub(r"#.*", "", path.read_text(encoding="utf-8"))
    workflow = read_yaml(path)
    assert workflow["permissions"] == {"contents": "read"}
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    targets = {words[1] for step in steps if (words := shlex.split(step.get("run", ""))) and words[0] == "make"}
    assert targets
    assert targets <= set(re.findall(r"^([a-z-]+):", makefile(), re.MULTILINE))
    assert all(job["timeout-minutes"] for job in workflow["jobs"].values())


def test_lint_tests_and_wheel_run_on_every_supported_python():
    jobs = read_yaml(PROJECT_ROOT / ".github" / "workflows" / "checks.yml")["jobs"]
    assert PROJECT["project"]["requires-python"].startswith(f">={SUPPORTED[0]}")
    assert "lint" in jobs
    for name in ("test", "wheel"):
        assert jobs[name]["strategy"]["matrix"]["python"] == SUPPORTED


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_an_issue_form_has_what_a_form_needs(path):
    form = read_yaml(path)
    assert form["name"]
    assert form["description"]
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert {field["type"] for field in fields} <= {"textarea", "input", "dropdown", "checkboxes"}
    assert len({field["id"] for field in fields}) == len(fields)
    assert all(field["attributes"]["label"] for field in fields)


# The part of the Citation File Format 1.2.0 that the file uses; no other key is allowed.
CFF = {
    "type": "object",
    "additionalProperties": False,
    "required": ["authors", "cff-version", "message", "title"],
    "properties": {
        "cff-version": {"const": "1.2.0"},
        "message": {"type": "string", "minLength": 1},
        "type": {"enum": ["software"]},
        "title": {"type": "string", "minLength": 1},
        "abstract": {"type": "string", "minLength": 1},
        "authors": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name"],
                "properties": {"name": {"type": "string", "minLength": 1}},
            },
        },
        "version": {"type": "string"},
        "date-released": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "license": {"type": "string"},
        "keywords": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}},
    },
}


def released_versions():
    """(version, day) of each release in the changelog, newest first."""
    changelog = (PROJECT_ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    return re.findall(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$", changelog, re.MULTILINE)


def test_the_citation_is_valid_and_names_the_current_version():
    citation = read_yaml(PROJECT_ROOT / "CITATION.cff")
    jsonschema.validate(citation, CFF)
    assert citation["version"] == PROJECT["project"]["version"]
    assert citation["license"] == PROJECT["project"]["license"]
    assert (citation["version"], citation["date-released"]) == released_versions()[0]


def test_a_citation_without_authors_is_refused():
    citation = read_yaml(PROJECT_ROOT / "CITATION.cff") | {"authors": []}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(citation, CFF)


def test_the_changelog_keeps_its_form():
    changelog = (PROJECT_ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", changelog, re.MULTILINE)
    versions = released_versions()
    assert headings == ["[Unreleased]", *(f"[{version}] - {day}" for version, day in versions)]
    numbers = [semver.Version.parse(version) for version, _ in versions]
    assert numbers == sorted(set(numbers), reverse=True)
    days = [date.fromisoformat(day) for _, day in versions]
    assert days == sorted(days, reverse=True)
    kinds = set(re.findall(r"^### (.*)$", changelog, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_pytest_prints_a_summary_even_when_asked_to_be_quiet():
    """Twice quiet prints none: the options of the project must leave that to the command line."""
    assert "-q" not in shlex.split(PROJECT["tool"]["pytest"]["ini_options"]["addopts"])

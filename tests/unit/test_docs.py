"""The documentation: links lead somewhere, pages are on the map, and paths and targets that it names exist."""

import re

import pytest

from tests import PROJECT_ROOT

PAGES = sorted(
    path
    for folder in (PROJECT_ROOT, PROJECT_ROOT / "docs", PROJECT_ROOT / ".github")
    for path in folder.glob("*.md")
    if folder.name != ".github" or path.name.isupper()
)
NAMES = [str(path.relative_to(PROJECT_ROOT)) for path in PAGES]
FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:)([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
OURS = re.compile(r"(bench|docs|pipeline|schemas|tests|training)/[\w./*-]+")


def prose_of(page):
    return FENCED.sub("", page.read_text(encoding="utf-8"))


def anchors_of(page):
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", prose_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def make_targets():
    makefile = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_relative_links_resolve(page):
    for link in LINK.findall(prose_of(page)):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors_of(target), link


def test_every_page_is_on_the_map():
    linked = set(LINK.findall(prose_of(PROJECT_ROOT / "docs" / "README.md")))
    pages = {path.name for path in (PROJECT_ROOT / "docs").glob("*.md")} - {"README.md"}
    assert pages <= linked
    assert {"../README.md", "../CONTRIBUTING.md", "../CHANGELOG.md"} <= linked


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_paths_of_the_project_exist(page):
    for code in CODE.findall(prose_of(page)):
        if OURS.fullmatch(code):
            assert list(PROJECT_ROOT.glob(code.rstrip("/"))), code


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_make_targets_exist(page):
    text = page.read_text(encoding="utf-8")
    named = {target for code in CODE.findall(text) for target in re.findall(r"^make ([a-z-]+)", code)}
    named |= {
        target for block in FENCED.findall(text) for target in re.findall(r"^make ([a-z-]+)", block, re.MULTILINE)
    }
    assert named <= make_targets()


def test_the_glossary_explains_ten_words_and_each_is_used():
    glossary = (PROJECT_ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    first, _ = glossary.split("## Words of the tables")
    words = re.findall(r"^\| \*\*(\w+)\*\*", first, re.MULTILINE)
    others = " ".join(prose_of(page).lower() for page in PAGES if page.name != "glossary.md")
    assert len(words) == 10
    assert [word for word in words if not re.search(rf"\b{word}", others)] == []

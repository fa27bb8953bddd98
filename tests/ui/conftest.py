"""The browser of the pages' tests."""

import shutil

import pytest


@pytest.fixture(scope="module")
def browser():
    """Chromium without a window, closed after the tests of a file."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    assert chromium, "this test needs the browser chromium (Debian: apt-get install chromium)"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield launched
        launched.close()

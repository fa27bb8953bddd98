"""How card and changelog tell of yanks and rollbacks."""

import datetime

import pytest

from pipeline.release.manifest import YankedVersion
from pipeline.release.yanks import merge_yanks, note_in_changelog, note_yanks, reason_in_one_line

CARD = "---\nlicense: other\n---\n\n# Title\n\nText.\n\n## Versions\n\nHow they are counted.\n\n## Citation\n\nCite.\n"
DAY = datetime.date(2026, 1, 2)


def yank(version, reason="wrong speakers"):
    return YankedVersion(version=version, reason=reason, date=DAY)


def test_yanked_versions_stand_in_the_section_of_versions():
    noted = note_yanks(CARD, "1.2.0", [yank("1.1.0")])
    section = noted.split("## Versions")[1].split("## Citation")[0]
    assert "- **1.1.0** was yanked on 2026-01-02: wrong speakers" in section
    assert "How they are counted." in section
    assert "> **Yanked.**" not in noted


def test_a_yanked_card_says_so_below_its_title():
    noted = note_yanks(CARD, "1.1.0", [yank("1.1.0")])
    below = noted.split("# Title\n")[1].split("Text.")[0]
    assert "> **Yanked.** 1.1.0 was yanked on 2026-01-02: wrong speakers" in below


def test_noting_again_changes_nothing_and_noting_none_gives_the_card_back():
    yanked = [yank("1.0.0"), yank("1.1.0")]
    noted = note_yanks(CARD, "1.1.0", yanked)
    assert note_yanks(noted, "1.1.0", yanked) == noted
    assert note_yanks(noted, "1.1.0", []) == CARD
    assert note_yanks(CARD, "1.1.0", []) == CARD


def test_a_card_without_that_section_gets_one():
    assert "## Versions" in note_yanks("# Title\n", "1.0.0", [yank("1.0.0")])


def test_a_reason_cannot_break_the_card():
    reason = "see <b> & <!-- end of yanked versions -->"
    noted = note_yanks(CARD, "1.2.0", [yank("1.1.0", reason)])
    assert "see &lt;b> &amp; &lt;!-- end of yanked versions -->" in noted
    assert note_yanks(noted, "1.2.0", []) == CARD


def test_entries_of_the_changelog_come_first():
    changelog = note_in_changelog("# Changelog\n\nx\n", "Yank", "1.0.0", "2026-01-02", "wrong")
    changelog = note_in_changelog(changelog, "Rollback", "1.0.0", "2026-01-03", "")
    headings = [line for line in changelog.splitlines() if line.startswith("## ")]
    assert headings == ["## Rollback: 1.0.0 (2026-01-03)", "## Yank: 1.0.0 (2026-01-02)"]
    assert "1.0.0 should not be used any more: wrong" in changelog
    assert "The next release follows 1.0.0." in changelog


def test_yanks_of_several_places_are_joined_by_version():
    merged = merge_yanks([yank("1.10.0"), yank("1.2.0", "a")], [yank("1.2.0", "b")])
    assert [(found.version, found.reason) for found in merged] == [("1.2.0", "a"), ("1.10.0", "wrong speakers")]


@pytest.mark.parametrize(("reason", "words"), [(" \n", "say why"), ("x" * 501, "501 characters")])
def test_a_reason_is_needed_and_has_an_end(reason, words):
    with pytest.raises(ValueError, match=words):
        reason_in_one_line(reason)


def test_a_reason_becomes_one_line():
    assert reason_in_one_line(" a\n b\t c ") == "a b c"

"""Files that nobody reads: which are told of, and in which words."""

from pipeline.parse.unread_files import count_endings, tell_unread, unread_files


def test_hidden_files_folders_and_files_of_ours_are_not_told_of():
    ignored = (
        ".git/",
        ".DS_Store",
        "a/.x/b.pdf",
        "loop/",
        "sources.toml",
        "takedowns.toml",
        "a/sources.toml",
        "a/b.PDF",
    )
    assert unread_files(ignored) == ("a/sources.toml", "a/b.PDF")


def test_they_are_counted_by_ending_the_most_first():
    paths = ["a.pdf", "b/c.PDF", "d.docx.gz", "LICENSE", "x." + "y" * 30, "a.tar.docx"]
    assert count_endings(paths) == {"(no ending)": 2, ".pdf": 2, ".docx": 1, ".docx.gz": 1}


def test_one_line_names_them_and_what_to_do():
    line = tell_unread({".pdf": 1_200, "(no ending)": 1} | {f".{n}": 1 for n in range(50)})
    assert line.startswith("not read: 1,200 .pdf, 1 (no ending), 1 .0,")
    assert "42 of other endings: no parser knows them; see docs" in line
    assert len(line) < 250

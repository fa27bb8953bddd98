"""Publishers: `sources.toml` and who a document belongs to."""

import pytest

from pipeline.errors import SeedsError
from pipeline.parse.sources import load_publishers, read_publishers

TOML = """
[tagblatt]
name = "Das Tagblatt"
redistribution = "quotes"
hosts = ["Tagblatt.example", "tb.example"]

["agentur-1"]
name = "Agentur"
redistribution = "metadata"
licence = "All rights reserved"
url = "https://agentur.example"
hosts = ["agentur.example"]
"""


@pytest.mark.parametrize(
    ("source", "url", "path", "key"),
    [
        ("tagblatt", None, "x.txt", "tagblatt"),
        ("das tagblatt", None, "x.txt", "tagblatt"),
        ("www.tagblatt.example", None, "x.txt", "tagblatt"),
        ("tagblatt", "https://agentur.example/1", "agentur-1/x.txt", "tagblatt"),
        ("Nobody", "https://agentur.example/1", "tagblatt/x.txt", "agentur-1"),
        (None, "https://news.tagblatt.example/1", "x.txt", "tagblatt"),
        (None, "https://nottagblatt.example/1", "x.txt", "unknown"),
        (None, "https://example/1", "tagblatt/2025/x.txt", "tagblatt"),
        (None, None, "2025/tagblatt/x.txt", "unknown"),
        (None, None, "tagblatt", "unknown"),
    ],
)
def test_header_comes_before_host_before_first_folder(source, url, path, key):
    assert read_publishers(TOML).find(source, url, path).key == key


def test_unknown_may_be_passed_on_unless_its_table_says_otherwise():
    assert read_publishers(TOML).find(None, None, "x.txt").redistribution == "full_text"
    strict = read_publishers('[unknown]\nname = "unknown"\nredistribution = "metadata"')
    assert strict.find(None, None, "x.txt").redistribution == "metadata"


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[a]\nname = \n", "sources.toml: .*line 2"),
        ('[a]\nname = "A"', r"sources.toml, line 1: \[a\] redistribution: Field required"),
        ('\n[a]\nname = "A"\nredistribution = "all"', r"line 2: \[a\] redistribution: .*'full_text'"),
        ('[a]\nname = "A"\nredistribution = "quotes"\nhost = "x"', r"\[a\] host: Extra inputs"),
        ('[a]\nname = "A"\nredistribution = "quotes"\nhosts = "x"', r"\[a\] hosts: .*list"),
        ('name = "A"', "line 1: 'name' stands outside"),
        ('["A B"]\nname = "A"\nredistribution = "quotes"', "line 1: key 'A B'"),
        (TOML + '\n[b]\nname = "B"\nredistribution = "quotes"\nhosts = ["TB.example"]', "line 14: host tb.example is"),
    ],
)
def test_a_mistake_is_one_line_that_names_the_place(toml, message):
    with pytest.raises(SeedsError, match=message) as caught:
        read_publishers(toml)
    assert "\n" not in str(caught.value)


def test_the_file_is_read_from_the_seeds_folder_and_may_be_absent(tmp_path):
    assert set(load_publishers(str(tmp_path)).by_key) == {"unknown"}
    (tmp_path / "sources.toml").write_bytes(b"\xef\xbb\xbf" + TOML.encode())
    assert list(load_publishers(str(tmp_path)).by_key) == ["unknown", "tagblatt", "agentur-1"]
    (tmp_path / "sources.toml").write_bytes(b"# K\xf6ln")
    with pytest.raises(SeedsError, match="UTF-8"):
        load_publishers(str(tmp_path))

"""Listing and opening the seeds folder."""

import os
import uuid

import fsspec
import pytest

from pipeline.errors import SeedsError
from pipeline.parse.seeds import list_seeds, open_seed


def write(folder, path, data=b"Text"):
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return target


def test_files_at_any_depth_come_sorted_by_path(tmp_path):
    for path in ("b.txt", "a/z.md", "a/b/c.html", "a.jsonl", "B.TXT", "c.ndjson.gz", "a-b.txt"):
        write(tmp_path, path)
    paths = [seed.path for seed in list_seeds(str(tmp_path)).seeds]
    assert paths == ["B.TXT", "a-b.txt", "a.jsonl", "a/b/c.html", "a/z.md", "b.txt", "c.ndjson.gz"]


def test_what_no_parser_knows_is_ignored_not_rejected(tmp_path):
    for path in ("sources.toml", "takedowns.toml", "photo.jpg", "README", ".hidden.txt", ".git/a.txt", "a.txt~", ".gz"):
        write(tmp_path, path)
    listing = list_seeds(str(tmp_path))
    assert listing.seeds == ()
    assert listing.rejections == ()
    assert listing.ignored == (
        ".git/",
        ".gz",
        ".hidden.txt",
        "README",
        "a.txt~",
        "photo.jpg",
        "sources.toml",
        "takedowns.toml",
    )


def test_links_out_of_the_folder_are_rejected_and_links_within_it_followed_once(tmp_path):
    outside = write(tmp_path, "outside/secret.txt")
    seeds = tmp_path / "seeds"
    write(seeds, "real/a.txt")
    (seeds / "inside.txt").symlink_to(seeds / "real" / "a.txt")
    (seeds / "leak.txt").symlink_to(outside)
    (seeds / "leak").symlink_to(outside.parent)
    (seeds / "real" / "loop").symlink_to(seeds)
    (seeds / "broken.txt").symlink_to(seeds / "nowhere.txt")
    listing = list_seeds(str(seeds))
    assert [seed.path for seed in listing.seeds] == ["inside.txt", "real/a.txt"]
    assert [(r.seed, r.stage, r.reason) for r in listing.rejections] == [
        ("broken.txt", "read", "unreadable"),
        ("leak", "read", "link_outside_seeds"),
        ("leak.txt", "read", "link_outside_seeds"),
    ]
    assert listing.ignored == ("real/loop/",)


def test_a_sibling_folder_with_the_same_beginning_is_outside(tmp_path):
    outside = write(tmp_path, "seeds-private/a.txt")
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").symlink_to(outside)
    assert [r.reason for r in list_seeds(str(tmp_path / "seeds")).rejections] == ["link_outside_seeds"]


def test_a_pipe_is_rejected_instead_of_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert [(r.seed, r.reason) for r in list_seeds(str(tmp_path)).rejections] == [("pipe.txt", "unreadable")]


def test_a_name_that_is_not_utf8_is_rejected_in_a_printable_form(tmp_path):
    (tmp_path / os.fsdecode(b"k\xf6ln.txt")).touch()
    (rejection,) = list_seeds(str(tmp_path)).rejections
    assert (rejection.seed, rejection.reason) == ("k\\xf6ln.txt", "unreadable")


def test_a_folder_linked_as_seeds_folder_is_listed(tmp_path):
    write(tmp_path, "real/a.txt")
    (tmp_path / "seeds").symlink_to(tmp_path / "real")
    assert [seed.path for seed in list_seeds(str(tmp_path / "seeds")).seeds] == ["a.txt"]


def test_the_stamp_changes_with_the_file_even_where_size_and_modification_time_do_not(tmp_path):
    path = write(tmp_path, "a.txt", b"eins")
    before = list_seeds(str(tmp_path)).seeds[0]
    assert list_seeds(str(tmp_path)).seeds[0] == before
    times = path.stat()
    path.unlink()
    write(tmp_path, "a.txt", b"zwei")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    after = list_seeds(str(tmp_path)).seeds[0]
    assert after.n_bytes == before.n_bytes == 4
    assert after.stamp != before.stamp


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.write_bytes(b"x")])
def test_a_folder_that_is_missing_or_a_file_is_one_line_that_says_what_to_do(tmp_path, make):
    make(tmp_path / "seeds")
    with pytest.raises(SeedsError, match="ONRECORD_SEEDS") as caught:
        list_seeds(str(tmp_path / "seeds"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("url", ["nosuchscheme://seeds", "memory://missing"])
def test_an_address_that_leads_nowhere_is_one_line(url):
    with pytest.raises(SeedsError) as caught:
        list_seeds(url)
    assert "\n" not in str(caught.value)


def test_a_folder_in_memory_lists_and_opens_like_a_local_one():
    url = f"memory://{uuid.uuid4().hex}"
    filesystem = fsspec.filesystem("memory")
    for path in ("b/c.txt", "a.txt", "sources.toml", ".x/y.txt"):
        filesystem.pipe(f"{url.removeprefix('memory:/')}/{path}", path.encode())
    listing = list_seeds(url)
    assert [(seed.path, seed.n_bytes) for seed in listing.seeds] == [("a.txt", 5), ("b/c.txt", 7)]
    assert listing.ignored == (".x/y.txt", "sources.toml")
    with open_seed(url, "b/c.txt") as stream:
        assert stream.read() == b"b/c.txt"


def test_opening_a_local_seed_gives_its_bytes(tmp_path):
    write(tmp_path, "a/b.txt", b"\xff\x00")
    with open_seed(f"file://{tmp_path}", "a/b.txt") as stream:
        assert stream.read() == b"\xff\x00"

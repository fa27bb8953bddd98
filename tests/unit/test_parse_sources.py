"""Publishers: `sources.toml` and who a document belongs to."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from pipeline.errors import SeedsError
from pipeline.lake.publisher_days import with_days
from pipeline.lake.terms import read_terms
from pipeline.parse.sources import Origin, read_publishers

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

[offen]
name = "Offen"
redistribution = "full_text"

[knapp]
name = "Knapp"
redistribution = "quotes"
max_quoted_share = 0.1
"""


@pytest.mark.parametrize(
    ("origin", "key"),
    [
        (Origin(header="tagblatt"), "tagblatt"),
        (Origin(header="das tagblatt"), "tagblatt"),
        (Origin(header="www.tagblatt.example"), "tagblatt"),
        (Origin(header="offen", host="agentur.example", folder="agentur-1", record="tagblatt"), "offen"),
        (Origin(header="Nobody", host="agentur.example", folder="tagblatt"), "agentur-1"),
        (Origin(host="news.tagblatt.example"), "tagblatt"),
        (Origin(host="nottagblatt.example"), "unknown"),
        (Origin(host="example", folder="tagblatt"), "tagblatt"),
        (Origin(host="tagblatt.example", folder="agentur-1"), "agentur-1"),
        (Origin(host="agentur.example", folder="tagblatt"), "agentur-1"),
        (Origin(folder="offen", record="tagblatt"), "tagblatt"),
        (Origin(folder="tagblatt", record="offen"), "tagblatt"),
        (Origin(folder="offen", record="Das Tagblatt"), "offen"),
        (Origin(folder="tagblatt", record="knapp"), "knapp"),
        (Origin(record="unknown", folder="offen"), "unknown"),
        (Origin(), "unknown"),
    ],
)
def test_a_header_chooses_else_the_strictest_that_fits(origin, key):
    assert read_publishers(TOML).choose(origin).key == key


def test_what_nobody_is_named_for_is_withheld_once_anybody_is_restricted():
    assert read_publishers("").choose(Origin()).redistribution == "full_text"
    assert (
        read_publishers('[a]\nname = "A"\nredistribution = "full_text"').choose(Origin()).redistribution == "full_text"
    )
    assert read_publishers(TOML).choose(Origin()).redistribution == "metadata"
    named = read_publishers(TOML + '\n[unknown]\nname = "Nobody"\nredistribution = "full_text"\nlicence = "CC0"')
    assert (named.choose(Origin()).redistribution, named.choose(Origin()).licence) == ("full_text", "CC0")


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[a]\nname = \n", "sources.toml: .*line 2"),
        ('[a]\nname = "A"', r"sources.toml, line 1: \[a\] redistribution: Field required"),
        ('\n[a]\nname = "A"\nredistribution = "all"', r"line 2: \[a\] redistribution: .*'full_text'"),
        ('[a]\nname = "A"\nredistribution = "quotes"\nhost = "x"', r"\[a\] host: Extra inputs"),
        ('[a]\nname = "A"\nredistribution = "quotes"\nhosts = "x"', r"\[a\] hosts: .*list"),
        ('name = "A"', "line 1: 'name' is outside"),
        ('["A B"]\nname = "A"\nredistribution = "quotes"', "line 1: key 'A B'"),
        (TOML + '\n[b]\nname = "B"\nredistribution = "quotes"\nhosts = ["TB.example"]', "line 23: host tb.example is"),
    ],
)
def test_a_mistake_is_one_line_that_names_the_place(toml, message):
    with pytest.raises(SeedsError, match=message) as caught:
        read_publishers(toml)
    assert "\n" not in str(caught.value)


def test_the_file_is_read_from_the_seeds_folder_and_may_be_absent(tmp_path):
    def read():
        return read_terms(str(tmp_path)).publishers

    assert set(read().by_key) == {"unknown"}
    (tmp_path / "sources.toml").write_bytes(b"\xef\xbb\xbf" + TOML.encode())
    assert list(read().by_key) == ["unknown", "tagblatt", "agentur-1", "offen", "knapp"]
    (tmp_path / "sources.toml").write_bytes(b"# K\xf6ln")
    with pytest.raises(SeedsError, match="UTF-8"):
        read()
    (tmp_path / "sources.toml").write_bytes(b"# nobody yet")
    assert set(read().by_key) == {"unknown"}


@pytest.mark.parametrize("name", ["sources.toml", "takedowns.toml"])
def test_a_file_that_is_wrong_is_no_absence(tmp_path, name):
    path = tmp_path / name
    for content in (b"", b" \n\t\n", b"\xef\xbb\xbf\n"):
        path.write_bytes(content)
        with pytest.raises(SeedsError, match=f"{name}: is empty: put back what it held"):
            read_terms(str(tmp_path))
    path.unlink()
    path.symlink_to("elsewhere.toml")
    with pytest.raises(SeedsError, match=f"{name}: the link leads nowhere"):
        read_terms(str(tmp_path))
    path.unlink()
    path.mkdir()
    with pytest.raises(SeedsError, match=rf"{name}: .*make it readable"):
        read_terms(str(tmp_path))


def test_days_count_in_the_time_zone_of_the_publisher():
    toml = '[ny]\nname = "N"\nredistribution = "full_text"\ntime_zone = "America/New_York"\n'
    moment = pa.timestamp("us", tz="UTC")
    seen = datetime(2025, 3, 4, 2, tzinfo=UTC)
    documents = pa.table(
        {
            "source": ["ny", "ny", "unknown"],
            "published": ["2025-03-04T02:00:00+00:00", "2025-03-04T02:00:00", "2025-03-04T02:00:00+00:00"],
            "published_on": [date(2025, 3, 4)] * 3,
            "published_at": pa.array([seen, None, seen], moment),
            "updated": [None, "2025-03-05T01:00:00Z", None],
            "updated_on": [None, date(2025, 3, 5), None],
        }
    )
    found = with_days(documents, read_publishers(toml)).to_pydict()
    assert found["published_on"] == [date(2025, 3, 3), date(2025, 3, 4), date(2025, 3, 4)]
    assert found["published_at"] == [seen, datetime(2025, 3, 4, 7, tzinfo=UTC), seen]
    assert found["updated_on"] == [None, date(2025, 3, 4), None]
    with pytest.raises(SeedsError, match=r"line 1: \[ny\] time_zone: 'Berlin' is no time zone"):
        read_publishers(toml.replace("America/New_York", "Berlin"))

"""A seeds folder in an object store: listed, stamped and read like a local one."""

import io

import pytest
import s3fs

from pipeline.errors import SeedsError
from pipeline.lake.terms import read_terms
from pipeline.parse.document import Document
from pipeline.parse.parser import Limits, parse_seed
from pipeline.parse.seeds import list_seeds, open_seed
from pipeline.parse.sources import Origin


def test_a_bucket_is_a_seeds_folder(bucket):
    filesystem, name = s3fs.S3FileSystem(), bucket.removeprefix("s3://")
    filesystem.pipe(f"{name}/seeds/2025/a.txt", b"date 2025-08-27 Die Regierung hat zugestimmt.")
    filesystem.pipe(f"{name}/seeds/sources.toml", b'[unknown]\nname = "unknown"\nredistribution = "quotes"')
    filesystem.pipe(f"{name}/seeds-private/b.txt", b"Nicht gemeint.")
    url = f"s3://{name}/seeds"
    before = list_seeds(url)
    assert [seed.path for seed in before.seeds] == ["2025/a.txt"]
    assert before.ignored == ("sources.toml",)

    limits = Limits(1_000, 1_000)
    (found,) = parse_seed("2025/a.txt", lambda: open_seed(url, "2025/a.txt"), limits)
    local = parse_seed("2025/a.txt", lambda: io.BytesIO(filesystem.cat(f"{name}/seeds/2025/a.txt")), limits)
    assert isinstance(found, Document)
    assert [found] == list(local)
    assert read_terms(url).publishers.choose(Origin(host=found.host)).redistribution == "quotes"

    filesystem.pipe(f"{name}/seeds/2025/a.txt", b"date 2025-08-28 Die Regierung hat zugestimmt.")
    after = list_seeds(url)
    assert after.seeds[0].n_bytes == before.seeds[0].n_bytes
    assert after.seeds[0].stamp != before.seeds[0].stamp


def test_a_missing_bucket_or_folder_is_one_line(bucket):
    for url in (f"{bucket}/nowhere", "s3://no-such-bucket/seeds"):
        with pytest.raises(SeedsError, match=url) as caught:
            list_seeds(url)
        assert "\n" not in str(caught.value)

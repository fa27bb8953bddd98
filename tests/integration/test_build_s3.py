"""Seeds, lake and releases in a bucket: the same bytes as on a disk."""

from pathlib import Path

import s3fs

from pipeline.definitions import defs
from pipeline.defs.build import build
from pipeline.defs.resources import silent
from pipeline.lake.storage import Storage
from pipeline.release.verify import verify_release
from tests.corpora import ARTICLES, contents, write_seed


def test_a_build_in_a_bucket_gives_the_bytes_of_a_build_on_a_disk(project, bucket):
    for number, text in enumerate(ARTICLES):
        write_seed(Path(project.seeds), f"{number}/{number}.txt", text, f"2025-0{number + 1}-01")
    (Path(project.seeds) / "empty.txt").touch()
    store = s3fs.S3FileSystem()
    store.put(f"{project.seeds}/", f"{bucket}/seeds/", recursive=True)
    there = project.model_copy(update={"seeds": f"{bucket}/seeds", "data": f"{bucket}/data"})

    def run(settings):
        return build(defs(), settings, date="2026-01-01", advance=silent)

    here, first = run(project), run(there)
    assert (first.version, first.is_new, first.rows) == ("1.0.0", True, here.rows)
    assert contents(there) == contents(project)
    assert verify_release(Storage(f"{there.releases}/1.0.0")) == []
    again = run(there)
    assert (again.is_new, again.built) == (False, ())
    store.rm_file(f"{bucket}/seeds/0/0.txt")
    last = run(there)
    assert (last.version, last.built) == ("1.0.1", ("2025-01",))
    assert last.rows["documents"] == len(ARTICLES) - 1

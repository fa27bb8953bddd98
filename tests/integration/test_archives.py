"""An archive as people have it: a user's own names of fields, outlets, files that nobody reads."""

import json
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.publish.build_report import left_out
from tests.corpora import settings_in
from tests.integration.building import run_build

TEXT = "„Das Angebot liegt auf dem Tisch“, sagte Bürgermeisterin Lene Quast am Dienstag in Nordhagen."
PAGE = (
    '<html lang="de"><head><meta property="og:site_name" content="Hafenkurier"></head><body><article><h1>Die Fähre</h1>'
    f'<p>{TEXT} Die Fähre bleibt gesperrt.</p></article></body></html>'
)  # fmt: skip


def documents_of(report):
    files = sorted(Path(report.folder, "documents").glob("*.parquet"))
    return {row["seed"]: row for file in files for row in pq.read_table(file).to_pylist()}


def test_own_names_of_fields_shape_the_rows_and_files_that_nobody_reads_are_told_of(project, tmp_path):
    seeds = Path(project.seeds)
    (seeds / "crawl").mkdir()
    record = {
        "story": {"md": TEXT},
        "on": "2024-03-14",
        "kopf": "Die Fähre",
        "url": "https://www.hafenkurier.example/7",
    }
    (seeds / "a.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    moved = {**record, "story": {"md": f"{TEXT} Neu."}, "url": "https://kurier.example/8"}
    (seeds / "crawl" / "b.jsonl").write_text(json.dumps(moved) + "\n", encoding="utf-8")
    (seeds / "page.html").write_text(PAGE, encoding="utf-8")
    for name in ("x.pdf", "crawl/y.PDF", "LICENSE", ".hidden.doc"):
        (seeds / name).write_bytes(b"?")
    (seeds / "sources.toml").write_text(
        '[kurier]\nname = "Kurier"\nredistribution = "full_text"\nhosts = ["kurier.example"]\n'
    )

    first = run_build(project)
    assert (first.n_rejected, first.unread) == (2, {".pdf": 2, "(no ending)": 1})
    told = list(left_out(project))
    assert any("a.jsonl:1: no_text" in line and "It has story.md, on, kopf, url" in line for line in told)
    assert "crawl/y.PDF: not read: no parser knows .pdf" in told
    assert ".hidden.doc: ignored" in told

    own = {"fields": {"text": "story.md", "date": ["on"]}, "folders": {"crawl": {"fields": {"title": "kopf"}}}}
    named = settings_in(tmp_path, **own)
    report = run_build(named)
    assert report.is_new
    rows = documents_of(report)
    assert {seed: (row["publisher"], row["host"], row["source"]) for seed, row in rows.items()} == {
        "a.jsonl": ("hafenkurier.example", "hafenkurier.example", "unknown"),
        "crawl/b.jsonl": ("Kurier", "kurier.example", "kurier"),
        "page.html": ("Hafenkurier", None, "unknown"),
    }
    assert (rows["a.jsonl"]["title"], rows["crawl/b.jsonl"]["title"]) == (None, "Die Fähre")
    assert str(rows["a.jsonl"]["published_on"]) == "2024-03-14"
    manifest = json.loads(Path(report.folder, "MANIFEST.json").read_text(encoding="utf-8"))
    assert json.loads(manifest["settings"]["fields"]) == {"text": ["story.md"], "date": ["on"]}
    assert json.loads(manifest["settings"]["folders"]) == {"crawl": {"fields": {"title": ["kopf"]}}}
    assert not run_build(named).is_new

"""One address, one document: what counts as one page, which capture of it is kept, and the ids of version 1.0.0."""

import pytest

from pipeline.identity import make_id
from pipeline.lake.plan import plan_months
from pipeline.lake.seed_index import refresh_seed_index
from pipeline.lake.storage import Storage
from pipeline.parse.address_key import address_key
from pipeline.parse.addresses import canonical_url
from tests.corpora import settings_in, write_seed

PAGE = "https://blatt.example/politik/artikel-7"


@pytest.mark.parametrize(
    "spelling",
    [
        PAGE,
        "http://blatt.example/politik/artikel-7",
        "https://www.blatt.example:443/politik/artikel-7/",
        "HTTPS://WWW.Blatt.Example/politik//artikel-7#kommentare",
        f"{PAGE}?utm_source=rss&utm_medium=feed&fbclid=x1",
        f"{PAGE}?gclid=5&ref=startseite",
        f"{PAGE}/amp",
        f"{PAGE}/amp/",
        f"{PAGE}.amp",
        f"{PAGE}?amp",
        f"{PAGE}?amp=1&wt_zmc=x",
        f"{PAGE}?outputType=amp",
        "https://amp.blatt.example/politik/artikel-7",
        "https://m.blatt.example/politik/artikel-7",
        "https://blatt.example/amp/politik/artikel-7",
        "https://blatt-example.cdn.ampproject.org/c/s/www.blatt.example/politik/artikel-7?amp_js_v=0.1",
        "https://blatt.example/politik/artikel%2D7",
    ],
)
def test_spellings_of_one_address_have_one_key(spelling):
    assert address_key(canonical_url(spelling)) == PAGE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://blatt.example/artikel.php?aid=1", "https://blatt.example/artikel.php?aid=2"),
        ("https://blatt.example/?p=1", "https://blatt.example/?p=2"),
        ("https://blatt.example/?p=1", "https://blatt.example/"),
        ("https://blatt.example/a?id=1&page=2", "https://blatt.example/a?id=1"),
        ("https://blatt.example/news.pl?sid=7", "https://blatt.example/news.pl?sid=8"),
        ("https://blatt.example/a", "https://blatt.example/A"),
        ("https://blatt.example/camp", "https://blatt.example/c"),
        ("https://blatt.example/a?amp=ere", "https://blatt.example/a"),
        ("https://amp.dev/a", "https://dev/a"),
        ("https://nord.blatt.example/a", "https://blatt.example/a"),
        ("https://blatt.example:8080/a", "https://blatt.example:8081/b"),
    ],
)
def test_addresses_of_two_pages_have_two_keys(one, other):
    assert address_key(canonical_url(one)) != address_key(canonical_url(other))


@pytest.mark.parametrize(
    "address",
    [
        "https://blatt.example/f%C3%A4hre/artikel,7",
        "https://blatt.example/a?article=1&b=2,3",
        "https://blatt.example/a?12345",
        "https://blatt.example/a/b.html",
    ],
)
def test_an_address_without_anything_to_drop_is_its_own_key(address):
    assert address_key(address) == address
    assert address_key(address_key(address)) == address


def planned(tmp_path):
    """The kept documents and the rejections, by seed."""
    settings = settings_in(tmp_path)
    plans = plan_months(refresh_seed_index(Storage(settings.lake), settings), settings)
    kept = {document.seed: document for plan in plans.values() for document in plan.documents()}
    return kept, {rejection.seed: rejection for plan in plans.values() for rejection in plan.rejections}


def captured(tmp_path, name, text, **days):
    write_seed(tmp_path / "seeds", name, text, days.pop("published", "2024-03-01"), url=PAGE, **days)


def test_the_capture_of_the_latest_day_is_kept_whatever_its_path(tmp_path):
    captured(tmp_path, "z.txt", "Die Fähre fährt.")
    captured(tmp_path, "b.txt", "Die Fähre fährt wieder.", updated="2024-03-05")
    captured(tmp_path, "a.txt", "Die Fähre fährt wieder, sagte der Wirt.", updated="2024-04-02")
    kept, rejected = planned(tmp_path)
    assert set(kept) == {"a.txt"}
    assert {rejection.reason for rejection in rejected.values()} == {"superseded_capture"}
    assert set(rejected) == {"b.txt", "z.txt"}
    assert all(rejection.detail.startswith("a.txt is a newer capture") for rejection in rejected.values())


def test_of_captures_of_one_day_the_last_by_path_is_kept(tmp_path):
    for folder in ("2023", "2025", "2024"):
        captured(tmp_path, f"{folder}/seite.txt", f"Die Fähre fährt seit {folder}.")
    assert set(planned(tmp_path)[0]) == {"2025/seite.txt"}


def test_of_records_of_one_page_the_last_fetched_is_kept(tmp_path):
    lines = [
        f'{{"url": "{url}", "date": "2024-03-01", "fetched": "{day}", "text": "Die Fähre fährt am {day}."}}'
        for url, day in ((PAGE, "2024-05-01"), (f"{PAGE}?ref=x", "2024-06-01"), (f"{PAGE}/amp", "2024-04-01"))
    ]
    settings_in(tmp_path)
    (tmp_path / "seeds" / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    kept, rejected = planned(tmp_path)
    assert kept["a.jsonl"].line == 2
    assert rejected["a.jsonl"].reason == "superseded_capture"


def earlier_ids(tmp_path):
    settings = settings_in(tmp_path)
    rows = refresh_seed_index(Storage(settings.lake), settings).documents().to_pylist()
    return {(row["seed"], row["line"]): (row["earlier_id"], row["document_id"]) for row in rows}


def test_the_earlier_id_is_that_of_the_address_as_it_was_written(tmp_path):
    seeds = tmp_path / "seeds"
    write_seed(seeds, "a.txt", "Die Fähre fährt.", url="http://www.blatt.example/a/?ref=x")
    write_seed(seeds, "b.txt", "Die Fähre steht.", url="https://blatt.example/b")
    write_seed(seeds, "c.txt", "Die Fähre sinkt.", id="c-1", url="http://www.blatt.example/c")
    (seeds / "d.jsonl").write_text('{"source": "http://www.blatt.example/d", "text": "Die Fähre kommt."}\n')
    (seeds / "e.json").write_text('[{"url": "http://www.blatt.example/e", "text": "Die Fähre geht."}]')
    (seeds / "f.html").write_text(
        "<link rel=canonical href='http://www.blatt.example/f'><h1>F</h1><p>Die Fähre ruht.</p>"
    )
    found = earlier_ids(tmp_path)
    assert found["a.txt", None] == (
        make_id("doc", "url", "http://www.blatt.example/a/?ref=x"),
        make_id("doc", "url", "https://blatt.example/a"),
    )
    assert found["b.txt", None][0] is None
    assert found["c.txt", None][0] is None
    text_sha256 = "0" * 64
    assert found["d.jsonl", 1][0] not in (None, make_id("doc", "text", "d.jsonl", text_sha256))
    assert found["d.jsonl", 1][1] == make_id("doc", "url", "https://blatt.example/d")
    assert found["e.json", 1][0] is None
    assert found["f.html", None][0] == make_id("doc", "url", "http://www.blatt.example/f")

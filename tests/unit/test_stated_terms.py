"""What documents state for machines of text and data mining, and the levels that follow from it."""

import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.errors import SeedsError
from pipeline.lake.publishers import with_publishers
from pipeline.parse.parser import Limits, parse_seed
from pipeline.parse.sources import read_publishers
from pipeline.release.gate import HeldBackError
from tests.corpora import ARTICLES, build_lake, settings_in, write_seed
from tests.pictures import draw_nothing
from tests.property.rights_places import Folder

TEXT = "Die Fähre in Nordhagen bleibt bis zum Herbst gesperrt, sagte Bürgermeisterin Lene Quast am Montag."
LICENCE = '<link rel="license" type="application/rsl+xml" href="/rights/rsl.xml">'
CANONICAL = '<link rel="canonical" href="https://kurier.example/a">'
RSL = (
    '<script type="application/rsl+xml"><rsl xmlns="https://rslstandard.org/rsl"><content url="/"><license>'
    '<prohibits type="{}">{}</prohibits></license></content></rsl></script>'
)


def parse(path, data):
    (found,) = parse_seed(path, lambda: io.BytesIO(data.encode()), Limits(100_000, 100_000))
    assert found.text == TEXT
    return found


def terms(path, data):
    found = parse(path, data)
    return found.tdm_reserved, found.terms_url


def page(head):
    return f"<html lang=de><head><title>Fähre</title>{head}</head><body><article><p>{TEXT}</p></article></body></html>"


def meta(name, content):
    return f'<meta name="{name}" content="{content}">'


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("", (None, None)),
        (meta("tdm-reservation", "1"), (True, None)),
        (meta("TDM-Reservation", " 0 "), (False, None)),
        (meta("tdm-reservation", "perhaps"), (None, None)),
        (
            meta("tdm-reservation", "1") + meta("tdm-policy", "https://kurier.example/p.json"),
            (True, "https://kurier.example/p.json"),
        ),
        (CANONICAL + meta("tdm-policy", "/p.json") + LICENCE, (None, "https://kurier.example/p.json")),
        (CANONICAL + LICENCE, (None, "https://kurier.example/rights/rsl.xml")),
        (LICENCE, (None, None)),  # an address without a host, of a page without an address
        (CANONICAL + LICENCE.replace("license", "stylesheet"), (None, None)),
        (CANONICAL + LICENCE.replace("rsl+xml", "xml"), (None, None)),
        (meta("robots", "index, NoAI, noimageai"), (True, None)),
        (meta("robots", "noindex, noimageai, nosnippet"), (None, None)),
        (meta("tdm-reservation", "0") + meta("robots", "noml"), (True, None)),
        (RSL.format("usage", "search, ai-train"), (True, None)),
        (RSL.format("usage", "search"), (None, None)),
        (RSL.format("geo", "all"), (None, None)),
        (RSL.format("usage", "all").replace("</license>", ""), (None, None)),
    ],
)
def test_a_page_states_its_terms(head, expected):
    assert terms("a.html", page(head)) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ("", (None, None)),
        (
            "tdm-reservation: 1\r\ntdm-policy: https://kurier.example/p.json\r\n",
            (True, "https://kurier.example/p.json"),
        ),
        ("X-Robots-Tag: noindex\r\nX-Robots-Tag: noai\r\n", (True, None)),
        ("X-Robots-Tag: someagent: noai\r\n", (None, None)),
        ("X-Robots-Tag: max-snippet: 5, noai\r\n", (True, None)),
        (
            'Link: </a.css>; rel=preload, </rsl.xml>; rel="license"; type="application/rsl+xml"\r\n',
            (None, "https://kurier.example/rsl.xml"),
        ),
    ],
)
def test_an_answer_in_a_web_archive_states_its_terms(headers, expected):
    assert terms("a.warc", archive(headers)) == expected
    # The hash of a record is that of what is read of it, so that other headers are another record.
    is_same = parse("a.warc", archive(headers)).seed_sha256 == parse("a.warc", archive("")).seed_sha256
    assert is_same == (expected == (None, None))


def archive(headers):
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{headers}\r\n{page('')}"
    return (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://kurier.example/a\r\n"
        f"Content-Type: application/http\r\nContent-Length: {len(answer.encode())}\r\n\r\n{answer}\r\n\r\n"
    )


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"tdm_reservation": 1, "tdm_policy": "https://k.example/p"}, (True, "https://k.example/p")),
        ({"tdmReserved": False}, (False, None)),
        ({"headers": {"TDM-Reservation": "1"}, "metadata": {"robots": "index"}}, (True, None)),
        ({"http_headers": {"x-robots-tag": ["noindex", "noai"]}, "tdm_reserved": "0"}, (True, None)),
        ({"tdm_reserved": "2", "terms_url": "no address"}, (None, None)),
    ],
)
def test_a_record_states_its_terms(record, expected):
    assert terms("a.jsonl", json.dumps({"text": TEXT, "language": "de", **record})) == expected


def test_a_header_states_its_terms():
    said = "tdm-reservation: 1\ntdm-policy: https://kurier.example/p"
    assert terms("a.txt", f"{said}\n\n{TEXT}") == (True, "https://kurier.example/p")
    assert terms("a.md", f"---\n{said}\n---\n{TEXT}") == (True, "https://kurier.example/p")


SOURCES = """
[frei]
name = "Frei"
redistribution = "full_text"
[eng]
name = "Eng"
redistribution = "metadata"
[anders]
name = "Anders"
redistribution = "full_text"
tdm_reserved = "full_text"
"""


@pytest.mark.parametrize(
    ("rule", "levels"),
    [
        ("", {"frei": "full_text", "eng": "metadata", "anders": "full_text", "unknown": "metadata"}),
        ("quotes", {"frei": "quotes", "eng": "metadata", "anders": "full_text", "unknown": "metadata"}),
        ("full_text", {"frei": "full_text", "eng": "metadata", "anders": "full_text", "unknown": "metadata"}),
    ],
)
def test_a_rule_makes_levels_of_reserved_documents_stricter_and_none_looser(rule, levels):
    publishers = read_publishers(SOURCES + (f'[terms]\ntdm_reserved = "{rule}"\n' if rule else ""))
    open_levels = {key: found.level(is_reserved=False) for key, found in publishers.by_key.items()}
    assert open_levels == {"frei": "full_text", "eng": "metadata", "anders": "full_text", "unknown": "metadata"}
    rows = [
        {"seed": f"{key}/a.txt", "header_source": None, "host": None, "record_source": None, "publisher": "P"}
        | {"tdm_reserved": is_reserved}
        for key in levels
        for is_reserved in (True, False, None)
    ]
    found = with_publishers(pa.Table.from_pylist(rows), publishers)["redistribution"].to_pylist()
    assert found == [level for key in levels for level in (levels[key], open_levels[key], open_levels[key])]


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ('[terms]\nname = "Terms"', r"sources.toml, line 1: \[terms\] tdm_reserved: Field required"),
        ('\n[terms]\ntdm_reserved = "none"', r"line 2: \[terms\] tdm_reserved: Input should be 'metadata'"),
        ('[terms]\ntdm_reserved = "quotes"\nnoai = "quotes"', r"\[terms\] noai: Extra inputs"),
        ('[a]\nname = "A"\nredistribution = "quotes"\ntdm_reserved = true', r"\[a\] tdm_reserved: "),
    ],
)
def test_a_mistaken_rule_is_one_line_that_names_the_place(toml, message):
    with pytest.raises(SeedsError, match=message):
        read_publishers(toml)


def test_a_rule_alone_restricts_nobody_else():
    found = read_publishers('[terms]\ntdm_reserved = "metadata"\n')
    assert found.by_key["unknown"].level(is_reserved=False) == "full_text"
    assert found.by_key["unknown"].level(is_reserved=True) == "metadata"
    assert (found.may_withhold, found.is_any_restricted) == (True, False)
    assert found.fingerprint != read_publishers("").fingerprint


def test_terms_and_their_rule_change_a_release_and_annotate_nothing(tmp_path, monkeypatch):
    draw_nothing(monkeypatch)
    settings = settings_in(tmp_path)
    seeds, place = Path(settings.seeds), Folder(settings, settings.releases)
    write_seed(seeds, "frei/a.txt", ARTICLES[0], "2025-08-27")
    write_seed(seeds, "frei/b.txt", ARTICLES[1], "2025-08-27")

    def release(sources):
        """Release what is there now: how many documents were annotated, causes of changes, documents, the card."""
        (seeds / "sources.toml").write_text(sources)
        (built,) = build_lake(settings)
        folder = Path(settings.releases) / place.release([]).version
        changes, documents = (pq.read_table(folder / table).to_pylist() for table in ("changes", "documents"))
        causes = {(row["table"], row["cause"]) for row in changes}
        levels = {(row["tdm_reserved"], row["redistribution"], row["text"]) for row in documents}
        return built.n_annotated, causes, levels, (folder / "README.md").read_text()

    free = '[frei]\nname = "Frei"\nredistribution = "full_text"\n'
    (seeds / "sources.toml").write_text(free)
    build_lake(settings)
    place.release([])
    write_seed(seeds, "frei/a.txt", ARTICLES[0], "2025-08-27", **{"tdm-reservation": "1"})
    n_annotated, causes, levels, card = release(free)
    assert (n_annotated, causes) == (0, {("documents", "source")})
    assert levels == {(True, "full_text", ARTICLES[0]), (None, "full_text", ARTICLES[1])}
    assert "Of 2 documents, 1 reserve text and data mining, 0 say that they do not" in card
    n_annotated, causes, levels, card = release(f'[terms]\ntdm_reserved = "metadata"\n{free}')
    assert n_annotated == 0
    assert ({cause for _, cause in causes}, ("documents", "rights") in causes) == ({"rights"}, True)
    assert levels == {(True, "metadata", None), (None, "full_text", ARTICLES[1])}
    assert "| full_text, metadata |" in card
    with pytest.raises(HeldBackError, match="frei metadata → frei full_text"):
        release(free)

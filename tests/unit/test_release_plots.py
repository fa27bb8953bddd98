"""Plots of a release: the same bytes everywhere, legible, and not led astray by what is in a name."""

import hashlib
import io
import itertools
import os
import struct
import subprocess
import sys
import warnings

import matplotlib
import numpy as np
import pytest
from PIL import Image

from pipeline.release.contents import contents_of
from pipeline.release.differences import find_differences
from pipeline.release.plot_counts import (
    count_changes,
    count_quoted,
    count_rates,
    count_shares,
    count_statements,
    describe_changes,
    describe_quoted,
    describe_rates,
    describe_shares,
    describe_statements,
)
from pipeline.release.plots import (
    CAUSE_COLOURS,
    TYPE_COLOURS,
    plot_changes,
    plot_most_quoted,
    plot_rates,
    plot_shares,
    plot_statements_by_month,
)
from pipeline.release.plotted import ALL_OUTLETS, QuotedActor, Shares
from pipeline.release.sheet import STYLE
from schemas.vocabulary import Cause, StatementType
from tests.release_corpus import SETTINGS, Doc, full_snapshot_of, snapshot_of

STATEMENTS = {"2025-07": {"direct": 3, "indirect": 9}, "2025-08": {"reported": 4}, "undated": {"direct": 2}}
ACTORS = [QuotedActor("Anna Beispiel", 12), QuotedActor("Bodo Muster", 3)]
CHANGES = {"documents": {"added": {"source": 3}}, "statements": {"changed": {"code": 7, "source": 1}}}
RATES = {
    ALL_OUTLETS: {"2025-07": (10, 4), "2025-09": (6, 3)},
    "Tagblatt": {"2025-07": (8, 2), "2025-09": (3, 3)},
    "Kurier": {"2025-07": (2, 2)},
}
SHARES = {
    ALL_OUTLETS: Shares((3, 9, 4), (10, 4, 2)),
    "Tagblatt": Shares((3, 5, 0), (8, 0, 0)),
    "Kurier": Shares((0, 4, 4), (2, 4, 2)),
}
DRAW_ALL = f"""
import hashlib
from pipeline.release.plots import *
from pipeline.release.plot_counts import QuotedActor, Shares
for png in (
    plot_statements_by_month({STATEMENTS}), plot_most_quoted({ACTORS}), plot_changes({CHANGES}, "1.0.0"),
    plot_rates({RATES}), plot_shares({SHARES}),
):
    print(hashlib.sha256(png).hexdigest())
"""


def draw_all():
    return (
        plot_statements_by_month(STATEMENTS),
        plot_most_quoted(ACTORS),
        plot_changes(CHANGES, "1.0.0"),
        plot_rates(RATES),
        plot_shares(SHARES),
    )


def chunks(png):
    """The chunks of a PNG as (kind, data)."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at, found = 8, []
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        found.append((png[at + 4 : at + 8].decode(), png[at + 8 : at + 8 + size]))
        at += 12 + size
    return found


def size(png):
    return struct.unpack(">II", chunks(png)[0][1][:8])


def pixels(png):
    """Rows of pixels, red, green and blue."""
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


@pytest.fixture(autouse=True)
def no_warnings():
    """A letter without a glyph would be told by a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def test_another_process_draws_the_same_bytes_whatever_its_settings(tmp_path):
    (tmp_path / "matplotlibrc").write_text("font.size: 30\naxes.facecolor: black\nsavefig.dpi: 10\ntext.usetex: True\n")
    told = []
    for changes in ({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2", "MATPLOTLIBRC": str(tmp_path), "LC_ALL": "C"}):
        command = [sys.executable, "-c", DRAW_ALL]
        done = subprocess.run(command, env={**os.environ, **changes}, capture_output=True, text=True, check=True)
        told.append(done.stdout.split())
    assert told[0] == told[1] == [hashlib.sha256(png).hexdigest() for png in draw_all()]


def test_a_plot_names_neither_day_nor_software_is_opaque_and_small():
    for png in draw_all():
        assert {kind for kind, _ in chunks(png)} == {"IHDR", "PLTE", "IDAT", "IEND"}  # no tRNS: nothing shines through
        assert size(png)[0] == 1440
        assert len(png) < 30_000
        assert (pixels(png)[:8] == 255).all()


def test_drawing_leaves_the_settings_of_the_process_alone_and_needs_no_pyplot():
    code = (
        "import sys, matplotlib\nmatplotlib.rcParams['font.size'] = 3\n"
        "from pipeline.release.plots import plot_most_quoted\nplot_most_quoted([])\n"
        "assert matplotlib.rcParams['font.size'] == 3\nassert 'matplotlib.pyplot' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_planning_a_release_imports_no_plotting_library_before_it_draws():
    code = "import sys, pipeline.release.plan, pipeline.publish.hub.target\nassert 'matplotlib' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("n_months", [1, 2, 13, 200, 241, 2000])
def test_any_number_of_months_fits_the_same_sheet(n_months):
    months = {f"{(n := 1900 * 12 + i) // 12:04}-{n % 12 + 1:02}": {"direct": i % 7} for i in range(1, n_months + 1)}
    assert size(plot_statements_by_month(months)) == (1440, 720)
    assert size(plot_rates({ALL_OUTLETS: {month: (n % 7, n % 3) for n, month in enumerate(months, 1)}})) == (1440, 720)


def test_months_far_apart_and_huge_numbers_fit_too():
    counts = {
        "0001-01": {"direct": 1},
        "2025-08": dict.fromkeys(StatementType.values(), 10**12),
        "undated": {"direct": 5},
    }
    assert size(plot_statements_by_month(counts)) == (1440, 720)


@pytest.mark.parametrize(
    "draw",
    [
        lambda: plot_statements_by_month({}),
        lambda: plot_most_quoted([]),
        lambda: plot_changes({}),
        lambda: plot_rates({}),
        lambda: plot_shares({}),
    ],
)
def test_nothing_to_show_is_said_in_a_sentence(draw):
    width, height = size(draw())
    assert width == 1440
    assert 100 < height < 300


@pytest.mark.parametrize(
    "name",
    [
        "$x^2$ and \\frac{1}{2}$",
        "習近平",
        "محمد بن سلمان",
        "a" * 10_000,
        "x\ny\tz\x00\u202e",
        "",
        "e\u0301" * 400,
        "\ud83d",
    ],
)
def test_no_name_breaks_the_plot(name):
    assert size(plot_most_quoted([QuotedActor(name, 2), ACTORS[0]]))[0] == 1440
    assert size(plot_rates(dict.fromkeys([ALL_OUTLETS, name], RATES["Kurier"])))[0] == 1440
    assert size(plot_shares(dict.fromkeys([ALL_OUTLETS, name], SHARES["Kurier"])))[0] == 1440


@pytest.mark.parametrize(
    ("name", "drawn"), [("習近平", "□□□"), ("محمد", "□□□□"), ("a\u202eb\x00", "ab"), ("Ž\u0903", "Ž")]
)
def test_what_cannot_be_drawn_is_a_box_or_left_out(name, drawn):
    assert plot_most_quoted([QuotedActor(name, 1)]) == plot_most_quoted([QuotedActor(drawn, 1)])


def test_bars_are_as_long_as_their_numbers_and_a_single_one_is_seen():
    rows = pixels(plot_most_quoted([QuotedActor("a", 1_000_000), QuotedActor("b", 500_000), QuotedActor("c", 1)]))
    blue = (rows == (0x15, 0x75, 0xD6)).all(axis=2).sum(axis=1)
    longest, half, single = (n for n, _ in itertools.groupby(blue[blue > 0]))
    assert abs(longest - 2 * half) <= 2
    assert single == 2


def test_one_of_a_thousand_is_seen_in_every_plot():
    types = dict.fromkeys(StatementType.values(), 1) | {StatementType.values()[1]: 1000}
    columns = pixels(plot_statements_by_month({"2025-07": types}))[240:]
    causes = dict.fromkeys(Cause.values(), 1) | {Cause.values()[1]: 1000}
    bars = pixels(plot_changes({"documents": {"removed": causes}}))[240:]
    for rows, colours, axis in ((columns, TYPE_COLOURS, 0), (bars, CAUSE_COLOURS, 1)):
        for colour in colours.values():
            is_it = (rows == [int(colour[i : i + 2], 16) for i in (1, 3, 5)]).all(axis=2)
            assert is_it.any(axis=1 - axis).sum() >= 2


@pytest.mark.parametrize("n", [1, 9_999, 466_341, 12_345_678_901, 10**15])
def test_notes_stay_within_their_panel_and_the_sheet(n):
    for change in ("added", "changed", "removed"):
        bars = pixels(plot_changes({"documents": {change: {"source": n}}}))[240:]
        for end in (int(1.55 * 160), int(1.55 * 160) + 378, int(1.55 * 160) + 757, 1440):
            assert (bars[:, end - 12 : end] == 255).all()
    assert (pixels(plot_most_quoted([QuotedActor("a", n), QuotedActor("b", 1)]))[:, -40:] == 255).all()
    assert (pixels(plot_statements_by_month({"2025-07": {"direct": n}}))[180:, :12] == 255).all()


def test_parts_of_a_share_are_as_long_as_their_numbers():
    rows = pixels(plot_shares({ALL_OUTLETS: Shares((1, 3, 0), (4, 0, 0))}))[160:]
    lengths = [(rows == colour).all(axis=2).sum(axis=1).max() for colour in ((0x31, 0x35, 0x6B), (0x15, 0x75, 0xD6))]
    assert abs(lengths[1] - 3 * lengths[0]) <= 3


def test_a_line_of_rates_is_as_high_as_its_numbers():
    """Of documents with two statements each the line lies at two of the four that another outlet has."""
    months = {f"2025-{month:02}": (4, 1) for month in range(1, 7)}
    rows = pixels(plot_rates({ALL_OUTLETS: months, "B": dict.fromkeys(months, (2, 1))}))[190:]
    all_outlets, other = (
        np.flatnonzero((rows == colour).all(axis=2).any(axis=1)).mean()
        for colour in ((0x31, 0x35, 0x6B), (0x15, 0x75, 0xD6))
    )
    bottom = np.flatnonzero((rows == (0x1D, 0x21, 0x29)).all(axis=2).sum(axis=1) > 1000).mean()
    assert abs((bottom - all_outlets) - 2 * (bottom - other)) <= 6


def test_dollars_are_drawn_and_not_taken_for_mathematics():
    assert plot_most_quoted([QuotedActor("$x$", 1)]) != plot_most_quoted([QuotedActor("x", 1)])


# ── colours ─────────────────────────────────────────────────────────────────────────────────────────────────────────

# Machado, Oliveira and Fernandes 2009, severity 1: how linear RGB looks without one kind of cone.
_SIGHTS = {
    "all": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def linear(colour):
    values = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    dark, light = sorted(linear(colour) @ [0.2126, 0.7152, 0.0722] for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(rgb):
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(rgb, 0, 1) / [0.95047, 1, 1.08883]
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


_PARTS = (("figure", "facecolor"), ("text", "color"), ("xtick", "color"), ("ytick", "color"))


def test_colours_stand_out_from_the_background_and_text_more_so():
    style = matplotlib.rc_params_from_file(STYLE)
    background, *texts = (style[f"{part}.{kind}"] for part, kind in _PARTS)
    assert min(contrast(colour, background) for colour in (*TYPE_COLOURS.values(), *CAUSE_COLOURS.values())) >= 3
    assert min(contrast(colour, background) for colour in texts) >= 4.5


@pytest.mark.parametrize("sight", _SIGHTS)
@pytest.mark.parametrize("colours", [TYPE_COLOURS, CAUSE_COLOURS], ids=["types", "causes"])
def test_colours_of_one_plot_are_told_apart_by_everybody(colours, sight):
    seen = [lab(np.asarray(_SIGHTS[sight]) @ linear(colour)) for colour in colours.values()]
    assert min(np.linalg.norm(one - other) for one, other in itertools.combinations(seen, 2)) >= 25


def test_every_type_and_cause_has_a_colour():
    assert list(TYPE_COLOURS) == list(StatementType.values())
    assert list(CAUSE_COLOURS) == list(Cause.values())


# ── counts and words ────────────────────────────────────────────────────────────────────────────────────────────────


def test_counts_are_those_of_the_tables(tmp_path):
    a, b = Doc("a"), Doc("b", None, (("Bodo Muster", "Nein."), ("Anna Beispiel", "Doch.")))
    before = contents_of(snapshot_of(tmp_path, [a]), SETTINGS)
    after = contents_of(snapshot_of(tmp_path, [a, b]), SETTINGS)
    assert count_statements(after) == {"2025-08": {"direct": 1}, "undated": {"direct": 2}}
    assert count_quoted(after) == [QuotedActor("Anna Beispiel", 2), QuotedActor("Bodo Muster", 1)]
    assert count_quoted(after, 1) == [QuotedActor("Anna Beispiel", 2)]
    changes = count_changes(find_differences(before, after))
    assert changes["documents"] == {"added": {"source": 1}}
    assert changes["actors"] == {"added": {"source": 1}, "changed": {"source": 1}}


def test_rates_and_shares_are_those_of_the_tables(tmp_path):
    a = Doc("a", quotes=(("Anna Beispiel", "Ja."), ("Bodo Muster", "Nein.")))
    undated = Doc("b", None, (("Bodo Muster", "Nein."),))
    contents = contents_of(full_snapshot_of(tmp_path, [a, Doc("c"), undated]), SETTINGS)
    assert count_rates(contents) == {ALL_OUTLETS: {"2025-08": (3, 2)}}  # a single outlet is all
    assert count_shares(contents) == {ALL_OUTLETS: Shares((4, 0, 0), (4, 0, 0))}


def test_words_say_what_the_plots_show():
    assert describe_rates(RATES) == (
        "Line chart of statements per document by month of publication, 2025-07 to 2025-09: all outlets 2.3 in 7 "
        "documents; Tagblatt 2.2 in 5 documents; Kurier 1.0 in 2 documents."
    )
    assert describe_shares({"Kurier": SHARES["Kurier"]}) == (
        "Bar chart of shares of statements. Kurier: 0 % direct and 50 % indirect, 25 % of named speakers and 50 % of "
        "unnamed ones, of 8."
    )
    assert describe_statements(STATEMENTS) == (
        "Bar chart of 18 statements by type and month: 5 direct, 9 indirect, 4 reported. They run from 2025-07 to "
        "2025-08; most are of 2025-07 (12). 2 are in documents without a date."
    )
    assert (
        describe_quoted(ACTORS) == "Bar chart of the actors with most statements: Anna Beispiel (12), Bodo Muster (3)."
    )
    assert describe_changes(CHANGES) == (
        "Bar chart of the rows that differ from the release before: documents 3 added; statements 8 changed. "
        "By cause: source 4, code 7."
    )


def test_words_for_nothing():
    assert describe_statements({}) == "There are no statements."
    assert describe_rates({}) == "No document has a date."
    assert describe_shares({}) == "There are no statements."
    assert describe_quoted([]) == "No actor is quoted."
    assert describe_changes({"documents": {}}) == "No row differs from the release before."

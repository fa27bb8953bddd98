"""The sheet that a plot is drawn on: title, axes, rows, legend, and the bytes of the image.

`plots.mplstyle` sets the style. matplotlib is used through its objects, never through pyplot, which keeps state and
looks for a screen. It is imported with the first plot, which takes half a second, and most commands draw none. Lengths
are in inches.
"""

import io
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipeline.release.lettering import drawable, font, width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STYLE = Path(__file__).with_name("plots.mplstyle")

WIDTH = 9.0
LEFT, RIGHT = 0.55, 0.35  # margins
LEAST = 2 / 160  # two pixels: a bar of one is easily overlooked
NOTE = 9.5  # points, of the number at the end of a bar

_MAX_COLOURS = 256

# matplotlib's settings are the process's: one plot at a time.
_DRAWING = threading.Lock()


@contextmanager
def begun(height: float, title: str, subtitle: str) -> Iterator["Figure"]:
    """Provide a figure of `height` with its title and a quieter line below, while the style holds."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    style = mpl.rc_params_from_file(STYLE, use_default_template=True)
    with _DRAWING, mpl.rc_context({name: value for name, value in style.items() if not name.startswith("backend")}):
        figure = Figure((WIDTH, height))
        FigureCanvasAgg(figure)
        at, quiet = LEFT / WIDTH, mpl.rcParams["xtick.color"]
        figure.text(at, 1 - 0.38 / height, drawable(title), fontproperties=font(14, is_bold=True))
        figure.text(at, 1 - 0.68 / height, subtitle, fontproperties=font(10), color=quiet)
        yield figure


def png(figure: "Figure") -> bytes:
    """Return the figure's bytes, without a date or the name of the software."""
    from PIL import Image

    figure.canvas.draw()
    palette, places = _palette(np.asarray(figure.canvas.buffer_rgba()))  # type: ignore[attr-defined]
    image = Image.fromarray(places)
    image.putpalette(palette.tobytes())
    sink = io.BytesIO()
    image.save(sink, "PNG", optimize=True)
    return sink.getvalue()


def _palette(pixels: "np.ndarray") -> "tuple[np.ndarray, np.ndarray]":
    """The most frequent colours, and for each pixel the place of its own or of the nearest among them.

    These are all but some shades at the edges of letters, and an image with a palette has a third of the bytes.
    `pixels` are rows of RGBA. They are counted by runs of one colour: to sort the single ones would take most of the
    time.
    """
    flat = pixels.reshape(-1, 4)
    whole = flat.view(np.uint32)[:, 0]
    starts = np.append(0, np.flatnonzero(whole[1:] != whole[:-1]) + 1)
    lengths = np.diff(starts, append=whole.size)
    packed = flat[starts, :3].astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    colours, inverse = np.unique(packed, return_inverse=True)
    counts = np.bincount(inverse, lengths)
    kept = np.sort(np.lexsort((colours, -counts))[:_MAX_COLOURS])
    rgb = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1).astype(np.int64)
    distances = ((rgb[:, None, :] - rgb[None, kept, :]) ** 2).sum(axis=2)
    nearest = distances.argmin(axis=1).astype(np.uint8)
    return rgb[kept].astype(np.uint8), np.repeat(nearest[inverse], lengths).reshape(pixels.shape[:2])


def empty(title: str, words: str) -> bytes:
    """Return a sentence in place of a plot."""
    with begun(1.0, title, words) as figure:
        return png(figure)


def axes_of(
    figure: "Figure", *, left: float, right: float, top: float, bottom: float
) -> tuple["Axes", tuple[float, float]]:
    """Return the axes with these margins, and their width and height."""
    _, height = figure.get_size_inches()
    wide, high = WIDTH - left - right, height - top - bottom
    return figure.add_axes((left / WIDTH, bottom / height, wide / WIDTH, high / height)), (wide, high)


def rows_of_bars(axes: "Axes", names: Sequence[str], highest: int) -> None:
    """Make rows for horizontal bars up to `highest`, with their names at the left, the first one on top."""
    axes.set(xlim=(0, highest), ylim=(len(names) - 0.4, -0.6), xticks=[])
    axes.spines["bottom"].set_visible(False)
    axes.set_yticks(range(len(names)), names, fontproperties=font(10), color=axes.spines["bottom"].get_edgecolor())


def columns_of(axes: "Axes", columns: Iterable[tuple[float, float, float]], wide: float, colour: str) -> None:
    """Draw columns of one colour, each with its middle, where it begins and how high it is.

    They are one collection: `Axes.bar` makes an artist of each column, which takes longer than all else of the plot.
    """
    from matplotlib.collections import PolyCollection

    corners = [
        ((at - wide / 2, low), (at - wide / 2, low + high), (at + wide / 2, low + high), (at + wide / 2, low))
        for at, low, high in columns
    ]
    axes.add_collection(
        PolyCollection(corners, facecolors=colour, edgecolors="none", linewidths=0, clip_on=False), autolim=False
    )


def note(axes: "Axes", x: float, y: float, words: str) -> None:
    """A number just right of the end of a bar."""
    axes.annotate(
        words,
        (x, y),
        xytext=(5, 0),
        textcoords="offset points",
        va="center_baseline",
        fontproperties=font(NOTE),
        annotation_clip=False,
    )


def room(notes: Iterable[str]) -> float:
    """How much is needed at the right of the longest bar so that the widest of the notes fits there."""
    return max(width(words, NOTE) for words in notes) + 0.2


def legend(
    figure: "Figure", entries: Sequence[tuple[str, int, str]], *, left: float = LEFT, room_for: float | None = None
) -> None:
    """Draw words, numbers and colours in one line below the subtitle; without the numbers where they do not fit."""
    from matplotlib.patches import Patch

    told = [(f"{words}  {n:,}", colour) for words, n, colour in entries if n]
    most = WIDTH - left - RIGHT if room_for is None else room_for
    if sum(width(words, NOTE) + 0.48 for words, _ in told) > most:
        told = [(words, colour) for words, n, colour in entries if n]
    at = (left / WIDTH, 1 - 0.9 / figure.get_size_inches()[1])
    patches = [Patch(color=colour, label=words) for words, colour in told]
    figure.legend(handles=patches, loc="upper left", bbox_to_anchor=at, ncols=len(told), prop=font(NOTE))

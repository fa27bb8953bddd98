"""The first seed: its header is not text, and the hand-made annotation's offsets fit what is."""

import json
from datetime import date
from pathlib import Path

from pipeline.parse.parser import Limits, parse_seed
from pipeline.parse.seeds import list_seeds, open_seed

SEEDS = Path(__file__).parents[2] / "seeds"
GOLD = json.loads((Path(__file__).parent / "000_f472eb6b40813c57.json").read_text("utf-8"))


def test_the_first_seed():
    assert GOLD["file"] in [seed.path for seed in list_seeds(str(SEEDS)).seeds]
    (found,) = parse_seed(GOLD["file"], lambda: open_seed(str(SEEDS), GOLD["file"]), Limits(10_000, 10_000))
    assert found.published_on == date.fromisoformat(GOLD["date"])
    assert found.language == GOLD["language"]
    assert found.text.startswith(GOLD["text_starts_with"])
    assert [found.text[slice(*row["span"])] for row in GOLD["dates"]] == [row["text"] for row in GOLD["dates"]]
    assert (found.repairs, found.encoding, found.header_source) == ((), "utf-8", None)

"""What comes from outside is shown as it is: nothing in it is markup, and nothing in it controls the terminal."""

import io

import pytest

from pipeline.cli.app import how_to_load
from pipeline.cli.console import PlainConsole
from pipeline.literal import literal


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("[b]x.txt", "[b]x.txt"),
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("a\nonrecord: done\tb\r", r"a\nonrecord: done\tb\r"),
        ("a\x9b31m\x7f", r"a\x9b31m\x7f"),
        ("gpj.\u202etxt.exe", r"gpj.\u202etxt.exe"),
        ("a\udcffb", r"a\udcffb"),
        ("Zürich – „Täglich“ 👩\u200d💻", "Zürich – „Täglich“ 👩\u200d💻"),
    ],
)
def test_control_characters_are_escaped_and_all_others_kept(name, shown):
    assert literal(name) == shown
    assert literal(shown) == shown


def printed(action):
    console = PlainConsole()
    console.file = io.StringIO()
    action(console)
    return console.file.getvalue()


def test_a_console_reads_no_markup_and_no_emoji_codes():
    assert printed(lambda console: console.print("p[/x] [bold]y :smile: \x1b[2J")) == "p[/x] [bold]y :smile: \\x1b[2J\n"
    assert printed(lambda console: console.print("a\nb")) == "a\\nb\n"
    assert printed(lambda console: console.print_lines("a\n[b]")) == "a\n[b]\n"


def test_a_path_that_datasets_takes_for_a_pattern_is_loaded_by_something_else():
    assert 'load_dataset("/srv/d/1.0.0", "statements"' in how_to_load("/srv/d/1.0.0")
    told = how_to_load("/srv/p[v1]/1.0.0")
    assert "`datasets` cannot load from /srv/p[v1]/1.0.0" in told
    assert "onrecord.load" in told
    assert 'pandas.read_parquet("/srv/p[v1]/1.0.0/statements")' in told
    assert "load_dataset" not in told
    assert r'"/srv/\"a\nb\u001b/1.0.0"' in how_to_load('/srv/"a\nb\x1b/1.0.0')

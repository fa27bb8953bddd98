"""Print docs/rules.md."""

import sys

from pipeline.rules import rules_page

sys.stdout.write(f"{rules_page()}\n")

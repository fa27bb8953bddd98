"""Tests of the project; the repository is itself one, with a seed."""

from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[1]

"""Training of the neural tagger of names: `python -m training.neural --corpora FOLDER` (docs/neural.md)."""

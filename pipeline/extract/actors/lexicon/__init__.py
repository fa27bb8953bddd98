"""Lexicons of names: `world` holds what is one thing in every language, `de` and `en` the words of a language."""

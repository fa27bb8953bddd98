"""A tagger of names by a small fine-tuned encoder: `ONRECORD_TAGGER=neural`, with `onrecord[neural]` and its weights.

Needs onnxruntime and numpy, which are imported when the setting asks for it, and never else.
"""

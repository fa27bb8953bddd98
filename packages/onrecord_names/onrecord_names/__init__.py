"""The weights of onrecord's neural tagger of names: two files, read by `pipeline.extract.actors.neural`."""

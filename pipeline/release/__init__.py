"""Plan a release: diff, version, changelog, manifest, card. Functions of two datasets, without clock or network."""

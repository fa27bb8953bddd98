"""From a seed's bytes to documents: encoding, header, front matter, HTML, JSONL, language."""

"""Parse a seed's bytes into documents: encoding, header, front matter, HTML, records, language."""

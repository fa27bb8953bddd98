"""From a document's text to rows with spans: dates, actors, statements. No I/O, no clock, no Dagster."""

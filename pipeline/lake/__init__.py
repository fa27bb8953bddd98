"""The lake: immutable Parquet files named by content, one index a month that names them, snapshots of all indexes."""

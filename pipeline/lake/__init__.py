"""The lake: immutable Parquet files named by content, one index for each month, and snapshots of all indexes."""

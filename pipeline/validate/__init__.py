"""The contract held against rows: which are good, which are rejected and why, and when nothing may pass at all."""

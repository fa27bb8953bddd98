"""Where releases go: one protocol, and a target for each place."""

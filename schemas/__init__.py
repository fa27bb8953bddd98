"""The data contract: one pandera model a table, and what is derived from it (Arrow, Hugging Face features, docs)."""

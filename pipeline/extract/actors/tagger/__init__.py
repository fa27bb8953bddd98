"""A linear-chain tagger for names: what rules and gazetteer do not know, told by form, lexicon and surroundings."""

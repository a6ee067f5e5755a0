"""Who is the same: name variants, candidate pairs, score with reasons, judgements, clusters."""

"""Changes between editions, actions, lead times, renewals, digests and feeds: pure, no store."""

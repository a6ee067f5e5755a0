"""All SQL, one module per noun: editions, entries, judgements; raw editions kept by hash."""

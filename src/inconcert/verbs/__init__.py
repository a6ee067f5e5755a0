"""One module per verb: take from the store, call the rooms below, give a result."""

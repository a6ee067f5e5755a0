"""Switzerland: SECO's list, read so far only by the sample of its schema."""

"""Screening: many customers against the targets, by one pure function over Arrow batches; a storey of its own."""

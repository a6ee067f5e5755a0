"""Designations, the matrix as of a date, and gaps with their kind and legal route."""

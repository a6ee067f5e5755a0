"""Bytes to rows and back, hardened against hostile files, with every limit in one table."""

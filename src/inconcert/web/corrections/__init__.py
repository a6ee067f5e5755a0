"""Corrections: asked for without an account, answered under a receipt code, decided by two, the outcome for all."""

"""The United Kingdom: the OFSI Consolidated List (until 28 January 2026) and the FCDO UK Sanctions List."""

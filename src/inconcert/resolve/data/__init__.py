"""Tables that matching reads: facts of names and writing, one TOML file per matter."""

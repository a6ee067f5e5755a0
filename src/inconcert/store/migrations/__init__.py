"""The steps that make the tables and bring an older home up to date, run by `store.home` when a home is opened."""

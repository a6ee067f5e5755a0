"""The United States: OFAC's lists, a reader for each of their formats, and the law of each programme as data."""

"""The pages of accounts: the door, one's own account, people and organisations, releases, the record of acts."""

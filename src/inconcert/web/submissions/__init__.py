"""The page for sources: a process of its own, with public keys only. It never meets the pages of the register."""

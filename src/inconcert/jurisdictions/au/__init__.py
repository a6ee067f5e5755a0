"""Australia: DFAT's Consolidated List, and the law under which it is made."""

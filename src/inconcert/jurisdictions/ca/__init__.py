"""Canada: the Consolidated Autonomous Sanctions List, and the law under which it is made."""

"""The United Nations Security Council: its Consolidated List, which every state must follow."""

"""The command line: a question parsed, a result rendered."""

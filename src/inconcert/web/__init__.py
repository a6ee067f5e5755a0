"""The pages: a question parsed, a result rendered; whole without JavaScript."""

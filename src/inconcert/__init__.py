"""inconcert: who one government sanctioned for human-rights abuse or corruption, and others did not."""

__version__ = "0.1.0"

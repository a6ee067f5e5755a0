"""The exchange: signed messages between parties, over a web server, a folder or a USB drive."""

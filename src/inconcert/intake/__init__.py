"""Fetch, archive, read, check against bounds, and commit an edition whole or not at all.

Rules that this room enforces:
- every edition stands for itself: one that is refused never stops the others, and the previous one stays served;
- exactly one format of a list recognises an edition's files, or it is refused with what was seen;
- an edition outside its bounds waits for a named person, whose name is kept with it;
- nothing is skipped in silence: what a catalogue does not mark to be read is reported by name.
"""

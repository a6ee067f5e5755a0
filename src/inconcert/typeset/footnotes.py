"""The footnotes part of a DOCX file (ECMA-376 part 1, section 17.11).

A note that is cited again is a NOTEREF field that points to its first mark, so that Word renumbers both together.
"""

from __future__ import annotations

from typing import Any

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_EMPTY = f"""<w:footnotes xmlns:w="{_W}">
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>
</w:footnotes>"""


class Footnotes:
    """The notes of one document: each written once, where it is first cited."""

    def __init__(self, held: Any, notes: tuple[str, ...]) -> None:
        from docx.oxml import OxmlElement, parse_xml
        from docx.oxml.ns import qn

        self._make, self._name, self._held = OxmlElement, qn, held
        self._numbers = {note: place for place, note in enumerate(notes, 1)}
        self._cited: set[str] = set()
        self._root = parse_xml(_EMPTY)

    def refer(self, line: Any, note: str) -> None:
        """Put the mark of a note at the end of a paragraph so far, and the note itself where it is the first mark."""
        number = self._numbers[note]
        if note in self._cited:
            self._again(line, number)
            return
        self._cited.add(note)
        self._root.append(self._note(number, note))
        start, end = self._bookmark("w:bookmarkStart", number), self._bookmark("w:bookmarkEnd", number)
        start.set(self._name("w:name"), f"_note{number}")
        reference = self._make("w:footnoteReference")
        reference.set(self._name("w:id"), str(number))
        line._p.append(start)
        self._raised(line).append(reference)
        line._p.append(end)

    def close(self) -> None:
        """Add the part to the package; nothing where no note was cited."""
        from docx.opc.packuri import PackURI
        from docx.opc.part import XmlPart

        if self._cited:
            part = XmlPart(PackURI("/word/footnotes.xml"), _TYPE, self._root, self._held.part.package)
            self._held.part.relate_to(part, _RELATION)

    def _again(self, line: Any, number: int) -> None:
        for kind in ("begin", "separate"):
            mark = self._make("w:fldChar")
            mark.set(self._name("w:fldCharType"), kind)
            self._raised(line).append(mark)
            if kind == "begin":
                instruction = self._make("w:instrText")
                instruction.text = f" NOTEREF _note{number} \\h "
                instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                self._raised(line).append(instruction)
        text = self._make("w:t")
        text.text = str(number)
        self._raised(line).append(text)
        end = self._make("w:fldChar")
        end.set(self._name("w:fldCharType"), "end")
        self._raised(line).append(end)

    def _raised(self, line: Any) -> Any:
        run = line.add_run()
        run.font.superscript = True
        return run._r

    def _bookmark(self, tag: str, number: int) -> Any:
        made = self._make(tag)
        made.set(self._name("w:id"), str(number))
        return made

    def _note(self, number: int, note: str) -> Any:
        made, line = self._make("w:footnote"), self._make("w:p")
        made.set(self._name("w:id"), str(number))
        mark, text = self._make("w:r"), self._make("w:r")
        raised = self._make("w:vertAlign")
        raised.set(self._name("w:val"), "superscript")
        for run, extra in ((mark, raised), (text, None)):
            properties, size = self._make("w:rPr"), self._make("w:sz")
            size.set(self._name("w:val"), "16")
            properties.append(size)
            if extra is not None:
                properties.append(extra)
            run.append(properties)
        mark.append(self._make("w:footnoteRef"))
        words = self._make("w:t")
        words.text = " " + note
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        text.append(words)
        line.append(self._close_together())
        line.append(mark)
        line.append(text)
        made.append(line)
        return made

    def _close_together(self) -> Any:
        """Return paragraph properties that set notes close together."""
        properties, spacing = self._make("w:pPr"), self._make("w:spacing")
        for key, value in (("before", "0"), ("after", "20"), ("line", "220"), ("lineRule", "auto")):
            spacing.set(self._name(f"w:{key}"), value)
        properties.append(spacing)
        return properties

"""A document as DOCX: real footnotes, headings, table headers that repeat, languages; the same bytes every time.

python-docx makes the body; footnotes, which it does not know, are a part of our own (`footnotes.py`).
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

from inconcert.typeset.footnotes import Footnotes
from inconcert.typeset.tree import Block, Document, Heading, Items, PageBreak, Paragraph, Runs, Table, notes_of

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)


def docx_of(document: Document) -> bytes:
    """Return a prepared document as DOCX."""
    import docx  # a heavy library, wanted only where a document is made

    held = docx.Document()
    _Writer(held, document).write()
    buffer = io.BytesIO()
    held.save(buffer)
    return _without_times(buffer.getvalue())


class _Writer:
    def __init__(self, held: Any, document: Document) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Mm, Pt, RGBColor

        self._make, self._name = OxmlElement, qn
        self._mm, self._pt, self._colour = Mm, Pt, RGBColor
        self._held, self._document = held, document
        self._footnotes = Footnotes(held, notes_of(document))

    def write(self) -> None:
        self._properties()
        self._styles()
        self._page(self._held.sections[0], landscape=False)
        self._footer(self._held.sections[0])
        self._held.add_paragraph(self._document.title, style="Title")
        if self._document.cover:
            for line in (self._document.cover.subtitle, *self._document.cover.lines):
                self._held.add_paragraph(line, style="Subtitle")
        for block in self._document.blocks:
            self._block(block)
        self._footnotes.close()

    def _properties(self) -> None:
        core, day = self._held.core_properties, dt.datetime.fromisoformat(self._document.date)
        core.title, core.author, core.language = self._document.title, self._document.author, self._document.language
        core.created = core.modified = day
        core.last_modified_by, core.comments, core.revision = self._document.author, "", 1

    def _styles(self) -> None:
        styles = self._held.styles
        looks = {"Normal": 10.5, "Title": 17, "Subtitle": 10.5, "Heading 1": 13, "Heading 2": 11, "Heading 3": 10.5}
        for name, size in looks.items():
            style = styles[name]
            style.font.size, style.font.color.rgb = self._pt(size), self._colour(0x1B, 0x1B, 0x1B)
            style.font.italic = False
            self._faces(style.element.get_or_add_rPr())
        for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
            styles[name].font.bold = True
        styles["Subtitle"].font.color.rgb = self._colour(0x44, 0x44, 0x44)
        styles["Normal"].paragraph_format.space_after = self._pt(7)
        styles["Subtitle"].paragraph_format.space_after = self._pt(2)
        for spacing in list(styles["Subtitle"].element.get_or_add_rPr().iter(self._name("w:spacing"))):
            spacing.getparent().remove(spacing)
        for border in styles["Title"].element.iter(self._name("w:pBdr")):
            border.getparent().remove(border)
        self._language(styles.element.find(self._name("w:docDefaults")).find(".//" + self._name("w:rPr")))

    def _faces(self, properties: Any) -> None:
        fonts = properties.find(self._name("w:rFonts"))
        if fonts is None:
            fonts = self._make("w:rFonts")
            properties.insert(0, fonts)
        for key in list(fonts.attrib):
            del fonts.attrib[key]
        faces = {"ascii": "Cambria", "hAnsi": "Cambria", "eastAsia": "SimSun", "cs": "Times New Roman"}
        for key, face in faces.items():
            fonts.set(self._name(f"w:{key}"), face)

    def _language(self, properties: Any) -> None:
        for old in properties.findall(self._name("w:lang")):
            properties.remove(old)
        properties.append(self._lang(self._document.language))

    def _lang(self, language: str) -> Any:
        made, base = self._make("w:lang"), language.partition("-")[0]
        key = {"zh": "eastAsia", "ja": "eastAsia", "ko": "eastAsia", "ar": "bidi", "ug": "bidi", "fa": "bidi"}
        made.set(self._name(f"w:{key.get(base, 'val')}"), language)
        return made

    def _page(self, section: Any, *, landscape: bool) -> None:
        from docx.enum.section import WD_ORIENT

        wide, high = (297, 210) if landscape else (210, 297)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = self._mm(wide), self._mm(high)
        section.left_margin = section.right_margin = self._mm(25)
        section.top_margin = section.bottom_margin = self._mm(24)

    def _footer(self, section: Any) -> None:
        line = section.footer.paragraphs[0]
        for instruction, between in (("PAGE", " / "), ("NUMPAGES", "")):
            run = line.add_run()
            run.font.size = self._pt(8)
            for kind in ("begin", "", "separate", "1", "end"):
                run._r.append(self._field(kind, instruction))
            line.add_run(between).font.size = self._pt(8)

    def _field(self, kind: str, instruction: str) -> Any:
        if kind in ("begin", "separate", "end"):
            made = self._make("w:fldChar")
            made.set(self._name("w:fldCharType"), kind)
            return made
        made = self._make("w:t" if kind else "w:instrText")
        made.text = kind or instruction
        return made

    def _block(self, block: Block) -> None:
        if isinstance(block, Heading):
            self._held.add_heading(block.text, level=block.level)
        elif isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Items):
            self._items(block)
        elif isinstance(block, PageBreak):
            self._page(self._held.add_section(), landscape=block.landscape)
        else:
            self._table(block)

    def _items(self, block: Items) -> None:
        number = self._numbering() if block.ordered else 0
        for item in block.items:
            line = self._held.add_paragraph(style="List Number" if block.ordered else "List Bullet")
            if number:
                properties = line._p.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_ilvl().val = 0
                properties.get_or_add_numId().val = number
            line.paragraph_format.space_after = self._pt(3)
            self._runs(line, item)

    def _numbering(self) -> int:
        """Return a numbering of its own for one list, which begins at 1."""
        numbering = self._held.part.numbering_part.element
        style = self._held.styles["List Number"].element
        used = style.find(f".//{self._name('w:numId')}").get(self._name("w:val"))
        kept = next(item for item in numbering.num_lst if str(item.numId) == used)
        made = numbering.add_num(kept.abstractNumId.val)
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(made.numId)

    def _paragraph(self, block: Paragraph) -> None:
        line = self._held.add_paragraph()
        self._runs(line, block.runs, size=8.5 if block.style == "small" else None)
        if block.style == "address":
            line.paragraph_format.space_after = self._pt(1)
        if block.style == "warning":
            line.paragraph_format.left_indent = self._mm(4)
            line._p.get_or_add_pPr().append(self._bar())

    def _bar(self) -> Any:
        border, left = self._make("w:pBdr"), self._make("w:left")
        for key, value in (("val", "single"), ("sz", "18"), ("space", "8"), ("color", "9A5B00")):
            left.set(self._name(f"w:{key}"), value)
        border.append(left)
        return border

    def _table(self, table: Table) -> None:
        caption = self._held.add_paragraph()
        caption.add_run(table.caption).bold = True
        caption.paragraph_format.keep_with_next = True
        made = self._held.add_table(rows=0, cols=len(table.heads))
        made.style = "Table Grid"
        made.autofit = False
        shares = table.widths or (1,) * len(table.heads)
        section = self._held.sections[-1]
        room = section.page_width - section.left_margin - section.right_margin
        sizes = [room * share // sum(shares) for share in shares]
        for column, size in zip(made.columns, sizes, strict=True):
            column.width = size
        self._head(made.add_row(), table.heads, sizes)
        for row in table.rows:
            self._row(made, row, sizes)
        self._held.add_paragraph().paragraph_format.space_after = self._pt(2)

    def _head(self, row: Any, heads: tuple[str, ...], sizes: list[int]) -> None:
        properties = row._tr.get_or_add_trPr()
        properties.append(self._make("w:cantSplit"))
        properties.append(self._make("w:tblHeader"))
        for cell, text, size in zip(row.cells, heads, sizes, strict=True):
            cell.width = size
            cell.paragraphs[0].paragraph_format.space_after = self._pt(2)
            run = cell.paragraphs[0].add_run(text)
            run.bold, run.font.size = True, self._pt(8.5)

    def _row(self, made: Any, cells: tuple[Runs, ...], sizes: list[int]) -> None:
        """Write a row as XML: python-docx finds its cells again for each row, which a long annex cannot wait for."""
        row = self._make("w:tr")
        properties = self._make("w:trPr")
        properties.append(self._make("w:cantSplit"))
        row.append(properties)
        for runs, size in zip(cells, sizes, strict=True):
            cell: Any = self._make("w:tc")
            width = self._make("w:tcW")
            width.set(self._name("w:w"), str(size // 635))
            width.set(self._name("w:type"), "dxa")
            cell.get_or_add_tcPr().append(width)
            line = self._make("w:p")
            cell.append(line)
            row.append(cell)
            held = self._wrap(line, made)
            held.paragraph_format.space_after = self._pt(2)
            self._runs(held, runs, size=8.5)
        made._tbl.append(row)

    def _wrap(self, line: Any, parent: Any) -> Any:
        from docx.text.paragraph import Paragraph as Line

        return Line(line, parent)

    def _runs(self, line: Any, runs: Runs, size: float | None = None) -> None:
        for item in runs:
            run = line.add_run(item.text)
            run.bold, run.italic = item.bold or None, item.italic or None
            if size:
                run.font.size = self._pt(size)
            if item.language:
                run._r.get_or_add_rPr().append(self._lang(item.language))
            if item.note:
                self._footnotes.refer(line, item.note)


def _without_times(data: bytes) -> bytes:
    """Return the same archive with one fixed time on every member, and no picture of a page we did not make."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            fixed = zipfile.ZipInfo(item.filename, _FIXED_TIME)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o600 << 16
            fixed.create_system = 3
            new.writestr(fixed, old.read(item.filename))
    return out.getvalue()

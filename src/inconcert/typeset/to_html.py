"""A document as one HTML file: no script, nothing loaded from elsewhere, every text escaped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from inconcert.typeset.tree import Block, Document, Heading, Items, PageBreak, Paragraph, Run, Runs, Table, notes_of

_STYLE = """
:root{color-scheme:light}
body{font:1.05rem/1.55 "Noto Serif",Georgia,Cambria,serif;color:#1b1b1b;background:#fff;max-width:46rem;
margin:2.5rem auto;padding:0 1.2rem;overflow-wrap:break-word}
h1{font-size:1.7rem;line-height:1.25;margin:0 0 .3rem}h2{font-size:1.25rem;margin:2rem 0 .4rem}
h3{font-size:1.05rem;margin:1.5rem 0 .3rem}h4{font-size:1rem;margin:1.2rem 0 .3rem}
p{margin:0 0 .8rem}.small{font-size:.88rem}.address{margin:0}.cover{margin:0 0 2rem;color:#444}.cover p{margin:.1rem 0}
.warning{border-left:4px solid #9a5b00;padding:.1rem 0 .1rem .8rem}
.wide{overflow-x:auto;margin:1rem 0}table{border-collapse:collapse;font-size:.86rem;line-height:1.4;width:100%}
caption{text-align:left;font-weight:bold;padding:0 0 .4rem}th,td{text-align:left;vertical-align:top;
padding:.35rem .5rem;border-bottom:1px solid #c9c9c9}thead th{border-bottom:2px solid #333}
tbody th{font-weight:normal}sup{line-height:0}sup a{padding:0 .15em}
.notes{border-top:1px solid #999;margin-top:2.5rem;padding-top:.6rem;font-size:.85rem}.notes ol{padding-left:1.8rem}
a{color:#123f7a}@media print{thead{display:table-header-group}tr{break-inside:avoid}body{max-width:none;margin:0}}
"""


def html_of(document: Document) -> str:
    """Return a prepared document as HTML in UTF-8."""
    return (
        f'<!doctype html>\n<html lang="{escape(document.language)}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="date" content="{escape(document.date)}">\n'
        f"<title>{escape(document.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(document.title)}</h1>\n{inner_html(document)}</main>\n</body>\n</html>\n"
    )


def inner_html(document: Document) -> str:
    """Return a prepared document without its title and its frame, for a page that has its own."""
    notes = notes_of(document)
    numbers = {note: place for place, note in enumerate(notes, 1)}
    body = "\n".join(_block(block, numbers) for block in document.blocks)
    listed = "\n".join(f'<li id="note-{number}">{escape(note)}</li>' for note, number in numbers.items())
    foot = f'<section class="notes" role="doc-endnotes"><ol>\n{listed}\n</ol></section>\n' if notes else ""
    return f"{_cover(document)}{body}\n{foot}"


def _cover(document: Document) -> str:
    if document.cover is None:
        return ""
    lines = "\n".join(f"<p>{escape(line)}</p>" for line in (document.cover.subtitle, *document.cover.lines))
    return f'<div class="cover">\n{lines}\n</div>\n'


def _block(block: Block, numbers: Mapping[str, int]) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level + 1}>{escape(block.text)}</h{block.level + 1}>"
    if isinstance(block, Paragraph):
        kind = "" if block.style == "body" else f' class="{escape(block.style)}"'
        return f"<p{kind}>{_runs(block.runs, numbers)}</p>"
    if isinstance(block, Items):
        tag = "ol" if block.ordered else "ul"
        items = "\n".join(f"<li>{_runs(item, numbers)}</li>" for item in block.items)
        return f"<{tag}>\n{items}\n</{tag}>"
    return "" if isinstance(block, PageBreak) else _table(block, numbers)


def _table(table: Table, numbers: Mapping[str, int]) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in table.heads)
    rows = "\n".join(_row(row, numbers) for row in table.rows)
    return (
        f'<div class="wide" tabindex="0"><table>\n<caption>{escape(table.caption)}</caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table></div>"
    )


def _row(row: tuple[Runs, ...], numbers: Mapping[str, int]) -> str:
    first, *others = [_runs(cell, numbers) for cell in row]
    return f'<tr><th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in others) + "</tr>"


def _runs(runs: Runs, numbers: Mapping[str, int]) -> str:
    return "".join(_run(run, numbers) for run in runs)


def _run(run: Run, numbers: Mapping[str, int]) -> str:
    text = escape(run.text)
    if run.language:
        text = f'<bdi lang="{escape(run.language)}">{text}</bdi>'
    if run.bold:
        text = f"<b>{text}</b>"
    if run.italic:
        text = f"<i>{text}</i>"
    if run.note:
        number = numbers[run.note]
        text += f'<sup><a href="#note-{number}" role="doc-noteref">{number}</a></sup>'
    return text

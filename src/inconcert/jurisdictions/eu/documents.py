"""The document column of the official CSV, "NUMBER (type-description) (notes)", to the bare number.

10090110187 (other-Other identification number) (National ID no.)
"""

from __future__ import annotations

from inconcert.jurisdictions.eu.records import Block, Facts
from inconcert.model.entry import Text


def bare_document(block: Block, facts: Facts) -> Block:
    """Return a block of a document with the bare number, any other block as it is.

    Notes behind the type become a remark, unless the remark column repeats them; a number without its type is kept
    whole, with an issue.
    """
    printed = block.values.get("number", "")
    if block.kind != "identification" or not printed:
        return block
    values = dict(block.values)
    description = values.get("identificationTypeDescription", "")
    for form in (description, description.replace("'", "&apos;")):
        number, found, notes = printed.partition(f" ({values.get('identificationTypeCode', '')}-{form})")
        if found:
            values["number"] = number
            if notes.strip() not in ("", f"({values.get('remark', '')})"):
                facts.remarks.append(Text(notes.strip(), "document", block.place("number")))
            return Block(block.kind, values, block.row, block.fields)
    facts.note("unmappable-document", f"no type of document in {printed!r}", block.place("number"))
    return block

"""Make the shipped subsets of the Noto fonts (OFL 1.1) and the table of characters that they cover.

    python scripts/subset_fonts.py FOLDER...     folders with the full fonts (Debian: fonts-noto-core, fonts-noto-cjk)

Needs fonttools, which the product does not. The same fonts give the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

HERE = Path(__file__).resolve().parent.parent / "src" / "inconcert" / "typeset" / "fonts"
LATIN = [
    *range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x250, 0x2B0), *range(0x2B0, 0x370), *range(0x370, 0x400),
    *range(0x400, 0x530), *range(0x1E00, 0x1F00), *range(0x2010, 0x2028), *range(0x2030, 0x205F),
    *range(0x2070, 0x20C0), *range(0x2100, 0x2150), *range(0x2190, 0x2194), 0x2212, 0x25CF, 0x25A0, 0xFB01, 0xFB02,
]  # fmt: skip
ARABIC = [*range(0x600, 0x700), *range(0x750, 0x780), *range(0x8A0, 0x900), 0x200C, *range(0xFB50, 0xFE00),
          *range(0xFE70, 0xFEFD)]  # fmt: skip
OTHERS = {
    "NotoSerifHebrew-Regular.ttf": range(0x590, 0x600),
    "NotoSerifArmenian-Regular.ttf": range(0x530, 0x590),
    "NotoSerifGeorgian-Regular.ttf": range(0x10A0, 0x1100),
    "NotoSerifThai-Regular.ttf": range(0xE00, 0xE80),
    "NotoSerifMyanmar-Regular.ttf": range(0x1000, 0x10A0),
    "NotoSerifDevanagari-Regular.ttf": range(0x900, 0x980),
    "NotoSerifEthiopic-Regular.ttf": range(0x1200, 0x1380),
}


def encodable(codec: str, high: range, low: range) -> set[int]:
    """Return the code points of a two-byte character set."""
    found = set()
    for first in high:
        for second in low:
            try:
                text = bytes((first, second)).decode(codec)
            except UnicodeDecodeError:
                continue
            found.update(map(ord, text))
    return found


def han() -> set[int]:
    """Return simplified characters (GB 2312), common traditional ones (Big5 level 1), Korean and Japanese syllables."""
    simplified = encodable("gb2312", range(0xB0, 0xF8), range(0xA1, 0xFF))
    traditional = encodable("big5", range(0xA4, 0xC7), range(0x40, 0xFF))
    korean = encodable("euc_kr", range(0xB0, 0xC9), range(0xA1, 0xFF))
    signs = {*range(0x3000, 0x3100), *range(0xFF01, 0xFF5F)}
    return {code for code in simplified | traditional | korean | signs if code > 0x2FFF}


def cut(font: TTFont, wanted: object, name: str) -> set[int]:
    """Write a subset beside the others; return the code points it covers."""
    options = subset.Options(
        hinting=False, layout_features=["*"], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], notdef_outline=True,
        drop_tables=["DSIG", "vhea", "vmtx", "VORG", "BASE"], desubroutinize=False, recalc_timestamp=False,
    )  # fmt: skip
    if "CJK" in name:
        options.layout_features = ["ccmp", "locl", "kern", "calt"]
    worker = subset.Subsetter(options)
    worker.populate(unicodes=list(wanted))
    worker.subset(font)
    font.save(HERE / name)
    return set(font.getBestCmap())


def main(folders: list[str]) -> None:
    """Write every subset and `coverage.txt`."""
    where = {path.name: path for folder in folders for path in Path(folder).iterdir()}
    covered: set[int] = set()
    for style in ("Regular", "Bold", "Italic"):
        found = cut(TTFont(where[f"NotoSerif-{style}.ttf"], recalcTimestamp=False), LATIN, f"NotoSerif-{style}.ttf")
        covered = found if style == "Regular" else covered & found
    arabic = set(ARABIC)
    for style in ("Regular", "Bold"):
        name = f"NotoNaskhArabic-{style}.ttf"
        arabic &= cut(TTFont(where[name], recalcTimestamp=False), ARABIC, name)
    covered |= arabic
    for name, wanted in OTHERS.items():
        covered |= cut(TTFont(where[name], recalcTimestamp=False), wanted, name)
    fonts = TTCollection(where["NotoSansCJK-Regular.ttc"]).fonts
    sans = next(font for font in fonts if font["name"].getDebugName(1) == "Noto Sans CJK SC")
    covered |= cut(sans, han(), "NotoSansCJKsc-Regular.otf")
    (HERE / "coverage.txt").write_text("\n".join(ranges(sorted(covered))) + "\n", "ascii")


def ranges(codes: list[int]) -> list[str]:
    """Return runs of code points as FIRST-LAST in hexadecimal."""
    runs: list[list[int]] = []
    for code in codes:
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return [f"{first:X}-{last:X}" for first, last in runs]


if __name__ == "__main__":
    main(sys.argv[1:])

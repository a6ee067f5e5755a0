"""Make the fonts of the pages: subsets of Noto (OFL 1.1) as WOFF2, for the characters that the register holds.

    python scripts/subset_web_fonts.py [FOLDER...]    folders of the full fonts: Debian fonts-noto-core, fonts-noto-cjk

Needs fonttools and brotli, which the product does not. Han and Hangul: those of the embedded register, the curated
names and the commonest of GB 2312 (level 1), so that a search by hand is shown in the same letters.
The same fonts give the same bytes.
"""

from __future__ import annotations

import json
import lzma
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

ROOT = Path(__file__).resolve().parent.parent / "src" / "inconcert"
HERE = ROOT / "web" / "static" / "fonts"
TOTAL_MAX_BYTES = 3_000_000
LATIN = [
    *range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x2B0, 0x530), *range(0x1E00, 0x1F00), *range(0x2010, 0x2028),
    *range(0x2030, 0x205F), *range(0x20A0, 0x20C0), 0x2116, 0x2122, 0x2190, 0x2192, 0x2212,
]  # fmt: skip
ARABIC = [0x20, *range(0x600, 0x700), *range(0x750, 0x780), *range(0x8A0, 0x900), 0x200C, 0x200D,
          *range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)]  # fmt: skip
FONTS = (
    ("NotoSans-Regular.ttf", "latin-400", LATIN),
    ("NotoSans-Bold.ttf", "latin-700", LATIN),
    ("NotoSerif-Bold.ttf", "serif-700", LATIN),
    ("NotoNaskhArabic-Regular.ttf", "arabic-400", ARABIC),
    ("NotoNaskhArabic-Bold.ttf", "arabic-700", ARABIC),
)


def han() -> list[int]:
    """Return the Han and Hangul characters to ship."""
    texts = [json.dumps(json.loads(lzma.decompress((ROOT / "verbs" / "register" / "register.json.xz").read_bytes())),
                        ensure_ascii=False)]  # fmt: skip
    texts += [path.read_text("utf-8") for path in sorted((ROOT / "jurisdictions").rglob("*.toml"))]
    found = {ord(letter) for text in texts for letter in text if 0x2E80 <= ord(letter) <= 0xFFEF}
    for first in range(0xB0, 0xD8):
        for second in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((first, second)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return sorted(code for code in found if not 0xD800 <= code <= 0xF8FF and not 0xFB50 <= code <= 0xFEFF)


def cut(font: TTFont, name: str, wanted: list[int]) -> int:
    """Write a subset; return its size in bytes."""
    options = subset.Options(flavor="woff2", hinting=False, layout_features=["*"], notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    font.recalcTimestamp = False
    path = HERE / f"{name}.woff2"
    subset.save_font(font, str(path), options)
    return path.stat().st_size


def find(folders: list[Path], name: str) -> Path:
    """Return a font file by its name; ends where it is in none of the folders."""
    for folder in folders:
        for path in sorted(folder.rglob(name)):
            return path
    sys.exit(
        f"{name} is in none of the folders: install Debian's fonts-noto-core and fonts-noto-cjk, name their folder"
    )


def main() -> None:
    """Cut every font and say how large all are."""
    folders = [Path(item) for item in sys.argv[1:]] or [Path("/usr/share/fonts")]
    HERE.mkdir(parents=True, exist_ok=True)
    total = sum(cut(TTFont(find(folders, file)), name, wanted) for file, name, wanted in FONTS)
    collection = TTCollection(find(folders, "NotoSansCJK-Regular.ttc"))
    simplified = next(font for font in collection.fonts if "SC" in font["name"].getDebugName(1))
    total += cut(simplified, "han-400", han())
    print(f"{total:,} bytes in {HERE}")
    if total > TOTAL_MAX_BYTES:
        sys.exit(f"more than {TOTAL_MAX_BYTES:,} bytes")


if __name__ == "__main__":
    main()

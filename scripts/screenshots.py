"""Take the pictures of docs/screenshots from pages that are being served: each page at 1280 and 320 px.

Example: inconcert serve --port 8600 & python scripts/screenshots.py http://localhost:8600 docs/screenshots [NAME…]
A name is that of a page below, with `-fr`, `-ar` or `-dark` behind it where it is shown so. Needs Playwright and Chromium.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

PAGES = {
    "front": "/", "search": "/search?q=朱海仑", "gaps": "/gaps", "matrix": "/matrix", "target": "/targets/us-29220",
    "situations": "/situations", "situation": "/situations/xinjiang", "actions": "/actions",
    "action": "/actions/us-2018-11-15-khashoggi", "regimes": "/regimes", "regime": "/regimes/GB-HR",
    "jurisdictions": "/jurisdictions", "jurisdiction": "/jurisdictions/gb", "lists": "/lists",
    "list": "/lists/gb_uksl", "changes": "/changes?since=2025-01-01", "statistics": "/statistics",
    "reach": "/reach/us-29220", "review": "/review", "about": "/about", "help": "/help",
    "accessibility": "/accessibility", "api": "/api", "error": "/nowhere",
}  # fmt: skip
EXTRA = ("front-ar", "gaps-ar", "target-ar", "statistics-ar", "matrix-dark", "gaps-dark", "target-dark", "front-fr")
WIDTHS = {1280: 900, 320: 720}
TALL_MAX_PX = 2600


def take(browser: Browser, base: str, folder: Path, name: str, width: int) -> None:
    """Write NAME-WIDTH.png, the whole page where it is not very long, in a palette of 48 colours."""
    plain, _, look = name.partition("-")
    language = look if look in ("fr", "ar") else "en"
    page = browser.new_page(
        viewport={"width": width, "height": WIDTHS[width]}, color_scheme="dark" if look == "dark" else "light"
    )
    address = PAGES[plain]
    page.goto(f"{base}{address}{'&' if '?' in address else '?'}lang={language}", timeout=120_000)
    page.wait_for_load_state("networkidle")
    tall = min(int(page.evaluate("document.documentElement.scrollHeight")), TALL_MAX_PX)
    page.set_viewport_size({"width": width, "height": tall})
    page.evaluate("document.querySelectorAll('img').forEach(one => { one.loading = 'eager' })")
    page.wait_for_load_state("networkidle")
    shot = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    few = shot.quantize(48, dither=Image.Dither.NONE)
    few.save(folder / f"{name}-{width}.png", optimize=True)
    page.close()


def main(base: str, folder: str, *names: str) -> None:
    """Take every picture, or those named."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    with sync_playwright() as opened:
        chromium = os.environ.get("INCONCERT_CHROMIUM", "/usr/bin/chromium")
        browser = opened.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name in names or (*PAGES, *EXTRA):
            for width in WIDTHS:
                take(browser, base, Path(folder), name, width)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])

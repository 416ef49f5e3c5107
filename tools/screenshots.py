"""Make the two screenshots of the README, with the shipped model, of an invented sample: wide, and as on a phone.

usage: python tools/screenshots.py [docs/screenshots]

Needs Debian's chromium, playwright and Pillow.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

import filing_sections as fs
from filing_sections.report import write

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = Path("data", "samples", "8-k-1996-orchard.txt")


def wide(page: Page) -> None:
    """The signature block, with the records beside it."""
    page.locator(".card.signer").first.click()


def narrow(page: Page) -> None:
    """The signature block on a phone, in the dark."""
    page.click("#view-records")
    page.locator(".card.signer").first.click()


def main(folder: Path) -> None:
    """Write report.png (1280 wide) and phone.png (390 wide)."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(ROOT)  # the page shows the path that was given
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as driver:
        path = write(fs.load().predict(SAMPLE), Path(temporary) / "page.html")
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        shots = (("report", 1280, 720, "light", wide), ("phone", 390, 720, "dark", narrow))
        for name, width, height, scheme, prepare in shots:
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            page.goto(path.as_uri())
            prepare(page)
            page.wait_for_timeout(500)  # rows are drawn in the frames after a scroll
            page.screenshot(path=folder / f"{name}.png")
            with Image.open(folder / f"{name}.png") as shot:
                shot.convert("RGB").quantize(96).save(folder / f"{name}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots")

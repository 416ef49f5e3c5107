"""The pages in a real browser: Debian's Chromium, headless, driven by Playwright. Skipped where either is absent.

apt-get install chromium && pip install playwright
"""

import json
import os
import re
import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from filing_sections import report
from filing_sections.corpus import LabelledDocument, carry_over, read_jsonl
from filing_sections.filing import Cover, Document, Entity, Exhibit, Filing, Signature
from filing_sections.labels import ENTITY_LABELS, LABELS, EntityLabel, Label
from filing_sections.lines import Lines

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SAMPLES = Path(__file__).resolve().parents[1] / "data" / "samples"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.json"))

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip


@pytest.fixture(scope="module")
def context() -> Iterator:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser.new_context(viewport={"width": 1280, "height": 800})
        browser.close()


class Watched:
    """A page of which all requests, errors and dialogs are recorded."""

    def __init__(self, context) -> None:
        self.page = context.new_page()
        self.page.set_default_timeout(60_000)  # a busy machine is slow, not wrong
        self.requests, self.errors, self.dialogs = [], [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._console)
        self.page.on("dialog", self._dialog)

    def _console(self, message) -> None:
        # Chromium asks for an icon at times, and logs that there is none; that one file is no error
        if message.type == "error" and not message.location.get("url", "").endswith("/favicon.ico"):
            self.errors.append(message.text)

    def _dialog(self, dialog) -> None:
        self.dialogs.append(dialog.type)
        dialog.accept()


@pytest.fixture
def watched(context) -> Iterator:
    pages = []

    def open_page(url: str | Path, scheme: str = "light", width: int = 1280) -> Watched:
        pages.append(Watched(context))
        page = pages[-1].page
        if width != 1280:
            page.set_viewport_size({"width": width, "height": 800})
        if scheme != "light":
            page.emulate_media(color_scheme=scheme)
        page.goto(url.as_uri() if isinstance(url, Path) else url)
        return pages[-1]

    yield open_page
    for one in pages:
        one.page.close()
    assert [error for one in pages for error in one.errors] == []


def labelled(gold: LabelledDocument, html: str | None = None) -> Document:
    """The gold of a sample as if a model had predicted it."""
    lines = gold.lines
    if html:
        lines = Lines.from_html(html)
        gold = carry_over(gold, lines)
    text = lines.text
    line_of = lambda value: next((i for i, line in enumerate(lines, 1) if value and value[:12] in line), 1)  # noqa: E731
    cover = gold.cover and Cover(
        gold.cover["form"], gold.cover["registrants"], gold.cover["address"], gold.cover["date"], 0.97, {},
        {"form": line_of(gold.cover["form"]), "registrants": line_of(gold.cover["registrants"][0])},
    )  # fmt: skip
    return Document(
        gold.id,
        lines,
        gold.labels,
        np.array([np.nan if x is None else 0.95 - 0.3 * (i % 11 == 5) for i, x in enumerate(gold.labels)]),
        gold.attached,
        [Entity(start, end, EntityLabel(label), text[start:end]) for start, end, label in gold.entities],
        cover,
        [Signature(s["name"], s["title"], s["company"], s["date"], s["line"], 0.93) for s in gold.signatures],
        [Exhibit(x["number"], x["description"], line_of(x["number"]), 0.9) for x in gold.exhibits],
        html=html,
    )


@pytest.fixture(scope="module")
def samples(tmp_path_factory) -> dict[str, tuple[Filing, LabelledDocument]]:
    folder = tmp_path_factory.mktemp("gold")
    found = {}
    for name in NAMES:
        row = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
        (folder / "gold.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
        (gold,) = read_jsonl(folder / "gold.jsonl")
        source = next(path for path in SAMPLES.glob(f"{name}.*") if path.suffix in (".txt", ".htm"))
        html = source.read_text(encoding="utf-8") if source.suffix == ".htm" else None
        found[name] = (Filing([labelled(gold, html)], source=source.name), gold)
    assert found, "there are no samples"
    return found


@pytest.fixture(scope="module")
def pages(samples, tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    return {name: report.write(filing, folder / f"{name}.html") for name, (filing, _) in samples.items()}


def current_line(page) -> int:
    return page.evaluate("state.line") + 1


def current_text(page) -> str:
    # rows are drawn anew in the next frames after a scroll
    page.wait_for_function(
        "() => { const row = document.querySelector('#block .row.current .text'); if (!row) return false;"
        " const r = row.getBoundingClientRect(), p = pane.getBoundingClientRect();"
        " return r.height > 0 && r.top >= p.top - 1 && r.bottom <= p.bottom + 1 }"
    )
    return page.locator("#block .row.current .text").first.inner_text()


@pytest.mark.parametrize("name", NAMES)
def test_samples_open_and_every_record_leads_to_its_line(name, pages, samples, watched) -> None:
    one = watched(pages[name])
    page, document = one.page, samples[name][0].documents[0]
    assert page.locator("h1").inner_text().startswith(document.cover.form if document.cover else name)
    assert page.locator("#block .row").first.inner_text().split("\n")[0].startswith("1")
    for kind, records in ((".signer", document.signatures), (".exhibits", document.exhibits)):
        cards = page.locator(f".card{kind}")
        links = cards.evaluate_all("cards => cards.map((card) => card.getAttribute('href'))")
        assert links == [f"#d1-l{record.line}" for record in records]
        for i in {0, len(records) - 1} if records else ():
            cards.nth(i).click()
            assert current_line(page) == records[i].line
            word = getattr(records[i], "name", "") or records[i].number
            assert word.split()[-1].rstrip(".,").lower() in current_text(page).lower()
    if document.cover:
        page.locator(".fields a").nth(1).click()
        assert document.cover.registrants[0][:12] in current_text(page)
    assert one.requests == [
        pages[name].as_uri(),
        *[u for u in one.requests if u.startswith(pages[name].as_uri() + "#")],
    ]


@pytest.mark.parametrize("name", NAMES)
def test_jumping_by_region(name, pages, samples, watched) -> None:
    page, document = watched(pages[name]).page, samples[name][0].documents[0]
    for i in (len(document.regions) - 1, 0):
        page.locator(".regions a").nth(i).click()
        assert current_line(page) == document.regions[i].first
        current_text(page)
    starts = sorted(r.first for r in document.regions)
    page.locator("#pane").focus()
    page.keyboard.press("j")
    assert current_line(page) == min(first for first in starts if first > document.regions[0].first)
    page.keyboard.press("k")
    assert current_line(page) == document.regions[0].first
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + 8, box["y"] + box["height"] - 3)
    page.wait_for_function(
        "n => { const last = [...document.querySelectorAll('#block .row .number')].at(-1);"
        " return last && parseInt(last.innerText.replace('•', '')) === n }",
        arg=len(document.laid_out),
    )


def test_the_original_page_shows_the_same_regions(pages, samples, watched) -> None:
    name = next(name for name in NAMES if samples[name][0].documents[0].html)
    page, document = watched(pages[name]).page, samples[name][0].documents[0]
    page.click("#view-original")
    frame = page.frame_locator("#original")
    target = frame.locator("a.at:target")
    target.wait_for(state="attached")  # loaded, and scrolled to the current line
    seen = {
        label: "".join(frame.locator(f"ins.{label.value}").all_inner_texts())
        for label in LABELS
        if label in document.labels
    }
    for label, text in seen.items():
        inside = "".join(x.text for x in document.lines if x.label == label)
        squeeze = lambda s: re.sub(r"\W+", "", s)  # noqa: E731
        assert squeeze(text)[:60] == squeeze(inside)[:60], label
    page.locator(".card.signer").first.click()
    playwright.expect(target).to_have_attribute("id", f"l{document.signatures[0].line}")
    playwright.expect(target).to_be_in_viewport()


def test_comparison_marks_both_labels_and_steps_through_errors(samples, watched, tmp_path) -> None:
    filing, gold = next(pair for pair in samples.values() if not pair[0].documents[0].html)
    wrong = [Label.COVER if x == Label.BODY else x for x in gold.labels]
    document = Document(
        gold.id, gold.lines, wrong, filing.documents[0].probabilities, entities=filing.documents[0].entities[1:],
        cover=filing.documents[0].cover, signatures=filing.documents[0].signatures, exhibits=[],
    )  # fmt: skip
    path = report.write(Filing([document]), tmp_path / "page.html", {gold.id: gold})
    page = watched(path).page
    n_wrong = sum(a != b for a, b in zip(wrong, gold.labels, strict=True))
    assert f"{n_wrong} wrong lines" in page.locator("#faults").inner_text()
    page.keyboard.press("n")
    first = current_line(page)
    assert first == min(
        gold.labels.index(Label.BODY) + 1, 1 + gold.lines.text[: filing.documents[0].entities[0].start].count("\n")
    )
    for _ in range(80):
        page.keyboard.press("n")
        if wrong[current_line(page) - 1] != gold.labels[current_line(page) - 1]:
            break
    row = page.locator("#block .row.current")
    assert row.locator(".letter").inner_text() == "C"
    assert row.locator(".versus").inner_text() == "B"
    assert "gold: body" in page.locator("#status").inner_text()
    page.keyboard.press("N")
    assert page.locator("#faults .card").count() >= 2 + len(gold.exhibits)


def big(n: int) -> Document:
    text = "\n".join("" if i % 7 == 0 else f"     line {i} " + "word " * (i % 13) for i in range(n))
    lines = Lines.from_text(text)
    labels = [None if i % 7 == 0 else LABELS[(i // 50) % 5] for i in range(n)]
    starts = lines.start.tolist()
    entities = [Entity(starts[i] + 5, starts[i] + 9, EntityLabel.ORG, "line") for i in range(1, n, 10) if i % 7]
    probabilities = np.array([np.nan if x is None else 0.9 for x in labels])
    return Document("big", lines, labels, probabilities, entities=entities)


@pytest.fixture(scope="module")
def big_page(tmp_path_factory) -> Path:
    return report.write(Filing([big(60_000)]), tmp_path_factory.mktemp("big") / "big.html")


def test_of_sixty_thousand_lines_only_those_in_view_are_drawn(big_page, watched) -> None:
    page = watched(big_page).page
    assert 0 < page.locator("#block .row").count() < 200
    page.keyboard.press("End")
    assert current_line(page) == 60_000
    current_text(page)
    assert page.locator("#block .row").count() < 200
    page.fill("#search", "line 59998 ")
    page.keyboard.press("Enter")
    assert current_line(page) == 59_999
    assert page.locator("#found").inner_text() == "1 of 1 lines"


class Processors:
    """Seconds of processor time that pages have used: what else the browser and the machine do is not in them."""

    def __init__(self, browser) -> None:
        self.session = browser.new_browser_cdp_session()

    def used(self) -> float:
        processes = self.session.send("SystemInfo.getProcessInfo")["processInfo"]
        return sum(process["cpuTime"] for process in processes if process["type"] == "renderer")


JUMPS = """async ([n, step]) => {
    const times = [];
    for (let i = 1; i <= n; i++) {
        pane.scrollTop = i * step;
        const begun = performance.now();
        draw();
        times.push(performance.now() - begun);
        await new Promise(requestAnimationFrame);
    }
    return times.sort((a, b) => a - b)[n >> 1];
}"""


def test_sixty_thousand_lines_open_in_two_seconds_and_scroll_as_a_few_hundred_do(big_page, context, tmp_path) -> None:
    browser = context.browser
    few = report.write(Filing([big(600)]), tmp_path / "few.html")
    n_jumps, jumps = 20, {few: [], big_page: []}
    processors = Processors(browser)
    with browser.new_context(viewport={"width": 1280, "height": 800}) as own:
        # by turns, each time in a page that has drawn nothing yet; the least counts, as others' work comes on top
        for path, step in 3 * ((few, 500), (big_page, 57_000)):
            page = own.new_page()
            page.set_default_timeout(120_000)
            before = processors.used()
            page.goto(path.as_uri())
            page.evaluate("() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))")
            assert page.locator("#block .row").count() > 0
            opening = processors.used() - before
            assert 0 < opening < 2, f"{opening:.2f} s of processor time to open"
            before = processors.used()
            half_take = page.evaluate(JUMPS, [n_jumps, step])
            if os.getloadavg()[0] <= (os.cpu_count() or 1):  # on a busy machine others' time is in it
                assert half_take < 33, f"{half_take:.0f} ms to draw anew after a jump: more than two frames"
            jumps[path].append((processors.used() - before) / n_jumps)
            page.close()
    # only what is in view is drawn: a jump costs what it costs in a short filing, on a busy machine as on an idle one
    short, long = min(jumps[few]), min(jumps[big_page])
    assert 0 < long < 2 * short, f"{long * 1000:.0f} ms of processor time, {short * 1000:.0f} in a short filing"


HOSTILE = """<html><head><base href="http://evil.test/"><meta http-equiv="refresh" content="0;url=http://evil.test/r">
<link rel="stylesheet" href="http://evil.test/s.css"><style>@import "http://evil.test/i.css";
body{background:url(http://evil.test/bg)}</style><script src="http://evil.test/x.js"></script></head>
<body onload="alert(1)" background="http://evil.test/b"><script>alert(2);fetch("http://evil.test/f")</script>
<p style="background-image:url('http://evil.test/p')" onmouseover="alert(3)">FORM 8-K</p>
<img src="http://evil.test/i.png" onerror="alert(4)"><svg onload="alert(5)"><image href="http://evil.test/v"/></svg>
<a href="javascript:alert(6)">Tarn Hollow Mills</a><a href="http://evil.test/a" ping="http://evil.test/ping">out</a>
<iframe src="http://evil.test/fr"></iframe><object data="http://evil.test/o"></object><embed src="http://evil.test/e">
<video src="http://evil.test/vi" autoplay></video><form action="http://evil.test/fo"><button>Go</button></form>
<p>&lt;script&gt;alert(7)&lt;/script&gt; &lt;img src=x onerror=alert(8)&gt;</p></body></html>"""
EVIL = "</script><script>alert(9)</script><img src=http://evil.test/n onerror=alert(10)>"


def hostile() -> Filing:
    lines = Lines.from_html(HOSTILE)
    labels = [Label.COVER if line.strip() else None for line in lines]
    document = Document(
        EVIL, lines, labels, np.full(len(labels), 0.9), html=HOSTILE, type=EVIL, filename=EVIL, description=EVIL,
        cover=Cover(EVIL, [EVIL], EVIL, EVIL, 0.9, {"form": EVIL}, {"form": 1}), warnings=[EVIL],
        signatures=[Signature(EVIL, EVIL, EVIL, EVIL, 1, 0.9)], exhibits=[Exhibit(EVIL, EVIL, 1, 0.9)],
    )  # fmt: skip
    text = Lines.from_text(f"{EVIL}\njavascript:alert(11)\n<svg onload=alert(12)>")
    plain = Document("plain", text, [Label.BODY] * 3, np.full(3, 0.9))
    return Filing([document, plain], source=EVIL, warnings=[EVIL])


def look_everywhere(page) -> None:
    page.click("#view-original")
    page.frame_locator("#original").locator("text=FORM 8-K").hover()
    page.frame_locator("#original").locator("text=Tarn Hollow").click()
    page.click("#view-lines")
    page.locator(".card.signer").click()
    page.keyboard.press("]")
    assert "<svg onload" in page.locator("#block").inner_text()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(200)


def test_hostile_filings_run_and_load_nothing(watched, tmp_path) -> None:
    path = report.write(hostile(), tmp_path / "page.html")
    one = watched(path)
    look_everywhere(one.page)
    assert one.dialogs == []
    assert {url.partition("#")[0] for url in one.requests} <= {path.as_uri(), "about:srcdoc"}
    assert one.page.locator("#warnings").inner_text().count("alert(9)") == 1


def test_the_frame_is_sandboxed_and_has_a_policy_of_its_own(watched, tmp_path) -> None:
    page = watched(report.write(hostile(), tmp_path / "page.html")).page
    assert page.locator("#original").get_attribute("sandbox") == ""
    page.click("#view-original")
    policy = page.frame_locator("#original").locator("meta[http-equiv]").get_attribute("content")
    assert policy.startswith("default-src 'none'")


CONTRAST = """() => {
    const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
    canvas.canvas.width = canvas.canvas.height = 1;
    const over = (colours) => { canvas.clearRect(0, 0, 1, 1);
        for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3); };
    const linear = (c) => (c /= 255) <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
    const light = (rgb) => { const [r, g, b] = rgb.map(linear);
        return .2126 * r + .7152 * g + .0722 * b; };
    const poor = [];
    let seen = 0;
    for (const node of document.querySelectorAll("body *")) {
        if (!node.checkVisibility({visibilityProperty: true}) || node.closest(":disabled, script, noscript")) continue;
        if (![...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim())) continue;
        const grounds = [];
        for (let at = node; at; at = at.parentElement) grounds.unshift(getComputedStyle(at).backgroundColor);
        const style = getComputedStyle(node);
        const a = light(over(grounds)), b = light(over([...grounds, style.color]));
        const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
        seen += 1;
        if (ratio < 4.5) poor.push(`${node.tagName}.${node.className} ${node.textContent.slice(0, 30)} ${ratio}`);
    }
    return [seen, [...new Set(poor)]];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_reaches_aa(scheme, samples, watched, tmp_path) -> None:
    filing, gold = next(iter(samples.values()))
    document = filing.documents[0]
    given = [Label.BODY if i % 9 == 0 and x else x for i, x in enumerate(document.labels)]
    shown = Document(
        gold.id, document.laid_out, given, document.probabilities, document.attached, document.entities,
        document.cover, document.signatures, document.exhibits, warnings=["line 2: mended"],
    )  # fmt: skip
    index = report.write_many([Filing([shown, *filing.documents], source="a.txt")], tmp_path, {gold.id: gold})
    (path,) = set(tmp_path.glob("*.html")) - {index}
    for where, least in ((path, 150), (index, 40)):
        page = watched(where, scheme).page
        if where == path:
            page.keyboard.press("?")
            page.fill("#search", "the") if not page.locator("#help").is_visible() else None
        seen, poor = page.evaluate(CONTRAST)
        assert seen > least
        assert poor == []
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, re.findall(r"\d+", ground)[:3])) < 200) == (scheme == "dark")


def test_labels_stand_as_letters_in_the_margin(pages, samples, watched) -> None:
    name = NAMES[0]
    page, document = watched(pages[name]).page, samples[name][0].documents[0]
    rows = page.locator("#block .row").all()[:30]
    letters = [row.locator(".letter").inner_text().strip(" ·") for row in rows]
    names = {"C": "cover", "S": "signature", "E": "exhibit", "P": "boilerplate", "B": "body", "": None}
    assert [names[letter] for letter in letters] == [x and x.value for x in document.labels[: len(letters)]]


def test_everything_can_be_done_by_keyboard_alone(pages, samples, watched) -> None:
    name = next(name for name in NAMES if samples[name][0].documents[0].signatures)
    page, document = watched(pages[name]).page, samples[name][0].documents[0]
    press = page.keyboard.press
    assert page.evaluate("document.activeElement.id") == "pane"
    press("ArrowDown")
    press("ArrowDown")
    assert current_line(page) == 3
    press("End")
    assert current_line(page) == len(document.laid_out)
    press("/")
    page.keyboard.type("form")
    press("Enter")
    assert "form" in current_text(page).lower()
    press("Escape")
    press("d")
    lowest = np.nanargmin(document.probabilities) + 1
    assert current_line(page) == lowest
    assert "doubtful 1 of" in page.locator("#status").inner_text()
    reached = set()
    for _ in range(60):  # from the lines on, in the order of the page
        press("Tab")
        where = page.evaluate("[document.activeElement.id, document.activeElement.className].join(' ')")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none" or "BODY" in where
        reached.add(where.strip())
        if "signer" in where:
            break
    press("Enter")
    assert current_line(page) == document.signatures[0].line
    for _ in range(60):
        press("Shift+Tab")
        if page.evaluate("document.activeElement.dataset.label || ''") == "S":
            break
    press("Enter")
    shown = {row.locator(".letter").inner_text() for row in page.locator("#block .row").all()}
    assert shown == {"S"}
    press("Space")
    press("?")
    assert page.locator("#help").is_visible()
    press("Escape")
    assert not page.locator("#help").is_visible()


def test_a_print_holds_every_line_and_no_controls(pages, samples, watched) -> None:
    name = NAMES[0]
    page, document = watched(pages[name]).page, samples[name][0].documents[0]
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    rows = page.locator("#print .row")
    assert rows.count() == len(document.laid_out)
    assert (
        page.locator("#print .text").evaluate_all("all => all.map((x) => x.textContent).join('\\n')") == document.text
    )
    assert rows.first.is_visible()
    for hidden in (".tools", "#pane", "#map", "#status"):
        assert not page.locator(hidden).is_visible()
    assert len(page.pdf()) > 10_000
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert rows.count() == 0


def test_a_phone_shows_lines_and_records_without_scrolling_sideways(pages, watched) -> None:
    for path in pages.values():
        page = watched(path, width=390).page
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.click("#view-records")
        assert page.locator("#records").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        card = page.locator("a.card").first
        card.click()
        assert page.locator("#pane").is_visible()
        text = current_text(page)
        left = page.evaluate(
            """(indent) => {
            const text = document.querySelector('#block .row.current .text').getBoundingClientRect().left + 10;
            return text + indent * charWidth - pane.getBoundingClientRect().left; }""",
            len(text) - len(text.lstrip()),
        )
        assert 60 <= left < 380, "the words of the line are in view"


# ---- the server ------------------------------------------------------------------------------------------------

TRAIN = """import pathlib, sys, time
print("fold 1 of 2"); time.sleep(.3); print("fold 2 of 2"); pathlib.Path(sys.argv[1]).write_text("")"""


@pytest.fixture(scope="module")
def server(samples, tmp_path_factory) -> Iterator[tuple[str, Path]]:
    """A server with stand-ins for the model and for training: what it knows is the samples' gold."""
    uvicorn = pytest.importorskip("uvicorn", reason="the serve extra is not installed")
    from filing_sections.serve import create_app
    from filing_sections.serve.retrain import Retraining

    known = {(SAMPLES / filing.source).read_bytes(): filing for filing, _ in samples.values()}

    def predict(content: bytes) -> Filing:
        if content in known:
            return known[content]
        if b"evil.test" in content:
            return hostile()
        lines = Lines.from_text(content.decode())
        return Filing(
            [Document("x", lines, [Label.BODY if x.strip() else None for x in lines], np.full(len(lines), 0.9))]
        )

    folder = tmp_path_factory.mktemp("server")
    model, new = SimpleNamespace(predict=predict, meta={}), SimpleNamespace(predict=predict, meta={})
    command = lambda _, out: [sys.executable, "-u", "-c", TRAIN, str(out)]  # noqa: E731
    app = create_app(model, folder, samples=SAMPLES, retraining=Retraining(command, lambda _: new, folder / "new"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serving = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=serving.run)
    thread.start()
    for _ in range(200):
        if serving.started:
            break
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}", folder
    serving.should_exit = True
    thread.join(timeout=10)
    assert not thread.is_alive()


def saved(folder: Path, text: str) -> LabelledDocument:
    return next(d for d in read_jsonl(folder / "corrections.jsonl") if d.lines.text == text)


def open_sample(watched, server, name: str):
    one = watched(server[0])
    one.page.click(f"button[value^='{name}']")
    one.page.wait_for_url("**/filings/*")
    return one.page


def wait_saved(page) -> None:
    playwright.expect(page.locator("#changes")).to_have_text("Saved")


def test_correcting_labels_by_click_drag_and_key_and_saving(samples, server, watched) -> None:
    name = next(name for name in NAMES if not samples[name][0].documents[0].html)
    document = samples[name][0].documents[0]
    labels = list(document.labels)
    page = open_sample(watched, server, name)
    lines = [i for i, label in enumerate(labels) if label][:8]

    def gutter(i: int):
        return page.locator(f"#l{i + 1} .gutter")

    gutter(lines[0]).click()  # by click
    page.click("#picker [data-label='E']")
    labels[lines[0]] = Label.EXHIBIT
    a, b = gutter(lines[1]).bounding_box(), gutter(lines[3]).bounding_box()  # by drag
    page.mouse.move(a["x"] + 30, a["y"] + 5)
    page.mouse.down()
    page.mouse.move(b["x"] + 30, b["y"] + 5, steps=4)
    page.mouse.up()
    page.click("#picker [data-label='S']")
    for i in range(lines[1], lines[3] + 1):
        labels[i] = labels[i] and Label.SIGNATURE
    page.locator(f"#l{lines[4] + 1} .text").click()  # by key, then undone
    page.keyboard.press("e")
    assert page.locator(f"#l{lines[4] + 1} .letter").inner_text() == "E"
    page.keyboard.press("u")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("b")
    marked = range(lines[4], page.evaluate("state.line") + 1)
    for i in marked:
        labels[i] = labels[i] and Label.BODY
    assert "unsaved" in page.locator("#changes").inner_text()
    page.keyboard.press("Control+s")
    wait_saved(page)
    assert saved(server[1], document.text).labels == labels
    page.reload()
    assert page.locator(f"#l{lines[0] + 1} .letter").inner_text() == "E"


def test_correcting_which_lines_are_an_attached_exhibit(samples, server, watched) -> None:
    name = next(name for name in NAMES if samples[name][0].documents[0].attached)
    document = samples[name][0].documents[0]
    first, last = document.attached[0]
    page = open_sample(watched, server, name)
    inside = [n for n in range(first, last + 1) if document.labels[n - 1]]
    cut = inside[len(inside) // 2]

    def attached() -> list:
        return page.evaluate("state.doc.attached")

    def select(from_line: int, to_line: int) -> None:
        page.evaluate("([a, b]) => { goTo(a - 1); goTo(b - 1, {keep: true}); pane.focus(); }", [from_line, to_line])

    rest = [list(span) for span in document.attached[1:]]
    before = [first, inside[inside.index(cut) - 1]], [inside[inside.index(cut) + 1], last]
    select(cut, cut)
    page.keyboard.press("b")  # body is in no exhibit
    assert attached() == [*before, *rest]
    page.keyboard.press("u")
    assert attached() == [[first, last], *rest]
    page.keyboard.press("b")
    page.keyboard.press("e")  # goes on with the exhibit before it
    assert attached() == [[first, cut], [inside[inside.index(cut) + 1], last], *rest]
    select(first, last)
    page.keyboard.press("a")
    assert attached() == rest
    assert "in an attached exhibit" not in page.locator("#status").inner_text()
    page.keyboard.press("a")
    assert attached() == [[first, last], *rest]
    assert page.locator("#block .row.attached").count() > 0
    page.locator(f"#l{cut} .gutter").click()
    assert page.locator("#attach").get_attribute("aria-pressed") == "true"
    page.keyboard.press("Escape")
    page.keyboard.press("Control+s")
    wait_saved(page)
    assert saved(server[1], document.text).attached == document.attached


def test_correcting_entities_by_mouse_and_by_keyboard(samples, server, watched) -> None:
    name = next(name for name in NAMES if samples[name][0].documents[0].signatures)
    document = samples[name][0].documents[0]
    page = open_sample(watched, server, name)
    first = document.entities[0]
    line = document.text[: first.start].count("\n")
    page.keyboard.press("/")
    page.keyboard.type(first.text.split("\n")[0])
    page.keyboard.press("Escape")
    page.evaluate(f"goTo({line})")
    page.keyboard.press("Enter")  # by keyboard: the dialog marks the whole line
    page.keyboard.press("5")
    assert "ADDRESS: " in page.locator("#entity-list").inner_text()
    page.keyboard.press("Escape")
    text = document.lines[line].text
    start = document.lines[line].start + len(text) - len(text.lstrip())
    whole = (start, document.lines[line].end - (len(text) - len(text.rstrip())), "ADDRESS")
    page.evaluate("document.getElementById('search').value = ''; search(); draw(true)")

    other = next(x for x in document.lines if x.number > line + 1 and x.label and len(x.text.split()) == 1)
    page.evaluate(f"goTo({other.number - 1})")
    page.locator(f"#l{other.number} .text").dblclick(
        position={"x": 14 + 7.8 * (len(other.text) - 2), "y": 8}
    )  # by mouse
    page.click("#picker [data-kind='TITLE']")
    page.click("#save")
    wait_saved(page)
    entities = saved(server[1], document.text).entities
    assert whole in entities
    (title,) = [e for e in entities if e[2] == "TITLE" and other.start <= e[0] < other.end]
    assert document.text[title[0] : title[1]] in other.text.split()[0]
    assert {label for _, _, label in entities} <= {label.value for label in ENTITY_LABELS}


def test_dropping_pasting_and_wrong_input(server, watched, tmp_path) -> None:
    page = watched(server[0]).page
    transfer = page.evaluate_handle(
        "() => { const t = new DataTransfer(); t.items.add(new File(['FORM 10-K\\n\\nTarn'], '../x.txt')); return t; }"
    )
    page.dispatch_event("#drop", "drop", {"dataTransfer": transfer})
    page.wait_for_url("**/filings/*")
    assert "FORM 10-K" in page.locator("#block").inner_text()
    assert page.locator(".source").inner_text() == "x.txt"
    page.goto(server[0])
    page.fill("#text", "FORM 20-F\nQuill")
    page.click("text=Label it")
    page.wait_for_url("**/filings/*")
    assert "FORM 20-F" in page.locator("#block").inner_text()


def test_empty_input_says_so_on_the_page(server, watched) -> None:
    one = watched(server[0])
    one.page.click("text=Label it")
    assert "nothing was sent" in one.page.locator("[role=alert]").inner_text()
    one.errors.clear()  # the browser logs the 422


def test_hostile_uploads_run_and_load_nothing(server, watched) -> None:
    one = watched(server[0])
    one.page.set_input_files("#file", {"name": f"{EVIL}.htm", "mimeType": "text/html", "buffer": HOSTILE.encode()})
    one.page.wait_for_url("**/filings/*")
    look_everywhere(one.page)
    assert one.dialogs == []
    assert [url for url in one.requests if not url.startswith((server[0], "about:srcdoc"))] == []


def test_another_site_cannot_use_the_server(server, watched, tmp_path) -> None:
    (tmp_path / "evil.html").write_text(
        f"<form method=post action='{server[0]}/open'><textarea name=text>x</textarea><button>go</button></form>"
    )
    one = watched(tmp_path / "evil.html")
    one.page.click("button")
    assert "refused" in one.page.locator("body").inner_text()
    one.errors.clear()  # the refusal is logged


def test_retraining_shows_its_progress_and_both_results(samples, server, watched) -> None:
    name = next(iter(NAMES))
    page = open_sample(watched, server, name)
    page.keyboard.press("Control+s")
    wait_saved(page)
    page.goto(f"{server[0]}/retrain")
    page.click("#start")
    playwright.expect(page.locator("#log")).to_contain_text("fold 1 of 2")
    page.wait_for_selector("#result:not([hidden])")
    assert "fold 2 of 2" in page.locator("#log").inner_text()
    assert page.locator("#rows tr").count() >= 1
    page.click("#use")
    playwright.expect(page.locator("#used")).to_contain_text("In use")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_servers_pages_reach_aa_and_fit_a_phone(scheme, server, watched) -> None:
    for path in ("/", "/retrain", "/docs"):
        page = watched(server[0] + path, scheme, 390).page
        seen, poor = page.evaluate(CONTRAST)
        assert seen >= 5
        assert poor == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390

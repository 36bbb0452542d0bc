"""No page needs more than the policy allows, and nothing hostile on a page runs, loads or leads anywhere."""

import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from tests.console.browser.conftest import ROOT, Product

pytestmark = pytest.mark.browser
MOST_PAGES = 90
NOT_TO_BE_FOLLOWED = ("/logout", "/static", "/u/", "/t/", "/o/", "/demo/", "/password_change/")
LINKS = "[...document.querySelectorAll('a[href]')].map(link => link.href)"


class Watch:
    """What a page tried that it should not have."""

    def __init__(self, page: Page, home: str) -> None:
        self.home, self.wrong = home, []
        page.on("console", lambda message: self._said(message.type, message.text))
        page.on("pageerror", lambda problem: self.wrong.append(f"{page.url}: {problem}"))
        page.on("request", self._asked)
        page.on("dialog", lambda dialog: (self.wrong.append(f"{page.url}: {dialog.message}"), dialog.dismiss()))
        self.page = page

    def _said(self, kind: str, text: str) -> None:
        if "Content Security Policy" in text or "Refused to" in text or kind == "error":
            self.wrong.append(f"{self.page.url}: {text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", self.home.replace("http", "ws"))):
            self.wrong.append(f"{self.page.url} asks for {request.url}")


def kind_of(url: str) -> str:
    """Pages that differ by a number, or by how a list is sorted, are one page."""
    return "/".join("#" if part.isdigit() else part for part in urlsplit(url).path.split("/"))


@pytest.fixture(scope="module")
def full(product: Product) -> None:
    command = [sys.executable, "-m", "tests.console.browser.hostile"]
    subprocess.run(command, env=product.environment, check=True, cwd=ROOT, timeout=120)


def test_no_page_breaks_the_policy_and_nothing_hostile_comes_alive(full: None, page: Page, product: Product) -> None:
    watch = Watch(page, product.url)
    waiting, seen = [f"{product.url}/"], {"/"}
    opened = 0
    while waiting and opened < MOST_PAGES:
        page.goto(waiting.pop(0), wait_until="load")
        opened += 1
        assert page.evaluate("window.pwned") is None, page.url
        for link in page.evaluate(LINKS):
            kind = kind_of(link)
            if link.startswith(f"{product.url}/") and kind not in seen and not kind.startswith(NOT_TO_BE_FOLLOWED):
                seen.add(kind)
                waiting.append(link)
    assert watch.wrong == []
    assert opened > 40
    assert {"/outreach/inboundmessage/#/change/", "/contacts/#/"} <= seen


def test_the_console_still_works_under_the_policy(full: None, page: Page, product: Product) -> None:
    """Alpine opens the menu, htmx fills the palette, the live line is up."""
    watch = Watch(page, product.url)
    with page.expect_websocket() as line:
        page.goto("/")
    assert line.value.url.startswith("ws")
    page.keyboard.press("Control+k")
    page.keyboard.type("Dana")
    expect(page.get_by_text("Dana <script>").first).to_be_visible()
    page.goto("/crm/task/add/")
    page.locator(".select2-selection").first.click()
    page.locator(".select2-search__field").fill("dana")
    expect(page.locator(".select2-results__option").first).to_contain_text("Dana <script>")
    assert page.evaluate("window.pwned") is None
    assert watch.wrong == []


def test_a_page_of_another_site_cannot_frame_or_post_to_the_console(page: Page, product: Product) -> None:
    answer = page.request.get(f"{product.url}/")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"
    framed = page.context.new_page()
    framed.set_content(f"<iframe src='{product.url}/crm/contact/'></iframe>")
    framed.wait_for_timeout(500)
    assert all("QuotaHit" not in frame.content() for frame in framed.frames[1:])


def test_a_mail_in_its_frame_runs_nothing_and_asks_for_nothing(full: None, page: Page, product: Product) -> None:
    """The mail as it came is plain text; as it is shown, it is words and links."""
    watch = Watch(page, product.url)
    page.goto("/outreach/inboundmessage/")
    page.locator("#result_list a[href*='/change/']").first.click()
    expect(page.get_by_text("Hello from Dana").first).to_be_attached()
    assert page.locator("main img[src*='outside'], main iframe, main object, main form form").count() == 0
    hrefs = page.evaluate(LINKS)
    assert not [href for href in hrefs if href.lower().startswith(("javascript:", "data:"))]
    answer = page.request.get(page.url.replace("/change/", "/raw/"))
    assert answer.headers["content-type"].startswith("text/plain")
    page.goto(page.url.replace("/change/", "/raw/"))
    assert page.evaluate("window.pwned") is None
    assert watch.wrong == []

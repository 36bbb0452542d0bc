"""A website of somebody else's shows the chat: a visitor writes, the agent answers, a person takes the talk over."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from tests.console.browser.conftest import Product
from tests.console.browser.keyboard import LARGE, SMALL

pytestmark = pytest.mark.browser
SOON = 60_000  # a crowded machine takes its time
PRICE = "Standard: 40 USD per user"
HOST_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Prices of Acme</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>* {{ font-family: cursive !important; color: crimson !important; }} iframe {{ width: 10px; }}
button {{ transform: scale(3); }} h1 {{ font-size: 40px; }}</style></head>
<body><h1>Acme Analytics</h1><p>Our own page, in its own style.</p>
<script src="{script}" async></script></body></html>"""


class Website(BaseHTTPRequestHandler):
    """Somebody's website, with a policy that allows our script and frame and no style but its own."""

    def __init__(self, script: str, *args: object) -> None:
        self.script = script
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        body = HOST_PAGE.format(script=self.script).encode()
        ours = "/".join(self.script.split("/")[:3])
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", f"default-src 'none'; script-src {ours}; frame-src {ours}; "
                         "style-src 'unsafe-inline'")  # fmt: skip
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """The test says what went wrong."""


@contextmanager
def website(script: str) -> Iterator[str]:
    """A running website that embeds the script; its origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Website, script))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def add_widget(page: Page, name: str, websites: str = "") -> str:
    """Set a widget up as an operator does; the address of its script."""
    page.goto("/outreach/chatwidget/add/")
    page.fill("#id_name", name)
    page.fill("#id_websites", websites)
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("#result_list").get_by_role("link", name=name).click()
    line = page.get_by_text("<script src=").inner_text()
    found = re.search(r"/chat/\w+\.js", line)
    assert found is not None
    return found[0]


def allow_website(page: Page, name: str, origin: str) -> None:
    page.goto("/outreach/chatwidget/")
    page.locator("#result_list").get_by_role("link", name=name).click()
    page.fill("#id_websites", origin)
    page.get_by_role("button", name="Save", exact=True).click()


def open_chat(page: Page) -> FrameLocator:
    page.get_by_role("button", name="Open the chat").click()
    return page.frame_locator("iframe")


def write(chat: FrameLocator, text: str) -> None:
    chat.get_by_label("Your message").fill(text)
    chat.get_by_label("Your message").press("Enter")


def theirs(chat: FrameLocator, text: str) -> Locator:
    return chat.locator("#lines .them:not(.waits)", has_text=text)


def free_to_answer(page: Page) -> None:
    """Answers that the seller's own words cover leave by themselves."""
    page.goto("/crm/sellerprofile/")
    page.fill("#id_product", "Planning software for workshops")
    page.fill("#id_price_list", PRICE)
    page.check("#id_may_close_alone")
    page.get_by_role("button", name="Save", exact=True).click()


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=LARGE)
    context.set_default_timeout(SOON)
    yield context.new_page()
    context.close()


def test_a_visitor_chats_and_a_person_takes_over_at_once(page: Page, visitor: Page, product: Product, shot) -> None:
    free_to_answer(page)
    path = add_widget(page, "Website")
    shot(page, "chat-widget")
    with website(f"{product.url}{path}") as origin:
        # A website that nobody has named shows no window.
        visitor.goto(f"{origin}/pricing")
        visitor.get_by_role("button", name="Open the chat").click()
        expect(visitor.frame_locator("iframe").get_by_label("Your message")).to_have_count(0)
        allow_website(page, "Website", origin)

        visitor.goto(f"{origin}/pricing?utm_source=ad&session=secret")
        shot(visitor, "chat-button")
        chat = open_chat(visitor)
        expect(chat.get_by_text("By writing to us you agree")).to_be_visible(timeout=SOON)
        shot(visitor, "chat-open")
        write(chat, "What does it cost?")
        expect(theirs(chat, "What does it cost?")).to_be_visible(timeout=SOON)
        expect(chat.locator("#lines .us", has_text="40")).to_be_visible(timeout=SOON)
        shot(visitor, "chat-answered")

        # It stands in the inbox, and somebody takes it over: the visitor sees who is there.
        page.goto("/inbox/")
        page.locator(".qh-inbox-line").first.click()
        expect(page.locator("#inbox-talk")).to_contain_text("What does it cost?", timeout=SOON)
        page.get_by_role("button", name="Take over").click()
        expect(chat.locator("#who")).to_contain_text("is writing with you now", timeout=SOON)
        write(chat, "And who are you?")
        expect(theirs(chat, "And who are you?")).to_be_visible(timeout=SOON)
        expect(page.locator("#inbox-talk")).to_contain_text("And who are you?", timeout=SOON)  # without a new look
        shot(page, "chat-inbox")
        page.locator("#inbox-reply").press_sequentially("I am ")
        expect(chat.locator("#typing")).to_contain_text("is typing", timeout=SOON)
        page.locator("#inbox-reply").fill("I am the founder. Ask me anything.")
        page.get_by_role("button", name="Send", exact=True).click()
        expect(chat.locator("#lines .us").last).to_contain_text("I am the founder.", timeout=SOON)
        said = chat.locator("#lines .us").count()

        # The agent stays silent, whatever is said.
        write(chat, "What does it cost, once more?")
        expect(page.locator("#inbox-talk")).to_contain_text("once more?", timeout=SOON)
        page.wait_for_timeout(5000)
        assert chat.locator("#lines .us").count() == said
        shot(visitor, "chat-person")

        # Who they are, and where they were, is on record; the conversation is there when they come back.
        expect(chat.get_by_label("Your name")).to_be_visible(timeout=SOON)
        chat.get_by_label("Your name").fill("Erin Meyer")
        chat.get_by_label("Your email").fill("erin@firm.example")
        chat.get_by_role("button", name="Save").click()
        expect(chat.get_by_text("Thank you.")).to_be_visible(timeout=SOON)
        visitor.goto(f"{origin}/demo")
        chat = open_chat(visitor)
        expect(theirs(chat, "And who are you?")).to_be_visible(timeout=SOON)
        expect(chat.locator("#lines .us").last).to_contain_text("I am the founder.", timeout=SOON)
        page.goto("/inbox/")
        page.locator(".qh-inbox-line", has_text="Erin Meyer").first.click()
        page.locator(".qh-inbox-talk h2 a").click()
        expect(page.get_by_text("Came by the chat")).to_be_visible(timeout=SOON)
        shot(page, "chat-contact")
        page.get_by_role("link", name="Came by the chat").click()
        for place in ("/pricing?utm_source=ad", "/demo"):
            expect(page.get_by_text(f"{origin}{place}", exact=False).first).to_be_visible(timeout=SOON)
        assert "secret" not in page.content()


def test_it_fits_a_phone_and_the_dark_and_is_used_by_keyboard(
    chromium: Browser, page: Page, product: Product, shot
) -> None:
    path = add_widget(page, "Phone")
    with website(f"{product.url}{path}") as origin:
        allow_website(page, "Phone", origin)
        context = chromium.new_context(viewport=SMALL, color_scheme="dark")
        context.set_default_timeout(SOON)
        phone = context.new_page()
        phone.goto(origin)
        phone.keyboard.press("Tab")
        phone.keyboard.press("Enter")
        chat = phone.frame_locator("iframe")
        expect(chat.get_by_label("Your message")).to_be_focused(timeout=SOON)
        phone.keyboard.type("Hello there")
        phone.keyboard.press("Enter")
        expect(theirs(chat, "Hello there")).to_be_visible(timeout=SOON)
        box = phone.locator("iframe").bounding_box()
        assert box is not None
        assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, SMALL["width"], SMALL["height"])
        inside = phone.frames[-1]
        assert inside.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        shot(phone, "chat-phone-dark")
        phone.keyboard.press("Escape")
        expect(phone.get_by_role("button", name="Open the chat")).to_be_focused(timeout=SOON)
        context.close()


def test_what_is_written_without_a_connection_arrives_later_and_once(
    chromium: Browser, page: Page, product: Product
) -> None:
    path = add_widget(page, "Offline")
    with website(f"{product.url}{path}") as origin:
        allow_website(page, "Offline", origin)
        context = chromium.new_context(viewport=LARGE)
        context.set_default_timeout(SOON)
        # No live line comes about: the words go by plain requests.
        context.route_web_socket(re.compile(r"/chat/.*/line"), lambda line: line.close())
        far = context.new_page()
        far.goto(origin)
        chat = open_chat(far)
        write(chat, "First words")
        expect(theirs(chat, "First words")).to_be_visible(timeout=SOON)
        context.set_offline(True)
        write(chat, "Words in a tunnel")
        expect(chat.locator("#note")).to_contain_text("No connection", timeout=SOON)
        expect(chat.locator("#lines .them.waits")).to_have_count(1, timeout=SOON)
        context.set_offline(False)
        expect(theirs(chat, "Words in a tunnel")).to_be_visible(timeout=SOON)
        far.reload()
        chat = open_chat(far)
        expect(theirs(chat, "Words in a tunnel")).to_have_count(1, timeout=SOON)
        context.close()


def test_an_operator_tries_it_as_a_visitor(page: Page, shot) -> None:
    add_widget(page, "Tried")
    page.get_by_role("link", name="Chat as a visitor").first.click()
    chat = open_chat(page)
    write(chat, "Hello there")
    expect(theirs(chat, "Hello there")).to_be_visible(timeout=SOON)
    shot(page, "chat-preview")


def sell_with_the_operator(page: Page) -> None:
    """Whoever is qualified goes to a rep, and the operator is the only one."""
    page.goto("/crm/sellerprofile/")
    page.check("#id_may_route_to_rep")
    page.fill("#id_smallest_deal", "5000")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/crm/rep/add/")
    page.select_option("#id_user", index=1)
    for day in ("Saturday", "Sunday"):
        page.get_by_label(day).check()
    page.get_by_role("button", name="Save", exact=True).click()


QUALIFIES = (
    ("This looks useful. Our planners draw the routes on paper and lose about two hours every day.", "?"),
    ("We have set aside 20,000 dollars for it, and I sign that myself.", "?"),
    ("It has to be live by the end of next month.", "call"),
)


def test_a_visitor_is_qualified_a_rep_reads_the_briefing_and_takes_over(
    page: Page, visitor: Page, product: Product, shot
) -> None:
    free_to_answer(page)
    sell_with_the_operator(page)
    path = add_widget(page, "Qualifying")
    with website(f"{product.url}{path}") as origin:
        allow_website(page, "Qualifying", origin)
        visitor.goto(f"{origin}/pricing")
        chat = open_chat(visitor)
        for number, (said, answered) in enumerate(QUALIFIES):
            write(chat, said)
            answer = chat.locator("#lines .us").nth(number)
            expect(answer).to_contain_text(answered, timeout=SOON)
            assert "regards" not in answer.inner_text()
        shot(visitor, "chat-qualified")

        # The rep reads what was said, in the visitor's own words, and takes the lead.
        page.goto("/offers/")
        page.get_by_role("link", name="Read the briefing and answer").click(timeout=SOON)
        for words in ("20,000 dollars", "two hours every day", "end of next month"):
            expect(page.locator(".qh-briefing", has_text=words).first).to_be_visible(timeout=SOON)
        shot(page, "chat-briefing")
        page.get_by_role("button", name="Accept").click()

        # Mid-way they take the conversation over, and the agent says no more.
        write(chat, "What would the next step be?")
        page.goto("/inbox/")
        page.locator(".qh-inbox-line").first.click()
        expect(page.locator("#inbox-talk")).to_contain_text("What would the next step be?", timeout=SOON)
        page.get_by_role("button", name="Take over").click()
        expect(chat.locator("#who")).to_contain_text("is writing with you now", timeout=SOON)
        said_by_us = chat.locator("#lines .us").count()
        write(chat, "What does it cost, by the way?")
        expect(page.locator("#inbox-talk")).to_contain_text("by the way?", timeout=SOON)
        page.wait_for_timeout(5000)
        assert chat.locator("#lines .us").count() == said_by_us

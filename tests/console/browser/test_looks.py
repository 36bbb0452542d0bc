"""What every page owes its reader: no barrier, nothing off a small screen, words that can be read in the dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.console.browser.test_newcomer import SAMPLE, SOON, wait_for

pytestmark = pytest.mark.browser
PAGES = (
    "/",
    "/approvals/",
    "/sandbox/",
    "/setup/",
    "/import/",
    "/notifications/",
    "/duplicates/",
    "/offers/",
    "/crm/contact/",
)
GRAVE = {"serious", "critical"}


def barriers(page: Page) -> list[tuple[str, list[str]]]:
    """Rules that axe finds broken in a grave way, with where."""
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found if one["impact"] in GRAVE]


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.fixture
def paths(page: Page) -> list[str]:
    """The pages to look at, once there is something on them."""
    page.goto("/import/")
    page.set_input_files("#file", SAMPLE)
    page.get_by_role("button", name="Read the file").click()
    mapping = page.url
    page.get_by_role("button", name="Go on").click()
    plan = page.url
    # A second upload of the same list goes on; this one stays a draft, so that both steps can be looked at.
    page.goto("/import/")
    page.set_input_files("#file", SAMPLE)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Start the import").click()
    expect(page.get_by_text("Done", exact=True)).to_be_visible(timeout=SOON)
    progress = page.url
    wait_for(page, "/sandbox/", "Nora Halvorsen")
    page.get_by_role("link", name="Nora Halvorsen").click()
    conversation = page.url
    page.fill("#text", "This looks useful. Could you show it to us on Thursday?")
    page.get_by_role("button", name="Send the answer").click()
    wait_for(page, "/approvals/", "Open a deal for Nora Halvorsen?")
    page.locator(".qh-approval", has_text="Open a deal for Nora").get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Approved.")).to_be_visible()
    page.goto(conversation)
    page.get_by_role("link", name="the contact’s timeline").click()
    contact = page.url
    firm, deal = (
        page.locator(f'#main a[href^="/{noun}/"]').first.get_attribute("href") for noun in ("companies", "deals")
    )
    return [*PAGES, mapping, plan, progress, conversation, contact, str(firm), str(deal)]


def test_pages_have_no_barrier_and_fit_on_a_small_screen_by_day_and_by_night(page: Page, paths, shot) -> None:
    wrong: dict[str, object] = {}
    for number, path in enumerate(paths):
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": 1360, "height": 900})
            page.goto(path)
            assert page.evaluate("document.documentElement.classList.contains('dark')") == (theme == "dark")
            page.evaluate("document.querySelectorAll('.qh-card details, details.qh-card').forEach(d => d.open = true)")
            shot(page, f"{number:02}-{theme}")
            if found := barriers(page):
                wrong[f"{path} {theme}"] = found
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(path)
        shot(page, f"{number:02}-small")
        if (by := sideways(page)) > 0:
            wrong[f"{path} at 390 pixels"] = by
    assert wrong == {}


def test_the_door_has_no_barrier(chromium, product, shot) -> None:
    context = chromium.new_context(base_url=product.url, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto("/")
    shot(page, "door")
    assert barriers(page) == []
    assert sideways(page) <= 0
    context.close()

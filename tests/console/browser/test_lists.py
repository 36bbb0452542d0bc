"""Lists of records in a browser: columns moved by keyboard, views kept, many rows acted on and taken back."""

import pytest
from playwright.sync_api import Page, expect

from tests.console.browser.test_looks import barriers, sideways
from tests.console.browser.test_newcomer import SOON
from tests.console.browser.test_segments import leads  # noqa: F401  (a fixture)

pytestmark = pytest.mark.browser
OPEN_MENUS = "document.querySelectorAll('details.qh-menu').forEach(menu => menu.open = true)"


def test_columns_views_and_acts_on_many_rows(page: Page, leads: None, shot) -> None:  # noqa: F811
    page.goto("/crm/contact/")
    page.locator("summary", has_text="Columns").click()
    page.get_by_role("button", name="Move Fit up").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Move Fit up")).to_be_focused()
    page.get_by_label("Country", exact=True).check()
    page.get_by_role("button", name="Show these").click()
    expect(page.locator("thead th").nth(1)).to_contain_text("Fit")
    expect(page.locator("thead")).to_contain_text("Country")
    page.locator("summary", has_text="Save as a view").click()
    page.fill("#view-name", "By fit")
    page.get_by_label("Pinned, with its count").last.check()
    page.get_by_role("button", name="Keep it").click()
    pinned = page.get_by_role("navigation", name="Pinned views")
    expect(pinned.locator(".qh-badge")).not_to_have_text("…", timeout=SOON)
    page.locator("input.action-select").first.evaluate("box => box.click()")
    page.select_option("select[name=action]", "bulk_tag")
    page.get_by_role("button", name="Run").click()
    page.get_by_label("Tag").fill("Fair")
    page.get_by_role("button", name="Look at what would happen").click()
    asked = page.url
    wrong = _wrong(page, ["/crm/contact/", asked], shot)
    page.goto(asked)
    page.get_by_role("button", name="Do it for").click()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Undo it").click()
    expect(page.get_by_text("taken back")).to_be_visible(timeout=SOON)
    assert wrong | _wrong(page, [page.url, "/bulk/"], shot) == {}


def _wrong(page: Page, paths: list[str], shot) -> dict[str, object]:
    """Barriers by day and by night, and what does not fit on a small screen, with every menu open."""
    found: dict[str, object] = {}
    for path in paths:
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": 1360, "height": 900})
            page.goto(path)
            page.evaluate(OPEN_MENUS)
            shot(page, f"lists-{path.strip('/').replace('/', '-')[-20:]}-{theme}")
            if problems := barriers(page):
                found[f"{path} {theme}"] = problems
        page.set_viewport_size({"width": 390, "height": 844})
        if sideways(page):
            found[f"{path} small"] = sideways(page)
    page.set_viewport_size({"width": 1360, "height": 900})
    return found

"""The bell goes up by itself, and what one is told is chosen by keyboard, on a small screen too."""

import pytest
from playwright.sync_api import Page, expect

from tests.console.browser.test_looks import barriers, sideways
from tests.console.browser.test_newcomer import SAMPLE, SOON

pytestmark = pytest.mark.browser


def test_the_bell_goes_up_on_a_page_that_nobody_touches(page: Page, shot) -> None:
    other = page.context.new_page()
    other.goto("/crm/company/")
    bell = other.locator(".qh-bell")
    expect(bell).to_have_attribute("aria-label", "Notifications, 0 unread")
    page.goto("/import/")
    page.set_input_files("#file", SAMPLE)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Start the import").click()
    expect(bell).to_have_attribute("aria-label", "Notifications, 1 unread", timeout=SOON)
    shot(other, "bell")
    bell.focus()
    other.keyboard.press("Enter")
    other.get_by_role("button", name="Mark as read").focus()
    other.keyboard.press("Enter")
    expect(other.locator(".qh-bell")).to_have_attribute("aria-label", "Notifications, 0 unread")
    expect(page.locator(".qh-bell")).to_have_attribute("aria-label", "Notifications, 0 unread", timeout=SOON)


def test_what_one_is_told_is_chosen_by_keyboard_and_read_anywhere(page: Page, shot) -> None:
    page.goto("/notifications/settings/")
    page.get_by_label("Imports, segments and everything else: bell").focus()
    page.keyboard.press("Space")
    page.get_by_label("Quiet from").fill("22:00")
    page.get_by_label("Quiet until").fill("07:00")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You will be told so from now on.")).to_be_visible()
    expect(page.get_by_label("Imports, segments and everything else: bell")).not_to_be_checked()
    expect(page.get_by_label("Quiet until")).to_have_value("07:00")
    wrong: dict[str, object] = {}
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.reload()
        shot(page, f"notification-settings-{theme}")
        if found := barriers(page):
            wrong[theme] = found
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    shot(page, "notification-settings-small")
    if (by := sideways(page)) > 0:
        wrong["at 390 pixels"] = by
    assert wrong == {}

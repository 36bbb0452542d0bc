"""Building a segment in a browser: by keyboard, seen at once, on a small screen, by day and by night."""

import pytest
from playwright.sync_api import Page, expect

from tests.console.browser.test_looks import barriers, sideways
from tests.console.browser.test_newcomer import SAMPLE, SOON

pytestmark = pytest.mark.browser


@pytest.fixture
def leads(page: Page) -> None:
    page.goto("/import/")
    page.set_input_files("#file", SAMPLE)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Start the import").click()
    expect(page.get_by_text("Done", exact=True)).to_be_visible(timeout=SOON)


def test_a_segment_is_built_by_keyboard_and_read_anywhere(page: Page, leads: None, shot) -> None:
    wrong: dict[str, object] = {}
    page.goto("/crm/customfield/add/")
    page.fill("#id_label", "Seats")
    page.select_option("#id_kind", "number")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/segments/new/?noun=contact")
    page.fill("#segment-name", "Everybody with a title")
    page.focus("#add-root")
    page.keyboard.press("Enter")
    field = page.locator("#field-0")
    expect(field).to_be_focused(timeout=SOON)
    field.select_option("contact.title")
    expect(page.locator("#operator-0")).to_contain_text("contains", timeout=SOON)
    page.select_option("#operator-0", "is_known")
    expect(page.locator("#value-0-1")).to_have_count(0, timeout=SOON)
    page.get_by_role("button", name="Add a group").click()
    expect(page.locator('[name="field:1.0"]')).to_be_visible(timeout=SOON)
    page.locator('[name="field:1.0"]').select_option("contact.lifecycle")
    page.get_by_label("Lead", exact=True).check()
    expect(page.get_by_text("Choose at least one.")).to_have_count(0, timeout=SOON)
    expect(page.get_by_role("heading", name="in it now")).not_to_contain_text("0 ", timeout=SOON)
    expect(page.locator("#qh-segment.htmx-request")).to_have_count(0, timeout=SOON)
    shot(page, "segment-building")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_text("is saved")).to_be_visible(timeout=SOON)
    saved = page.url
    page.goto("/segments/")
    expect(page.locator("td.qh-number")).not_to_have_text("…", timeout=SOON)
    page.goto(saved)
    page.get_by_role("button", name="See who would begin").click()
    paths = ["/segments/", saved, page.url, "/crm/customfield/", "/crm/customfield/found/", "/crm/contact/"]
    for number, path in enumerate(paths):
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": 1360, "height": 900})
            page.goto(path)
            shot(page, f"segments-{number}-{theme}")
            if found := barriers(page):
                wrong[f"{path} {theme}"] = found
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(path)
        shot(page, f"segments-{number}-small")
        if (by := sideways(page)) > 0:
            wrong[f"{path} at 390 pixels"] = by
    assert wrong == {}

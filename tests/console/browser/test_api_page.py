"""The page of the API comes from here alone, runs no inline script, and lets one try what it tells of."""

import pytest
from playwright.sync_api import Page, expect

from tests.console.browser.conftest import Product
from tests.console.browser.test_policy import Watch

pytestmark = pytest.mark.browser


def narrow(page: Page, noun: str) -> None:
    """To the acts on one noun: the page draws only those that are in sight."""
    page.get_by_placeholder("Filter by tag").fill(noun)


def test_the_page_of_the_api_works_without_the_outside_world(page: Page, product: Product, shot) -> None:
    watch = Watch(page, product.url)
    answer = page.goto("/api/docs/")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    expect(page.get_by_role("heading", level=1)).to_contain_text("QuotaHit")
    narrow(page, "contacts")
    expect(page.locator("#operations-contacts-contacts_list")).to_be_visible()
    page.locator("#operations-contacts-contacts_list .opblock-summary-control").click()
    expect(page.get_by_text("The beginning of a name, an email address")).to_be_visible()
    shot(page, "api-docs")
    assert watch.wrong == []


def test_a_key_is_made_and_tried_on_the_page(page: Page, product: Product, shot) -> None:
    page.goto("/accounts/apikey/add/")
    page.fill("input[name=name]", "Browser")
    page.check("input[name=scopes][value=read]")
    shot(page, "new-key")
    page.click("[name=_save]")
    secret = page.locator("#secret").input_value()
    assert secret.startswith("qh_")
    shot(page, "key-shown")
    page.goto("/api/docs/")
    page.click(".btn.authorize")
    page.fill(".auth-container input", secret)
    page.click(".auth-btn-wrapper .authorize")
    page.click(".auth-btn-wrapper .btn-done")
    narrow(page, "stages")
    page.locator("#operations-stages-stages_list .opblock-summary-control").click()
    page.locator("#operations-stages-stages_list .try-out__btn").click()
    page.locator("#operations-stages-stages_list .execute").click()
    status = page.locator("#operations-stages-stages_list .live-responses-table td.response-col_status").last
    expect(status).to_contain_text("200")

"""The newcomer's path: sign in, drop a list, watch, read a timeline, answer, unsubscribe, take over."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
SAMPLE = Path(__file__).parents[1] / "samples" / "apollo.csv"
SOON = 60_000
FROM_NOTHING = True  # as on a newcomer's machine


def wait_for(page: Page, url: str, text: str) -> None:
    """Look again until the agents have got there."""
    for _ in range(40):
        page.goto(url)
        if page.get_by_text(text).count():
            return
        page.wait_for_timeout(1000)
    raise AssertionError(f"{text!r} never came on {url}")


def open_contact(page: Page, name: str) -> None:
    page.goto("/crm/contact/")
    page.get_by_role("link", name=re.compile(name)).first.click()
    expect(page.get_by_role("heading", name=re.compile(name)).first).to_be_visible()


def open_conversation(page: Page, name: str) -> None:
    wait_for(page, "/sandbox/", name)
    page.get_by_role("link", name=name).click()


def answer_as(page: Page, name: str, text: str, understood: str) -> None:
    """Answer in the sandbox as this prospect, and wait for what is made of it."""
    open_conversation(page, name)
    page.fill("#text", text)
    page.get_by_role("button", name="Send the answer").click()
    expect(page.locator("article .qh-badge", has_text=understood).last).to_be_visible(
        timeout=SOON
    )  # they may have asked before


def test_a_list_of_leads_becomes_conversations(page: Page, shot):
    # An empty workspace offers the next act.
    expect(page.get_by_text("Nobody is here yet")).to_be_visible()
    shot(page, "01-empty")

    # A list is dropped, checked and started.
    page.goto("/import/")
    page.set_input_files("#file", SAMPLE)
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_text("The first rows, as they will be read")).to_be_visible()
    shot(page, "02-mapping")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Why not the others")).to_be_visible()
    expect(page.get_by_text("CONSENT_MISSING")).to_be_visible()
    shot(page, "03-plan")
    page.get_by_role("button", name="Start the import").click()
    expect(page.get_by_text("Done", exact=True)).to_be_visible(timeout=SOON)
    shot(page, "04-progress")

    # Each is scored, and whom the gate lets through is written to.
    wait_for(page, "/sandbox/", "Nora Halvorsen")
    wait_for(page, "/sandbox/", "Desmond Clarke")
    shot(page, "05-sandbox")
    assert page.get_by_text("Harriet Whitcombe").count() == 0  # no consent in the United Kingdom
    open_contact(page, "Nora Halvorsen")
    expect(page.get_by_text("The gate would let a mail pass now")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Fit \d+")).first).to_be_visible()
    shot(page, "06-contact")
    open_contact(page, "Harriet Whitcombe")
    expect(page.get_by_text(re.compile("The gate would hold a mail back"))).to_be_visible()

    # Three prospects answer, and are understood.
    answer_as(page, "Nora Halvorsen", "This looks useful. Could you show it to us on Thursday?", "Interested")
    shot(page, "07-interested")
    answer_as(page, "Marcus Adeyemi", "Does it work with HubSpot?", "Question")
    answer_as(page, "Priya Raman", "No thank you, we are not interested.", "Not interested")

    # What follows waits for a person.
    wait_for(page, "/approvals/", "Open a deal for Nora Halvorsen?")
    wait_for(page, "/approvals/", "Does it work with HubSpot?")
    shot(page, "08-approvals")
    page.locator(".qh-approval", has_text="Open a deal for Nora").get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Approved.")).to_be_visible()
    open_contact(page, "Nora Halvorsen")
    expect(page.get_by_role("link", name="Brightwater Pumps").first).to_be_visible()
    expect(page.get_by_text("Qualified", exact=True).first).to_be_visible()
    shot(page, "09-timeline")

    # What somebody is writing stays while the page keeps itself up to date.
    elsewhere = page.context.new_page()
    elsewhere.goto("/approvals/")
    answer_card = page.locator(".qh-approval", has_text="Does it work with HubSpot?")
    with page.expect_websocket() as line:
        page.goto("/approvals/")
        answer_card.locator("textarea").fill("Yes, since last year.")
        page.evaluate("document.activeElement.blur()")
    with line.value.expect_event("framereceived"):
        nora = elsewhere.locator(".qh-approval", has_text="to Nora Halvorsen")
        nora.get_by_role("button", name="Do not send").click()
    page.wait_for_timeout(1500)
    expect(answer_card.locator("textarea")).to_have_value("Yes, since last year.")
    elsewhere.close()

    # A fourth unsubscribes by the link, without JavaScript or a session.
    open_conversation(page, "Tomas Villareal")
    link = page.get_by_role("link", name="Follow the unsubscribe link").get_attribute("href")
    stranger = page.context.browser.new_context(java_script_enabled=False)
    visit = stranger.new_page()
    visit.goto(re.sub(r"^https?://[^/]+", page.url.split("/sandbox")[0], link))
    shot(visit, "10-unsubscribe")
    visit.get_by_role("button").click()
    shot(visit, "11-unsubscribed")
    stranger.close()
    open_contact(page, "Tomas Villareal")
    expect(page.locator(".qh-badge", has_text="Unsubscribed").first).to_be_visible()

    # A fifth is taken over by a person.
    open_contact(page, "Ingrid Solberg")
    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_role("button", name="Hand back to the agents")).to_be_visible()
    expect(page.locator(".qh-badge", has_text="Taken over by a person").first).to_be_visible()
    shot(page, "12-taken-over")

    # The overview tells of it all.
    page.goto("/")
    expect(page.get_by_text("What the agents decided")).to_be_visible()
    shot(page, "13-overview")

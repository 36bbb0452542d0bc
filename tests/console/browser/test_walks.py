"""Three walks of a new user: to the first reply handled, to why a lead was not contacted, to an empty inbox."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.console.browser.conftest import Product
from tests.console.browser.keyboard import LARGE, SMALL, Keyboard, signed_in
from tests.console.browser.test_looks import sideways
from tests.console.browser.test_newcomer import SAMPLE, SOON, answer_as, open_contact, wait_for

pytestmark = pytest.mark.browser
Look = Callable[[Page, str], None]
ASK = "Where is the data stored, and does it work with Outlook?"
NOBODY = "Nobody waits for an answer"


@pytest.fixture
def look(shot) -> Look:
    """Take a picture at both sizes, and hold that nothing is off the small screen and the focus is seen on both."""

    def take(page: Page, name: str) -> None:
        usual = page.viewport_size
        for kind, size in (("large", LARGE), ("small", SMALL)):
            page.set_viewport_size(size)
            shot(page, f"walk-{name}-{kind}")
            assert sideways(page) <= 0, f"{name} is wider than a {kind} screen"
        page.set_viewport_size(usual or LARGE)

    return take


def content(page: Page) -> Locator:
    return page.locator("#content")


def test_from_an_empty_organization_to_the_first_reply_handled_by_keyboard_alone(
    chromium: Browser, product: Product, look: Look
) -> None:
    page = signed_in(chromium, product, LARGE)
    page.on("filechooser", lambda chooser: chooser.set_files(SAMPLE))  # the system's own window, beyond the page
    keys, here = Keyboard(page), content(page)
    expect(page.get_by_text("Nobody is here yet")).to_be_visible()
    keys.skip_to_content()
    keys.enter(here.get_by_role("link", name="The way to the first conversation"))
    expect(page.get_by_role("heading", name="From here to the first conversation")).to_be_visible()
    look(page, "1-way")

    # Who we are and whom we want; a mailbox is there already, the sandbox.
    keys.skip_to_content()
    keys.enter(here.get_by_role("link", name="Write our address"))
    keys.skip_to_content()
    keys.write(page.locator("#id_postal_address"), "Quota Street 1, Denver, CO 80202")
    look(page, "1-address")
    keys.enter(page.get_by_role("button", name="Save", exact=True))
    to_set_up(keys)
    keys.enter(here.get_by_role("link", name="Say what we sell"))
    keys.skip_to_content()
    keys.write(page.locator("#id_product"), "Planning software for workshops")
    keys.write(page.locator("#id_ideal_industries"), "machinery, furniture")
    look(page, "1-seller")
    keys.enter(page.get_by_role("button", name="Save", exact=True))
    to_set_up(keys)
    expect(here.get_by_text("We look for machinery, furniture.")).to_be_visible()
    expect(here.get_by_text("mail goes to the sandbox inbox")).to_be_visible()

    # A small list.
    keys.enter(here.get_by_role("link", name="Import leads"))
    keys.skip_to_content()
    keys.tab_to(page.locator("#file"))
    keys.press("Enter")
    expect(page.locator("#file")).not_to_have_value("")
    keys.enter(page.get_by_role("button", name="Read the file"))
    expect(page.get_by_text("The first rows, as they will be read")).to_be_visible()
    look(page, "1-columns")
    keys.skip_to_content()
    keys.enter(page.get_by_role("button", name="Go on"))
    expect(page.get_by_text("Why not the others")).to_be_visible()
    keys.skip_to_content()
    keys.enter(page.get_by_role("button", name="Start the import"))
    expect(page.get_by_text("Done", exact=True)).to_be_visible(timeout=SOON)
    look(page, "1-imported")

    # The first sequence: who would get what, and when; with the agents free to act it goes by itself.
    to_set_up(keys)
    keys.enter(here.get_by_role("link", name="Preview"))
    expect(page.get_by_text("If it began now, and nobody answered.")).to_be_visible()
    look(page, "1-preview")
    go_until(keys, "s", here.get_by_role("link", name="Nora Halvorsen"))
    to_set_up(keys)
    expect(here.get_by_text("Messages go out. Answers come to the inbox.")).to_be_visible()
    look(page, "1-gone")

    # The first reply, and the answer to it.
    go_until(keys, "s", here.get_by_role("link", name="Nora Halvorsen"))
    keys.skip_to_content()
    keys.enter(here.get_by_role("link", name="Nora Halvorsen"))
    keys.skip_to_content()
    keys.write(page.locator("#text"), ASK)
    keys.enter(page.get_by_role("button", name="Send the answer"))
    expect(page.locator("article .qh-badge", has_text="Question")).to_be_visible(timeout=SOON)
    look(page, "1-sandbox")
    line = page.locator(".qh-inbox-line", has_text="Nora Halvorsen")
    go_until(keys, "i", line)
    keys.press("j")
    keys.on(line)
    look(page, "1-inbox")
    keys.turn_page("Enter")
    expect(page.get_by_role("heading", name="Nora Halvorsen")).to_be_visible()
    keys.press("r")
    keys.on(page.locator("#inbox-reply"))
    page.keyboard.type("In Frankfurt, and yes: with Outlook and Exchange.")
    look(page, "1-answer")
    keys.turn_page("Control+Enter")
    expect(page.get_by_text("your answer to Nora Halvorsen")).to_be_visible()
    expect(page.get_by_text(NOBODY)).to_be_visible()
    look(page, "1-handled")
    page.context.close()


def to_set_up(keys: Keyboard) -> None:
    """To the page of the way, by the palette, and past its menu."""
    keys.find("Set-up", "Set-up")
    expect(keys.page.get_by_role("heading", name="From here to the first conversation")).to_be_visible()
    keys.skip_to_content()


def go_until(keys: Keyboard, place: str, target: Locator) -> None:
    """Look again, by "g" and the letter of the page, until the agents have got there."""
    for _ in range(40):
        keys.turn_page("g", place)
        if target.count():
            return
        keys.page.wait_for_timeout(1000)
    raise AssertionError(f"{target} never came")


@pytest.fixture
def leads(page: Page) -> None:
    """A list was imported, if this file's product has none yet, and who may be written to was."""
    page.goto("/crm/contact/")
    if not page.get_by_role("link", name="Harriet Whitcombe").count():
        page.goto("/import/")
        page.set_input_files("#file", SAMPLE)
        for button in ("Read the file", "Go on", "Start the import"):
            page.get_by_role("button", name=button).click()
        expect(page.get_by_text("Done", exact=True)).to_be_visible(timeout=SOON)
    wait_for(page, "/sandbox/", "Ingrid Solberg")


@pytest.fixture
def member(page: Page, chromium: Browser, product: Product) -> Iterator[Callable[[str, dict[str, int]], Page]]:
    """A page of somebody whom the operator has invited with this role."""
    contexts = []

    def join(role: str, size: dict[str, int]) -> Page:
        page.goto("/accounts/invitation/add/")
        page.fill("#id_email", f"{role}{size['width']}@quotahit.example")
        page.select_option("#id_role", role)
        page.get_by_role("button", name="Save", exact=True).click()
        link = re.search(r"https?://\S+/invitation/\S+", page.locator("#main").inner_text())
        assert link is not None
        contexts.append(chromium.new_context(base_url=product.url, viewport=size))
        contexts[-1].set_default_timeout(20_000)
        theirs = contexts[-1].new_page()
        theirs.goto(link[0])
        theirs.fill("#id_first_name", role.title())
        for field in ("#id_new_password1", "#id_new_password2"):
            theirs.fill(field, "another password for tests")
        theirs.get_by_role("button", name="Join").click()
        expect(theirs.get_by_role("link", name="Skip to the content")).to_be_attached()
        return theirs

    yield join
    for context in contexts:
        context.close()


def test_a_manager_finds_why_a_lead_was_not_contacted(page: Page, leads: None, member, look: Look) -> None:
    open_contact(page, "Tomas Villareal")
    page.get_by_text("Write, enrol or note").click()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Never contact again").click()
    expect(page.locator("#said")).not_to_be_empty()
    open_contact(page, "Ingrid Solberg")
    page.get_by_role("button", name="Pause", exact=True).last.click()
    expect(page.get_by_text("Nothing is sent to Ingrid Solberg until you resume.")).to_be_visible()

    manager = member("manager", LARGE)
    next_up = content(manager).locator("section", has_text="What is next")
    # By search: nobody has agreed in a country that asks for it.
    Keyboard(manager).find("Harriet", "Harriet Whitcombe")
    expect(next_up).to_contain_text("No consent on record")
    expect(next_up).to_contain_text("If they agreed to be written to")
    look(manager, "2-no-consent")
    # By the list of contacts: a person has paused her, and another may not be written to ever again.
    manager.goto("/crm/contact/")
    manager.get_by_role("link", name="Ingrid Solberg").first.click()
    expect(next_up).to_contain_text("Held by hand")
    expect(next_up).to_contain_text("“Resume” above lets messages go on.")
    look(manager, "2-held")
    manager.goto("/crm/contact/")
    manager.get_by_role("link", name="Tomas Villareal").first.click()
    expect(next_up).to_contain_text("The gate would hold a mail back")
    expect(next_up).to_contain_text("What was entered by hand a manager lifts under Compliance, Suppressions.")
    look(manager, "2-never-again")


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["large", "small"])
def test_a_rep_clears_the_inbox_by_keyboard_alone(page: Page, leads: None, member, shot, size: dict[str, int]) -> None:
    for name in ("Priya Raman", "Marcus Adeyemi", "Desmond Clarke"):
        answer_as(page, name, ASK, "Question")
    rep = member("rep", size)
    keys, kind = Keyboard(rep), f"3-{size['width']}"
    lines = rep.locator(".qh-inbox-line")
    go_until(keys, "i", lines.nth(2))
    many = lines.count()

    # Down, down, up, and open.
    keys.press("j")
    keys.on(lines.nth(0))
    keys.press("j")
    keys.on(lines.nth(1))
    keys.press("k")
    keys.on(lines.nth(0))
    shot(rep, f"walk-{kind}-list")
    keys.turn_page("Enter")
    first = rep.locator(".qh-inbox-talk h2 a")
    expect(first).to_have_text("Desmond Clarke")

    # Who sees to it: I do.
    keys.press("a")
    keys.on(rep.locator("#inbox-user"))
    rep.keyboard.type("Me")
    keys.enter(rep.get_by_role("button", name="Assign"))
    expect(rep.get_by_text("Desmond Clarke is Rep's now.")).to_be_visible()
    shot(rep, f"walk-{kind}-assigned")

    # Answered and put away; then the next ones, each with one key.
    keys.press("r")
    keys.on(rep.locator("#inbox-reply"))
    rep.keyboard.type("In Frankfurt, and yes: with Outlook and Exchange.")
    shot(rep, f"walk-{kind}-answer")
    keys.enter(rep.get_by_role("button", name="Send, and done"))
    expect(rep.get_by_text("your answer to Desmond Clarke")).to_be_visible()
    expect(first).to_have_text("Marcus Adeyemi")
    if size is SMALL:
        keys.turn_page("j")  # there the list is hidden, and the next one opens at once
    else:
        keys.press("j")
    shot(rep, f"walk-{kind}-next")
    for _ in range(many - 1):
        if not first.count():
            go_until(keys, "i", lines.first)
            keys.press("j")
            keys.on(lines.first)
            keys.turn_page("Enter")
        done = first.inner_text()
        keys.turn_page("e")
        expect(rep.get_by_text(f"Done with {done}")).to_be_visible()
    go_until(keys, "i", rep.get_by_text(NOBODY))
    shot(rep, f"walk-{kind}-empty")

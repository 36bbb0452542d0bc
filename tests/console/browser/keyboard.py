"""A person at a page with nothing but a keyboard: each stop is the one that was meant, and is seen."""

from playwright.sync_api import Browser, Locator, Page, expect

from tests.console.browser.conftest import EMAIL, PASSWORD, Product

LARGE, SMALL = {"width": 1360, "height": 900}, {"width": 390, "height": 844}
STANDS_OUT = """one => {
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
        && box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.left < innerWidth;
}"""


class Keyboard:
    """Presses keys; there is no mouse here."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def on(self, target: Locator) -> None:
        """Hold that this is where the keyboard is now, and that it can be seen."""
        expect(target).to_be_focused()
        assert target.evaluate(STANDS_OUT), f"The focus on {target} is not seen."

    def skip_to_content(self) -> None:
        """Pass by the menu and the header, as the first stop of each page offers."""
        self.press("Tab")
        self.on(self.page.get_by_role("link", name="Skip to the content"))
        self.press("Enter")

    def tab_to(self, target: Locator, most: int = 80) -> None:
        """Go on, stop by stop, until this one is reached."""
        expect(target).to_be_visible()
        for _ in range(most):
            self.press("Tab")
            if target.evaluate("one => one === document.activeElement"):
                return self.on(target)
        raise AssertionError(f"{target} is not reached by {most} stops.")

    def enter(self, target: Locator) -> None:
        """Reach a link or a button, and be on the page to which it leads."""
        self.tab_to(target)
        self.turn_page("Enter")

    def turn_page(self, *keys: str) -> None:
        with self.page.expect_navigation():
            self.press(*keys)

    def write(self, target: Locator, words: str) -> None:
        """Reach a field, and write over what stands there."""
        self.tab_to(target)
        self.press("Control+a")
        self.page.keyboard.type(words)

    def find(self, words: str, title: str) -> None:
        """Go to a page by the palette that finds anything."""
        self.press("Control+k")
        expect(self.page.locator("#search-input-command")).to_be_focused()
        self.page.keyboard.type(words)
        first = self.page.locator("#command-results-list a").first
        expect(first).to_contain_text(title, timeout=20_000)
        self.press("ArrowDown")
        expect(self.page.locator("#command-results-list li.active")).to_contain_text(title)
        self.turn_page("Enter")


def signed_in(chromium: Browser, product: Product, size: dict[str, int]) -> Page:
    """A page of the operator, who comes in by keyboard."""
    context = chromium.new_context(base_url=product.url, viewport=size)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto("/")
    keys = Keyboard(page)
    keys.write(page.locator("input[name=username]"), EMAIL)
    keys.write(page.locator("input[name=password]"), PASSWORD)
    keys.press("Enter")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_attached()
    return page

"""A running QuotaHit, started as a newcomer starts it, and Chromium in front of it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psycopg
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.tables import database_url

ROOT = Path(__file__).resolve().parents[3]
EMAIL, PASSWORD = "operator@quotahit.local", "a password for tests"
STARTS_WITHIN = 300


@dataclass(frozen=True)
class Product:
    """Where it runs."""

    url: str
    home: Path
    environment: dict[str, str]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for one file of tests: while it runs, nothing else in this process can run an event loop."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("REQUIRE_PEERS"):
            pytest.fail("Chromium is not installed, and this run requires it.")
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def product(
    request: pytest.FixtureRequest,
    chromium: Browser,
    tmp_path_factory: pytest.TempPathFactory,
    furnish_home: Callable[[Path], None],
    kept_database: str,
) -> Iterator[Product]:
    """`bin/run` without the demo, on data of its own: each file of tests begins with an empty product, one that says
    `FROM_NOTHING` without tables too."""
    home = tmp_path_factory.mktemp("home")
    from_nothing = getattr(request.module, "FROM_NOTHING", False)
    if not from_nothing:
        furnish_home(home)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "QUOTAHIT_HOME": str(home), "PORT": str(port), "OPERATOR_EMAIL": EMAIL, "OPERATOR_PASSWORD": PASSWORD,
        "PYTHONFAULTHANDLER": "1",
    }  # fmt: skip
    environment.pop("REFUSE_PAID_CALLS", None)
    with _database(environment, "template0" if from_nothing else kept_database):
        command = [sys.executable, str(ROOT / "manage.py"), "quickstart", "--no-demo"]
        with (home / "log").open("w") as log:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        url = f"http://127.0.0.1:{port}"
        try:
            _wait_for(url, process, home / "log")
            yield Product(url, home, environment)
        finally:
            _stop(process, home / "log")


class _database:  # noqa: N801
    """A PostgreSQL database of its own where one is used; on SQLite the home folder holds it."""

    def __init__(self, environment: dict[str, str], template: str) -> None:
        self.url, self.template = environment.get("DATABASE_URL", ""), template
        self.name = f"quotahit_browser_{os.getpid()}_{time.time_ns()}"
        if self.url.startswith("postgres"):
            environment["DATABASE_URL"] = database_url(self.name)
        if environment.get("REDIS_URL"):  # each worker's products have one of their own, of the sixteen
            number = 9 - int(environment.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
            environment["REDIS_URL"] = environment["REDIS_URL"].rsplit("/", 1)[0] + f"/{number}"

    def __enter__(self) -> None:
        self._run(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"')

    def __exit__(self, *problem: object) -> None:
        self._run(f'DROP DATABASE "{self.name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        if self.url.startswith("postgres"):
            with psycopg.connect(self.url, autocommit=True) as connection:
                connection.execute(statement)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    began = time.monotonic()
    while time.monotonic() - began < STARTS_WITHIN:
        if process.poll() is not None:
            break
        try:
            if httpx2.get(f"{url}/healthz").status_code == 200:
                return
        except httpx2.HTTPError:
            pass
        time.sleep(0.3)
    raise RuntimeError(f"QuotaHit does not come up:\n{log.read_text()}")


def _stop(process: subprocess.Popen[bytes], log: Path) -> None:
    """Ctrl-C; one that does not end says where its threads stand."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(90)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)
        process.wait(10)
        raise RuntimeError(f"QuotaHit does not end at Ctrl-C:\n{log.read_text()[-20_000:]}") from None


@pytest.fixture
def page(chromium: Browser, product: Product) -> Iterator[Page]:
    """A page of a person who is signed in."""
    context = chromium.new_context(base_url=product.url, viewport={"width": 1360, "height": 900})
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto("/")
    page.fill("input[name=username]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    page.click("#login-form button[type=submit]")
    page.wait_for_url("**/")
    yield page
    context.close()


@pytest.fixture
def shot():
    """Keep a picture of the page for whoever wants to look: SCREENSHOTS names the folder, without it none is taken.

    A crowded machine now and then refuses one, which says nothing of the product.
    """
    folder = os.environ.get("SCREENSHOTS")

    def take(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png")

    return take

"""The researcher on an internet of its own: whatever a website says, no private address is ever asked for a page."""

import json
import os
import shutil
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings

from tests.agents.small_internet import LEADS, PUBLIC, PUBLIC6

pytestmark = pytest.mark.once

PAGE = "<p>hello</p>"
INSIDE = [
    "http://inside.test/",
    "http://both.test/",
    "http://metadata.test/",
    "http://zero.test/",
    "http://loop.test/",
    "http://shared.test/",
    "http://group.test/",
    "http://mapped.test/",
    "http://translated.test/",
    "http://tunnelled.test/",
    "http://unique.test/",
    "http://10.9.8.7/",
    "http://168364039/",
    "http://0x0a.0x09.0x08.0x07/",
    "http://012.011.010.07/",
    "http://10.9.2055/",
    "http://[::ffff:10.9.8.7]/",
    "http://[fe80::1%25lo]/",
    "http://user:secret@inside.test/",
    "http://good.test@inside.test/",
]
ENCLOSED = [f"http://good.test{path}" for path in LEADS if path not in ("/home", "/around")]
ODD = ["http://good.test/" + "x" * 5000, "http://good.test:99999/", "http://[::1", "http://..test/", "ftp://good.test/"]
OTHERS = ["bomb", "no-gzip", "brotli", "latin", "drip", "around", "home"]
SPECIAL = [f"http://good.test/{name}" for name in OTHERS]


@pytest.fixture(scope="module")
def came(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What a fetch of every address came to, within namespaces of their own."""
    home = tmp_path_factory.mktemp("home")
    tools = [tool for tool in ("unshare", "ip", "mount") if shutil.which(tool) is None]
    command = ["unshare", "--map-root-user", "--net", "--mount"]
    if tools or subprocess.run([*command, "true"], check=False, capture_output=True).returncode:
        why = f"a network of its own cannot be made here ({', '.join(tools) or 'not allowed'})"
        pytest.fail(why) if os.environ.get("REQUIRE_PEERS") else pytest.skip(why)
    urls = ["http://rebind.test/", "http://good.test/", "http://six.test/", *INSIDE, *ENCLOSED, *ODD, *SPECIAL]
    done = subprocess.run(
        [*command, sys.executable, "-m", "tests.agents.small_internet"],
        input=json.dumps(urls),
        env=os.environ | {"QUOTAHIT_HOME": str(home), "DATABASE_URL": "sqlite://:memory:", "REDIS_URL": ""},
        capture_output=True,
        text=True,
        cwd=settings.BASE_DIR,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_only_public_addresses_are_ever_asked_for_a_page(came: Any) -> None:
    assert set(came["asked"]) == {PUBLIC, PUBLIC6}


def test_public_pages_are_read(came: Any) -> None:
    assert came["came"]["http://good.test/"] == came["came"]["http://six.test/"] == PAGE


def test_a_name_that_changes_its_mind_is_asked_once_and_taken_at_its_first_word(came: Any) -> None:
    """The second time it is another page's, and then the name is private."""
    assert came["came"]["http://rebind.test/"] == PAGE
    assert came["came"]["http://good.test/home"] == "private_address"


@pytest.mark.parametrize("url", INSIDE)
def test_no_spelling_of_a_private_address_gets_through(came: Any, url: str) -> None:
    assert came["came"][url] in ("private_address", "no_site", "bad_address")


@pytest.mark.parametrize("url", ENCLOSED)
def test_no_redirect_leads_inside(came: Any, url: str) -> None:
    assert came["came"][url] in ("private_address", "no_site", "bad_address")


@pytest.mark.parametrize("url", ODD)
def test_an_odd_address_is_said_to_be_one(came: Any, url: str) -> None:
    assert came["came"][url] in ("bad_address", "no_site")


def test_a_page_of_nothing_unpacked_is_cut_and_a_slow_one_is_left(came: Any) -> None:
    said = {name: came["came"][f"http://good.test/{name}"] for name in OTHERS}
    assert said["drip"] == said["around"] == said["no-gzip"] == "no_answer"
    assert said["brotli"] == "no_page"
    assert said["bomb"] == ""
    assert said["latin"] == "Schöne Grüße aus Köl"

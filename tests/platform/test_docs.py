"""What the documentation names exists: links lead somewhere, and so do paths in backticks."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#:]+)\)")
PATH = re.compile(r"`((?:quotahit|compliance|crm|outreach|agents|tests|docs|bin|templates|static)/[\w./-]+)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_path_of_a_page_exists(page: Path):
    text = page.read_text()
    links = {page.parent / target for target in LINK.findall(text)}
    paths = {ROOT / target.rstrip("/.") for target in PATH.findall(text)}
    missing = sorted(str(path) for path in links | paths if not path.exists())
    assert not missing

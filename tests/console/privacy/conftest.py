"""A home of its own for each test of this folder."""

from pathlib import Path
from typing import Any

import pytest

from crm.models import Contact
from quotahit.accounts.models import Organization, User
from tests.console.privacy.person import plant


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path / "home"
    settings.MAIL_FOLDER = settings.HOME / "mail"
    settings.HOME.mkdir()
    return settings.HOME


@pytest.fixture
def zelda(acme: Organization, alice: User, bob: User, home: Path, tmp_path: Path) -> Contact:
    return plant(acme, alice, bob, tmp_path)

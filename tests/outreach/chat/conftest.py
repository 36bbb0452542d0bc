"""Acme's website chat, and visitors who talk through its door."""

import pytest
from django.core.cache import cache

from outreach.chat.widgets import save_widget
from outreach.models import ChatWidget
from quotahit.accounts.models import Organization
from tests.chat_visitor import SITE, Visitor


@pytest.fixture(autouse=True)
def _nobody_has_counted() -> None:
    cache.clear()


@pytest.fixture
def widget(acme: Organization) -> ChatWidget:
    return save_widget(ChatWidget(organization=acme, name="Website", origins=[SITE]), actor="system:test")


@pytest.fixture
def visitor(widget: ChatWidget) -> Visitor:
    return Visitor(widget).begin()

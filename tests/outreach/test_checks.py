"""What `manage.py check` says of outreach."""

import pytest
from pytest_django import Settings

from outreach.channels import registry
from outreach.checks import every_transport_has_its_provider, the_public_address_is_https
from outreach.choices import Transport


@pytest.mark.parametrize(
    ("url", "ids"),
    [("", []), ("https://sell.acme.example", []), ("http://sell.acme.example", ["outreach.W001"])],
)
def test_a_public_address_without_https_is_warned_of(settings: Settings, url: str, ids: list[str]) -> None:
    settings.PUBLIC_URL = url
    assert [message.id for message in the_public_address_is_https(None)] == ids


def test_the_registry_is_whole() -> None:
    assert every_transport_has_its_provider(None) == []


@pytest.mark.parametrize("path", ["outreach.channels.providers.pigeon.Pigeon", "outreach.reasons.explain"])
def test_a_provider_that_is_none_is_an_error(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setitem(registry.PROVIDERS, Transport.SMTP, path)
    registry.provider.cache_clear()
    try:
        assert [message.id for message in every_transport_has_its_provider(None)] == ["outreach.E001"]
    finally:
        registry.provider.cache_clear()

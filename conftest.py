"""What every test stands on. Its home and the refusal of paid models are in tests/home.py."""

import os

import pytest

pytest_plugins = ["tests.cast", "tests.llm.server", "tests.tables"]


def pytest_configure() -> None:
    """Tests that commit for real are cleaned up by `flush`, which nothing else may do to the log; and nobody attacks
    the passwords of the cast, so they are hashed quickly."""
    from django.conf import settings

    settings.AUDIT_MAY_BE_FLUSHED = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def counted_afresh() -> None:
    """A test that is rolled back leaves no deliveries, and its mailbox's id to the next."""
    from outreach import tallies

    tallies.forget()


@pytest.fixture(autouse=True)
def nobody_listens() -> None:
    """As if this process had just seen that no organization has a webhook endpoint; whoever makes one is noticed."""
    from quotahit.events.webhooks.listening import audience

    audience.organizations, audience.until = frozenset(), float("inf")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Several suites may share one PostgreSQL server: each names its own test database."""
    suffix = os.environ.get("PYTEST_DB_SUFFIX")
    if suffix:
        from django.conf import settings

        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"test_quotahit_{suffix}"

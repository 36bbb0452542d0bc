"""The outreach that the doors lead to."""

from tests.outreach.conftest import engage, people, sandbox  # noqa: F401

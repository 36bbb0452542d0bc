"""The platform's rooms up to the workflow and nothing above: it stands alone, and a process of it starts quickly."""

from quotahit.settings import *  # noqa: F403

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "quotahit.audit",
    "quotahit.accounts",
    "quotahit.events",
    "quotahit.llm",
    "quotahit.workflow",
]

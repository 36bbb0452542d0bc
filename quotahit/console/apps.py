from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class ConsoleConfig(AppConfig):
    default = True
    name = "quotahit.console"
    label = "console"
    verbose_name = "Console"

    def ready(self) -> None:
        from quotahit.console import listeners, privacy  # noqa: F401


class AdminConfig(admin_apps.AdminConfig):
    """Django's admin, on our own site: one cockpit for every room."""

    default = False
    default_site = "quotahit.console.site.ConsoleSite"

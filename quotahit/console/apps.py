from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class ConsoleConfig(AppConfig):
    default = True
    name = "quotahit.console"
    label = "console"
    verbose_name = _("Console")

    def ready(self) -> None:
        from quotahit import migrating  # noqa: F401  for its check
        from quotahit.console import listeners, privacy  # noqa: F401
        from quotahit.names import translate_names

        translate_names()


class AdminConfig(admin_apps.AdminConfig):
    """Django's admin, on our own site: one cockpit for every room."""

    default = False
    default_site = "quotahit.console.site.ConsoleSite"

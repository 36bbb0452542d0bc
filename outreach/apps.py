from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutreachConfig(AppConfig):
    name = "outreach"
    verbose_name = _("Outreach")

    def ready(self) -> None:
        for module in (
            "approvals",
            "bulk_enrolling",
            "chat.listeners",
            "checks",
            "importing",
            "inbound.doubts",
            "inbound.webhooks",
            "lateness",
            "listeners",
            "merging",
            "notices",
            "privacy",
            "remembering",
            "segment_enrollments",
            "segments",
            "timeline",
            "visibility",
        ):
            import_module(f"outreach.{module}")

from importlib import import_module

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "outreach"
    verbose_name = "Outreach"

    def ready(self) -> None:
        for module in (
            "approvals",
            "checks",
            "inbound.doubts",
            "inbound.webhooks",
            "lateness",
            "listeners",
            "privacy",
            "timeline",
        ):
            import_module(f"outreach.{module}")

from importlib import import_module

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "outreach"
    verbose_name = "Outreach"

    def ready(self) -> None:
        for module in ("approvals", "checks", "listeners", "privacy", "inbound.webhooks"):
            import_module(f"outreach.{module}")

from importlib import import_module

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "outreach"
    verbose_name = "Outreach"

    def ready(self) -> None:
        for module in (
            "outreach.approvals",
            "outreach.checks",
            "outreach.inbound.webhooks",
            "outreach.lateness",
            "outreach.listeners",
        ):
            import_module(module)

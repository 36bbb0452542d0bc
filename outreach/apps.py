from importlib import import_module

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "outreach"

    def ready(self) -> None:
        for module in ("outreach.listeners", "outreach.approvals"):
            import_module(module)

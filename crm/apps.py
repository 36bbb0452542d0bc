from importlib import import_module

from django.apps import AppConfig


class CrmConfig(AppConfig):
    name = "crm"
    verbose_name = "Records"

    def ready(self) -> None:
        for module in ("crm.listeners", "crm.privacy", "crm.timeline_sources"):
            import_module(module)

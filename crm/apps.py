from importlib import import_module

from django.apps import AppConfig


class CrmConfig(AppConfig):
    name = "crm"
    verbose_name = "Records"

    def ready(self) -> None:
        for module in ("lateness", "listeners", "privacy", "timeline_sources", "timeline_permissions"):
            import_module(f"crm.{module}")

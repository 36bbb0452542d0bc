from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WorkflowConfig(AppConfig):
    name = "quotahit.workflow"
    label = "workflow"
    verbose_name = "Runs and approvals"

    def ready(self) -> None:
        """Listen to events, register the checks, and let every room bring its skills."""
        from quotahit.workflow import checks, listeners  # noqa: F401

        autodiscover_modules("skills")

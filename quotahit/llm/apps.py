from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LlmConfig(AppConfig):
    name = "quotahit.llm"
    label = "llm"
    verbose_name = _("Models")

    def ready(self) -> None:
        from quotahit.llm import checks, privacy, visibility  # noqa: F401

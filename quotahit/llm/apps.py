from django.apps import AppConfig


class LlmConfig(AppConfig):
    name = "quotahit.llm"
    label = "llm"
    verbose_name = "Models"

    def ready(self) -> None:
        from quotahit.llm import checks, privacy  # noqa: F401

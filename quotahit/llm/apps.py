from django.apps import AppConfig


class LlmConfig(AppConfig):
    name = "quotahit.llm"
    label = "llm"

    def ready(self) -> None:
        from quotahit.llm import checks  # noqa: F401

from django.apps import AppConfig


class LlmConfig(AppConfig):
    name = "quotahit.llm"
    label = "llm"

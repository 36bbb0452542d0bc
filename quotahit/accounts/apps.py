from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "quotahit.accounts"
    label = "accounts"
    verbose_name = "People and organization"

    def ready(self) -> None:
        from quotahit.accounts import checks, people, privacy  # noqa: F401 - they register and listen

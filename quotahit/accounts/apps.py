from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "quotahit.accounts"
    label = "accounts"
    verbose_name = _("People and organization")

    def ready(self) -> None:
        from quotahit.accounts import checks, people, privacy, visible_here  # noqa: F401 - they register and listen

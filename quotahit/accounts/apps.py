from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "quotahit.accounts"
    label = "accounts"

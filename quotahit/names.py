"""The names of models and fields in the reader's language, also those that Django derives from the code."""

from collections.abc import Iterator
from pathlib import Path

from django.apps import AppConfig, apps
from django.conf import settings
from django.db.models import Field, Model
from django.utils.text import camel_case_to_spaces
from django.utils.translation import gettext_lazy


def is_ours(app: AppConfig) -> bool:
    """Whether the app is a room of the product, rather than a library."""
    return Path(app.path).is_relative_to(settings.BASE_DIR) and "site-packages" not in Path(app.path).parts


def derived_names() -> Iterator[tuple[str, str]]:
    """The model's label, and each name that Django makes from that of a class or field where none is given."""
    for model in _models():
        for words in _names_of(model).values():
            yield model._meta.label, words
        for field in _nameless(model):
            yield model._meta.label, _words(field.name)


def translate_names() -> None:
    """Let derived names be translated as given ones are. What migrations know of the models stays as it is."""
    for model in _models():
        for attribute, words in _names_of(model).items():
            setattr(model._meta, attribute, gettext_lazy(words))
        for field in _nameless(model):
            field.verbose_name = gettext_lazy(_words(field.name))


def _models() -> Iterator[type[Model]]:
    for app in apps.get_app_configs():
        if is_ours(app):
            yield from app.get_models()


def _names_of(model: type[Model]) -> dict[str, str]:
    """The names of one and of many that Django derives for this model, by attribute of its options."""
    given, one = model._meta.original_attrs, camel_case_to_spaces(model.__name__)
    names = {} if "verbose_name" in given else {"verbose_name": one}
    if "verbose_name_plural" not in given:
        names["verbose_name_plural"] = f"{given.get('verbose_name', one)}s"
    return names


def _nameless(model: type[Model]) -> list[Field]:
    """Fields of the model that were given no name of their own for people."""
    return [field for field in model._meta.local_fields + model._meta.local_many_to_many if field._verbose_name is None]


def _words(name: str) -> str:
    return name.replace("_", " ")

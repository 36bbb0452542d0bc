"""The keyed hash of an address beside it, by which evidence about addresses is joined to people in one statement."""

from typing import Any

from django.db import models

from compliance.addresses import address_hash


class AddressHash(models.CharField):
    """Follows the comparable address in `of` whenever the row is saved, alone or in bulk; nobody sets it by hand.

    Statements that leave Django's saving aside have to give it themselves.
    """

    def __init__(self, channel: str, of: str, **kwargs: Any) -> None:
        self.channel, self.of = channel, of
        super().__init__(**{"max_length": 64, "default": "", "editable": False, **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, [self.channel, self.of, *args], kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """The hash of the address as it stands now."""
        value = address_hash(self.channel, getattr(model_instance, self.of))
        setattr(model_instance, self.attname, value)
        return value

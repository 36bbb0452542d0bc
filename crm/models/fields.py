"""The fields that an organization has beside our own columns."""

from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.choices import FieldKind, Noun
from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet

KEY = r"^[a-z0-9][a-z0-9_]{0,59}$"


class CustomFieldQuerySet(OwnedQuerySet):
    def active(self) -> Self:
        """Those that are not archived, in the order in which people see them."""
        return self.filter(archived_at=None).order_by("noun", "position", "pk")


class CustomField(Owned):
    """One field; its values stand under `key` in the `custom` column of its noun's rows (crm.own_fields.values).

    The key and the kind are for good: data, imports, templates and segments hold on to them.
    """

    noun = models.CharField(_("of"), max_length=8, choices=Noun.choices, default=Noun.CONTACT)
    key = models.CharField(max_length=60, validators=[RegexValidator(KEY, _("Small letters, digits and underscores."))])
    label = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=FieldKind.choices, default=FieldKind.TEXT)
    choices = models.JSONField(default=list, blank=True)  # words, of a field that is a choice
    is_required = models.BooleanField(_("must be filled in"), default=False)
    in_list = models.BooleanField(_("column and filter of the list"), default=True)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = CustomFieldQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("field of your own"), _("fields of your own")
        constraints = [models.UniqueConstraint(fields=["organization", "noun", "key"], name="custom_field_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def is_active(self) -> bool:
        return self.archived_at is None

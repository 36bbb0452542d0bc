"""A foreign key that thousands of new rows share: checked once for all of them, where the database checks row by row.

A check at commit costs as much as an index entry, and a batch of messages has one mailbox, template and step for
hundreds. So `bulk.insert` and `save` see that the rows referred to are there, and hold them until the transaction ends,
just as the database would; and who deletes one of them waits for those who hold it, and then lets go of all that refer
to it.
"""

from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, connection, models
from django.db.models.signals import pre_delete


class SharedKey(models.ForeignKey):
    """A foreign key without a constraint in the database. To be used for few rows, which seldom go."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "db_constraint": False})

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """To a migration it is a foreign key that the database does not check."""
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, options

    def contribute_to_related_class(self, cls: type[models.Model], related: Any) -> None:
        super().contribute_to_related_class(cls, related)
        pre_delete.connect(_wait_for_holders, sender=cls, dispatch_uid="shared key")

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if add and value is not None:
            hold(self.related_model, {value})
        return value


def hold_shared(model: type[models.Model], rows: Collection[models.Model]) -> None:
    """Hold what new rows of this model refer to by shared keys."""
    for field in model._meta.concrete_fields:
        if isinstance(field, SharedKey):
            hold(field.related_model, {row.__dict__[field.attname] for row in rows} - {None})


def hold(model: type[models.Model], ids: Collection[int]) -> None:
    """Keep these rows from being deleted until the transaction ends; IntegrityError where one is not there."""
    if not ids:
        return
    rows = model._base_manager.filter(pk__one_of=sorted(ids)).order_by("pk").values_list("pk")
    statement, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} FOR KEY SHARE" if connection.vendor == "postgresql" else statement, params)
        missing = set(ids) - {row_id for (row_id,) in cursor.fetchall()}
    if missing:
        raise IntegrityError(f"{model._meta.label} has no row {min(missing)}")


def _wait_for_holders(instance: models.Model, **_: Any) -> None:
    """Within the deletion's transaction, before it looks for rows that refer to this one."""
    if connection.vendor == "postgresql":
        list(type(instance)._base_manager.filter(pk=instance.pk).select_for_update().values_list("pk"))

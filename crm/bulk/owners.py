"""Giving many records to one member, or to nobody."""

from collections import defaultdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.bulk.acts import Batch, BulkAct, BulkForm, register_bulk_act
from crm.giving import give, owner_column
from crm.models import Deal
from quotahit.accounts.models import User


class OwnerForm(BulkForm):
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"), required=False, empty_label=_("Nobody"))

    def offer(self) -> None:
        self.fields["owner"].queryset = self.members()
        self.fields["owner"].initial = self.membership.user_id


@register_bulk_act
class SetOwner(BulkAct):
    code = "owner"
    nouns = ("contact", "company", "deal", "task")
    label = _("Change the owner")
    form = OwnerForm

    def reasons(self, batch: Batch) -> dict[int, str]:
        column, owner = f"{owner_column(batch.noun)}_id", batch.answers["owner"]
        held = batch.rows().values_list("pk", column)
        reasons = {pk: "ALREADY_THERE" for pk, owner_id in held if owner_id == (owner and owner.pk)}
        if owner is None and batch.model is Deal:
            needing = batch.rows().select_related("stage").exclude(owner=None)
            reasons |= {deal.pk: "STAGE_NEEDS_OWNER" for deal in needing if "owner" in deal.stage.required}
        return reasons

    def do(self, batch: Batch) -> dict[int, Any]:
        return give(batch.organization, batch.noun, batch.ids, batch.answers["owner"], actor=batch.actor)

    def undo(self, batch: Batch, done: dict[int, Any]) -> dict[int, str]:
        """Each goes back to whose it was, unless somebody has given it away since."""
        column, owner = f"{owner_column(batch.noun)}_id", batch.answers["owner"]
        now = dict(batch.rows().values_list("pk", column))
        kept = {pk: "GONE" for pk in done if pk not in now}
        kept |= {pk: "CHANGED_SINCE" for pk, owner_id in now.items() if owner_id != (owner and owner.pk)}
        former: dict[int | None, list[int]] = defaultdict(list)
        for pk, owner_id in done.items():
            if pk not in kept:
                former[owner_id].append(pk)
        people = User.objects.filter(memberships__organization=batch.organization).in_bulk(
            [who for who in former if who]
        )
        for owner_id, ids in former.items():
            if owner_id and owner_id not in people:
                kept |= dict.fromkeys(ids, "FORMER_MEMBER")
                continue
            give(batch.organization, batch.noun, ids, people[owner_id] if owner_id else None, actor=batch.actor)
        return kept

"""Putting a tag on many contacts, or taking one off."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.bulk.acts import Batch, BulkAct, BulkForm, register_bulk_act
from crm.marking import put_tag, take_tag
from crm.models import Contact, Tag


class NewTagForm(BulkForm):
    tag = forms.CharField(label=_("Tag"), max_length=60)


class TagForm(BulkForm):
    tag = forms.ModelChoiceField(Tag.objects.none(), label=_("Tag"), to_field_name="name")

    def offer(self) -> None:
        self.fields["tag"].queryset = Tag.objects.for_organization(self.organization)

    def clean_tag(self) -> str:
        """By its name: the tag itself may be gone when the act is taken back."""
        return str(self.cleaned_data["tag"].name)


def _tagged(batch: Batch) -> set[int]:
    links = Contact.tags.through.objects.filter(tag__organization=batch.organization, tag__name=batch.answers["tag"])
    return set(links.filter(contact__one_of=batch.ids).values_list("contact_id", flat=True))


class _TagAct(BulkAct):
    nouns = ("contact",)
    undo_with: Any

    def undo(self, batch: Batch, done: dict[int, Any]) -> dict[int, str]:
        changed = self.undo_with(batch.organization, list(done), batch.answers["tag"], actor=batch.actor)
        return dict.fromkeys(set(done) - set(changed), "CHANGED_SINCE")


@register_bulk_act
class AddTag(_TagAct):
    code = "tag"
    label = _("Add a tag")
    form = NewTagForm
    undo_with = staticmethod(take_tag)

    def reasons(self, batch: Batch) -> dict[int, str]:
        return dict.fromkeys(_tagged(batch), "ALREADY_THERE")

    def do(self, batch: Batch) -> dict[int, Any]:
        return dict.fromkeys(put_tag(batch.organization, batch.ids, batch.answers["tag"], actor=batch.actor))


@register_bulk_act
class RemoveTag(_TagAct):
    code = "untag"
    label = _("Remove a tag")
    form = TagForm
    undo_with = staticmethod(put_tag)

    def reasons(self, batch: Batch) -> dict[int, str]:
        return dict.fromkeys(set(batch.ids) - _tagged(batch), "ALREADY_THERE")

    def do(self, batch: Batch) -> dict[int, Any]:
        return dict.fromkeys(take_tag(batch.organization, batch.ids, batch.answers["tag"], actor=batch.actor))

"""Enrolling many contacts of a list in a sequence, as one of the acts on many records."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.bulk.acts import Batch, BulkAct, BulkForm, register_bulk_act
from outreach.choices import StopReason
from outreach.eligibility import RUNNING, chances
from outreach.enrollments import enroll, stop_enrollments
from outreach.models import Enrollment, Sequence
from outreach.reasons import explain

OVER = "SEQUENCE_OVER"


class SequenceForm(BulkForm):
    sequence = forms.ModelChoiceField(Sequence.objects.none(), label=_("Sequence"))

    def offer(self) -> None:
        active = Sequence.objects.for_organization(self.organization).filter(is_active=True)
        self.fields["sequence"].queryset = active.order_by("name")


@register_bulk_act
class Enrol(BulkAct):
    code = "enrol"
    nouns = ("contact",)
    label = _("Enrol in a sequence")
    form = SequenceForm
    undo_asks = False
    undo_note = _("The sequence ends for them, and what has not been sent is cancelled. What has been sent stays sent.")

    def reasons(self, batch: Batch) -> dict[int, str]:
        return chances(batch.organization, batch.ids, batch.answers["sequence"], batch.actor)

    def do(self, batch: Batch) -> dict[int, Any]:
        sequence = batch.answers["sequence"]
        skipped = enroll(batch.organization, batch.ids, sequence, actor=batch.actor).skipped
        ids = [pk for pk in batch.ids if pk not in skipped]
        begun = Enrollment.objects.filter(contact__one_of=ids, sequence=sequence, status__in=RUNNING)
        return dict(begun.values_list("contact_id", "pk"))

    def undo(self, batch: Batch, done: dict[int, Any]) -> dict[int, str]:
        going = Enrollment.objects.filter(pk__one_of=list(done.values()), status__in=RUNNING)
        contacts = set(going.values_list("contact_id", flat=True))
        stop_enrollments(contacts, StopReason.REMOVED, actor=batch.actor)
        return dict.fromkeys(done.keys() - contacts, OVER)

    def explain(self, reason: str) -> str:
        if reason == OVER:
            return str(_("The sequence was over by then."))
        own = super().explain(reason)
        return explain(reason) if own == reason else own

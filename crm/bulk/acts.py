"""What can be done to many records of a list at once: one registry for all acts, which rooms above add to.

An act says who is left out and why, does the rest by set-based verbs, and takes back what it did where nobody has
touched it since. It knows nothing of pages: crm.bulk.jobs carries it, the console shows it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from crm.models import Company, Contact, Deal, Task
from quotahit.accounts.models import Membership, Organization, User

MODELS: dict[str, Any] = {"contact": Contact, "company": Company, "deal": Deal, "task": Task}
NOT_SEEN = "NOT_SEEN"
EXPLANATIONS: dict[str, Any] = {
    NOT_SEEN: _("You do not see it any more, or it is gone."),
    "ALREADY_THERE": _("It is so already."),
    "CHANGED_SINCE": _("Somebody has changed it since."),
    "GONE": _("It is gone."),
    "FORMER_MEMBER": _("Whose it was is no member any more."),
    "STAGE_NEEDS_OWNER": _("Its stage takes deals with an owner alone."),
    "HAS_OPEN_DEAL": _("There is an open deal in this pipeline."),
    "OTHER_PIPELINE": _("It is in another pipeline."),
    "SAME_TASK": _("There is an open task of this title."),
    "TASK_DONE": _("The task is done."),
    "LACKS_CONTACT": _("It lacks a contact, which the stage asks for."),
    "LACKS_COMPANY": _("It lacks a company, which the stage asks for."),
    "LACKS_OWNER": _("It lacks an owner, whom the stage asks for."),
    "LACKS_AMOUNT": _("It lacks an amount, which the stage asks for."),
    "LACKS_EXPECTED_CLOSE": _("It lacks a day of its expected close, which the stage asks for."),
}
CONTROLS = ((forms.Select, "qh-select"), (forms.CheckboxInput, ""), (forms.Widget, "qh-input"))


class BulkForm(forms.Form):
    """What an act needs to know; offers what its member may name."""

    def __init__(self, data: Any = None, *, membership: Membership) -> None:
        super().__init__(data)
        self.membership, self.organization = membership, membership.organization
        self.offer()
        for field in self.fields.values():
            kind = next(kind for widget, kind in CONTROLS if isinstance(field.widget, widget))
            field.widget.attrs.setdefault("class", kind)

    def offer(self) -> None:
        """Narrow choices to the organization."""

    def members(self) -> Any:
        return User.objects.filter(memberships__organization=self.organization).order_by("first_name", "pk")


@dataclass(frozen=True)
class Batch:
    """The records to act on, all seen by the member, with what the form was told; `asked_as` is the member's key, if
    one asked for it."""

    membership: Membership
    noun: str
    ids: list[int]
    answers: Mapping[str, Any]
    asked_as: str = ""

    @property
    def organization(self) -> Organization:
        return self.membership.organization

    @property
    def actor(self) -> User | str:
        return self.asked_as or self.membership.user

    @property
    def model(self) -> type[Model]:
        return MODELS[self.noun]

    def rows(self) -> Any:
        """The records, in the order of their keys."""
        return MODELS[self.noun].objects.for_organization(self.organization).filter(pk__one_of=self.ids).order_by("pk")

    def of(self, ids: Collection[int]) -> "Batch":
        return replace(self, ids=[pk for pk in self.ids if pk in ids])


class BulkAct:
    """`undo_note` says what an undo cannot take back; without `undo_asks` it needs none of what the form was told."""

    code: ClassVar[str]
    nouns: ClassVar[tuple[str, ...]]
    label: ClassVar[Any]
    form: ClassVar[type[BulkForm]] = BulkForm
    undo_note: ClassVar[Any] = ""
    undo_asks: ClassVar[bool] = True

    def reasons(self, batch: Batch) -> dict[int, str]:
        """Why some of the records are left out, as codes."""
        raise NotImplementedError

    def do(self, batch: Batch) -> dict[int, Any]:
        """Do it, in the caller's transaction; returns what an undo needs for each record that it was done to."""
        raise NotImplementedError

    def undo(self, batch: Batch, done: dict[int, Any]) -> dict[int, str]:
        """Take it back, in the caller's transaction; returns why some stay as they are."""
        raise NotImplementedError

    def explain(self, reason: str) -> str:
        return str(EXPLANATIONS.get(reason, reason))


_acts: dict[str, BulkAct] = {}


def register_bulk_act(act: type[BulkAct]) -> type[BulkAct]:
    _acts[act.code] = act()
    return act


def act_named(code: str) -> BulkAct | None:
    return _acts.get(code)


def act_codes() -> list[str]:
    return list(_acts)


def acts_of(noun: str) -> list[BulkAct]:
    """What can be done to many of these, in the order of registration."""
    return [act for act in _acts.values() if noun in act.nouns]

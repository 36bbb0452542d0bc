"""A task about each of many contacts or deals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.bulk.acts import Batch, BulkAct, BulkForm, register_bulk_act
from crm.choices import TaskKind, TaskPriority
from crm.giving_tasks import create_tasks, withdraw_tasks
from crm.models import Task
from quotahit.accounts.models import User
from quotahit.ids import id_in

EACH_OWNER = "owner"


class TaskForm(BulkForm):
    title = forms.CharField(label=_("What is to be done"), max_length=200)
    detail = forms.CharField(
        label=_("More about it"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    assignee = forms.ChoiceField(label=_("By whom"), required=False, initial=EACH_OWNER)
    due_at = forms.DateTimeField(
        label=_("Until when"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=TaskKind.choices, initial=TaskKind.TODO)
    priority = forms.ChoiceField(label=_("Priority"), choices=TaskPriority.choices, initial=TaskPriority.NORMAL)

    def offer(self) -> None:
        self.people = {str(person.pk): person for person in self.members()}
        named = [(pk, str(person)) for pk, person in self.people.items()]
        self.fields["assignee"].choices = [(EACH_OWNER, _("Each one's owner")), ("", _("Nobody yet")), *named]


@register_bulk_act
class MakeTask(BulkAct):
    code = "task"
    nouns = ("contact", "deal")
    label = _("Make a task")
    form = TaskForm
    undo_asks = False

    def reasons(self, batch: Batch) -> dict[int, str]:
        """Nobody is to do one thing twice."""
        same = Task.objects.for_organization(batch.organization).filter(done_at=None, title=batch.answers["title"])
        about = same.filter(**{f"{batch.noun}__one_of": batch.ids})
        return dict.fromkeys(about.values_list(f"{batch.noun}_id", flat=True), "SAME_TASK")

    def do(self, batch: Batch) -> dict[int, Any]:
        given = batch.answers
        assignee = User.objects.filter(pk=id_in(given["assignee"])).first()
        tasks = [
            Task(
                title=given["title"],
                detail=given["detail"],
                kind=given["kind"],
                priority=given["priority"],
                due_at=given["due_at"],
                assignee=row.owner if given["assignee"] == EACH_OWNER else assignee,
                **self._about(batch.noun, row),
            )
            for row in batch.rows().select_related("owner")
        ]
        made = create_tasks(batch.organization, tasks, actor=batch.actor)
        return {getattr(task, f"{batch.noun}_id"): task.pk for task in made}

    def undo(self, batch: Batch, done: dict[int, Any]) -> dict[int, str]:
        gone = set(withdraw_tasks(batch.organization, list(done.values()), actor=batch.actor))
        return {pk: "TASK_DONE" for pk, task_id in done.items() if task_id not in gone}

    def _about(self, noun: str, row: Any) -> dict[str, Any]:
        return {"contact": row} if noun == "contact" else {"deal": row, "contact_id": row.contact_id}

"""The course of an act on many records: begun, answered, looked at ahead, done as a whole, told, undone."""

import logging
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.bulk import outcomes
from crm.bulk.acts import MODELS, NOT_SEEN, Batch, BulkAct, BulkForm, act_named
from crm.bulk.outcomes import Outcome
from crm.choices import JobStatus
from crm.errors import BadBulkError, CrmError
from crm.models import BulkJob
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Membership
from quotahit.accounts.visibility import visible
from quotahit.audit.log import append

log = logging.getLogger(__name__)
MOST = 10_000  # records of one job: what one transaction does without keeping others waiting
AT_ONCE = 500  # records that are acted on while somebody waits for the page
ASKED_AS = "asked_as"  # stands among the answers: the key by which a program asked, where it was none of a person's
LOOKED_AT = 1000  # records whose chances are told before


@dataclass(frozen=True)
class Outlook:
    """What the act would do now: of the `looked_at` first records, to how many, and why not to the others."""

    looked_at: int
    doing: int
    reasons: list[tuple[str, int]]


def begin_job(noun: str, act: str, ids: Collection[int], *, by: Membership) -> BulkJob:
    """Choose records for an act. Raises BadBulkError for none, too many, or an act there is not."""
    known = act_named(act)
    if known is None or noun not in known.nouns or not by.may(Role.REP):
        raise BadBulkError(_("This cannot be done to records of this kind."))
    if not ids:
        raise BadBulkError(_("Nothing is chosen."))
    if len(ids) > MOST:
        said = _("More than %(most)s records are chosen. Narrow the list down, or use a segment.")
        raise BadBulkError(said % {"most": f"{MOST:,}"})
    return BulkJob.objects.create(organization=by.organization, by=by.user, noun=noun, act=act, ids=sorted(set(ids)))


def form_of(job: BulkJob, by: Membership, data: Any = None) -> BulkForm:
    """The act's form, with what it was sent: by a person now, or before."""
    return the_act(job).form(data if data is not None else (job.answers or None), membership=by)


def answer_job(job: BulkJob, form: BulkForm, *, asked_as: str = "") -> bool:
    """Keep what a valid form was sent, and by which key; False where that is what is kept already."""
    sent = {name: str(form.data.get(name, "")) for name in form.fields} | {"answered": "1"}
    if asked_as:
        sent[ASKED_AS] = asked_as
    if sent == job.answers:
        return False
    job.answers = sent
    BulkJob.objects.filter(pk=job.pk, status=JobStatus.DRAFT).update(answers=sent)
    return True


def look_ahead(job: BulkJob, by: Membership) -> Outlook | None:
    """What confirming would do; None while the form lacks something."""
    with _clock_of(by):
        form = form_of(job, by)
        if not job.answers or not form.is_valid():
            return None
        some = job.ids[:LOOKED_AT]
        skipped = _reasons(job, _batch(job, by, form.cleaned_data, some), some)
    return Outlook(len(some), len(some) - len(skipped), Counter(skipped.values()).most_common())


def confirm_job(job: BulkJob, *, by: Membership) -> None:
    """Do it: at once where it is short, else as soon as a worker comes by. Twice is once."""
    if by.user_id != job.by_id or not by.may(Role.REP):
        raise BadBulkError(_("Only who has chosen the records confirms what is done to them."))
    if look_ahead(job, by) is None:
        raise BadBulkError(_("Something is missing in the form."))
    BulkJob.objects.filter(pk=job.pk, status=JobStatus.DRAFT).update(status=JobStatus.WAITING)
    if len(job.ids) <= AT_ONCE:
        run_job(job.pk)


def run_waiting() -> int:
    """Do every job that waits; returns how many."""
    waiting = BulkJob.objects.filter(status=JobStatus.WAITING).order_by("created_at")
    done = 0
    for job_id in list(waiting.values_list("pk", flat=True)):
        try:
            done += run_job(job_id)
        except OperationalError:
            raise  # the database's trouble, which passes
        except Exception:  # whatever it is, the other jobs go on
            log.exception("Bulk job %s cannot be done", job_id)
            _fail(job_id, _("It failed on our side. The server's log says why."))
    return done


def run_job(job_id: int) -> bool:
    """Do one confirmed job in one transaction; False where another worker has it or has done it."""
    try:
        with transaction.atomic():
            waiting = BulkJob.objects.filter(pk=job_id, status=JobStatus.WAITING)
            job = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("organization").first()
            if job is None:
                return False
            outcome = _do(job, _member(job))
            _settle(job, JobStatus.DONE, outcome, done_at=clock.now())
            why = {"act": job.act, "done": len(outcome.done), "skipped": dict(outcome.reasons)}
            append(job.organization, _asked_as(job) or job.by, "bulk.done", job, why=why)
    except CrmError as problem:
        _fail(job_id, str(problem))
    return True


def may_undo(job: BulkJob, by: Membership) -> bool:
    """Whoever did it, and who manages."""
    is_theirs = job.by_id == by.user_id and by.may(Role.REP)
    return (
        job.status == JobStatus.DONE and bool(outcomes.load(job.outcome).done) and (is_theirs or by.may(Role.MANAGER))
    )


def undo_job(job: BulkJob, *, by: Membership, asked_as: str = "") -> Outcome:
    """Take back what nobody has touched since, in one transaction, for the member or a key of theirs. Raises
    BadBulkError where it cannot be."""
    with transaction.atomic():
        job = BulkJob.objects.select_for_update(of=("self",)).select_related("organization").get(pk=job.pk)
        if not may_undo(job, by):
            raise BadBulkError(_("This cannot be undone, or is already."))
        outcome = outcomes.load(job.outcome)
        with _clock_of(by):
            form = form_of(job, by)
            if not form.is_valid() and the_act(job).undo_asks:
                raise BadBulkError(_("What was asked for is gone; it cannot be undone any more."))
            batch = Batch(by, job.noun, list(outcome.done), form.cleaned_data, asked_as)
            outcome.kept = the_act(job).undo(batch, outcome.done)
        _settle(job, JobStatus.UNDONE, outcome, undone_at=clock.now())
        why = {"act": job.act, "undone": len(outcome.done) - len(outcome.kept), "kept": dict(outcome.kept_reasons)}
        append(job.organization, asked_as or by.user, "bulk.undone", job, why=why)
    return outcome


def the_act(job: BulkJob) -> BulkAct:
    act = act_named(job.act)
    if act is None:
        raise BadBulkError(_("There is no such act any more."))
    return act


def _do(job: BulkJob, by: Membership) -> Outcome:
    with _clock_of(by):
        form = form_of(job, by)
        if not form.is_valid():
            raise BadBulkError(_("What was asked for is gone. Begin again."))
        batch = _batch(job, by, form.cleaned_data, job.ids)
        skipped = _reasons(job, batch, job.ids)
        act = the_act(job)
        rest = batch.of(set(batch.ids) - skipped.keys())
        done = act.do(rest) if rest.ids else {}
    late = {pk: "CHANGED_SINCE" for pk in rest.ids if pk not in done}
    return Outcome(done=done, skipped=skipped | late)


def _batch(job: BulkJob, by: Membership, answers: dict[str, Any], ids: list[int]) -> Batch:
    """Those of the records that the member sees now."""
    rows = MODELS[job.noun].objects.for_organization(by.organization).filter(pk__one_of=ids)
    return Batch(by, job.noun, sorted(visible(rows, by).values_list("pk", flat=True)), answers, _asked_as(job))


def _reasons(job: BulkJob, batch: Batch, ids: list[int]) -> dict[int, str]:
    unseen = dict.fromkeys(set(ids) - set(batch.ids), NOT_SEEN)
    return unseen | (the_act(job).reasons(batch) if batch.ids else {})


def _asked_as(job: BulkJob) -> str:
    return str(job.answers.get(ASKED_AS, ""))


def _member(job: BulkJob) -> Membership:
    members = Membership.objects.filter(organization=job.organization_id, user=job.by_id)
    membership = members.select_related("organization", "user").first()
    if membership is None or not membership.may(Role.REP):
        raise BadBulkError(_("Who began this may not do it any more."))
    return membership


def _fail(job_id: int, problem: str) -> None:
    BulkJob.objects.filter(pk=job_id).update(status=JobStatus.FAILED, problem=problem[:300])


def _settle(job: BulkJob, status: str, outcome: Outcome, **moments: Any) -> None:
    BulkJob.objects.filter(pk=job.pk).update(status=status, outcome=outcomes.dump(outcome), **moments)


@contextmanager
def _clock_of(by: Membership) -> Iterator[None]:
    """Moments in a form are meant by the clock of who filled it in, whenever they are read."""
    with timezone.override(ZoneInfo(by.user.zone)):
        yield

"""What the worker runs: hints to go and look, each a call of a verb."""

from celery import shared_task

from crm.bulk.jobs import run_waiting
from crm.duplicates.scan import scan_all
from crm.engagement import fade
from crm.importing import running
from crm.importing.undoing.running import run_undos
from crm.memory.recaps import begin_missing, recap_waiting
from crm.models import CustomField, Segment
from crm.noticing.gathering import gather
from crm.noticing.mailing import send_due
from crm.own_fields.adopting import convert_values
from crm.reminding import jobs
from crm.scoring import rescore
from crm.segments.acts import act_on
from crm.weighing import weigh_all
from quotahit.accounts.models import Membership, Organization, User


@shared_task(name="crm.rescore")
def rescore_organization(organization_id: int, cause: str = "profile") -> None:
    rescore(Organization.objects.get(pk=organization_id), cause=cause, actor="system:rescore")


@shared_task(name="crm.convert_field")
def convert_field(field_id: int, found: str, user_id: int) -> None:
    field = CustomField.objects.select_related("organization").get(pk=field_id)
    convert_values(field, actor=User.objects.get(pk=user_id), found=found)


@shared_task(name="crm.act_on_segment")
def act_on_segment(segment_id: int, act: str, argument: str, user_id: int) -> None:
    segment = Segment.objects.select_related("organization").get(pk=segment_id)
    act_on(segment, act, argument, by=Membership.objects.get(organization=segment.organization, user=user_id))


@shared_task(name="crm.fade_engagement")
def fade_engagement() -> None:
    fade()


@shared_task(name="crm.weigh_engagement")
def weigh_engagement() -> None:
    weigh_all()


@shared_task(name="crm.mail_notices")
def mail_notices() -> None:
    while gather():
        pass
    while send_due():
        pass


@shared_task(name="crm.run_imports")
def run_imports() -> None:
    running.run_imports()
    run_undos()


@shared_task(name="crm.run_bulk_jobs")
def run_bulk_jobs() -> None:
    run_waiting()


@shared_task(name="crm.find_duplicates")
def find_duplicates() -> None:
    scan_all()


@shared_task(name="crm.remind")
def remind() -> None:
    jobs.remind()
    jobs.tell_mornings()


@shared_task(name="crm.recap")
def recap() -> None:
    while recap_waiting():
        pass


@shared_task(name="crm.begin_recaps")
def begin_recaps() -> None:
    begin_missing()

"""Enrolling the chosen rows of a list: the reasons against are those of every enrolment; an undo ends what began."""

import pytest

from crm.bulk import outcomes
from crm.bulk.acts import act_named
from crm.bulk.jobs import answer_job, begin_job, confirm_job, form_of, look_ahead, undo_job
from crm.contacts import create_contact
from crm.models import BulkJob, Contact
from outreach.choices import EnrollmentStatus
from outreach.models import Enrollment, Sequence
from outreach.starter import set_up_outreach
from quotahit.accounts.models import Membership, Organization, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def sequence(acme: Organization, alice: User) -> Sequence:
    set_up_outreach(acme, actor=alice)
    return Sequence.objects.for_organization(acme).filter(is_active=True)[0]


def begun(contacts: list[Contact], sequence: Sequence, by: User) -> BulkJob:
    membership = Membership.objects.get(user=by)
    job = begin_job("contact", "enrol", [one.pk for one in contacts], by=membership)
    form = form_of(job, membership, {"sequence": str(sequence.pk)})
    answer_job(job, form) if form.is_valid() else pytest.fail(str(form.errors))
    return job


def test_who_cannot_be_written_to_is_left_out_and_told(
    acme: Organization, alice: User, dana: Contact, sequence: Sequence
) -> None:
    nobody = create_contact(acme, actor=alice, first_name="No", last_name="Address")
    job = begun([dana, nobody], sequence, alice)
    seen = look_ahead(job, Membership.objects.get(user=alice))
    assert seen is not None
    assert (seen.doing, seen.reasons) == (1, [("NO_ADDRESS", 1)])
    assert not Enrollment.objects.exists()
    assert "no email address" in act_named("enrol").explain("NO_ADDRESS")  # type: ignore[union-attr]
    assert act_named("enrol").explain("NOT_SEEN") == "You do not see it any more, or it is gone."  # type: ignore[union-attr]


def test_an_undo_ends_what_is_running_and_leaves_what_is_over(
    acme: Organization, alice: User, dana: Contact, sequence: Sequence
) -> None:
    membership = Membership.objects.get(user=alice)
    nora = create_contact(acme, actor=alice, first_name="Nora", emails=["nora@globex.example"], country="US")
    job = begun([dana, nora], sequence, alice)
    confirm_job(job, by=membership)
    job.refresh_from_db()
    assert sorted(outcomes.load(job.outcome).done) == [dana.pk, nora.pk]
    Enrollment.objects.filter(contact=nora).update(status=EnrollmentStatus.FINISHED)
    Sequence.objects.update(is_active=False)
    undo_job(job, by=membership)
    job.refresh_from_db()
    assert outcomes.load(job.outcome).kept == {nora.pk: "SEQUENCE_OVER"}
    assert (Enrollment.objects.get(contact=dana).status, Enrollment.objects.get(contact=dana).stop_reason) == (
        "stopped",
        "removed",
    )

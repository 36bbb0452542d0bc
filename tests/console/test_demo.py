"""The demo workspace as a first start makes it: some sixty leads with a past, and all of it gone at a word."""

import pytest

from crm.choices import Direction
from crm.models import Contact, Deal, Interaction
from outreach.blanks import blanks_in
from outreach.models import Delivery, InboundMessage
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry
from quotahit.console.demo import workspace
from quotahit.workflow.outgoing import Fate

pytestmark = pytest.mark.django_db


def test_the_demo_has_a_past_of_several_weeks_and_goes_without_its_log(acme: Organization, alice: User) -> None:
    demo = workspace.load(owner=alice)

    mine = {"organization": demo}
    assert Contact.objects.filter(**mine).count() >= 55
    sent = Delivery.objects.filter(**mine, status=Fate.SENT)
    assert sent.count() > 60
    assert not any(blanks_in(delivery.body) for delivery in sent)
    assert {"human", "out_of_office", "bounce"} <= set(
        InboundMessage.objects.filter(**mine).values_list("kind", flat=True)
    )
    assert Interaction.objects.filter(**mine, direction=Direction.INBOUND).count() > 10
    assert Deal.objects.filter(**mine).exists()

    its_log = AuditEntry.objects.filter(organization_id=demo.pk)
    before = its_log.count()
    workspace.remove(demo, actor=alice)
    assert its_log.count() >= before > 500
    assert list(Organization.objects.all()) == [acme]

"""When two leads turn out to be one, they are before one rep, and what was offered is kept."""

import pytest

from agents.choices import OfferState
from agents.models import Offer
from crm.contacts import create_contact
from crm.merging.merge import merge_contacts
from quotahit.workflow.models import Approval
from tests.agents.routing.conftest import answer, give_out, the_offer, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(floor):
    return create_contact(floor, actor="import:1", first_name="Dana", last_name="Diaz-Smith", country="US")


def test_of_two_open_offers_the_one_of_the_record_that_stays_stands(dana, twin, bob_sells, rita, alice, bob):
    give_out(dana)
    give_out(twin, key="twin")
    merge_contacts(dana, twin, actor=alice)
    work()
    assert the_offer().contact == dana
    assert set(Offer.objects.values_list("contact", "state")) == {(dana.pk, "offered"), (dana.pk, "withdrawn")}
    assert Approval.objects.waiting().filter(kind="lead.offer").count() == 1
    answer(the_offer(), "accept", bob)
    assert not Offer.objects.open().exists()


def test_an_offer_of_the_record_that_goes_is_an_offer_of_the_one_that_stays(dana, twin, bob_sells, alice, bob):
    give_out(twin)
    merge_contacts(dana, twin, actor=alice)
    work()
    assert the_offer().contact == dana
    answer(the_offer(), "accept", bob)
    dana.refresh_from_db()
    assert (Offer.objects.get().state, dana.owner) == (OfferState.ACCEPTED, bob)

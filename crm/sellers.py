"""The seller's profile: what is sold, to whom, and which ways a lead may take."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from crm.changes import apply_changes, check_fields
from crm.ideal_customer import IdealCustomer
from crm.journal import enter
from crm.models import SellerProfile
from crm.profiles import change_ideal_customer

EDITABLE = frozenset(
    (
        *("product", "description", "website", "sender_name", "calendar_link", "smallest_deal", "high_value_deal"),
        *("currency", "may_close_alone", "may_route_to_rep", "may_self_serve", "payment_link", "price_list", "routing"),
        "qualifying",
    )
)


def update_seller(
    seller: SellerProfile, *, actor: object, ideal: IdealCustomer | None = None, **changes: Any
) -> list[str]:
    """Change the profile; another ideal customer is also a new version of the scoring profile.

    Returns the names of the fields that did change.
    """
    check_fields(gettext("seller profile"), changes, EDITABLE)
    with transaction.atomic():
        seller.refresh_from_db(from_queryset=SellerProfile.objects.select_for_update())
        changed = apply_changes(seller, changes)
        seller.save()
        if ideal is not None and IdealCustomer.load(seller.ideal_customer) != ideal:
            change_ideal_customer(seller.organization, ideal, actor=actor)
            changed.append("ideal_customer")
        if changed:
            enter(seller.organization, "seller_profile.updated", seller, actor=actor, payload={"fields": changed})
    return changed

"""Former names: which record stands for one that was merged into it."""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from crm.models import Company, Contact, Merge
from quotahit.accounts.models import Organization


def merged_into(organization: Organization | int, kind: str, row_id: int) -> int | None:
    """The id of the record that has taken this one in; None when none has."""
    merges = Merge.objects.for_organization(organization).standing().filter(kind=kind, loser_id=row_id)
    return merges.values_list(kind, flat=True).first()


def heirs_of(kind: str, ids: Iterable[int]) -> dict[int, int]:
    """For those of the ids that were merged into another record, that record's id."""
    merges = Merge.objects.standing().filter(kind=kind, loser_id__in=list(ids))
    return dict(merges.values_list("loser_id", f"{kind}_id"))


def contact_of(organization: Organization | int, contact_id: int) -> Contact | None:
    """The contact of this id, or the one that has taken it in."""
    contacts = Contact.objects.for_organization(organization)
    if contact := contacts.filter(pk=contact_id).first():
        return contact
    return contacts.filter(pk=merged_into(organization, "contact", contact_id)).first()


def contacts_by_id(ids: Collection[int]) -> dict[int, Contact]:
    """The contacts of these ids, with organization, owner and company; the one that has taken another in stands for it
    too. One statement where none was merged, three where some were."""
    rows = Contact.objects.select_related("organization", "owner", "company")
    found = rows.in_bulk(ids) if ids else {}
    if missing := set(ids) - found.keys():
        heirs = heirs_of("contact", missing)
        there = rows.in_bulk(heirs.values()) if heirs else {}
        found |= {former: there[heir] for former, heir in heirs.items() if heir in there}
    return found


def former_ids(kind: str, ids: Iterable[int]) -> list[int]:
    """The ids of all that was merged into these records."""
    merges = Merge.objects.standing().filter(**{f"{kind}__in": list(ids)})
    return list(merges.values_list("loser_id", flat=True))


def contacts_known_as(organization: Organization | int, *, name_key: str = "", linkedin: str = "") -> QuerySet[Contact]:
    """The contacts that have taken in one of this name or profile."""
    merges = Merge.objects.for_organization(organization).standing().filter(kind="contact")
    merges = merges.filter(name_key=name_key) if name_key else merges.filter(address=linkedin)
    return Contact.objects.filter(pk__in=merges.values("contact"))


def company_known_as(organization: Organization | int, name_key: str, domain: str = "") -> Company | None:
    """The company that has taken in one of this domain, else one of this name whose domain does not speak against."""
    merges = Merge.objects.for_organization(organization).standing().filter(kind="company").order_by("pk")
    by_domain = merges.filter(address=domain) if domain else merges.none()
    by_name = merges.filter(name_key=name_key, address="") if domain else merges.filter(name_key=name_key)
    for found in (by_domain, by_name if name_key else merges.none()):
        if merge := found.select_related("company").first():
            return merge.company
    return None

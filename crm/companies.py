"""Companies: made, found and changed."""

from typing import Any

from django.db import transaction

from crm.changes import apply_changes, check_fields
from crm.choices import Noun
from crm.journal import enter, sign
from crm.merging.aliases import company_known_as
from crm.models import Company
from crm.names import company_key
from crm.own_fields.schema import validate_values
from crm.provenance import note_word
from quotahit import clock
from quotahit.accounts.models import Organization

EDITABLE = frozenset(
    (
        *("name", "domain", "website", "linkedin", "industry", "employees", "annual_revenue", "funding", "currency"),
        *("technologies", "growth", "phone", "city", "state", "zip", "country", "description", "facts", "custom"),
        "owner",
    )
)


def create_company(organization: Organization, name: str, *, actor: object, **fields: Any) -> Company:
    """Make a company; `fields` are its columns, of which an unknown one raises UnknownFieldError."""
    check_fields("company", fields, EDITABLE)
    company = Company(organization=organization, name=name, **_typed(organization, fields))
    with transaction.atomic():
        save_company(company, actor)
        company_created(company, actor=actor)
    return company


def company_created(company: Company, *, actor: object) -> None:
    """Record a company that was just saved."""
    enter(company.organization, "company.created", company, actor=actor)


def find_or_create_company(
    organization: Organization, name: str, *, actor: object, domain: str = "", **fields: Any
) -> Company:
    """The company with this domain, else with this name (legal form and spelling aside), else a new one."""
    domain = domain.strip().lower().removeprefix("www.")
    return find_company(organization, name, domain=domain) or create_company(
        organization, name, actor=actor, domain=domain, **fields
    )


def find_company(organization: Organization, name: str, *, domain: str = "") -> Company | None:
    """The company with this domain, else the one with this name whose domain does not speak against it, else the one
    that has taken such a one in."""
    companies = Company.objects.for_organization(organization).order_by("pk")
    if domain and (known := companies.filter(domain=domain).first()):
        return known
    if key := company_key(name):
        namesakes = companies.filter(name_key=key)
        if known := namesakes.filter(domain="").first() if domain else namesakes.first():
            return known
    return company_known_as(organization, key, domain) if key or domain else None


def update_company(company: Company, *, actor: object, **changes: Any) -> list[str]:
    """Change fields; `facts` and `custom` are merged key by key. Returns the names of those that did change."""
    check_fields("company", changes, EDITABLE)
    with transaction.atomic():
        company.refresh_from_db(from_queryset=Company.objects.select_for_update(of=("self",)))
        changed = apply_changes(company, _typed(company.organization, changes))
        if changed:
            save_company(company, actor)
            company_updated(company, changed, actor=actor)
    return changed


def company_updated(company: Company, fields: list[str], *, actor: object) -> None:
    """Record a change of these fields that was just saved."""
    note_word(company, fields, actor=actor)
    enter(company.organization, "company.updated", company, actor=actor, payload={"fields": fields})


def save_company(company: Company, actor: object) -> None:
    """Save the row with what follows from its name, and sign the history entry; the caller records the act."""
    company.name_key = company_key(company.name)
    company.updated_at = clock.now()
    sign(company, actor)
    company.save()


def _typed(organization: Organization, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields, with what is the organization's own in the form in which it is stored."""
    if not fields.get("custom"):
        return fields
    return {**fields, "custom": validate_values(organization, Noun.COMPANY, fields["custom"])}

"""A small crowd of whom everything is known that a segment may ask, and what is known of each as plain values."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from compliance.addresses import address_hash
from compliance.consents import grant_consent, revoke_consent
from compliance.do_not_call import record_do_not_call
from compliance.suppressions import suppress
from crm.choices import Engagement, HoldKind, ReplyClass, StageKind, Validity
from crm.contacts import create_contact
from crm.deals import create_deal
from crm.holds import place_hold
from crm.models import (
    Company,
    Contact,
    ContactEmail,
    EngagementEntry,
    Hold,
    Interaction,
    LastActivity,
    Stage,
    Tag,
)
from crm.own_fields.defining import define_field
from crm.pipelines import ensure_default
from quotahit import clock
from quotahit.accounts.models import Organization, User

NOW = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)  # still Sunday in New York
TITLES = ["VP Sales", "vp of sales", "CEO", "", "100% owner", "a_b", "axb", "O'Neil\\son"]
TEXTS = ["Gold", "gold rush", "a_b", "", None, 7]
NUMBERS = [None, 0, 7, 7.5, -3, 40, "40", 1200]
DAYS = [None, "2026-11-21", "2026-11-22", "2026-11-23", "2026-11-30", "2026-01-01", "2030-06-01"]
AGES = [None, 0, 1, 13, 14, 15, 400]
STATES = {"given", "revoked"}


def ago(days: int | None) -> datetime | None:
    return None if days is None else NOW - timedelta(days=days)


def build(organization: Organization, people: list[User], seed: int, size: int = 24) -> None:
    """Fill an organization; the same seed makes the same crowd."""
    chance = Random(seed)
    for noun, prefix in (("contact", ""), ("company", "firm_")):
        for label, kind in (("note", "text"), ("seats", "number"), ("renewal", "date"), ("partner", "person")):
            define_field(organization, noun, prefix + label, kind, actor="system:test")
        define_field(organization, noun, f"{prefix}plan", "choice", choices=["Gold", "Silver"], actor="system:test")
    firms = [
        Company.objects.create(
            organization=organization,
            name=f"Firm {n}",
            name_key=f"firm {n}",
            industry=chance.choice(["Software", "", "Steel"]),
            employees=chance.choice([None, 0, 7, 240]),
            growth=chance.choice([None, "7.5", "-3.0"]),
            technologies=chance.choice([[], ["Salesforce"], ["Python", "Salesforce"]]),
            custom=_custom(chance, people, "firm_"),
        )
        for n in range(5)
    ]
    tags = [Tag.objects.create(organization=organization, name=name) for name in ("red", "blue")]
    stages = list(Stage.objects.filter(pipeline=ensure_default(organization)))
    for n in range(size):
        _person(organization, chance, n, chance.choice([None, None, *firms]), people, tags, stages)


def _custom(chance: Random, people: list[User], prefix: str = "") -> dict[str, Any]:
    values = {
        "note": chance.choice(TEXTS),
        "seats": chance.choice(NUMBERS),
        "renewal": chance.choice(DAYS),
        "plan": chance.choice([None, "Gold", "Silver", "Bronze"]),
        "partner": chance.choice([None, *(user.pk for user in people)]),
    }
    return {prefix + key: value for key, value in values.items() if value != "" and chance.random() < 0.8}


def _person(
    organization: Organization,
    chance: Random,
    n: int,
    firm: Company | None,
    people: list[User],
    tags: list[Tag],
    stages: list[Stage],
) -> None:
    emails = [f"p{n}-{i}@{organization.slug}.example" for i in range(chance.choice([0, 1, 2]))]
    phones = [f"+12125550{n:03}"] if chance.random() < 0.5 else []
    contact = create_contact(
        organization, actor="system:test", first_name=f"P{n}", company=firm, emails=emails, phones=phones
    )
    Contact.objects.filter(pk=contact.pk).update(
        title=chance.choice(TITLES),
        lifecycle=chance.choice(["lead", "customer"]),
        owner=chance.choice([None, *people]),
        fit=chance.choice([None, 0, 39, 40, 69, 70, 100]),
        engagement=chance.choice([0, 7, 40]),
        custom=_custom(chance, people),
    )
    LastActivity.objects.filter(contact=contact).update(at=ago(chance.choice(AGES)))
    contact.tags.set(chance.sample(tags, chance.choice([0, 1, 2])))
    for address in emails:
        _evidence(organization, chance, address)
    if phones and chance.random() < 0.5:
        bar = {"source": "test", "actor": "system:test"}
        if chance.random() < 0.5:
            record_do_not_call(organization, "voice_live", phones[0], **bar)
        else:
            suppress(organization, "phone", phones[0], reason="manual", **bar)
    if chance.random() < 0.3:
        until = chance.choice([None, ago(1), NOW + timedelta(days=1)])
        Hold.objects.create(
            organization=organization, contact=contact, kind=HoldKind.MANUAL, by="system:test", until=until
        )
        place_hold(organization, None, HoldKind.PAUSE, by="system:test", until=ago(3))
    for _ in range(chance.choice([0, 0, 1, 2])):
        Interaction.objects.create(
            organization=organization,
            contact=contact,
            channel="email",
            direction=chance.choice(["inbound", "outbound"]),
            intent=chance.choice([ReplyClass.INTERESTED, ReplyClass.QUESTION, ""]),
            at=ago(chance.choice(AGES[1:])),
        )
    if chance.random() < 0.4:
        EngagementEntry.objects.create(
            organization=organization,
            contact=contact,
            kind=chance.choice([Engagement.EMAIL_OPENED, Engagement.SITE_VISITED]),
            points=5,
            is_machine=chance.random() < 0.3,
        )
    if chance.random() < 0.4:
        create_deal(organization, actor="system:test", name="Deal", contact=contact, stage=chance.choice(stages))


def _evidence(organization: Organization, chance: Random, address: str) -> None:
    ContactEmail.objects.filter(key=address).update(validity=chance.choice(Validity.values))
    if chance.random() < 0.4:
        words = {"text": "Yes", "text_version": "1", "source": "form", "actor": "system:test", "at": ago(2)}
        grant_consent(organization, [chance.choice(["email", "any"])], address, type="email_sub", **words)
        if chance.random() < 0.5:
            revoke_consent(organization, "email", address, source="form", actor="system:test")
    if chance.random() < 0.3:
        suppress(organization, "email", address, reason="manual", source="test", actor="system:test")


def known_of(organization: Organization) -> dict[int, dict[str, Any]]:
    """By contact: what is known, as plain values read row by row; None, "" and empty sets are not known."""
    from compliance.models import Consent, DoNotCall, Suppression

    barred = {
        kind: {
            row.address_hash for row in Suppression.objects.filter(organization=organization, kind=kind, lifted_at=None)
        }
        for kind in ("email", "phone")
    }
    barred["phone"] |= {row.address_hash for row in DoNotCall.objects.filter(organization=organization)}
    agreed: dict[str, set[str]] = defaultdict(set)
    for row in Consent.objects.filter(organization=organization):
        if {"email", "any"} & set(row.scopes.split("+")):
            agreed[row.address_hash].add("revoked" if row.revoked_at else "given")
    return {one.pk: _known(one, barred, agreed) for one in Contact.objects.filter(organization=organization)}


def _known(one: Contact, barred: dict[str, set[str]], agreed: dict[str, set[str]]) -> dict[str, Any]:
    emails, phones = list(one.emails.all()), list(one.phones.all())
    mail = {address_hash("email", row.key) for row in emails}
    consents = set().union(*(agreed[hashed] for hashed in mail)) if mail else set()
    replies = list(one.interactions.filter(direction="inbound"))
    deals = list(one.deals.select_related("stage"))
    firm = one.company
    return {
        "contact.title": one.title,
        "contact.lifecycle": {one.lifecycle},
        "contact.owner": {str(one.owner_id)} if one.owner_id else set(),
        "contact.fit": one.fit,
        "contact.engagement": one.engagement,
        "contact.last_activity_at": one.last_activity_at,
        "company.industry": firm.industry if firm else "",
        "company.employees": firm.employees if firm else None,
        "company.growth": float(firm.growth) if firm and firm.growth is not None else None,
        "company.technologies": ", ".join(firm.technologies) if firm else "",
        **_own(one.custom, "", "custom."),
        **_own(firm.custom if firm else {}, "firm_", "company.custom."),
        "band": set() if one.fit is None else {"hot" if one.fit >= 70 else "warm" if one.fit >= 40 else "cold"},
        "tags": {str(tag.pk) for tag in one.tags.all()},
        "deal.state": {str(StageKind(deal.stage.kind)) for deal in deals},
        "deal.stage": {str(deal.stage_id) for deal in deals},
        "email.usable": any(row.validity != Validity.INVALID for row in emails),
        "email.validity": {row.validity for row in emails},
        "phone.any": bool(phones),
        "consent.email": {"given"} if "given" in consents else consents,
        "email.suppressed": bool(mail & barred["email"]),
        "phone.suppressed": any(address_hash("phone", row.number) in barred["phone"] for row in phones),
        "held": any(hold.until is None or hold.until > clock.now() for hold in one.holds.all()),
        "reply.last": max((row.at for row in replies), default=None),
        "reply.class": {row.intent for row in replies} or set(),
        "engagement.did": {row.kind for row in one.engagement_entries.filter(is_machine=False)},
    }


def _own(custom: dict[str, Any], prefix: str, code: str) -> dict[str, Any]:
    """As the field's kind sees it: a value of another kind is there, and answers nothing else."""
    picked = {key: custom.get(prefix + key) for key in ("note", "seats", "renewal", "plan", "partner")}
    choice = {key: picked[key] for key in ("plan", "partner")}
    return {
        f"{code}{prefix}note": "" if picked["note"] is None else str(picked["note"]),
        f"{code}{prefix}seats": picked["seats"],
        f"{code}{prefix}renewal": picked["renewal"],
        **{f"{code}{prefix}{key}": set() if value is None else {str(value)} for key, value in choice.items()},
    }

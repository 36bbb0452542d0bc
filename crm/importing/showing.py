"""What a row would be read as, for a person to look at: values by the label of their field."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext

from crm.importing import fields
from crm.importing.activities.reading import ActivityRow
from crm.importing.deals.reading import DealRow
from crm.importing.leads import Lead, Row
from crm.importing.relating.reference import Reference
from crm.importing.rows.person import Home
from crm.importing.work_fields import DEAL_CUSTOM
from crm.own_fields.values import show_value


def shown(row: Row, home: Home) -> Iterator[tuple[str, str]]:
    """What a row holds, whatever its list lists."""
    if isinstance(row, Lead):
        yield from _of_lead(row, home)
    elif isinstance(row, DealRow):
        yield from _of_deal(row, home)
    elif isinstance(row, ActivityRow):
        yield from _of_activity(row, home)


def _of_deal(row: DealRow, home: Home) -> Iterator[tuple[str, str]]:
    named = {"deal.name": row.fields.get("name"), "deal.pipeline": row.pipeline, "deal.stage": row.stage}
    amount, currency = row.fields.get("amount"), row.fields.get("currency", "")
    named |= {"deal.status": row.state, "deal.amount": f"{amount} {currency}".strip() if amount is not None else ""}
    named |= {"deal.close_date": row.fields.get("expected_close"), "deal.closed_at": _day(row.closed_at, home)}
    named |= {"deal.lost_reason": row.fields.get("lost_reason"), "deal.created": _day(row.created_at, home)}
    named |= {"deal.owner": home.people.names.get(row.fields.get("owner_id", 0)), "deal.notes": " · ".join(row.notes)}
    yield from ((fields.label(code), str(value)) for code, value in named.items() if value)
    yield from _own(DEAL_CUSTOM, row.custom, home)
    if row.external:
        yield fields.label(f"deal.external_id.{row.external[0]}"), row.external[1]
    yield from _of_reference(row.reference)


def _of_activity(row: ActivityRow, home: Home) -> Iterator[tuple[str, str]]:
    named = {"activity.type": row.type or row.sort, "activity.subject": row.subject, "activity.body": row.body}
    named |= {"activity.at": row.at.astimezone(home.zone).strftime("%Y-%m-%d %H:%M") if row.at else ""}
    named |= {"activity.due": _day(row.due, home), "activity.done": "yes" if row.is_done else "no"}
    named |= {"activity.outcome": row.outcome, "activity.owner": home.people.names.get(row.owner_id or 0, "")}
    yield from ((fields.label(code), value) for code, value in named.items() if value)
    yield from _of_reference(row.reference)


def _of_reference(reference: Reference) -> Iterator[tuple[str, str]]:
    """To whom the row belongs."""
    firm, names = reference.firm, [name.title() for name in reference.names]
    named = {"full_name": ", ".join(names), "email": ", ".join(reference.emails), "company": firm.name if firm else ""}
    yield from ((fields.label(code), value) for code, value in named.items() if value)
    ids = [("external_id", key) for key in reference.people]
    ids += [("company.external_id", firm.external)] if firm and firm.external else []
    yield from ((fields.label(f"{prefix}.{system}"), value) for prefix, (system, value) in ids)


def _day(at: Any, home: Home) -> str:
    return at.astimezone(home.zone).date().isoformat() if at else ""


def _of_lead(lead: Lead, home: Home) -> Iterator[tuple[str, str]]:
    """What a lead holds, by the label of each field."""
    for name, value in lead.fields.items():
        yield _label(name), str(value)
    for number, email in enumerate(lead.emails):
        yield fields.label("email") if number == 0 else gettext("Email {number}").format(number=number + 1), email.key
    for number, phone in enumerate(lead.phones):
        yield fields.label("phone") if number == 0 else gettext("Phone {number}").format(number=number + 1), phone.key
    if lead.firm and lead.firm.name:
        yield fields.label("company"), lead.firm.name
        for name, value in lead.firm.fields.items():
            yield _label(f"company.{name}"), ", ".join(value) if isinstance(value, list) else str(value)
        yield from _own(fields.COMPANY_CUSTOM, lead.firm.custom, home)
    gathered: dict[str, Any] = {
        "tags": ", ".join(lead.tags),
        "notes": " · ".join(lead.notes),
        "last_activity": lead.last_activity or "",
        "opt_out": gettext(" and ").join(sorted(lead.opted_out)),
    }
    yield from ((fields.label(code), str(value)) for code, value in gathered.items() if value)
    yield from _own(fields.CUSTOM, lead.custom, home)
    yield from ((fields.label(f"external_id.{system}"), value) for system, value in lead.external)


def _own(prefix: str, custom: Mapping[str, Any], home: Home) -> Iterator[tuple[str, str]]:
    for name, value in custom.items():
        field = home.own.get(prefix + name)
        yield fields.label(prefix + name, home.own), show_value(field, value, home.people) if field else str(value)


def _label(code: str) -> str:
    """The label of a column; one that no file feeds directly, such as a currency, is called by its name."""
    return fields.label(code) if code in fields.CATALOGUE else code.rpartition(".")[2].replace("_", " ").capitalize()

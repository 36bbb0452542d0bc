"""What the records say of a lead: the person, the company, the score, deals, engagement, and our own price list."""

from collections.abc import Iterator

from agents.orchestrator.routing.briefing.sources import register_briefing_source, said
from agents.orchestrator.routing.seller import seller_of
from agents.statements import Source, Statement
from crm.choices import SignalState
from crm.models import Company, Contact


@register_briefing_source
def person(contact: Contact) -> Iterator[Statement]:
    source = Source(kind="contact", id=contact.pk, label="Contact record")
    role = ", ".join(filter(None, (contact.title, contact.department)))
    place = ", ".join(filter(None, (contact.city, contact.state, contact.country)))
    lines = (
        f"{contact.name or 'Name not known'}{f', {role}' if role else ''}.",
        place and f"Is in {place}{f' (time zone {contact.zone})' if contact.zone else ''}.",
        contact.language and f"Writes in {contact.language}.",
        contact.source and f"Came to us through {contact.source}.",
    )
    yield from (said("who", line, source) for line in lines if line)


@register_briefing_source
def company(contact: Contact) -> Iterator[Statement]:
    firm = contact.company
    if firm is None:
        return
    source = Source(kind="company", id=firm.pk, label="Company record")
    yield from (said("company", line, source) for line in _firm_lines(firm) if line)
    if firm.technologies:
        names = ", ".join(map(str, firm.technologies[:10]))
        yield said("competitors", f"Uses {names}.", source)


@register_briefing_source
def score(contact: Contact) -> Iterator[Statement]:
    """Why they fit: the signals that are met, the weightiest first."""
    latest = contact.scores.order_by("-at", "-pk").first()
    if latest is None:
        return
    source = Source(kind="score", id=latest.pk, label=f"Score {latest.fit}")
    met = [line for line in latest.lines if line["state"] == SignalState.MET]
    for line in sorted(met, key=lambda line: -line["points"])[:4]:
        yield said("talking_points", f"{line['label']}: {line['reason']}", source)


@register_briefing_source
def deals(contact: Contact) -> Iterator[Statement]:
    for deal in contact.deals.open().order_by("-amount", "pk")[:3]:  # type: ignore[attr-defined]
        source = Source(kind="deal", id=deal.pk, label=f"Deal {deal.name}"[:80])
        if deal.amount is not None:
            yield said("budget", f"An open deal is put at {deal.amount:,.0f} {deal.currency}.", source)


@register_briefing_source
def engagement(contact: Contact) -> Iterator[Statement]:
    if contact.engagement:
        source = Source(kind="engagement", id=contact.pk, label="Engagement ledger")
        yield said("talking_points", f"Engagement stands at {contact.engagement} points.", source)


@register_briefing_source
def prices(contact: Contact) -> Iterator[Statement]:
    """List prices with their floors, exactly as the organization keeps them; nothing else is ever recommended."""
    source = Source(kind="price_list", label="Your price list")
    for line in seller_of(contact).prices:
        yield said("pricing", str(line), source)


def _firm_lines(firm: Company) -> Iterator[str]:
    size = f"{firm.employees:,} employees" if firm.employees else ""
    about = ", ".join(filter(None, (firm.industry, size, firm.city, firm.country)))
    yield f"{firm.name}{f': {about}' if about else ''}."
    if firm.annual_revenue:
        yield f"Yearly revenue about {firm.annual_revenue:,.0f} {firm.currency}."
    if firm.funding:
        yield f"Funding {firm.funding:,.0f} {firm.currency}."
    if firm.growth is not None:
        yield f"Headcount changes by {firm.growth:g} % a year."
    yield firm.description

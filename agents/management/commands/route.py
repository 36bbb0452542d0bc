"""`route`: give leads that nobody took to a rep, or see what would have become of past ones."""

from collections import Counter
from typing import Any

from django.core.management.base import CommandParser

from agents.orchestrator.routing.anew import route_anew
from agents.orchestrator.routing.fit import Standing
from agents.orchestrator.routing.rehearsal import Rehearsed, rehearse, ways_of
from agents.orchestrator.routing.unassigned import unassigned
from crm.models import Contact
from quotahit.accounts.commands import OrganizationCommand, WrongUse
from quotahit.accounts.models import Organization

ACTOR = "system:route"
PAST, MOST = 20, 10_000


class Command(OrganizationCommand):
    help = "Route the leads on the unassigned list, or one by its id; or show how past leads would have been routed."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--contact", type=int, metavar="ID", help="Route this lead alone.")
        parser.add_argument(
            "--dry-run", action="store_true", help="Route nothing: show what past leads would have met."
        )
        parser.add_argument("--past", type=int, metavar="N", help=f"With --dry-run: the last N, by default {PAST}.")

    def handle(
        self,
        *,
        organization: str | None,
        json: bool,
        contact: int | None,
        dry_run: bool,
        past: int | None,
        **options: Any,
    ) -> None:
        if past is not None and not dry_run:
            raise WrongUse("--past goes with --dry-run.")
        if dry_run and contact is not None:
            raise WrongUse("--dry-run looks at past leads; leave --contact out.")
        if past is not None and not 1 <= past <= MOST:
            raise WrongUse(f"--past is a number from 1 to {MOST}.")
        seller = self.organization(organization)
        if dry_run:
            self._rehearse(seller, past or PAST, json)
        else:
            self._route(seller, contact, json)

    def _rehearse(self, organization: Organization, past: int, json: bool) -> None:
        found = rehearse(organization, past)
        by_rep = Counter(each.best.rep.name for each in found if each.best)
        if json:
            leads = [_told(each) for each in found]
            self.print_json(
                {"organization": organization.slug, "leads": leads, "by_way": ways_of(found), "by_rep": by_rep}
            )
            return
        for each in found:
            whom = f"{each.best.rep.name} ({each.best.total} of 100)" if each.best else "nobody"
            self.stdout.write(
                f"{each.at:%Y-%m-%d %H:%M}  {each.contact} → {each.choice.way.label}: {whom}. {each.choice.reason}"
            )
        self.stdout.write(
            ", ".join(f"{name} {number}" for name, number in by_rep.most_common()) or "No rep was chosen."
        )

    def _route(self, organization: Organization, contact_id: int | None, json: bool) -> None:
        routed = [route_anew(lead, actor=ACTOR) for lead in _leads(organization, contact_id)]
        ways = Counter(decision.after for decision in routed)
        if json:
            leads = [{"contact_id": each.contact_id, "way": each.after, "reason": each.reason} for each in routed]
            self.print_json({"organization": organization.slug, "routed": len(routed), "leads": leads, "by_way": ways})
        else:
            self.stdout.write(f"Routed {len(routed)}. The offers stand on the page Lead offers.")


def _leads(organization: Organization, contact_id: int | None) -> list[Contact]:
    if contact_id is None:
        return list(unassigned(organization).select_related("organization", "company").order_by("pk"))
    mine = Contact.objects.for_organization(organization).select_related("organization", "company")
    found = mine.filter(pk=contact_id).first()
    if found is None:
        raise WrongUse(f"There is no contact {contact_id}.")
    return [found]


def _told(one: Rehearsed) -> dict[str, Any]:
    best = one.best
    return {
        "contact_id": one.contact.pk,
        "at": one.at.isoformat(),
        "way": one.choice.way.value,
        "reason": one.choice.reason,
        "rep_id": best.rep.rep_id if best else None,
        "rep": best.rep.name if best else None,
        "fit": best.total if best else None,
        "reps": [_stood(each) for each in one.standings],
    }


def _stood(standing: Standing) -> dict[str, Any]:
    return {
        "rep_id": standing.rep.rep_id,
        "rep": standing.rep.name,
        "fit": standing.total,
        "barred": standing.barred,
        "parts": [
            {**part.model_dump(), "worth": float(part.worth), "value": float(part.value)} for part in standing.parts
        ],
    }

"""`find_duplicates`: look for contacts and companies that are there twice."""

from time import monotonic
from typing import Any

from crm.duplicates.scan import find_duplicates
from crm.models import DuplicatePair
from quotahit.accounts.commands import OrganizationCommand
from quotahit.accounts.models import Organization


class Command(OrganizationCommand):
    help = "Look for contacts and companies that are there twice, and keep the pairs for a person to merge or dismiss."

    def handle(self, *, organization: str | None, json: bool, **options: Any) -> None:
        started = monotonic()
        seller = self.organization(organization)
        counts = find_duplicates(seller)
        result = {
            "organization": seller.slug,
            **{f"{kind}_pairs": each.found for kind, each in counts.items()},
            "new": sum(each.new for each in counts.values()),
            "gone": sum(each.gone for each in counts.values()),
            "open": DuplicatePair.objects.for_organization(seller).open().count(),
            "seconds": round(monotonic() - started, 1),
        }
        if json:
            self.print_json({**result, "pairs": _pairs(seller)})
        else:
            words = "{contact_pairs} pairs of contacts and {company_pairs} of companies; {new} are new, {open} wait."
            self.stdout.write(words.format(**result))


def _pairs(organization: Organization) -> list[dict[str, Any]]:
    """What waits for a person's word, the surest first."""
    pairs = DuplicatePair.objects.for_organization(organization).open().order_by("kind", "-confidence", "pk")
    return [
        {
            "id": pair.pk,
            "kind": pair.kind,
            "ids": [pair.low_id, pair.high_id],
            "reasons": pair.reasons,
            "confidence": pair.confidence,
        }
        for pair in pairs.iterator()
    ]

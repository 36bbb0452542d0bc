"""`score_contacts`: score every contact of an organization with the active profile."""

from collections import Counter
from time import monotonic
from typing import Any

from crm.models import Contact
from crm.profiles import ensure_profile
from crm.scoring import BATCH, score_contacts
from quotahit.accounts.commands import OrganizationCommand
from quotahit.accounts.models import Organization


class Command(OrganizationCommand):
    help = "Score every contact of an organization with its active scoring profile."

    def handle(self, *, organization: str | None, json: bool, **options: Any) -> None:
        started = monotonic()
        seller = self.organization(organization)
        bands = self._score_all(seller)
        result = {
            "organization": seller.slug,
            "version": ensure_profile(seller).version,
            "contacts": bands.total(),
            **{band: bands[band] for band in ("hot", "warm", "cold")},
            "seconds": round(monotonic() - started, 1),
        }
        if json:
            self.print_json(result)
        else:
            self.stdout.write("Scored {contacts}: {hot} hot, {warm} warm, {cold} cold.".format(**result))

    def _score_all(self, organization: Organization) -> Counter[str]:
        contacts = Contact.objects.for_organization(organization).order_by("pk")
        total, bands, last = contacts.count(), Counter[str](), 0
        while ids := list(contacts.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
            scores = score_contacts(organization, ids, cause="by_hand", actor="system:score_contacts")
            bands.update(str(score.band) for score in scores)
            last = ids[-1]
            self.stderr.write(f"{bands.total()} of {total}", ending="\n" if bands.total() == total else "\r")
        return bands

"""One look at the DNS of a mailbox's domain: every record that receivers and answers depend on."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from crm.duplicates.likeness import SHARED_DOMAINS
from outreach.domain.dns_line import Answers, NoAnswer, Question, ask_all
from outreach.domain.hosts import Host, domain_of, host_of
from outreach.domain.records import (
    Found,
    Record,
    Standing,
    judge_dkim,
    judge_dmarc,
    judge_mx,
    judge_return_path,
    judge_spf,
)
from outreach.domain.spf_tree import is_spf, reached
from outreach.domain.told import Told
from outreach.mailboxes import settings_of
from outreach.models import Mailbox


@dataclass(frozen=True)
class DomainCheck:
    """What was found. `passes_dmarc`: a receiver takes the mail for the domain's own, and the domain says it cares."""

    domain: str
    host: Host
    records: list[Record]
    passes_dmarc: bool

    @property
    def is_shared(self) -> bool:
        """Whether the domain is a public one, whose records are not ours to change."""
        return self.domain in SHARED_DOMAINS

    @property
    def is_whole(self) -> bool:
        return all(record.is_right for record in self.records)

    @property
    def asks(self) -> bool:
        """Whether something only the operator can tell."""
        return any(record.standing == Standing.ASK for record in self.records)


def check_domain(mailbox: Mailbox) -> DomainCheck:
    """Ask the DNS now, all at once; what it does not say within seconds is told as such."""
    look = _Look(domain_of(mailbox), host_of(mailbox), settings_of(mailbox).domain)
    answers = ask_all(look.questions())
    spf, dkim, dmarc = look.spf(answers), look.dkim(answers), look.dmarc(answers, mailbox.address)
    records = [spf, dkim, dmarc, look.mx(answers), look.return_path(answers)]
    return DomainCheck(look.domain, look.host, records, dmarc.is_right and (spf.is_right or dkim.is_right))


@dataclass(frozen=True)
class _Look:
    """The names that are asked for: the host's own, unless the operator has told others."""

    domain: str
    host: Host
    told: Told

    @property
    def sender(self) -> str:
        """The domain that receivers ask for SPF: that to which bounces go."""
        return f"{self.host.return_path}.{self.domain}" if self.host.return_path else self.domain

    @property
    def dkim_name(self) -> str:
        return f"{self.told.dkim_selector or self.host.selector or 'default'}._domainkey.{self.domain}"

    @property
    def dmarc_names(self) -> list[str]:
        """The domain's own, then those of the domains that it belongs to."""
        labels = self.domain.split(".")
        return [f"_dmarc.{'.'.join(labels[at:])}" for at in range(max(len(labels) - 1, 1))]

    @property
    def bounces(self) -> Question | None:
        if self.told.return_path and self.told.return_path_value:
            return f"{self.told.return_path}.{self.domain}", "CNAME"
        return (self.sender, "MX") if self.host.return_path else None

    def questions(self) -> list[Question]:
        names = [(self.domain, "MX"), (self.sender, "TXT"), (self.dkim_name, "TXT")]
        return [*names, *((name, "TXT") for name in self.dmarc_names), *([self.bounces] if self.bounces else [])]

    def spf(self, answers: Answers) -> Record:
        found = answers[self.sender, "TXT"]
        records = [] if isinstance(found, NoAnswer) else [text for text in found if is_spf(text)]
        return judge_spf(self.sender, found, self.told.spf or self.host.spf, reached(records))

    def dkim(self, answers: Answers) -> Record:
        found = answers[self.dkim_name, "TXT"]
        return judge_dkim(self.dkim_name, found, self.told.dkim_value, self.host.selector_help)

    def dmarc(self, answers: Answers, address: str) -> Record:
        found: Found = []
        for name in self.dmarc_names:
            found = answers[name, "TXT"]
            if isinstance(found, NoAnswer) or any("dmarc1" in text.lower() for text in found):
                break
        return judge_dmarc(self.domain, found, address)

    def mx(self, answers: Answers) -> Record:
        wanted = [each.format(dashed=self.domain.replace(".", "-")) for each in self.host.mx]
        return judge_mx(self.domain, answers[self.domain, "MX"], wanted)

    def return_path(self, answers: Answers) -> Record:
        if self.bounces is None:
            why = _("Bounces go to the address's own domain: see MX.")
            return Record(_("Return path"), Standing.RIGHT, why)
        name, kind = self.bounces
        wanted = self.told.return_path_value if kind == "CNAME" else self.host.return_path_mx
        return judge_return_path(name, answers[name, kind], kind, wanted)

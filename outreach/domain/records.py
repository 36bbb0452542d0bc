"""What each record of a domain is worth, judged without asking anybody: right, wrong, missing, or to be told."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from outreach.domain.dns_line import NoAnswer
from outreach.domain.spf_tree import is_spf, terms_of
from outreach.domain.told import is_alias
from quotahit.workflow.choices import Coloured

Found = list[str] | NoAnswer
MOST_LOOKUPS = 10  # that a receiver makes for one SPF record (RFC 7208, 4.6.4)
LOOKING_UP = ("include:", "a:", "mx:", "ptr", "exists:", "redirect=")  # a and mx alone ask of the domain itself


class Standing(Coloured):
    RIGHT = "right", "green", "There"
    WRONG = "wrong", "red", "Wrong"
    MISSING = "missing", "red", "Missing"
    ASK = "ask", "amber", "Tell us"
    UNSAID = "unsaid", "amber", "No answer"


@dataclass(frozen=True)
class Record:
    """One record: how it stands, why, and, where it is to be made or changed, exactly what is to be entered."""

    what: str
    standing: Standing
    why: str
    kind: str = ""
    name: str = ""
    value: str = ""

    @property
    def is_right(self) -> bool:
        return self.standing == Standing.RIGHT


def judge_mx(domain: str, found: Found, wanted: Sequence[str]) -> Record:
    """Whether answers, and bounces, have somewhere to go."""
    if isinstance(found, NoAnswer):
        return _unsaid("MX", found)
    hosts = [record for record in found if record.split()[-1] not in ("", "0")]
    if hosts:
        return Record("MX", Standing.RIGHT, _("Mail to the domain goes to %(hosts)s.") % {"hosts": _listed(hosts)})
    why = _("The domain takes no mail, so no answer and no bounce ever arrives.")
    if not wanted:
        return Record("MX", Standing.MISSING, f"{why} {_('Your mail host names the server that takes it.')}")
    return Record("MX", Standing.MISSING, why, "MX", domain, wanted[0])


def judge_spf(name: str, found: Found, mechanism: str, reached: Collection[str]) -> Record:
    """Whether the domain allows the servers that send for it; `mechanism` is how they are allowed, "" if unknown, and
    `reached` is every term that the record leads to."""
    if isinstance(found, NoAnswer):
        return _unsaid("SPF", found)
    records = [text for text in found if is_spf(text)]
    if not records:
        if not mechanism:
            return Record("SPF", Standing.ASK, _("There is none. Your mail host says what allows its servers."))
        why = _("Nobody is allowed to send for the domain by name, so receivers trust no one.")
        return Record("SPF", Standing.MISSING, why, "TXT", name, f"v=spf1 {mechanism} ~all")
    if len(records) > 1:
        why = _("There are %(count)s of them, and receivers then heed none. Make one of all.") % {"count": len(records)}
        return Record("SPF", Standing.WRONG, why, "TXT", name, _with(_merged(records), mechanism))
    (record,) = records
    if {"+all", "all"} & set(record.lower().split()):
        better = " ".join("~all" if term.lower() in ("+all", "all") else term for term in record.split())
        why = _("It allows the whole world to send for the domain.")
        return Record("SPF", Standing.WRONG, why, "TXT", name, _with(better, mechanism))
    if mechanism and not {mechanism.lower(), mechanism.lower().replace("include:", "redirect=")} & set(reached):
        why = _("It does not allow the servers that send for this mailbox.")
        return Record("SPF", Standing.WRONG, why, "TXT", name, _with(record, mechanism))
    if sum(term.startswith(LOOKING_UP) for term in reached) > MOST_LOOKUPS:
        return Record("SPF", Standing.WRONG, _("It makes receivers look up more than ten names, and they stop there."))
    if not mechanism:
        why = _("There is one. Whether it allows your mail host's servers, the host has to say.")
        return Record("SPF", Standing.ASK, why)
    return Record("SPF", Standing.RIGHT, record)


def judge_dkim(name: str, found: Found, told: str, where: str) -> Record:
    """Whether receivers find the key of the signatures; `told` is the record as the host gave it, "" if unknown."""
    if isinstance(found, NoAnswer):
        return _unsaid("DKIM", found)
    keys, kind = [text for text in found if "p=" in text.replace(" ", "")], "CNAME" if is_alias(told) else "TXT"
    if not keys and not told:
        return Record("DKIM", Standing.ASK, _("There is no key at %(name)s.") % {"name": name} + f" {where}")
    if not keys:
        why = _("Receivers find no key for the signatures of your mail.")
        return Record("DKIM", Standing.MISSING, why, kind, name, told)
    if told and kind == "TXT" and all(_key(text) != _key(told) for text in keys):
        why = _("The key there is not the one that your mail host signs with.")
        return Record("DKIM", Standing.WRONG, why, "TXT", name, told)
    if all(_key(text) == "" for text in keys):
        why = _("The key was taken back: its value is empty.")
        return Record("DKIM", Standing.WRONG, f"{why} {where}", kind, name, told)
    return Record("DKIM", Standing.RIGHT, _("The key is at %(name)s.") % {"name": name})


def judge_dmarc(domain: str, found: Found, address: str) -> Record:
    """Whether the domain says what becomes of mail that only pretends to be its own."""
    if isinstance(found, NoAnswer):
        return _unsaid("DMARC", found)
    records = [text for text in found if text.replace(" ", "").lower().startswith("v=dmarc1")]
    name, value = f"_dmarc.{domain}", f"v=DMARC1; p=none; rua=mailto:{address}"
    if not records:
        why = _("Big receivers want one; this one only asks for reports, and nothing is refused for it.")
        return Record("DMARC", Standing.MISSING, why, "TXT", name, value)
    if len(records) > 1:
        why = _("There are several, and receivers then heed none.")
        return Record("DMARC", Standing.WRONG, why, "TXT", name, value)
    if not any(part.strip().lower().startswith("p=") for part in records[0].split(";")):
        return Record("DMARC", Standing.WRONG, _("It lacks its policy, p=."), "TXT", name, value)
    return Record("DMARC", Standing.RIGHT, records[0])


def judge_return_path(name: str, found: Found, kind: str, wanted: str) -> Record:
    """Whether bounces come back to who carries the mail, at a name of the domain's own."""
    if isinstance(found, NoAnswer):
        return _unsaid(_("Return path"), found)
    if not found:
        why = _("Bounces have nowhere to go, and SPF then speaks of another domain than yours.")
        return Record(_("Return path"), Standing.MISSING, why, kind, name, wanted)
    if kind == "CNAME" and found[0].lower() != wanted.lower():
        why = _("It leads to %(host)s.") % {"host": found[0]}
        return Record(_("Return path"), Standing.WRONG, why, kind, name, wanted)
    return Record(_("Return path"), Standing.RIGHT, _("Bounces go to %(hosts)s.") % {"hosts": _listed(found)})


def _unsaid(what: str, problem: NoAnswer) -> Record:
    return Record(what, Standing.UNSAID, str(problem))


def _listed(records: Sequence[str]) -> str:
    return ", ".join(sorted(record.split()[-1] for record in records))


def _with(record: str, mechanism: str) -> str:
    """The record with the mechanism before the term that is about everybody else."""
    terms = record.split()
    if mechanism and mechanism.lower() not in terms_of(record):
        terms.insert(len(terms) - _ends_in_all(terms), mechanism)
    return " ".join(terms)


def _merged(records: Sequence[str]) -> str:
    """One record of several: every term once, and one word about everybody else."""
    return " ".join(["v=spf1", *dict.fromkeys(_terms(records)), "~all"])


def _terms(records: Sequence[str]) -> Iterator[str]:
    for record in sorted(records):  # a server answers in any order
        yield from (term for term in record.split()[1:] if not _ends_in_all([term]))


def _ends_in_all(terms: Sequence[str]) -> bool:
    return terms[-1].lower().lstrip("+?~-") == "all" or terms[-1].lower().startswith("redirect=")


def _key(text: str) -> str:
    """The key itself, however the record around it is spaced."""
    parts = (part.strip() for part in text.split(";"))
    return next(("".join(part[2:].split()) for part in parts if part.lower().startswith("p=")), "")

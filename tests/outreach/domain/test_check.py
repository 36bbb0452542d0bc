"""Which records a domain has, which it lacks, and exactly what is to be entered, asked over a real socket."""

import time

import pytest

from outreach.domain import dns_line
from outreach.domain.check import DomainCheck, check_domain
from outreach.domain.records import Record, Standing
from outreach.domain.told import Told
from outreach.mailboxes import note_dmarc, settings_of, tell_domain
from outreach.models import Mailbox
from quotahit.accounts.models import User
from tests.outreach.domain.conftest import Connect
from tests.outreach.domain.servers import NameServer

pytestmark = pytest.mark.django_db
KEY = "v=DKIM1; k=rsa; p=" + "MIGfMA0" * 50
GOOGLE = "include:_spf.google.com"


def look(mailbox: Mailbox) -> tuple[DomainCheck, dict[str, Record]]:
    check = check_domain(mailbox)
    return check, {record.what: record for record in check.records}


def test_a_domain_with_nothing_is_told_exactly_what_to_enter(dns: NameServer, connect: Connect) -> None:
    check, records = look(connect("smtp.gmail.com"))
    told = {what: (one.standing, one.kind, one.name, one.value) for what, one in records.items()}
    assert told["MX"] == (Standing.MISSING, "MX", "acme.example", "1 smtp.google.com")
    assert told["SPF"] == (Standing.MISSING, "TXT", "acme.example", f"v=spf1 {GOOGLE} ~all")
    assert told["DMARC"] == (
        Standing.MISSING, "TXT", "_dmarc.acme.example", "v=DMARC1; p=none; rua=mailto:alice@acme.example",
    )  # fmt: skip
    assert told["DKIM"][0] == Standing.ASK, "only Google knows the key"
    assert "google._domainkey.acme.example" in records["DKIM"].why
    assert (check.passes_dmarc, check.asks, check.is_whole) == (False, True, False)


def test_a_domain_that_has_all_of_it_is_whole(dns: NameServer, connect: Connect) -> None:
    dns.zone |= {
        ("acme.example", "MX"): ["1 smtp.google.com"],
        ("acme.example", "TXT"): ["site-verification=x", f"v=spf1 {GOOGLE} -all"],
        ("google._domainkey.acme.example", "TXT"): [KEY],
        ("_dmarc.acme.example", "TXT"): ["v=DMARC1; p=reject"],
    }
    check, records = look(connect("smtp.gmail.com"))
    assert {record.standing for record in check.records} == {Standing.RIGHT}
    assert (check.is_whole, check.passes_dmarc) == (True, True)
    assert records["MX"].why == "Mail to the domain goes to smtp.google.com."


@pytest.mark.parametrize(
    ("there", "better"),
    [
        (["v=spf1 mx -all"], f"v=spf1 mx {GOOGLE} -all"),
        (["v=spf1 ip4:192.0.2.1"], f"v=spf1 ip4:192.0.2.1 {GOOGLE}"),
        (["v=spf1 mx redirect=other.example"], f"v=spf1 mx {GOOGLE} redirect=other.example"),
        ([f"v=spf1 {GOOGLE} +all"], f"v=spf1 {GOOGLE} ~all"),
        (["v=spf1 mx ~all", "v=spf1 a:x.example -all"], f"v=spf1 a:x.example mx {GOOGLE} ~all"),
    ],
)
def test_an_spf_record_that_is_wrong_comes_back_mended(
    dns: NameServer, connect: Connect, there: list[str], better: str
) -> None:
    dns.zone["acme.example", "TXT"] = there
    _, records = look(connect("smtp.gmail.com"))
    assert (records["SPF"].standing, records["SPF"].value) == (Standing.WRONG, better)


def test_what_another_record_allows_is_allowed(dns: NameServer, connect: Connect) -> None:
    dns.zone["acme.example", "TXT"] = ["v=spf1 include:_spf.acme.example ~all"]
    dns.zone["_spf.acme.example", "TXT"] = ["v=spf1 include:more.acme.example ~all"]
    dns.zone["more.acme.example", "TXT"] = [f"v=spf1 {GOOGLE} ~all"]
    _, records = look(connect("smtp.gmail.com"))
    assert records["SPF"].standing == Standing.RIGHT


def test_records_that_lead_in_a_ring_or_too_far_end(dns: NameServer, connect: Connect) -> None:
    dns.zone["acme.example", "TXT"] = [f"v=spf1 {GOOGLE} include:acme.example ~all"]
    _, records = look(connect("smtp.gmail.com"))
    assert records["SPF"].standing == Standing.RIGHT
    many = " ".join(f"include:n{number}.example" for number in range(30))
    dns.zone["acme.example", "TXT"] = [f"v=spf1 {GOOGLE} {many} ~all"]
    _, records = look(connect("smtp.gmail.com", address="bob@acme.example"))
    assert (records["SPF"].standing, "more than ten" in records["SPF"].why) == (Standing.WRONG, True)
    assert len([name for name, _ in dns.asked if name.startswith("n")]) <= 20


def test_microsoft_and_resend_ask_for_their_own(dns: NameServer, connect: Connect) -> None:
    _, microsoft = look(connect("smtp.office365.com"))
    assert microsoft["MX"].value == "0 acme-example.mail.protection.outlook.com"
    assert microsoft["SPF"].value == "v=spf1 include:spf.protection.outlook.com ~all"
    _, resend = look(connect(provider="resend", address="bob@acme.example"))
    assert (resend["SPF"].name, resend["SPF"].value) == ("send.acme.example", "v=spf1 include:amazonses.com ~all")
    back = resend["Return path"]
    assert (back.kind, back.name, back.value) == ("MX", "send.acme.example", "10 feedback-smtp.us-east-1.amazonses.com")


def test_a_host_that_we_do_not_know_is_asked_about_until_it_is_told(
    dns: NameServer, connect: Connect, alice: User
) -> None:
    mailbox = connect("mail.host.example")
    check, records = look(mailbox)
    assert {records["SPF"].standing, records["DKIM"].standing} == {Standing.ASK}
    told = Told(
        spf="include:spf.host.example",
        dkim_selector="s1",
        dkim_value=KEY,
        return_path="bounces",
        return_path_value="bounces.host.example",
    )
    tell_domain(mailbox, told, actor=alice)
    check, records = look(mailbox)
    assert records["SPF"].value == "v=spf1 include:spf.host.example ~all"
    assert (records["DKIM"].name, records["DKIM"].value) == ("s1._domainkey.acme.example", KEY)
    back = records["Return path"]
    assert (back.kind, back.name, back.value) == ("CNAME", "bounces.acme.example", "bounces.host.example")
    assert not check.asks


def test_a_key_that_is_another_or_was_taken_back_is_wrong(dns: NameServer, connect: Connect, alice: User) -> None:
    mailbox = connect("smtp.gmail.com")
    dns.zone["google._domainkey.acme.example", "TXT"] = ["v=DKIM1; p="]
    assert look(mailbox)[1]["DKIM"].standing == Standing.WRONG
    dns.zone["google._domainkey.acme.example", "TXT"] = ["v=DKIM1; k=rsa; p=other"]
    assert look(mailbox)[1]["DKIM"].standing == Standing.RIGHT
    tell_domain(mailbox, Told(dkim_value=KEY), actor=alice)
    assert look(mailbox)[1]["DKIM"].standing == Standing.WRONG
    dns.zone["google._domainkey.acme.example", "TXT"] = [KEY.replace("p=MIG", "p= MIG ")]
    assert look(mailbox)[1]["DKIM"].standing == Standing.RIGHT, "spaces do not count"


def test_a_key_may_stand_behind_an_alias(dns: NameServer, connect: Connect, alice: User) -> None:
    mailbox = connect("smtp.office365.com")
    target = "selector1-acme-example._domainkey.acme.onmicrosoft.com"
    tell_domain(mailbox, Told(dkim_value=target), actor=alice)
    missing = look(mailbox)[1]["DKIM"]
    assert (missing.standing, missing.kind, missing.value) == (Standing.MISSING, "CNAME", target)
    dns.zone["selector1._domainkey.acme.example", "CNAME"] = [target]
    dns.zone[target, "TXT"] = [KEY]
    assert look(mailbox)[1]["DKIM"].standing == Standing.RIGHT


def test_the_policy_of_the_domain_above_counts(dns: NameServer, connect: Connect) -> None:
    dns.zone["_dmarc.acme.example", "TXT"] = ["v=DMARC1; p=none"]
    assert look(connect(address="a@mail.acme.example"))[1]["DMARC"].standing == Standing.RIGHT
    dns.zone["_dmarc.acme.example", "TXT"] = ["v=DMARC1; p=none", "v=DMARC1; p=reject"]
    assert look(connect(address="b@acme.example"))[1]["DMARC"].standing == Standing.WRONG
    dns.zone["_dmarc.acme.example", "TXT"] = ["v=DMARC1; rua=mailto:a@acme.example"]
    assert look(connect(address="c@acme.example"))[1]["DMARC"].standing == Standing.WRONG


def test_a_server_that_says_nothing_is_waited_for_a_bounded_time(
    dns: NameServer, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dns_line, "PATIENCE", 0.5)
    dns.silent |= {"acme.example", "_dmarc.acme.example", "google._domainkey.acme.example"}
    began = time.monotonic()
    check, _ = look(connect("smtp.gmail.com"))
    assert time.monotonic() - began < 5
    assert {record.standing for record in check.records if record.what != "Return path"} == {Standing.UNSAID}
    assert not any(record.value for record in check.records), "nobody is told to enter what may be there"
    dns.silent.clear()
    dns.failing.add("acme.example")
    assert look(connect("smtp.gmail.com", address="b@acme.example"))[1]["SPF"].standing == Standing.UNSAID


def test_a_domain_that_takes_no_mail_says_so(dns: NameServer, connect: Connect) -> None:
    dns.zone["acme.example", "MX"] = ["0 "]
    assert look(connect("smtp.gmail.com"))[1]["MX"].standing == Standing.MISSING


@pytest.mark.parametrize(
    "values",
    [
        {"spf": "v=spf1 -all"},
        {"spf": 'include:x" "y'},
        {"dkim_selector": "a b"},
        {"dkim_value": "a key"},
        {"return_path": "-x"},
        {"return_path_value": "x" * 300},
    ],
)
def test_what_cannot_be_a_record_is_refused(values: dict[str, str]) -> None:
    with pytest.raises(ValueError):
        Told(**values)


def test_that_it_passes_is_noted_beside_what_was_told(connect: Connect, alice: User) -> None:
    mailbox = tell_domain(connect("mail.host.example"), Told(dkim_selector="s1"), actor=alice)
    settings = settings_of(note_dmarc(mailbox, actor=alice))
    assert (settings.dmarc_aligned, settings.domain.dkim_selector, settings.smtp_host) == (
        True, "s1", "mail.host.example",
    )  # fmt: skip

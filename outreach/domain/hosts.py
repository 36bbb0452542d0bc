"""Who carries a mailbox's mail, and what they ask of its domain: one entry for each host that we know by its server."""

from dataclasses import dataclass

from outreach.choices import Transport
from outreach.mailboxes import settings_of
from outreach.models import Mailbox


@dataclass(frozen=True)
class Host:
    """What a host wants to stand in the DNS. `{domain}` and `{dashed}` stand for the mailbox's domain.

    What only its own console knows, such as a key, is blank here and asked of whoever sets the mailbox up.
    """

    name: str
    spf: str = ""  # the mechanism that allows its servers
    selector: str = ""  # of its DKIM key
    selector_help: str = "Your mail host's console names it."
    mx: tuple[str, ...] = ()  # where answers go, as "10 host"
    return_path: str = ""  # the name below the domain to which bounces go; "" where it is the domain itself
    return_path_mx: str = ""
    takes_answers: bool = True  # whether the mail of the domain is its own to receive


GOOGLE = Host(
    "Google Workspace",
    spf="include:_spf.google.com",
    selector="google",
    selector_help="In the Google Admin console: Apps, Google Workspace, Gmail, Authenticate email.",
    mx=("1 smtp.google.com",),
)
MICROSOFT = Host(
    "Microsoft 365",
    spf="include:spf.protection.outlook.com",
    selector="selector1",
    selector_help="In the Microsoft Defender portal: Email authentication settings, DKIM.",
    mx=("0 {dashed}.mail.protection.outlook.com",),
)
RESEND = Host(
    "Resend",
    spf="include:amazonses.com",
    selector="resend",
    selector_help="In Resend: Domains, the domain, DNS records.",
    return_path="send",
    return_path_mx="10 feedback-smtp.us-east-1.amazonses.com",
    takes_answers=False,
)
OTHER = Host("Your mail host", selector="default")
BY_SERVER = {
    "smtp.gmail.com": GOOGLE,
    "smtp-relay.gmail.com": GOOGLE,
    "smtp.office365.com": MICROSOFT,
    "smtp.resend.com": RESEND,
}
BY_PROVIDER = {"resend": RESEND}


def host_of(mailbox: Mailbox) -> Host:
    """The host that carries this mailbox's mail."""
    if mailbox.transport == Transport.ANYMAIL:
        return BY_PROVIDER.get(mailbox.provider) or Host(mailbox.provider.capitalize(), takes_answers=False)
    return BY_SERVER.get(settings_of(mailbox).smtp_host.strip().lower().rstrip("."), OTHER)


def domain_of(mailbox: Mailbox) -> str:
    """The domain of its address, as the DNS writes it."""
    return mailbox.address.rpartition("@")[2].lower().rstrip(".")

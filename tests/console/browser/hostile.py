"""Puts into a running product what hostile people would: names, notes and mail that want to be more than text.

Run it in the product's environment: `python -m tests.console.browser.hostile`.
"""

import os
from email.message import EmailMessage

WANTS_TO_RUN = "<script>window.pwned=1</script><img src=x onerror=window.pwned=2>\"'><svg onload=window.pwned=3>"
ALPINE = "<div x-data x-init=\"window.pwned=4\" hx-get='/' hx-trigger='load' @click='x'>{{7*7}}</div>"
OUTSIDE = "http://outside.invalid/pixel.gif"
PAGE = f"""<html><head><base href="{OUTSIDE}"><meta http-equiv="refresh" content="0;url={OUTSIDE}">
<link rel="stylesheet" href="{OUTSIDE}"><style>@import url({OUTSIDE}); body {{ background: url({OUTSIDE}) }}</style>
</head><body onload="window.pwned=5" background="{OUTSIDE}"><p>Hello from Dana</p>{WANTS_TO_RUN}{ALPINE}
<a href="javascript:window.pwned=6">here</a><a href="data:text/html,<script>window.pwned=7</script>">there</a>
<img src="{OUTSIDE}"><iframe src="{OUTSIDE}"></iframe><object data="{OUTSIDE}"></object><embed src="{OUTSIDE}">
<form action="{OUTSIDE}"><input name="password"><button>Sign in</button></form><video src="{OUTSIDE}" autoplay></video>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.pwned=8&gt;"></table>
<svg><animate onbegin="window.pwned=9" attributeName="x" dur="1s"></svg><p style="background:url({OUTSIDE})">bye</p>
<a href="&#106;avascript:window.pwned=10">x</a><a href="\x01javascript:window.pwned=11">y</a></body></html>"""


def mail(sender: str, to: str) -> bytes:
    """A mail whose every part is hostile."""
    message = EmailMessage()
    message["From"], message["To"] = f"Dana Diaz <{sender}>", to
    message["Subject"] = f"Re: \u202egnp.exe {WANTS_TO_RUN}"
    message["Message-ID"] = "<1@globex.example>"
    message.set_content(f"Hello {WANTS_TO_RUN} {ALPINE}\n> quoted {WANTS_TO_RUN}\nраypal.example \u202egnp")
    message.add_alternative(PAGE, subtype="html")
    message.add_attachment(PAGE.encode(), maintype="text", subtype="html", filename=f'"{WANTS_TO_RUN}.html')
    return message.as_bytes()


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "quotahit.settings"
    import django

    django.setup()
    from crm.contacts import create_contact
    from crm.deals import create_deal
    from crm.importing.drafts import start_draft
    from crm.todo import add_note, create_task
    from outreach.inbound.process import process_waiting
    from outreach.inbound.receive import receive_mail
    from outreach.models import Mailbox, Template
    from quotahit.accounts.models import Organization
    from quotahit.clock import now
    from quotahit.settings import HOME

    organization = Organization.objects.get()
    organization.name = f"Main {WANTS_TO_RUN}"[:120]
    organization.save()
    owner = organization.memberships.order_by("pk")[0].user
    contact = create_contact(
        organization, actor=owner, first_name=f"Dana {WANTS_TO_RUN}"[:80], last_name=ALPINE[:80],
        title=WANTS_TO_RUN[:80], emails=["dana@globex.example"], country="DE",
        company_name=f"Globex {WANTS_TO_RUN}"[:80],
    )  # fmt: skip
    create_deal(organization, actor=owner, name=WANTS_TO_RUN[:80], contact=contact)
    add_note(organization, WANTS_TO_RUN + ALPINE, actor=owner, contact=contact)
    create_task(organization, title=WANTS_TO_RUN[:80], actor=owner, contact=contact, due_at=now())
    template = Template.objects.filter(organization=organization).order_by("pk")[0]
    Template.objects.filter(pk=template.pk).update(name=f"T {ALPINE}"[:80])
    mailbox = Mailbox.objects.for_mail().get(organization=organization)
    receive_mail(organization, mail("dana@globex.example", mailbox.address), source="t", vendor_id="1", mailbox=mailbox)
    while process_waiting():
        pass
    path = HOME / "hostile.csv"
    path.write_text(f'First Name,Email,"{ALPINE}"\n"{WANTS_TO_RUN.replace(chr(34), chr(39))}",n@x.example,"=1+1"\n')
    start_draft(organization, path, f"{WANTS_TO_RUN}.csv".replace("/", "-"), by=owner)


if __name__ == "__main__":
    main()

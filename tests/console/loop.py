"""What worker, scheduler and prospects do, for tests that call it themselves."""

from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from outreach.channels import dispatch
from outreach.inbound.process import process_waiting
from outreach.inbound.receive import receive_mail
from outreach.models import Delivery
from outreach.tick import tick
from quotahit import clock
from quotahit.workflow.runs import advance


def work() -> None:
    """What worker and scheduler do, until nothing moves any more."""
    for _ in range(30):
        if not sum((advance(100), tick(100), dispatch(100).looked_at, process_waiting(100))):
            return
    raise AssertionError("The loop does not come to rest.")


def answer(delivery: Delivery, text: str, **headers: str) -> None:
    """The person answers our mail with a real one."""
    mail = EmailMessage()
    mail["From"], mail["To"] = delivery.address, delivery.mailbox.address
    mail["Subject"], mail["Message-ID"] = f"Re: {delivery.subject}", make_msgid()
    mail["In-Reply-To"] = mail["References"] = delivery.message_id
    mail["Date"] = format_datetime(clock.now())
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    receive_mail(delivery.organization, mail.as_bytes(), source="test", vendor_id=mail["Message-ID"])
    work()

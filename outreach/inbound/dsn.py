"""Delivery and disposition reports that machines wrote for machines (RFC 3464, RFC 8098)."""

import re

from outreach.choices import MailKind
from outreach.inbound.bounce_status import action_for, status_of
from outreach.inbound.finding import Finding
from outreach.inbound.headers import Fields, addresses_in
from outreach.inbound.mime import Mail
from outreach.inbound.notice import Notice
from outreach.inbound.reading import BounceAction

ARRIVED = {"delivered", "relayed", "expanded"}
RECIPIENT_FIELDS = ("original-recipient", "final-recipient")
FIELD_IN_TEXT = re.compile(
    r"^\W{0,4}(original-recipient|final-recipient|action|status|diagnostic-code) ?: ?(.{1,500})$", re.I | re.M
)


def read_receipt(mail: Mail) -> Finding | None:
    """A report that our mail was opened or deleted."""
    if mail.disposition:
        return Finding(MailKind.AUTO_ACK, "structure", "read_receipt")
    return None


def read_delivery_report(mail: Mail, notice: Notice) -> Finding | None:
    """A report with fields for each recipient, as a part of its own or within the text of the notice."""
    blocks = [block for block in mail.status if _about_recipient(block)] or _blocks_in_text(notice.text)
    if not blocks:
        return None
    actions = {block.get("action").lower().split(" ")[0] for block in blocks}
    if actions <= ARRIVED:
        return Finding(MailKind.AUTO_ACK, "structure", "delivery_receipt")
    delayed = actions == {"delayed"}
    failed = [block for block in blocks if block.get("action").lower() not in ARRIVED]
    status = _worst([_status(block, notice, delayed=delayed) for block in failed])
    return Finding(
        MailKind.BOUNCE,
        "structure",
        "delivery_report",
        status=status,
        action=BounceAction.WAIT if delayed else action_for(status),
        failed_recipients=tuple(dict.fromkeys(filter(None, map(_recipient, failed)))) or notice.failed_recipients,
        original_message_id=notice.original_message_id,
    )


def _about_recipient(block: Fields) -> bool:
    return block.has("status") or block.has("action") or any(block.has(name) for name in RECIPIENT_FIELDS)


def _recipient(block: Fields) -> str:
    """The address we wrote to; what it was forwarded to only when that is all there is."""
    found = (address for name in RECIPIENT_FIELDS for address in addresses_in(block.get(name)))
    return next(found, "")


def _status(block: Fields, notice: Notice, *, delayed: bool) -> str:
    diagnosis = " ".join(block.all("diagnostic-code"))
    return status_of(block.get("status"), f"{diagnosis}\n{notice.text}", delayed=delayed)


def _worst(codes: list[str]) -> str:
    """The first final failure, else the first that may pass."""
    return next((code for code in codes if code.startswith("5")), codes[0])


def _blocks_in_text(text: str) -> list[Fields]:
    """Report fields written into the text; each recipient begins with its address."""
    blocks: list[list[tuple[str, str]]] = []
    for name, value in FIELD_IN_TEXT.findall(text):
        named = {key for key, _ in blocks[-1]} if blocks else set()
        if not blocks or name.lower() in named:
            blocks.append([])
        blocks[-1].append((name.lower(), value))
    whole = [block for block in blocks if len(block) >= 2]
    return [Fields(block) for block in whole]

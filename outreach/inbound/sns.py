"""Notices of Amazon SES that reach a mailbox as JSON."""

import json
from typing import Any

from outreach.choices import MailKind
from outreach.inbound.bounce_status import action_for, status_of
from outreach.inbound.finding import Finding
from outreach.inbound.reading import BounceAction

FOLD = "!\n "  # how long lines are broken on the way


def read_sns(body: str) -> Finding | None:
    """A bounce, complaint or delivery notice, bare or wrapped as the message of an SNS notification."""
    body = body.replace(FOLD, "")
    start = body.find("{")
    notice = _object(body[start:]) if start >= 0 else {}
    if isinstance(inner := notice.get("Message"), str):
        notice = _object(inner)
    match notice.get("notificationType") or notice.get("eventType"):
        case "Bounce":
            return _bounce(_dict(notice, "bounce"), _dict(notice, "mail"))
        case "Complaint":
            complaint = _dict(notice, "complaint")
            return Finding(
                MailKind.COMPLAINT,
                "structure",
                "feedback_json",
                action=BounceAction.SUPPRESS,
                failed_recipients=_addresses(complaint.get("complainedRecipients")),
                original_message_id=_message_id(_dict(notice, "mail")),
            )
        case "Delivery" | "Send":
            return Finding(MailKind.AUTO_ACK, "structure", "delivery_receipt")
    return None


def _bounce(bounce: dict[str, Any], mail: dict[str, Any]) -> Finding:
    recipients = [item for item in bounce.get("bouncedRecipients") or [] if isinstance(item, dict)]
    first = recipients[0] if recipients else {}
    passing = bounce.get("bounceType") == "Transient"
    explanation = f"{first.get('diagnosticCode', '')} {bounce.get('bounceSubType', '')}"
    status = status_of(str(first.get("status", "")), explanation, delayed=passing)
    return Finding(
        MailKind.BOUNCE,
        "structure",
        "delivery_json",
        status=status,
        action=action_for(status),
        failed_recipients=_addresses(recipients),
        original_message_id=_message_id(mail),
    )


def _object(text: str) -> dict[str, Any]:
    try:
        found, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _dict(node: dict[str, Any], key: str) -> dict[str, Any]:
    value = node.get(key)
    return value if isinstance(value, dict) else {}


def _addresses(recipients: object) -> tuple[str, ...]:
    items = recipients if isinstance(recipients, list) else []
    return tuple(str(item.get("emailAddress", "")).lower() for item in items if isinstance(item, dict))


def _message_id(mail: dict[str, Any]) -> str:
    common = _dict(mail, "commonHeaders")
    return str(common.get("messageId") or mail.get("messageId") or "")[:250]

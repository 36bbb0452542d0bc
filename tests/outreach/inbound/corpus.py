"""Mails of our own making, labelled by a careful reader: `first` shaped the rules, `held_back` was written after."""

import json
from pathlib import Path
from typing import Any

MAILS = Path(__file__).parent / "mails"


def labelled(folder: str) -> dict[str, dict[str, str]]:
    """What each mail of a folder says, by file name."""
    return json.loads((MAILS / folder / "labels.json").read_text(encoding="utf-8"))


def raw(name: str) -> bytes:
    """One mail, named like "first/bounce-dsn"."""
    return (MAILS / f"{name}.eml").read_bytes()


def mail(text: str, *, subject: str = "Re: Hello", sender: str = "Dana <dana@lead.example>", **fields: str) -> bytes:
    """A short plain mail to Bob; further header fields by keyword, with _ for -."""
    head = {"From": sender, "To": "Bob Rep <bob@acme.example>", "Subject": subject}
    head |= {"Date": "Fri, 20 Nov 2026 10:15:00 +0100", "Message-ID": "<d1@lead.example>"}
    head |= {name.replace("_", "-"): value for name, value in fields.items()}
    head |= {"Content-Type": "text/plain; charset=utf-8"}
    return ("".join(f"{name}: {value}\n" for name, value in head.items()) + f"\n{text}\n").encode()


def stated(reading: Any) -> dict[str, str]:
    """A reading in the form of the labels."""
    return {
        "kind": str(reading.kind),
        "return_date": str(reading.return_date or ""),
        "alternate_contact": reading.alternate_contact,
        "status": reading.status,
    }

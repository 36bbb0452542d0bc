"""What shows a cut tail: how far the log had come at one moment, kept where whoever owns the database cannot reach.

A checkpoint names the last seals of each organization's chain. Through its digest the last of them vouches for all
before it, so a log that still has it has lost nothing up to there. The file carries an HMAC under the audit key.
"""

import json
from collections import deque
from typing import Any

from quotahit import clock
from quotahit.audit.content import mac
from quotahit.audit.models import AuditSeal
from quotahit.audit.reading import pairs_of, readable
from quotahit.audit.sealing import seal

FORMAT = "quotahit-audit-checkpoint-1"
NAMED = 1000  # of a chain's last seals; a cut that is deeper still is named by the first of these


class BadCheckpoint(Exception):
    """Not a checkpoint of this installation, or one that was changed; the message is for a person."""


def make() -> dict[str, Any]:
    """Seal what is committed, and say how far every chain has come, as JSON values."""
    while seal():
        pass
    chains: dict[int | None, deque[list[Any]]] = {}
    entries: dict[int | None, int] = {}
    for row in readable(AuditSeal.objects.order_by("number", "pk")):
        pairs = pairs_of(row)
        chain = chains.setdefault(row.organization_id, deque(maxlen=NAMED))
        chain.append([row.number, row.digest, pairs[0][0] if pairs else 0])
        entries[row.organization_id] = entries.get(row.organization_id, 0) + len(pairs)
    checkpoint = {
        "format": FORMAT,
        "at": clock.now().isoformat(),
        "chains": [
            {"organization": owner, "entries": entries[owner], "seals": list(chain)} for owner, chain in chains.items()
        ],
    }
    return {**checkpoint, "mac": _mac(checkpoint)}


def load(text: str) -> dict[str, Any]:
    """The checkpoint in a file's text. Raises BadCheckpoint."""
    try:
        checkpoint = json.loads(text)
        written = checkpoint.pop("mac")
        is_ours = checkpoint["format"] == FORMAT and _mac(checkpoint) == written
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise BadCheckpoint("This is no checkpoint of the audit log.") from problem
    if not is_ours:
        raise BadCheckpoint("This checkpoint was changed, or made under another audit key.")
    return checkpoint


def lost_since(checkpoint: dict[str, Any], organization_id: int | None = None) -> list[int]:
    """The first entry that each chain has lost since then, where it has; of one organization, where one is given."""
    chains = checkpoint["chains"]
    if organization_id is not None:
        chains = [chain for chain in chains if chain["organization"] == organization_id]
    return [entry for chain in chains for entry in _first_lost(chain)]


def known_seals(checkpoint: dict[str, Any]) -> dict[int | None, dict[int, str]]:
    """The seals that it names, as `verify` takes them: by organization, digests by number."""
    return {
        chain["organization"]: {number: digest for number, digest, _ in chain["seals"]}
        for chain in checkpoint["chains"]
    }


def _first_lost(chain: dict[str, Any]) -> list[int]:
    numbers = [number for number, _, _ in chain["seals"]]
    seals = AuditSeal.objects.filter(organization_id=chain["organization"], number__gte=min(numbers, default=0))
    there = dict(seals.values_list("number", "digest"))
    return [first for number, digest, first in chain["seals"] if there.get(number) != digest][:1]


def _mac(checkpoint: dict[str, Any]) -> str:
    return mac(json.dumps(checkpoint, sort_keys=True, separators=(",", ":")).encode())

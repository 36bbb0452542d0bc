"""The key under which a field's values stand: from its name once, and for good."""

import re

from crm.names import fold

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def key_of(text: str) -> str:
    """A key made from a name or header: "Deal Size (€)" is deal_size; "column" where no Latin letter is left."""
    plain = re.sub(r"[^a-z0-9]+", "_", fold(_CAMEL.sub(" ", text))).strip("_")[:60].rstrip("_")
    return plain or "column"

"""What a file is called here: a name without a path, without what cannot be seen, and with an ending that is true."""

import re
import unicodedata
from pathlib import PurePosixPath

from crm.attachments.kinds import ENDINGS

LONGEST = 150
# Marks that turn the direction of writing make "exe.pdf" of "fdp.exe".
UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}


def clean_name(given: str, kind: str) -> str:
    """The last part of a name that anybody may have made up, with an ending that belongs to this content type."""
    last = re.split(r"[/\\]", given)[-1]
    seen = "".join(" " if unicodedata.category(one) in UNSEEN else one for one in unicodedata.normalize("NFC", last))
    name = re.sub(r'[<>:"|?*\s]+', " ", seen).strip(" .") or "file"
    ending = PurePosixPath(name).suffix
    if ending.lower() not in ENDINGS[kind]:
        ending = ENDINGS[kind][0]
        return name[: LONGEST - len(ending)] + ending
    return name[: -len(ending)][: LONGEST - len(ending)] + ending

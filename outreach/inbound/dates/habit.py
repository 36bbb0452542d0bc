"""Does this writer put the day before the month? Judged from language and zone."""

import re
from datetime import datetime, timedelta

ENGLISH = re.compile(r"\b(the|and|will|of|my|your|is|am|be|with|i|to|for)\b")
OTHER = re.compile(r"\b(der|die|und|ich|ist|nicht|bin|le|la|les|et|je|vous|est|de|el|y|il|e|het|een|que|em)\b")
AMERICAN_ZONES = (timedelta(hours=-10), timedelta(hours=-3))
AMERICAN = re.compile(r"\b(pto|vacation|thanksgiving|labor day|memorial day|cell phone|zip)\b|\(\d{3}\) ?\d{3}-\d{4}")


def day_first(said: str, written: datetime, language_tag: str = "") -> bool:
    """Only American English puts the month first.

    Servers in America often write UTC: then the language that the mail claims or its words tell.
    """
    if len(OTHER.findall(said)) > len(ENGLISH.findall(said)):
        return True
    offset = written.utcoffset() or timedelta()
    if offset:
        return not AMERICAN_ZONES[0] <= offset <= AMERICAN_ZONES[1]
    tag = language_tag.lower()
    return tag.startswith("en") and tag != "en-us" if tag else not AMERICAN.search(said)

"""The one reader of how an organization wants its leads to be given out."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from crm.stored_rules import StoredRules, Weights

MOST = 100
PART_LABELS = {
    "territory": _("Territory"),
    "expertise": _("Industry expertise"),
    "capacity": _("Room for more"),
    "wins": _("Deals won that were like it"),
    "language": _("Language"),
    "zone": _("Shared working hours"),
}


class PartWeights(Weights):
    """How much each part counts for who fits a lead best; their sum is the whole."""

    named: ClassVar[str] = "part"
    territory: int = Field(default=25, ge=0, le=MOST)
    expertise: int = Field(default=20, ge=0, le=MOST)
    capacity: int = Field(default=15, ge=0, le=MOST)
    wins: int = Field(default=15, ge=0, le=MOST)
    language: int = Field(default=15, ge=0, le=MOST)
    zone: int = Field(default=10, ge=0, le=MOST)


class RoutingRules(StoredRules):
    """What counts, how long a rep may think about a lead, and from which intent on a lead serves itself."""

    weights: PartWeights = PartWeights()
    answer_minutes: int = Field(default=60, ge=5, le=2400)  # of the rep's working time
    self_serve_from: int = Field(default=90, ge=1, le=100)  # intent, of 100

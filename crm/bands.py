"""The bands of fit as conditions on contacts, told alike wherever contacts are counted or chosen by them."""

from django.db.models import Q

from crm.choices import Band
from crm.fit import HOT, WARM

UNSCORED = "none"
BANDS: dict[str, Q] = {
    Band.HOT: Q(fit__gte=HOT),
    Band.WARM: Q(fit__gte=WARM, fit__lt=HOT),
    Band.COLD: Q(fit__lt=WARM),
}
BANDS_AND_UNSCORED = {**BANDS, UNSCORED: Q(fit=None)}

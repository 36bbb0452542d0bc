"""Evidence of what we may do. Rows hang on the keyed hash of an address, never on a contact, and outlive it."""

from compliance.models.attempts import LoggedAttempt
from compliance.models.consent import Consent, ConsentText
from compliance.models.decisions import Decision, Grounds
from compliance.models.lists import DoNotCall, RegistryCopy
from compliance.models.places import PlaceRuling
from compliance.models.suppression import Suppression

__all__ = [
    "Consent",
    "ConsentText",
    "Decision",
    "DoNotCall",
    "Grounds",
    "LoggedAttempt",
    "PlaceRuling",
    "RegistryCopy",
    "Suppression",
]

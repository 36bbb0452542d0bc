"""Words with a meaning of ours: yes and no, how good an email is, how far a lead has come, which language."""

from crm.choices import Lifecycle, Validity
from crm.names import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.split("|"))


_NO = _words("false|f|no|n|0|0 0|0 00|off|nein|non|falsch|faux|falso|nao|nee|nej|nie")
# What does not opt out. Anything else in an opt-out column does: writing to one who asked us not to is the worse error.
_NOT_OPTED_OUT = _NO | _words(
    "none|null|nil|na|n a|nan|never|jamais|nunca|subscribed|subscriber|opted in|opt in|optin|in|active|allowed|ok|okay"
    "|can contact|not unsubscribed|not opted out|has not opted out|no opt out|unknown|not set|undefined|not applicable"
)
_TICKS = frozenset("✓✔☑✅☒×✕✖●■")
_YES = _words("true|t|yes|y|1|on|x|ja|j|oui|o|si|s|wahr|vrai|verdadero|checked|bounced")
_STOPS = _words(
    "do not contact|donotcontact|do not call|dnc|do not email|do not mail|dne|unsubscribed|opted out|opt out|optout"
    "|blacklisted|blocklisted|suppressed|complained|complaint|spam complaint|nicht kontaktieren|abgemeldet|gesperrt"
    "|ne pas contacter|desabonne|desinscrit|no contactar|dado de baja"
)
_REFUSALS = _NO | _STOPS | _words("not subscribed|declined|denied|refused|rejected|revoked|withdrawn|cleaned|never|out")
_VALIDITY = {
    Validity.VALID: _words("verified|valid|deliverable|safe|good|confirmed|gultig|verifie|valide|verificado|valido"),
    Validity.RISKY: _words(
        "guessed|extrapolated|likely|likely to engage|risky|probable|catch all|catchall|accept all|unverifiable|role"
    ),
    Validity.INVALID: _words(
        "invalid|bounced|undeliverable|bad|hard bounce|bounce|ungultig|invalide|invalido|spamtrap"
    ),
}
_LIFECYCLE = {
    Lifecycle.LEAD: _words("lead|subscriber|mql|marketingqualifiedlead|prospect|new|interessent|abonnent"),
    Lifecycle.QUALIFIED: _words("sql|salesqualifiedlead|opportunity|qualified|qualifiziert|opportunite|oportunidad"),
    Lifecycle.CUSTOMER: _words("customer|client|evangelist|kunde|cliente|existingcustomer"),
}
_LANGUAGES = {
    "en": "english englisch anglais ingles", "de": "german deutsch allemand aleman",
    "fr": "french franzosisch francais", "es": "spanish spanisch espagnol espanol castellano",
    "it": "italian italienisch italien italiano",
    "pt": "portuguese portugiesisch portugais portugues", "nl": "dutch niederlandisch neerlandais nederlands",
    "pl": "polish polnisch polonais polski", "sv": "swedish schwedisch svenska", "da": "danish danisch dansk",
    "nb": "norwegian norwegisch norsk", "fi": "finnish finnisch suomi", "cs": "czech tschechisch cestina",
    "ja": "japanese japanisch", "zh": "chinese chinesisch", "ko": "korean", "ru": "russian russisch", "tr": "turkish",
    "ar": "arabic", "he": "hebrew", "uk": "ukrainian", "ro": "romanian", "hu": "hungarian", "el": "greek",
}  # fmt: skip


def is_yes(text: str) -> bool:
    """Whether the cell affirms what its column asks."""
    return fold(text) in _YES


def opts_out(text: str) -> bool:
    """Whether a cell of an opt-out column opts out: everything but a plain no does, a date and a tick included."""
    key = fold(text)
    return key not in _NOT_OPTED_OUT if key else not _TICKS.isdisjoint(text)


def refuses(text: str) -> bool:
    """Whether a cell of a column of agreement says that there is none; a blank one or a date says nothing."""
    return fold(text) in _REFUSALS


def stops_contact(status: str) -> bool:
    """Whether a status or tag itself says that the person must not be contacted."""
    return fold(status) in _STOPS


def validity(text: str) -> Validity:
    """How good an address is by a verifier's word; UNKNOWN for words we do not know, "Unavailable" among them."""
    key = fold(text)
    return next((found for found, names in _VALIDITY.items() if key in names), Validity.UNKNOWN)


def lifecycle(text: str) -> Lifecycle | None:
    """Our lifecycle for another tool's stage; None for one we do not know."""
    key = fold(text).replace(" ", "")
    return next((found for found, names in _LIFECYCLE.items() if key in names), None)


def language_code(text: str) -> str:
    """The ISO 639-1 code of a language by name, code or locale ("en-US"); "" when it is none we know."""
    key = fold(text)
    if key[:2] in _LANGUAGES and (len(key) == 2 or key[2:3] == " "):
        return key[:2]
    return next((code for code, names in _LANGUAGES.items() if key and key.split(" ")[0] in names.split()), "")

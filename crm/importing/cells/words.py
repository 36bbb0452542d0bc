"""Words with a meaning of ours: yes and no, how good an email is, how far a lead has come, which language."""

from crm.choices import Lifecycle, Validity
from crm.names import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.split("|"))


# What does not opt out. Anything else in an opt-out column does: writing to one who asked us not to is the worse error.
_NOT_OPTED_OUT = _words(
    "false|f|no|n|0|off|none|null|nil|na|n a|nan|nein|non|falsch|faux|falso|never|nie|jamais|nunca|subscribed|opted in"
    "|opt in|active|allowed|ok|okay|can contact|not unsubscribed|not opted out|unknown|not set|undefined"
)
_YES = _words("true|t|yes|y|1|on|x|ja|j|oui|o|si|s|wahr|vrai|verdadero|checked|bounced")
_STOPS = _words(
    "do not contact|donotcontact|do not call|dnc|unsubscribed|opted out|nicht kontaktieren|ne pas contacter"
)
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
    """Whether a cell of an opt-out column opts out: everything but a plain no does, a date included."""
    key = fold(text)
    return bool(key) and key not in _NOT_OPTED_OUT


def stops_contact(status: str) -> bool:
    """Whether a lead's status itself says that the person must not be contacted."""
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

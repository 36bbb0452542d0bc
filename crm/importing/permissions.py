"""Headers that tell who wants to hear from us, in the many ways in which tools and people word them.

What closes an address is recognised generously: writing to one who asked us not to is the worse error.
"""

import re

_WRITING = r"e ?mail\w*|mail\w*|newsletter\w*|courriels?|correos?"
_CALLING = (
    r"phon\w*|tele[fp]\w*|tel|call\w*|dial\w*|sms|texts?|whats ?app|anruf\w*|appel\w*|llam\w*|bel|bellen|ligar|chiamare"
)
_ACTS = (
    rf"(?:{_WRITING}|{_CALLING}|contact\w*|kontakt\w*|conta[tc]t\w*|reach\w*|market\w*|solicit\w*|disturb\w*|advert\w*"
    r"|werbung|anschreiben|envi\w*|molest\w*|publicidad)"
)
_NOT = r"(?:do ?not|don ?t|never|no|not|stop|kein\w*|nicht|ne pas|ne plus|pas d|pas de|plus d|plus de|nao|niet|geen)"
_BETWEEN = r"(?: (?:allow\w*|send\w*|receive|want\w*|wish\w*|more|any|bulk|mass|marketing|to|per|de|d|be))*"
_CLOSES = re.compile(
    r"\b(?:opt(?:ed|s|ing)? ?outs?|un ?subscri\w*|dn[cde]|black ?list\w*|block ?list\w*|blocked|suppress(?:ed|ion)"
    r"|spam complaint|complained|abgemeldet|abmeld\w*|abbestell\w*|widerspr\w*|\w*sperre|gesperrt|des ?abonn\w*"
    r"|des ?inscri\w*|opposition|bloctel|desuscri\w*|lista robinson|dado de baja|disiscri\w*|descadastr\w*|afgemeld"
    r"|uitgeschreven|cancel\w* (?:de )?(?:la )?(?:suscripcion|inscricao|iscrizione)|non (?:contatt\w*|chiamare)"
    rf"|{_NOT}{_BETWEEN} {_ACTS}|(?:do ?not|dont)(?:bulk|mass)?{_ACTS})\b"
)
_OPENS = re.compile(
    r"\b(?:opt(?:ed|s)? ?ins?|(?:is )?subscribed|subscri(?:ber|ption) status|accepts? (?:\w+ )?marketing|consent"
    r"|marketing status|marketing permissions?|permission to \w+|einwilligung|consentement|consentimiento"
    rf"|(?:allow|can|may)(?:s|ed)?(?: be)?(?: bulk| mass| marketing)? {_ACTS})\b"
)
# When, how and for what somebody agreed is kept as it stands; only whether they did is asked.
_DETAIL = re.compile(r"\b(?:date|time|at|on|since|source|ip|method|by|text|version|origin|legal|basis|datum|quelle)\b")
_BY_EMAIL = re.compile(rf"\b(?:{_WRITING}|(?:do ?not|dont)(?:bulk|mass)?e?mail\w*)\b")
_BY_PHONE = re.compile(rf"\b(?:{_CALLING}|mobile|cell|voice|bloctel|(?:do ?not|dont)(?:call|phone|sms|text))\b")
# Ways and purposes that are none of ours, and columns about the asking that say nothing of the answer.
_BESIDE = re.compile(
    r"\b(?:fax\w*|(?:direct|postal) mail\w*|letters?|linked ?in|sell\w*|push|cookies?|tracking|profiling|link|url|token"
    r"|page)\b"
)


def permission(form: str) -> str:
    """The field that a folded header means, such as opt_out_email for "do not allow bulk emails"; "" for any other."""
    closes = _CLOSES.search(form)
    if not closes and (_DETAIL.search(form) or not _OPENS.search(form)):
        return ""
    kind = "opt_out" if closes else "opt_in"
    ours = _BESIDE.sub(" ", form)
    by_email, by_phone = bool(_BY_EMAIL.search(ours)), bool(_BY_PHONE.search(ours))
    if ours != form and not (by_email or by_phone):
        return ""
    if by_email == by_phone:
        return kind
    return f"{kind}_email" if by_email else f"{kind}_phone"

"""What the message or call itself must carry, by channel."""

from collections.abc import Iterator

from compliance.choices import Channel, Purpose, Trait
from compliance.decision.case import Case
from compliance.decision.verdict import Finding
from compliance.reasons import Reason


def address(case: Case) -> Iterator[Finding]:
    """An address that can be reached, in places that have rules."""
    is_undialable = case.facts.channel.is_phone and case.facts.number is None
    if is_undialable or Trait.NO_ADDRESS in case.facts.traits:
        yield Finding(Reason.BAD_NUMBER)
    for place in case.where.unsupported:
        yield Finding(Reason.JURISDICTION_UNSUPPORTED, place)


def calls(case: Case) -> Iterator[Finding]:
    """Every recorded call announces it, every AI says that it is one: house rules, in all places."""
    facts, policy = case.facts, case.rules.policy
    if not facts.channel.is_spoken:
        return
    if Trait.RECORDED in facts.traits and Trait.RECORDING_NOTICE not in facts.traits:
        laws = [place.recording_source for place in case.where.places if place.recording_source]
        yield Finding(Reason.RECORDING_NOTICE_MISSING, basis="; ".join(laws) or policy.recording_notice.source)
    if facts.channel == Channel.VOICE and Trait.AI_DISCLOSED not in facts.traits:
        laws = [place.ai_disclosure_source for place in case.where.places if place.ai_disclosure_source]
        yield Finding(Reason.AI_DISCLOSURE_MISSING, basis="; ".join(laws) or policy.ai_disclosure.source)


def texts(case: Case) -> Iterator[Finding]:
    """US carriers ask for a registered campaign; the first text, or each where the law says so, tells how to leave."""
    if case.facts.channel != Channel.SMS:
        return
    if "US" in case.where.laws and Trait.REGISTERED not in case.facts.traits:
        yield Finding(Reason.SMS_UNREGISTERED, basis="10DLC campaign registration")
    if Trait.OPT_OUT_TEXT in case.facts.traits:
        return
    if Trait.FIRST in case.facts.traits:
        yield Finding(Reason.SMS_NO_OPT_OUT, basis="CTIA Messaging Principles")
    for law in case.where.laws:
        if case.facts.purpose == Purpose.MARKETING and law in case.rules.opt_out_in_each_text:
            yield Finding(Reason.SMS_NO_OPT_OUT, law, case.rules.need_sources[law])


def whatsapp(case: Case) -> Iterator[Finding]:
    """Outside the person's window only templates go; marketing to US numbers does not go at all."""
    if case.facts.channel != Channel.WHATSAPP:
        return
    if case.facts.traits.isdisjoint({Trait.TEMPLATE, Trait.REPLY}):
        yield Finding(Reason.WA_WINDOW_CLOSED, basis="WhatsApp Business policy")
    if "US" in case.where.laws and case.facts.purpose == Purpose.MARKETING:
        yield Finding(Reason.WA_US_MARKETING_PAUSED, basis="WhatsApp Business policy since 2025-04-01")


def email(case: Case) -> Iterator[Finding]:
    """Postal address and one-click unsubscription are for marketing; a sound sender is for all mail."""
    if case.facts.channel != Channel.EMAIL:
        return
    traits = case.facts.traits
    is_marketing = case.facts.purpose == Purpose.MARKETING
    if Trait.HARD_BOUNCE in traits:
        yield Finding(Reason.EMAIL_HARD_BOUNCE, basis="RFC 3463")
    if is_marketing and Trait.POSTAL not in traits:
        yield Finding(Reason.EMAIL_NO_POSTAL, basis="15 U.S.C. 7704(a)(5)")
    if is_marketing and Trait.ONE_CLICK not in traits:
        yield Finding(Reason.EMAIL_NO_ONE_CLICK, basis="RFC 8058; sender guidelines of Gmail and Yahoo")
    if Trait.DMARC not in traits:
        yield Finding(Reason.EMAIL_DMARC, basis="sender guidelines of Gmail, Yahoo and Outlook")
    if Trait.SPAM_RATE_HIGH in traits:
        yield Finding(Reason.EMAIL_SPAM_RATE, basis="sender guidelines of Gmail")

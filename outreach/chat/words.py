"""What the chat window says, in the language of its widget."""

from django.utils.translation import gettext

from outreach.chat.widgets import consent_of, greeting_of, mail_consent_of
from outreach.models import ChatWidget


def words_of(widget: ChatWidget) -> dict[str, str]:
    """The texts of the window by name; places in braces are filled in by its script."""
    return {
        "title": gettext("Chat with {organization}").format(organization=widget.organization.name),
        "greeting": greeting_of(widget),
        "consent": consent_of(widget),
        "privacy": gettext("Privacy notice"),
        "write": gettext("Your message"),
        "send": gettext("Send"),
        "close": gettext("Close the chat"),
        "person": gettext("Talk to a person"),
        "called": gettext("We have called somebody. They will answer here."),
        "out_of_hours": gettext("Nobody is here until {opens}. The assistant goes on helping; leave your email, and a "
                                "person answers you then."),
        "closed": gettext("Our people are here again {opens}."),
        "joined": gettext("{person} is writing with you now."),
        "left": gettext("The assistant (AI) answers again."),
        "typing": gettext("is typing …"),
        "you": gettext("You"),
        "assistant": gettext("Assistant (AI)"),
        "offline": gettext("No connection. What you write is sent as soon as there is one."),
        "busy": gettext("That was a lot at once. Please wait a moment."),
        "stale": gettext("Please load this page anew, then write again."),
        "who": gettext("Where may we answer if you leave?"),
        "name": gettext("Your name"),
        "email": gettext("Your email"),
        "may_mail": mail_consent_of(widget),
        "keep": gettext("Save"),
        "later": gettext("Not now"),
        "thanks": gettext("Thank you."),
    }  # fmt: skip

"""Telling the owners that an endpoint outside is told of nothing any more."""

from django.utils.translation import gettext_lazy as _

from crm.notify import notify_role
from quotahit.accounts.choices import Role
from quotahit.events.models import Event, WebhookEndpoint
from quotahit.events.record import listens_to

TITLES = {
    WebhookEndpoint.Reason.GONE: _("A webhook endpoint answered that it is gone, and was disabled"),
    WebhookEndpoint.Reason.UNANSWERED: _("A webhook endpoint took nothing for three days, and was disabled"),
}


@listens_to("webhook.disabled")
def tell_owners(events: list[Event]) -> None:
    """Whoever disabled it by hand knows."""
    for event in events:
        title = TITLES.get(event.payload.get("reason", ""))
        if title is not None:
            notify_role(
                event.organization,
                Role.OWNER,
                kind="webhook.disabled",
                title=title,
                link=f"/events/webhookendpoint/{event.subject_id}/change/",
                key=f"webhook.disabled:{event.pk}",
            )

"""Events are seen with the record they happened to. What came in raw is for who sees all: whose it is nobody knows.
So are the endpoints outside that are told of everything."""

from quotahit.accounts.visibility import nobody, register_visibility, with_subject

register_visibility("events.event", with_subject)
register_visibility("events.rawinbound", nobody)
register_visibility("events.webhookendpoint", nobody)

"""What can go wrong with events.

EventsError
└── BadEndpoint          a webhook endpoint as it cannot be: its address, event types or filters
"""


class EventsError(Exception):
    """The text is written for the person at the screen."""


class BadEndpoint(EventsError):
    pass

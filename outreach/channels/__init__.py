"""The one way for written messages to leave: plan, dispatch, send."""

from outreach.channels.dispatching import DispatchResult, dispatch, send
from outreach.channels.messages import Earlier, OutgoingMessage, answer_to, channel_of
from outreach.channels.planning import plan

__all__ = ["DispatchResult", "Earlier", "OutgoingMessage", "answer_to", "channel_of", "dispatch", "plan", "send"]

"""What an assistant can do: every act is a verb of a room, done as the caller and logged under their name."""

from agents.mcp.acts import deals, leads, messages, people, work

__all__ = ["deals", "leads", "messages", "people", "work"]

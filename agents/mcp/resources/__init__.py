"""What can be read through this door."""

from agents.mcp.resources import deals, messages, people, work
from agents.mcp.resources.registry import resources

__all__ = ["deals", "messages", "people", "resources", "work"]

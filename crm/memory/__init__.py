"""What is remembered of a contact: one frozen value, `Memory`, for every agent, draft, template and page.

`memories_of` reads it for any number of people in a fixed number of queries. The rolling summary in it is a `Recap`,
which `recaps` keeps up to date. See docs/memory.md.
"""

from crm.memory.loading import Recollection, memories_of, memory_of
from crm.memory.values import Memory

__all__ = ["Memory", "Recollection", "memories_of", "memory_of"]

"""Why a call is not answered. All of it is said to the caller, who can ask differently.

McpRefusal
├── NotInScope   the key, or the role of its member, does not reach so far
├── NotFound     no such row, or none that the caller sees
└── Misasked     words that mean nothing here, such as a stage that the pipeline does not have
"""


class McpRefusal(Exception):
    """Its text is for the one who called, often a model: it says what was wrong and what to do instead."""


class NotInScope(McpRefusal):
    pass


class NotFound(McpRefusal):
    pass


class Misasked(McpRefusal):
    pass

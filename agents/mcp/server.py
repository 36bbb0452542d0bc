"""The MCP server itself: tools, resources and prompts, offered by the official SDK over any of its transports.

Whoever calls is found anew for each message (`callers.calling`); a call that is refused says why, in words that a model
can act on. The SDK runs plain functions in threads, where the ORM may be used.
"""

import inspect
import json
from collections.abc import Callable
from typing import Any, NoReturn, get_type_hints

from django.core.exceptions import ValidationError
from django.db import close_old_connections
from mcp.server.context import CallNext, ServerRequestContext
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError, ToolError
from mcp.server.mcpserver.prompts.base import Prompt
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS, CallToolResult, TextContent, ToolAnnotations

from agents.mcp import acts  # noqa: F401  (it offers its tools)
from agents.mcp.callers import READ, Caller, calling, current
from agents.mcp.errors import McpRefusal, Misasked, NotFound
from agents.mcp.prompts import prompts
from agents.mcp.resources import resources
from agents.mcp.tools import tools
from crm.errors import CrmError
from outreach.errors import OutreachError
from quotahit.workflow.errors import WorkflowError

REFUSALS = (McpRefusal, CrmError, OutreachError, WorkflowError, ValidationError)
INSTRUCTIONS = """QuotaHit is a sales department: contacts and companies, deals in a pipeline, sequences of mail, tasks
and approvals. Search gives ids; everything else takes them. You never name an address to write to, only a contact. What
prospects would notice is marked; it passes a compliance gate and, where the organization has chosen so, a person."""
FindCaller = Callable[[Any], Caller]  # of a message's own context


def build(find_caller: FindCaller) -> MCPServer:
    """A server in which `find_caller(context)` says who sends each message; it is asked in the thread that acts."""

    async def with_caller(ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> Any:
        if stray := _stray_argument(ctx):
            return CallToolResult(content=[TextContent(type="text", text=stray)], is_error=True)
        with calling(lambda: find_caller(ctx)):
            return await call_next(ctx)

    server = MCPServer("QuotaHit", instructions=INSTRUCTIONS, middleware=[with_caller])
    _offer_tools(server)
    for one in resources():
        answer = _offered(one.function, READ, _resource_refused, _as_json)
        offer = server.resource(
            one.uri, name=one.name, title=one.title, description=one.title, mime_type="application/json"
        )
        offer(answer)
    for prompt in prompts():
        asked = _offered(prompt.fill, READ, _prompt_refused, prompt.filled)
        server.add_prompt(Prompt.from_function(asked, name=prompt.name, description=prompt.title))
    return server


def _offer_tools(server: MCPServer) -> None:
    for tool in tools():
        server.add_tool(
            _offered(tool.function, tool.scope, _tool_refused),
            name=tool.name,
            description=tool.description,
            annotations=ToolAnnotations(
                read_only_hint=tool.read_only,
                destructive_hint=tool.destructive,
                idempotent_hint=tool.repeatable,
                open_world_hint=tool.prospect_visible,
            ),
            meta={"quotahit/scope": tool.scope, "quotahit/prospect_visible": tool.prospect_visible},
        )


def _offered(
    function: Callable[..., Any],
    scope: str,
    refuse: Callable[[Exception], NoReturn],
    answer: Callable[[Caller, Any], Any] | None = None,
) -> Callable[..., Any]:
    """The function as the SDK takes it: without the caller, who is found when it is called, and with their scope
    asked first."""

    def call(**words: Any) -> Any:
        try:
            caller = current()
            caller.must(scope)
            if any(isinstance(word, str) and "\0" in word for word in words.values()):
                raise Misasked("A text may not hold the character of number zero.")
            value = function(caller, **words)
            return answer(caller, value) if answer else value
        except REFUSALS as refusal:
            refuse(refusal)
        finally:
            close_old_connections()

    hints = get_type_hints(function, include_extras=True)
    _, *parameters = inspect.signature(function, eval_str=True).parameters.values()
    returns = str if answer else hints["return"]
    call.__name__, call.__doc__ = function.__name__, function.__doc__
    call.__signature__ = inspect.Signature(parameters, return_annotation=returns)  # type: ignore[attr-defined]
    call.__annotations__ = {one.name: hints[one.name] for one in parameters} | {"return": returns}
    return call


def _as_json(caller: Caller, value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _tool_refused(refusal: Exception) -> NoReturn:
    raise ToolError(_words(refusal)) from refusal


def _resource_refused(refusal: Exception) -> NoReturn:
    kind = ResourceNotFoundError if isinstance(refusal, NotFound) else ResourceError
    raise kind(_words(refusal)) from refusal


def _prompt_refused(refusal: Exception) -> NoReturn:
    raise MCPError(code=INVALID_PARAMS, message=_words(refusal)) from refusal


def _words(refusal: Exception) -> str:
    return " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)


def _stray_argument(context: ServerRequestContext[Any, Any]) -> str:
    """What is wrong with a call that names arguments which its tool does not have; the SDK would let them drop."""
    asked = context.params or {}
    if context.method != "tools/call":
        return ""
    tool = next((one for one in tools() if one.name == asked.get("name")), None)
    if tool is None or not isinstance(asked.get("arguments") or {}, dict):
        return ""
    known = list(inspect.signature(tool.function).parameters)[1:]
    stray = sorted(set(asked.get("arguments") or {}) - set(known))
    return f"{tool.name} has no argument {', '.join(stray)}. It has: {', '.join(known)}." if stray else ""

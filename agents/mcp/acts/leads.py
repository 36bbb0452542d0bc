"""Finding leads."""

from typing import Annotated, Any, Literal

from pydantic import Field

from agents.mcp.callers import WRITE, Caller
from agents.mcp.presenting import shown
from agents.mcp.tools import tool
from agents.scout.searching import MOST_WANTED, begin_search


@tool(WRITE)
def find_leads(
    caller: Caller,
    source: Literal["apollo", "own", "lookalike"],
    wanted: Annotated[int, Field(ge=1, le=MOST_WANTED)] = 10,
    credits: Annotated[int, Field(ge=0, le=1000, description="The most that it may spend at Apollo.")] = 0,
) -> dict[str, Any]:
    """Have the scout look for leads that fit the ideal customer: at Apollo, among unworked leads of ours, or among
    those most like won customers. Whom it finds waits for a person's word."""
    search = begin_search(caller.organization, source, wanted=wanted, credits=credits, actor=caller.actor)
    return {"search": shown(id=search.pk, source=search.source, state=search.state, wanted=search.wanted)}

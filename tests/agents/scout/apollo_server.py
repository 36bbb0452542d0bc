"""A server that speaks Apollo's search and reveal, with people of its own, a key, credits, and a vendor's moods."""

import json
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

KEY = "apollo-test-key-0001"
SEARCH, REVEAL = "/api/v1/mixed_people/api_search", "/api/v1/people/bulk_match"


def person(number: int, **more: Any) -> dict[str, Any]:
    """One person as the vendor knows them."""
    return {
        "id": f"5f{number:022x}",
        "first_name": f"Lead{number}",
        "last_name": f"Found{number}",
        "title": "VP Sales",
        "seniority": "vp",
        "departments": ["master_sales"],
        "email": f"lead{number}@firm{number}.example",
        "email_status": "verified",
        "linkedin_url": f"http://www.linkedin.com/in/lead-found-{number}",
        "city": "Austin",
        "state": "Texas",
        "country": "United States",
        "organization": {
            "id": f"6f{number:022x}",
            "name": f"Firm {number}, Inc.",
            "primary_domain": f"firm{number}.example",
            "website_url": f"http://www.firm{number}.example",
            "linkedin_url": f"http://www.linkedin.com/company/firm-{number}",
            "industry": "computer software",
            "estimated_num_employees": 120,
            "annual_revenue": 12_000_000.0,
            "total_funding": None,
            "organization_headcount_twelve_month_growth": 0.124,
            "technology_names": ["Salesforce", "Stripe"],
            "country": "United States",
            "state": "Texas",
            "city": "Austin",
            "short_description": "Software for firms.",
        },
        **more,
    }


@dataclass
class ApolloServer:
    """`people` are all whom it knows; `moods` are answers that the next calls get in place of an honest one."""

    server: HTTPServer
    people: list[dict[str, Any]] = field(default_factory=list)
    moods: list[Any] = field(default_factory=list)
    credits: int = 1000
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    over: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        self.server.expect_request(SEARCH, method="POST").respond_with_handler(self._honestly(self._search))
        self.server.expect_request(REVEAL, method="POST").respond_with_handler(self._honestly(self._reveal))

    @property
    def url(self) -> str:
        return self.server.url_for("/api/v1")

    def slow(self, answer: Response) -> Response:
        """A mood: nothing is said in time. It passes with the test, for the next one asks the same server."""
        self.over.wait(5)
        return answer

    def calls(self, path: str) -> list[dict[str, Any]]:
        return [body for where, body in self.asked if where == path]

    def _honestly(self, answer: Any) -> Any:
        def handle(request: Request) -> Response:
            if request.headers.get("X-Api-Key") != KEY:
                return Response("Invalid access credentials.", 401)
            body = json.loads(request.get_data())
            self.asked.append((request.path, body))
            if self.moods and (mood := self.moods.pop(0)):
                return mood if isinstance(mood, Response) else mood(answer(body))
            return answer(body)

        return handle

    def _search(self, body: dict[str, Any]) -> Response:
        page, size = body["page"], body["per_page"]
        some = self.people[(page - 1) * size : page * size]
        glimpses = [
            {
                "id": one["id"],
                "first_name": one["first_name"],
                "last_name_obfuscated": one["last_name"][:2] + "***",
                "title": one["title"],
                "has_email": bool(one["email"]),
                "organization": {"name": one["organization"]["name"]},
            }
            for one in some
        ]
        return _json({"total_entries": len(self.people), "people": glimpses})

    def _reveal(self, body: dict[str, Any]) -> Response:
        wanted = [one["id"] for one in body["details"]]
        if len(wanted) > 10:
            return _json({"error": "At most 10 details."}, 422)
        if self.credits < len(wanted):
            return _json({"error": "You have insufficient credits."}, 402)
        known = {one["id"]: one for one in self.people}
        self.credits -= len(wanted)
        matches = [known.get(one) for one in wanted]
        return _json({"status": "success", "credits_consumed": len(wanted), "matches": matches})


def _json(body: Any, status: int = 200) -> Response:
    return Response(json.dumps(body), status, content_type="application/json")

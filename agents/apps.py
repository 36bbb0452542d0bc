from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgentsConfig(AppConfig):
    name = "agents"
    verbose_name = _("Agents")

    def ready(self) -> None:
        for module in ("bulk_chains", "checks", "flow", "merging", "notices", "privacy", "timeline", "visibility"):
            import_module(f"agents.{module}")
        from agents import deal_proposals
        from agents.orchestrator import skills as orchestrator
        from agents.orchestrator.chains import leaving  # noqa: F401
        from agents.orchestrator.chains import skills as chains
        from agents.orchestrator.routing import skills as routing
        from agents.outreach import skills as outreach
        from agents.qualifier import skills as qualifier
        from agents.qualifier.talking import listening  # noqa: F401
        from agents.researcher import skills as researcher
        from agents.scout import skills as scout

        for part in (orchestrator, routing, scout, researcher, outreach, qualifier, chains, deal_proposals):
            part.register()

from django.apps import AppConfig


class AgentsConfig(AppConfig):
    name = "agents"
    verbose_name = "Agents"

    def ready(self) -> None:
        from agents import checks, deal_proposals, privacy, timeline  # noqa: F401
        from agents.orchestrator import skills as orchestrator
        from agents.outreach import skills as outreach
        from agents.researcher import skills as researcher

        for part in (orchestrator, researcher, outreach, deal_proposals):
            part.register()

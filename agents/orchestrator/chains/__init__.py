"""Chains of agents: `../chains.json` read, checked, compiled for the engine, started, handed to people and watched."""

"""Runs of chains, their steps, what they wait for and what they ask of people."""

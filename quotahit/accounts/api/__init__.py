"""What every noun of the REST API stands on: keys, scopes, walls, pages, problems. Rooms bring the nouns."""

"""The door for other people's assistants: records, acts and prompts over the Model Context Protocol."""

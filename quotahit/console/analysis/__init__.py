"""What `analyze` can read: each module has `add_arguments(parser)`, and `run(options)` that yields JSON-ready dicts."""

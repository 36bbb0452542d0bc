"""What `evaluate` can measure: how well the product reads labelled files, with the very code that serves live.

Each module here has `add_arguments(parser)` and `run(options)`, which yields one JSON-ready dict for each result.
"""

EVALUATIONS = {
    "mail": "What kind each raw mail of a folder is, and what it states.",
}

"""What `evaluate` can measure: how well the product reads labelled files, with the very code that serves live.

Each module here has `add_arguments(parser)` and `run(options)`, which yields one JSON-ready dict for each result.
"""

EVALUATIONS = {
    "replies": "What class each labelled reply is, and how often that is right.",
    "emotion": "Which feeling is strongest in each labelled message, and how often that is right.",
    "intent": "What the sender of each labelled message wants, and how often that is right.",
    "objections": "Which obstacles each labelled message states, and how often that is right.",
    "mail": "What kind each raw mail of a folder is, and what it states.",
}

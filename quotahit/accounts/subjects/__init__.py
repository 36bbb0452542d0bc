"""People whom the records are about: what each room holds of them, handed out and erased (GDPR 15, 17, 20).

The registry stands here, in the lowest room that knows organizations, so that every room above can register its part.
"""

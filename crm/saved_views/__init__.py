"""Views of the lists: what a list asks, kept under a name by one member or for all."""

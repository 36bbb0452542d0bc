"""Files that members keep on records."""

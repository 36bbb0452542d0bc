"""Where leads come from outside, one vendor in one file."""

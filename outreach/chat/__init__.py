"""Chat on the organization's website: the window, its visitors, and the two ways through which they talk with us."""

"""The scout: finds leads like the ideal customer, and proposes them or adds them by rule."""

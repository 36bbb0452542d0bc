"""Who outside wants to hear what happens: endpoints, what they listen to, and how what is sent to them is signed."""

"""The other side of a drill, on this machine: a mail server, a mail provider, and the people who get the mail."""

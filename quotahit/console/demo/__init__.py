"""The demo workspace: a small invented company with sixty leads, their history, and prospects who answer."""

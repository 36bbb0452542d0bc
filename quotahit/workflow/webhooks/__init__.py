"""Telling endpoints outside what happened: planned with the event, sent by a worker, tried again for three days."""

"""Vendors of the written channels, one file each."""

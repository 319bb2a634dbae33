"""Rows of a regulation: one kind of row, one file."""

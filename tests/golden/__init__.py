"""Situations, one folder each, named by what happened; `expected.json` is written by hand."""

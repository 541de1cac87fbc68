"""The catalogues: one folder for each language beside English, which is the source."""

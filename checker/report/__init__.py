"""The diagnosis in words and drawings, for people and for programs; nothing is judged here."""

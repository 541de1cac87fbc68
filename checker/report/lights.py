"""The lights of the report: each has its shape, its colour and its place in the words, never a colour alone."""

from typing import Literal

Light = Literal["good", "mostly", "warn", "bad", "unknown"]

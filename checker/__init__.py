"""Check your status: would a cashback purchase made in this browser be credited?"""

__version__ = "0.1.0"

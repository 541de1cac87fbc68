"""Replays: any purchase, in any browser setup, against any network's link shapes, in real browsers."""

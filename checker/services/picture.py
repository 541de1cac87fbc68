"""Looks at a picture that a shopper sends, and takes out what it does not show: place, time, camera.

The bytes decide, never the file's name or what the browser says of it. Formats: PNG (ISO/IEC 15948), JPEG (ITU-T T.81).
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from typing import Literal

MAX_BYTES = 3 * 1024 * 1024
_MAX_SIDE, _MAX_PIXELS = 20_000, 100_000_000

_PNG = b"\x89PNG\r\n\x1a\n"
# What is needed to draw it in its colours; text, time and camera data are not.
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"cHRM", b"pHYs"}
_PNG_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_JPEG_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# APP1 to APP13, APP15 and comments hold data about the picture; APP14 says how its colours are coded.
_JPEG_HIDDEN = {*range(0xE1, 0xEE), 0xEF, 0xFE}
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)


class NoPicture(Exception):
    """The file cannot be taken; `fault` is a key of `report.claim_words.FAULTS`."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True)
class Picture:
    """A PNG or JPEG picture whose parts are all there; `content` is without the hidden ones."""

    kind: Literal["png", "jpeg"]
    width: int
    height: int
    content: bytes


def read_picture(content: bytes) -> Picture:
    """Check a file. Raises NoPicture."""
    if len(content) > MAX_BYTES:
        raise NoPicture("proof_too_big")
    try:
        if content.startswith(_PNG):
            picture = _read_png(content)
        elif content.startswith(b"\xff\xd8\xff"):
            picture = _read_jpeg(content)
        else:
            raise NoPicture("proof_no_picture")
    except (struct.error, IndexError, ValueError):
        raise NoPicture("proof_broken") from None
    if not (0 < picture.width <= _MAX_SIDE and 0 < picture.height <= _MAX_SIDE):
        raise NoPicture("proof_broken")
    if picture.width * picture.height > _MAX_PIXELS:
        raise NoPicture("proof_too_big")
    return picture


def _read_png(content: bytes) -> Picture:
    at, kept = len(_PNG), [_PNG]
    seen: list[bytes] = []
    width = height = 0
    while not seen or seen[-1] != b"IEND":
        length, name = struct.unpack_from(">I4s", content, at)
        body = content[at + 8 : at + 8 + length]
        (check,) = struct.unpack_from(">I", content, at + 8 + length)
        if zlib.crc32(name + body) != check or (not seen) != (name == b"IHDR"):
            raise ValueError(name)
        if name == b"IHDR":
            width, height, depth, colour = struct.unpack_from(">IIBB", body)
            if length != 13 or depth not in _PNG_DEPTHS.get(colour, ()):
                raise ValueError(name)
        if name in _PNG_KEPT:
            kept.append(content[at : at + 12 + length])
        seen.append(name)
        at += 12 + length
    if b"IDAT" not in seen:
        raise ValueError("no picture data")
    return Picture("png", width, height, b"".join(kept))


def _read_jpeg(content: bytes) -> Picture:
    at, kept = 2, [content[:2]]
    width = height = 0
    scanned = False
    while True:
        while content[at : at + 2] == b"\xff\xff":  # a marker may be preceded by any number of these
            at += 1
        found = _JPEG_MARKER.match(content, at)
        if found is None:
            raise ValueError("no marker")
        marker = content[at + 1]
        if marker == 0xD9:
            break
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(content):
            raise ValueError("half a segment")
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
        if marker == 0xDA:
            # What follows is the picture itself, up to the next marker.
            scanned = True
            following = _JPEG_MARKER.search(content, end)
            if following is None:
                raise ValueError("no end")
            end = following.start()
        if marker not in _JPEG_HIDDEN:
            kept.append(content[at:end])
        at = end
    if not scanned or not width:
        raise ValueError("no picture data")
    return Picture("jpeg", width, height, b"".join([*kept, b"\xff\xd9"]))

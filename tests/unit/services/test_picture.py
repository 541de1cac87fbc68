from __future__ import annotations

import random
import struct
import zlib

import pytest

from checker.services.picture import MAX_BYTES, NoPicture, read_picture


def chunk(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int = 3, height: int = 2, *, extra: bytes = b"", colour: int = 2, pixels: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    data = pixels or zlib.compress(b"".join(b"\0" + b"\xaa" * 9 for _ in range(2)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + chunk(b"IDAT", data) + chunk(b"IEND")


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg(width: int = 3, height: int = 2, *, extra: bytes = b"", frame: int = 0xC0) -> bytes:
    """As cameras write them: tables, a frame, and two scans with stuffed and restart bytes in them."""
    return b"".join(
        [
            b"\xff\xd8", segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"), extra, segment(0xDB, bytes(65)),
            segment(frame, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0"), segment(0xC4, bytes(20)),
            segment(0xDA, b"\1\1\0\0\x3f\0"), b"\x12\xff\x00\x34\xff\xd0\x56", segment(0xC4, bytes(20)),
            segment(0xDA, b"\1\1\0\0\x3f\0"), b"\x78\xff\x00", b"\xff\xff\xd9",
        ]
    )  # fmt: skip


def refused(content: bytes) -> str:
    with pytest.raises(NoPicture) as no:
        read_picture(content)
    return no.value.fault


@pytest.mark.parametrize(("content", "kind"), [(png(), "png"), (jpeg(), "jpeg"), (jpeg(frame=0xC2), "jpeg")])
def test_a_picture_is_read_with_its_size(content: bytes, kind: str) -> None:
    picture = read_picture(content)
    assert (picture.kind, picture.width, picture.height) == (kind, 3, 2)
    assert read_picture(picture.content) == picture


def test_hidden_data_is_taken_out_and_what_is_shown_stays() -> None:
    place = b"GPS 48.2 N Ann's camera"
    hidden = chunk(b"tEXt", place) + chunk(b"eXIf", place) + chunk(b"iTXt", place) + chunk(b"tIME", bytes(7))
    assert read_picture(png(extra=hidden)).content == png()
    assert read_picture(png(extra=chunk(b"gAMA", bytes(4)))).content == png(extra=chunk(b"gAMA", bytes(4)))
    marked = b"".join(segment(marker, place) for marker in (0xE1, 0xE2, 0xED, 0xFE))
    assert read_picture(jpeg(extra=marked)).content == read_picture(jpeg()).content
    assert b"JFIF" in read_picture(jpeg(extra=marked)).content
    assert b"Adobe" in read_picture(jpeg(extra=segment(0xEE, b"Adobe"))).content


def test_what_follows_the_end_of_a_picture_is_left_out() -> None:
    for content in (png(), jpeg()):
        assert b"<script>" not in read_picture(content + b"<script>PK\3\4").content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + bytes(50),
        b"%PDF-1.7",
        b"\x89PNG",
        b"RIFF....WEBP",
    ],
)
def test_what_is_no_png_or_jpeg_is_refused_whatever_it_is_called(content: bytes) -> None:
    assert refused(content) == "proof_no_picture"


@pytest.mark.parametrize(
    "content",
    [
        png()[:-1], png()[:40], png().replace(b"IEND", b"IENX"), png(colour=5), png(width=0), png(height=20_001),
        b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b"x") + chunk(b"IEND"), png().replace(b"IDAT", b"IDAX"),
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 0xFFFFFFFF) + b"IHDR",
        jpeg()[:-2], jpeg()[:100], jpeg(width=0), jpeg(height=0), b"\xff\xd8\xff\xd9", b"\xff\xd8\xff",
        b"\xff\xd8" + b"\xff" * 99, b"\xff\xd8" + segment(0xDA, b"x") + b"\xff\xd9",
        b"\xff\xd8\xff\xe0\x00\x01" + bytes(9),
    ],
)  # fmt: skip
def test_a_damaged_picture_is_refused(content: bytes) -> None:
    assert refused(content) == "proof_broken"


def test_a_picture_that_is_too_large_is_refused() -> None:
    assert refused(png(pixels=bytes(MAX_BYTES))) == "proof_too_big"
    assert refused(b"x" * (MAX_BYTES + 1)) == "proof_too_big"
    assert refused(png(width=20_000, height=20_000)) == "proof_too_big"


def test_no_damage_surprises() -> None:
    chance = random.Random(7)
    for whole in (png(extra=chunk(b"tEXt", b"x" * 30)), jpeg(extra=segment(0xE1, b"x" * 30))):
        for _ in range(3000):
            content = bytearray(whole)
            for _ in range(chance.randint(1, 4)):
                content[chance.randrange(8, len(content))] = chance.randrange(256)
            try:
                read_picture(bytes(content))
            except NoPicture as no:
                assert no.fault in ("proof_broken", "proof_too_big", "proof_no_picture")

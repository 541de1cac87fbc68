from __future__ import annotations

import struct
import zlib

from checker.practice.pixel import image, silent


def test_the_image_is_one_transparent_pixel() -> None:
    body = image().get_data()
    assert body.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, kind = struct.unpack(">IIBB", body[16:26])
    assert (width, height, depth, kind) == (1, 1, 8, 6)
    start = body.index(b"IDAT") + 4
    size = struct.unpack(">I", body[start - 8 : start - 4])[0]
    line = zlib.decompress(body[start : start + size])
    assert line[-1] == 0 or len(line) == 5


def test_no_cache_keeps_an_answer_and_any_site_may_have_it() -> None:
    for response, mimetype in ((image(), "image/png"), (silent(), "text/plain"), (silent("text/css"), "text/css")):
        assert response.mimetype == mimetype
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert silent().get_data() == b""

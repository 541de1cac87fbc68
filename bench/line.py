"""A line between browser and service: each byte arrives later, as on a shopper's way to a server.

    python -m bench.line PORT TO MS

Listens on PORT of this machine and passes on to its port TO, each direction after MS milliseconds. Time alone is added:
no loss, and no limit to how much a line carries.
"""

from __future__ import annotations

import asyncio
import sys


async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay_s: float) -> None:
    """Pass on what comes, each piece after the delay; its end too."""
    loop = asyncio.get_running_loop()
    while piece := await reader.read(65536):
        loop.call_later(delay_s, writer.write, piece)
    loop.call_later(delay_s, writer.close)


async def serve(port: int, to: int, delay_s: float) -> None:
    """Listen until the process ends."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        onward, back = await asyncio.open_connection("127.0.0.1", to)
        ends = relay(reader, back, delay_s), relay(onward, writer, delay_s)
        await asyncio.gather(*ends, return_exceptions=True)

    server = await asyncio.start_server(connected, "127.0.0.1", port, backlog=128)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    own, other, ms = (float(word) for word in sys.argv[1:])
    asyncio.run(serve(int(own), int(other), ms / 1000))

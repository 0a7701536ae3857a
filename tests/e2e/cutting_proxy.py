"""A TCP proxy on 127.0.0.1 that cuts connections after a random number of bytes, either way. In the
middle of a frame, of a header, of a handshake: it knows none of them. Standard library only."""
import asyncio
import random
import socket
import struct
import threading

CHUNK_BYTES = 16 * 1024


class CuttingProxy:
    """Runs on a thread of its own until stop(). `cuts` counts the connections it has cut."""

    def __init__(self, port, seed, up_bytes_max, down_bytes_max):
        self.target = port
        self.chance = random.Random(seed)
        self.up_bytes_max = up_bytes_max
        self.down_bytes_max = down_bytes_max
        self.cuts = 0
        self.url = None
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self):
        self._thread.start()
        if not self._ready.wait(10):
            raise AssertionError('the proxy does not start')
        return self

    def stop(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self):
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, '127.0.0.1', 0, limit=CHUNK_BYTES))
        self.url = 'http://127.0.0.1:%d' % server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def _limits(self):
        """Bytes after which the connection is cut: (up, down). One in three within its first words."""
        most_up, most_down = self.up_bytes_max, self.down_bytes_max
        if self.chance.random() < 1 / 3:
            most_up = most_down = 1_000
        up, down = self.chance.randint(1, most_up), self.chance.randint(1, most_down)
        return (up, None) if self.chance.random() < 0.5 else (None, down)

    async def _serve(self, reader, writer):
        up_limit, down_limit = self._limits()
        abrupt = self.chance.random() < 0.5
        try:
            far_reader, far_writer = await asyncio.open_connection('127.0.0.1', self.target,
                                                                   limit=CHUNK_BYTES)
        except OSError:
            return writer.close()
        ends = [asyncio.ensure_future(self._copy(reader, far_writer, up_limit)),
                asyncio.ensure_future(self._copy(far_reader, writer, down_limit))]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        cut = any(end.done() and end.result() for end in ends)
        self.cuts += cut
        if not cut:  # One side has said all it will; the other may still be answering.
            await asyncio.wait(ends, timeout=1)
        for end in ends:
            end.cancel()
        for side in (writer, far_writer):
            self._close(side, abrupt and cut)

    async def _copy(self, reader, writer, limit):
        """Copies until the end, or until `limit` bytes have passed: then True."""
        passed = 0
        try:
            while True:
                data = await reader.read(CHUNK_BYTES)
                if not data:
                    return False
                if limit is not None and passed + len(data) >= limit:
                    writer.write(data[:limit - passed])
                    await writer.drain()
                    return True
                passed += len(data)
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            return False

    def _close(self, writer, abrupt):
        if abrupt:  # A reset instead of an end.
            writer.get_extra_info('socket').setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                                       struct.pack('ii', 1, 0))
            writer.transport.abort()
        else:
            writer.close()

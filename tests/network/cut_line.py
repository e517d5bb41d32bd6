"""A line that can be cut, mended and made slow: a proxy of the test between a seat and its clinic."""

import asyncio
import contextlib
import threading


class CutLine:
    """Passes on what comes to its port; `cut` ends every connection and takes no new ones."""

    def __init__(self, port, delay=0.0):
        """`delay`: seconds each way."""
        self._to, self._delay, self._is_cut = port, delay, False
        self._lines = set()
        self.passed = 0  # bytes towards the clinic
        self._loop = asyncio.new_event_loop()
        begun = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(begun,), daemon=True)
        self._thread.start()
        begun.wait()

    def cut(self):
        self._on_loop(self._cut())

    def mend(self):
        self._is_cut = False

    def close(self):
        self.cut()
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close()

    def _on_loop(self, work):
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _run(self, begun):
        self._loop.run_until_complete(self._serve(begun))
        self._loop.close()

    async def _serve(self, begun):
        self._over = asyncio.Event()
        server = await asyncio.start_server(self._met, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        begun.set()
        async with server:
            await self._over.wait()

    async def _cut(self):
        self._is_cut = True
        for writer in list(self._lines):
            writer.transport.abort()
        while self._lines:
            await asyncio.sleep(0.001)

    async def _met(self, reader, writer):
        if self._is_cut:
            writer.transport.abort()
            return
        with contextlib.suppress(OSError):
            there, back = await asyncio.open_connection("127.0.0.1", self._to)
            both = {writer, back}
            self._lines |= both
            await asyncio.gather(
                self._carry(reader, back, counts=True), self._carry(there, writer), return_exceptions=True
            )
            for one in both:
                one.transport.abort()
            self._lines -= both

    async def _carry(self, reader, writer, counts=False):
        queue = asyncio.Queue()
        giving = asyncio.create_task(self._give(queue, writer))
        with contextlib.suppress(OSError):
            while data := await reader.read(1 << 16):
                self.passed += len(data) if counts else 0
                queue.put_nowait((self._loop.time() + self._delay, data))
        queue.put_nowait((0, b""))
        await giving
        writer.transport.abort()

    async def _give(self, queue, writer):
        while True:
            at, data = await queue.get()
            if not data:
                return
            wait = at - self._loop.time()
            if wait > 0:
                await asyncio.sleep(wait)
            with contextlib.suppress(OSError):
                writer.write(data)
                await writer.drain()

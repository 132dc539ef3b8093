"""A WebSocket client without a network: it speaks ASGI with the application."""

import orjson
from asgiref.testing import ApplicationCommunicator


class Socket(ApplicationCommunicator):
    """One socket. Events come as parsed JSON."""

    def __init__(self, application, path: str = "/ws/updates", query: str = ""):
        scope = {"type": "websocket", "path": path, "query_string": query.encode(), "headers": [], "subprotocols": []}
        super().__init__(application, scope)

    async def connect(self) -> bool:
        """Whether the handshake was accepted."""
        await self.send_input({"type": "websocket.connect"})
        return (await self.receive_output(30))["type"] == "websocket.accept"

    async def event(self) -> dict:
        """The next event."""
        message = await self.receive_output(30)
        assert message["type"] == "websocket.send", message
        return orjson.loads(message["text"])

    async def leave(self) -> None:
        """Close, as a browser does, and wait until the application has ended."""
        await self.send_input({"type": "websocket.disconnect", "code": 1001})
        await self.wait(30)

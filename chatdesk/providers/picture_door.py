"""The door to pictures on the web; what is behind it is imported when the first one is asked for."""

from __future__ import annotations

import asyncio
import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatdesk.core.picture import FetchedPicture


class WebPictures:
    """Implements ``core.ports.PictureFetcher``. Keeps nothing open between pictures."""

    async def fetch(self, address: str, proxy: str) -> FetchedPicture:
        """Return the bytes at an address; see the port."""
        loop = asyncio.get_running_loop()
        # httpx2 takes 200 ms to import: off the event loop's thread.
        await loop.run_in_executor(None, importlib.import_module, "chatdesk.providers.web_picture")
        from chatdesk.providers.web_picture import fetch

        return await fetch(address, proxy)

"""What ``control`` needs of the world to handle pictures, as protocols."""

from typing import Protocol

from chatdesk.core.picture import FetchedPicture, PreparedPicture


class PictureFetcher(Protocol):
    """Loads a picture that a message links to, once a person asked for it."""

    async def fetch(self, address: str, proxy: str) -> FetchedPicture:
        """Return the bytes at an http or https address; ``proxy`` as in ``Endpoint``.

        Raises PrivateAddress, ReplyTooLarge or another ServiceError, and EnvironmentFault.
        """
        ...


class PictureCodec(Protocol):
    """Decodes and encodes pictures with the window's toolkit; called in worker threads. Raises PictureRefused."""

    def prepare(self, source: object) -> PreparedPicture:
        """Return a picture as it will be sent; ``source`` as in ``PictureOffer``."""
        ...

    def decode(self, data: bytes, width: int, height: int) -> object:
        """Return a file's picture as the toolkit has it, scaled down, if need be, to so many pixels."""
        ...

    def size(self, data: bytes) -> tuple[int, int]:
        """Return the width and the height of a file's picture, in pixels."""
        ...

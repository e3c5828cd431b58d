"""A host of one file that gives out ranges as RFC 9110 has it, and the faults of real ones."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager

from chatdesk.core.local_models import CatalogModel
from tests.fake_server import Close, FakeServer, Received, Script
from tests.fake_wire import head, page, send

ETAG = '"first"'


class ModelHost:
    """What is given out, and how. Attributes may be changed between requests."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.etag = ETAG
        self.takes_ranges = True
        self.cut_at: int | None = None
        """So many bytes of a body are sent before the connection is closed; None sends all."""
        self.piece_seconds = 0.0
        """How long each piece of 64 KiB takes."""
        self.server = FakeServer(self.answer)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}/repository/model.gguf"

    def model(self, **changes: object) -> CatalogModel:
        """Return what a catalog says of the file, rightly but for ``changes``."""
        return model_of(self.data, **{"url": self.url, **changes})

    def answer(self, received: Received) -> Script:
        """Answer a request for the file."""
        wanted = re.fullmatch(r"bytes=(\d+)-", received.headers.get("range", ""))
        condition = received.headers.get("if-range")
        if not wanted or not self.takes_ranges or (condition is not None and condition != self.etag):
            return self._body(0, 200, content_length=str(len(self.data)))
        start = int(wanted[1])
        if start >= len(self.data):
            return page(b"", 416, "Range Not Satisfiable", content_range=f"bytes */{len(self.data)}")
        span = f"bytes {start}-{len(self.data) - 1}/{len(self.data)}"
        return self._body(start, 206, content_range=span, content_length=str(len(self.data) - start))

    def _body(self, start: int, status: int, **headers: str) -> Script:
        etag = {"etag": self.etag} if self.etag else {}
        body = self.data[start:]
        sent = body if self.cut_at is None else body[: self.cut_at]
        pieces = [sent[at : at + 65_536] for at in range(0, len(sent), 65_536)]
        steps = (send(head(status, "OK", **headers, **etag)), send(*pieces, seconds=self.piece_seconds))
        return steps if self.cut_at is None else (*steps, Close())


def model_of(data: bytes, **changes: object) -> CatalogModel:
    """Return what a catalog says of a file of these bytes, rightly but for ``changes``."""
    facts = {
        "name": "Test model",
        "file_name": "model.gguf",
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "license": "MIT",
        "memory": 1_000_000,
        "context_tokens": 2_048,
        "url": "http://127.0.0.1:9/model.gguf",
    }
    return CatalogModel(**{**facts, **changes})  # type: ignore[arg-type]


@contextmanager
def hosting(data: bytes) -> Iterator[ModelHost]:
    """Give a file out on loopback."""
    host = ModelHost(data)
    with host.server:
        yield host

"""The models that can be downloaded: from ``resources/models.json``.

A file is in it only with the size and the SHA-256 that were published for one revision of it. ``memory`` is our estimate for
the usual context window of 8,192 tokens: the file, the keys and values of so many tokens, and half a gigabyte for the rest.
"""

import json
from pathlib import Path

from chatdesk.core.local_models import CatalogModel


def read_catalog(path: Path) -> tuple[CatalogModel, ...]:
    """Return the models in a file that comes with the app; a fault in it is a defect and raises."""
    return tuple(CatalogModel(**entry) for entry in json.loads(path.read_text("utf-8"))["models"])

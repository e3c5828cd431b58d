"""Runs first in the packaged app, before anything of ChatDesk: gives other programs the environment of the desktop back."""

import os
import sys

if sys.platform == "linux":
    # The start-up code points the linker to the app's folder, which this process has read and which its children of the
    # same kind set anew. A browser that is started with it would load our libraries in place of its own.
    original = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    os.environ.pop("LD_LIBRARY_PATH", None)
    if original is not None:
        os.environ["LD_LIBRARY_PATH"] = original

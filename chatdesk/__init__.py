"""ChatDesk: a native desktop chat with language models."""

__version__ = "0.1.0"

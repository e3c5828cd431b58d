"""The verbs: asyncio and QtCore, nothing else of Qt."""

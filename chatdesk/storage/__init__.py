"""The disk: the only place that imports the SQLite binding and keyring."""

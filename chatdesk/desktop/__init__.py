"""The desktop around the window: what is asked of it over the session's bus."""

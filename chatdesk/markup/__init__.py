"""Text to drawable blocks; no Qt."""

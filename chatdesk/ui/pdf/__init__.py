"""Conversations as PDF; used by the process that makes pages alone."""

"""Files of the world: one module a format, for reading and for writing."""

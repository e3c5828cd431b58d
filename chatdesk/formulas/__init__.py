"""Draws formulas: TeX to outlines, in a process of its own."""

"""The colors of code, by the value of a ``CodeKind``: a light and a dark scheme. Plain code has none."""

LIGHT = {
    "keyword": "#8a2fa8",
    "string": "#2e7431",
    "number": "#a34700",
    "comment": "#666d76",
    "function": "#1f5bc4",
    "class": "#0a6b80",
    "operator": "#575c66",
    "builtin": "#0a6b80",
    "tag": "#a61e4d",
    "attribute": "#80560a",
    "heading": "#1f5bc4",
    "error": "#c02626",
    "inserted": "#2e7431",
    "deleted": "#c02626",
}
DARK = {
    "keyword": "#cf9bf0",
    "string": "#9fd09a",
    "number": "#f2ab7a",
    "comment": "#99a1ab",
    "function": "#8db8ff",
    "class": "#74d3da",
    "operator": "#b4bbc6",
    "builtin": "#74d3da",
    "tag": "#f596b5",
    "attribute": "#e3c27e",
    "heading": "#8db8ff",
    "error": "#ff9189",
    "inserted": "#9fd09a",
    "deleted": "#ff9189",
}

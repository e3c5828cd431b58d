"""The style sheet of exported pages, light and dark as the browser prefers, and the policy that lets no other in."""

import base64
import hashlib
from collections.abc import Mapping

from chatdesk.markup.code_palette import DARK, LIGHT


def _colors(palette: Mapping[str, str]) -> str:
    return " ".join(f".k-{kind} {{ color: {color}; }}" for kind, color in palette.items())


STYLE = f"""
:root {{ color-scheme: light dark; --ground: #ffffff; --text: #1c1e21; --muted: #62676e; --line: #dadde1;
  --user: #e4edfb; --code: #f3f4f6; --link: #1a5fb4; }}
body {{ margin: 0; background: var(--ground); color: var(--text); line-height: 1.5;
  font-family: system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei UI", sans-serif; }}
main {{ max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: anywhere; }}
h1 {{ font-size: 1.5rem; }} h2 {{ font-size: 1.2rem; }} h3 {{ font-size: 1.1rem; }} h4, h5, h6 {{ font-size: 1rem; }}
p, li, td, th, h1, h2, h3, h4, h5, h6, summary {{ unicode-bidi: plaintext; text-align: start; }}
.byline, .turn > header, .ending, figcaption, summary {{ color: var(--muted); font-size: 0.875rem; }}
.turn {{ margin: 1.25rem 0; }} .turn > header {{ margin-bottom: 0.25rem; }}
.user > .said {{ background: var(--user); border-radius: 12px; padding: 0.125rem 0.875rem; margin-left: 12%; }}
.user > header {{ margin-left: 12%; }}
a {{ color: var(--link); }}
pre, code {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.875rem; direction: ltr; }}
pre {{ background: var(--code); border-radius: 8px; padding: 0.75rem; overflow-x: auto; overflow-wrap: normal; }}
:not(pre) > code {{ background: var(--code); border-radius: 4px; padding: 0.1em 0.3em; }}
blockquote {{ margin: 0.75rem 0; padding-inline-start: 0.75rem; border-inline-start: 3px solid var(--line); }}
table {{ border-collapse: collapse; display: block; overflow-x: auto; }}
th, td {{ border: 1px solid var(--line); padding: 0.25rem 0.6rem; }}
hr {{ border: 0; border-top: 1px solid var(--line); }}
figure {{ margin: 0.75rem 0; }} img {{ max-width: 100%; height: auto; border-radius: 8px; }}
details {{ margin: 0.5rem 0; }} details > :not(summary) {{ color: var(--muted); }}
{_colors(LIGHT)}
@media (prefers-color-scheme: dark) {{
  :root {{ --ground: #17181a; --text: #e6e7e9; --muted: #a0a5ac; --line: #3a3d42; --user: #22344f; --code: #24262a;
    --link: #8ab4f8; }}
  {_colors(DARK)}
}}
@media print {{ pre {{ white-space: pre-wrap; overflow-wrap: anywhere; }} main {{ max-width: none; padding: 0; }} }}
"""
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode("ascii")

POLICY = f"default-src 'none'; img-src data:; style-src 'sha256-{_HASH}'"
"""What a browser is told to allow: pictures within the page, and this style sheet."""

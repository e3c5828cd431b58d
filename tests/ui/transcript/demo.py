"""Renders the chat view to PNG files, to be looked at: python tests/ui/transcript/demo.py FOLDER."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent.parent
sys.path.insert(0, str(ROOT))

SAMPLE = """# 排序与稳定性 — Sorting

Use **`sorted()`** for a *new* list and `list.sort()` to sort ~~a copy~~ in place. See
[the docs](https://docs.python.org/3/howto/sorting.html) or a [bad link](javascript:alert(1)).

1. First item with enough text that it wraps onto a second line, so that the hanging indent of the list can be judged by eye
2. Second item
   - nested bullet with `code`
     - third level
3. **注意：**不要修改原列表，否则`sorted`的结果会不同。

- [ ] open task
- [x] done task

> A quotation that says something wise about stable sorts.
>
> > And a nested one.

| 函数 | Stable | Returns | Note |
|:---|:---:|---:|---|
| `sorted` | yes | 1 | works on any iterable, even generators, and this cell is long enough to wrap |
| `list.sort` | yes | 0 | in place |

---

```python
from operator import itemgetter

def by_age(people: list[dict[str, object]]) -> list[dict[str, object]]:
    \"\"\"Return the people, youngest first, without touching the list that was given to us by the caller at all.\"\"\"
    return sorted(people, key=itemgetter("age"))  # 稳定排序，按年龄
```

排序是计算机科学中的基本操作。稳定的排序会保持相等元素的相对顺序，所以可以先按次要键排序，再按主要键排序。😀👨‍👩‍👧‍👦 مرحبا שלום
"""
CASES = {
    "light": (False, 100, (900, 1_150), 1.0),
    "dark": (True, 100, (900, 1_150), 1.0),
    "large": (False, 200, (1_200, 1_300), 1.0),
    "narrow": (True, 80, (480, 1_300), 1.0),
    "dense": (False, 100, (900, 1_150), 2.0),
}


def main(folder: Path) -> None:
    """Render every case."""
    for name, (_, _, _, scale) in CASES.items():
        if os.fork() == 0:  # the scale factor is read once, when the application starts
            os.environ |= {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale)}
            render(name, folder)
            os._exit(0)
        os.wait()


def render(name: str, folder: Path) -> None:
    """Render one case."""
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    app.setStyle("fusion")
    from chatdesk.core.message import FinishReason, Status
    from chatdesk.ui.palette import OWN_ACCENT, own_palette
    from chatdesk.ui.transcript.view import TranscriptView
    from tests.ui.transcript.samples import reply, theme, user

    is_dark, percent, (width, height), _ = CASES[name]
    app.setPalette(own_palette(is_dark, OWN_ACCENT))
    view = TranscriptView(theme(is_dark=is_dark, percent=percent))
    view.resize(width, height)
    view.set_greeting("你好，我是你的AI助手，有什么可以帮你的吗？")
    view.show()
    view.show_conversation([])
    view.add_message(user("1", "How do I sort in Python? 请也用中文说明。\nThanks!\n```sh\npip install sort\n```"))
    view.start_reply(reply("2", status=Status.STREAMING))
    view.grow_reply("2", SAMPLE, "Think.")
    view.finish_reply(reply("2", SAMPLE, reasoning="Think.", finish_reason=FinishReason.LENGTH, damaged_events=2))
    view.add_message(user("3", "And now?"))
    view.start_reply(reply("4", "It broke", Status.STREAMING, finish_reason=None))
    view.finish_reply(reply("4", "It broke", Status.FAILED, finish_reason=None))
    view.start_reply(reply("5", status=Status.STREAMING))
    if name == "light":
        view.jump_to(0)
        view.page.hovered = "1"
    if name == "dark":
        view.walk(-1)
        view.walk(-1)
        view.do_action("select-all", "")
    view.grab().save(str(folder / f"{name}.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

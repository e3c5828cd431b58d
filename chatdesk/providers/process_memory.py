"""How much memory a process takes, where the system tells."""

from pathlib import Path


def memory_of(process_id: int) -> int | None:
    """Return the bytes of memory that a process holds, None where that can't be told: it is Linux that has ``/proc``."""
    try:
        status = Path(f"/proc/{process_id}/status").read_text("ascii", "replace")
    except OSError:
        return None
    for line in status.splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024  # proc(5): in kibibytes, whatever the "kB" says
    return None

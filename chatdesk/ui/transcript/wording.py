"""The words of the chat view, in the language of the interface."""

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from chatdesk.core.message import FinishReason, Message, MessageOutline, Role, Status

ACTIONS = ("copy", "continue", "retry")


def label(name: str) -> str:
    """Return the translation of one of the view's short labels, given in English."""
    tr = QCoreApplication.translate
    labels = {
        "Conversation": tr("Transcript", "Conversation"),
        "You": tr("Transcript", "You"),
        "Assistant": tr("Transcript", "Assistant"),
        "Copy": tr("Transcript", "Copy"),
        "Copied": tr("Transcript", "Copied"),
        "Copy as Markdown": tr("Transcript", "Copy as Markdown"),
        "Copy link": tr("Transcript", "Copy link"),
        "Select all": tr("Transcript", "Select all"),
        "Continue": tr("Transcript", "Continue"),
        "Try again": tr("Transcript", "Try again"),
        "Newest": tr("Transcript", "Go to the newest message"),
        "Thought": tr("Transcript", "Thought"),
        "Thinking…": tr("Transcript", "Thinking…"),
        "thinking": tr("Transcript", "The AI is thinking, please wait…"),
    }
    return labels[name]


def action_label(action: str) -> str:
    """Return what an action of a message is called."""
    return label({"copy": "Copy", "continue": "Continue", "retry": "Try again", "markdown": "Copy as Markdown"}[action])


def actions(message: MessageOutline | Message, *, has_text: bool) -> tuple[str, ...]:
    """Return what can be done about how a message ended: "continue", "retry"."""
    if message.role is not Role.ASSISTANT or message.status is Status.STREAMING:
        return ()
    cut = message.status in (Status.STOPPED, Status.INTERRUPTED, Status.FAILED)
    reason = message.finish_reason if isinstance(message, Message) else None
    found = []
    if has_text and (cut or reason is FinishReason.LENGTH):
        found.append("continue")
    if message.status is Status.FAILED or (cut and not has_text):
        found.append("retry")
    return tuple(found)


def ending(message: MessageOutline | Message) -> str:
    """Return how a message ended, "" when there is nothing to say."""
    parts = [_ending(message)]
    damaged = message.damaged_events if isinstance(message, Message) else 0
    if damaged:
        text = QCoreApplication.translate("Transcript", "%n part(s) arrived damaged and were left out.", None, damaged)
        parts.append(text)
    return " ".join(part for part in parts if part)


def _ending(message: MessageOutline | Message) -> str:
    tr = QCoreApplication.translate
    match message.status:
        case Status.STOPPED:
            return tr("Transcript", "Stopped.")
        case Status.INTERRUPTED:
            return tr("Transcript", "Interrupted.")
        case Status.FAILED:
            return tr("Transcript", "This reply was cut off.")
        case Status.STREAMING | Status.COMPLETE:
            reason = message.finish_reason if isinstance(message, Message) else None
    match reason:
        case FinishReason.LENGTH:
            return tr("Transcript", "The reply reached the length limit.")
        case FinishReason.CONTENT_FILTER:
            return tr("Transcript", "The service's content filter ended this reply.")
        case _:
            return ""


def speaker(role: Role) -> str:
    """Return who speaks."""
    return label("You") if role is Role.USER else label("Assistant")


def clock(created_at: int) -> str:
    """Return a message's time of day, with the date when it is not today."""
    when = QDateTime.fromMSecsSinceEpoch(created_at)
    locale = QLocale()
    if when.date() == QDateTime.currentDateTime().date():
        return locale.toString(when.time(), QLocale.FormatType.ShortFormat)
    return locale.toString(when, QLocale.FormatType.ShortFormat)

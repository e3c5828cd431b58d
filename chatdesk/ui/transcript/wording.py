"""The words of the chat view, in the language of the interface."""

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from chatdesk.core.message import FinishReason, Message, MessageOutline, Role, Status

_ACTION_LABELS = {
    "copy": "Copy",
    "continue": "Continue",
    "retry": "Try again",
    "markdown": "Copy as Markdown",
    "previous": "Previous answer",
    "next": "Next answer",
    "browse": "Open in browser",
    "fold": "Hide reasoning",
    "unfold": "Show reasoning",
}


def label(name: str) -> str:
    """Return the translation of one of the view's short labels, given in English."""
    translate = QCoreApplication.translate
    labels = {
        "Conversation": translate("Transcript", "Conversation"),
        "You": translate("Transcript", "You"),
        "Assistant": translate("Transcript", "Assistant"),
        "Copy": translate("Transcript", "Copy"),
        "Copied": translate("Transcript", "Copied"),
        "Copy as Markdown": translate("Transcript", "Copy as Markdown"),
        "Copy formula": translate("Transcript", "Copy formula"),
        "Undrawable": translate("Transcript", "This formula can't be drawn, so its source is shown."),
        "Copy link": translate("Transcript", "Copy link"),
        "Select all": translate("Transcript", "Select all"),
        "Continue": translate("Transcript", "Continue"),
        "Try again": translate("Transcript", "Try again"),
        "Previous answer": translate("Transcript", "Previous answer"),
        "Next answer": translate("Transcript", "Next answer"),
        "Open in browser": translate("Transcript", "Open in browser"),
        "Newest": translate("Transcript", "Go to the newest message"),
        "Hide reasoning": translate("Transcript", "Hide reasoning"),
        "Show reasoning": translate("Transcript", "Show reasoning"),
        "Thinking…": translate("Transcript", "Thinking…"),
        "thinking": translate("Transcript", "The AI is thinking, please wait…"),
    }
    return labels[name]


def action_label(action: str) -> str:
    """Return what an action of a message is called."""
    return label(_ACTION_LABELS[action])


def answer_number(which: int, count: int) -> str:
    """Return which of several answers this is, as a sentence."""
    return QCoreApplication.translate("Transcript", "Answer {which} of {count}").format(which=which, count=count)


def thought(seconds: int | None) -> str:
    """Return that the model has reasoned, and for how long where that is known and worth a word."""
    translate = QCoreApplication.translate
    if not seconds:
        return translate("Transcript", "Thought")
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return translate("Transcript", "Thought for {seconds} s").format(seconds=seconds)
    return translate("Transcript", "Thought for {minutes} min {seconds} s").format(minutes=minutes, seconds=rest)


def spoken(name: str) -> str:
    """Return a sentence that only a screen reader says; that of "code" has a ``{count}``."""
    translate = QCoreApplication.translate
    sentences = {
        "thinking": translate("Transcript", "The AI is thinking, please wait…"),
        "answered": translate("Transcript", "The answer is there."),
        "longer": translate("Transcript", "The rest of this answer can be read in the conversation."),
        "code": translate("Transcript", "Code, number of lines: {count}."),
    }
    return sentences[name]


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
        text = QCoreApplication.translate("Transcript", "Damaged parts of this reply that were left out: {count}.")
        parts.append(text.format(count=damaged))
    return " ".join(part for part in parts if part)


def _ending(message: MessageOutline | Message) -> str:
    translate = QCoreApplication.translate
    match message.status:
        case Status.STOPPED:
            return translate("Transcript", "Stopped.")
        case Status.INTERRUPTED:
            return translate("Transcript", "Interrupted.")
        case Status.FAILED if not _has_text(message):
            return translate("Transcript", "No answer came.")
        case Status.FAILED:
            return translate("Transcript", "This reply was cut off.")
        case Status.STREAMING | Status.COMPLETE:
            reason = message.finish_reason if isinstance(message, Message) else None
    match reason:
        case FinishReason.LENGTH:
            return translate("Transcript", "The reply reached the length limit.")
        case FinishReason.CONTENT_FILTER:
            return translate("Transcript", "The service's content filter ended this reply.")
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


def _has_text(message: MessageOutline | Message) -> bool:
    return bool(message.text if isinstance(message, Message) else message.characters)

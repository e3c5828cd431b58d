"""The words of exporting: in the dialog, in the notices, and in the files themselves."""

from PySide6.QtCore import QCoreApplication, QLocale

from chatdesk.control.facts import ExportDone, ExportProgress
from chatdesk.core.conversation import ConversationSummary
from chatdesk.core.export import ExportFormat, ExportHead, ExportTurn, local_time
from chatdesk.core.message import ImagePart, Message, Role, now_ms
from chatdesk.ui.transcript.wording import ending, speaker, thought

translate = QCoreApplication.translate


def dialog_title() -> str:
    """Return the title of the dialog for saving."""
    return translate("Export", "Export chat")


def filters() -> dict[ExportFormat, str]:
    """Return the name filters of the dialog for saving, in the order in which they are offered."""
    names = {
        ExportFormat.PDF: translate("Export", "PDF document (*{suffix})"),
        ExportFormat.HTML: translate("Export", "Web page (*{suffix})"),
        ExportFormat.MARKDOWN: translate("Export", "Markdown (*{suffix})"),
        ExportFormat.TEXT: translate("Export", "Plain text (*{suffix})"),
        ExportFormat.CSV: translate("Export", "Spreadsheet, CSV (*{suffix})"),
        ExportFormat.OPENAI: translate("Export", "OpenAI messages, JSON (*{suffix})"),
        ExportFormat.ARCHIVE: translate("Export", "ChatDesk archive with all branches (*{suffix})"),
    }
    return {kind: name.format(suffix=kind.suffix) for kind, name in names.items()}


def fallback_title() -> str:
    """Return what a conversation without a title is called."""
    return translate("Export", "New chat")


def nothing_to_export() -> str:
    """Return that the conversation is empty."""
    return translate("Export", "There is nothing to export yet.")


def under_way(progress: ExportProgress) -> str:
    """Return how far an export has come."""
    sentence = translate("Export", "{name} is being written: {percent} %.")
    return sentence.format(name=progress.name, percent=progress.percent)


def saved(done: ExportDone) -> tuple[str, ...]:
    """Return that a file was written, and what is not in it."""
    sentence = translate("Export", "{name} was saved.").format(name=done.path.name)
    if not done.missing_pictures:
        return (sentence,)
    missing = translate("Export", "Pictures that the profile no longer has, and so not in the file: {count}.")
    return sentence, missing.format(count=done.missing_pictures)


def head_of(summary: ConversationSummary) -> ExportHead:
    """Return what stands above the messages in a file."""
    byline = translate("Export", "Exported from ChatDesk on {time}").format(time=local_time(now_ms()))
    return ExportHead(summary, summary.title or fallback_title(), byline, QLocale().bcp47Name())


def turn_of(message: Message) -> ExportTurn:
    """Return a message with the words that stand around it in a file; can be called in any thread."""
    name = speaker(message.role)
    if message.role is Role.ASSISTANT and message.model:
        name = translate("Export", "{speaker} · {model}").format(speaker=name, model=message.model)
    reasoning_ms = message.reasoning_ms
    return ExportTurn(
        message,
        name,
        local_time(message.created_at),
        thought(None if reasoning_ms is None else reasoning_ms // 1_000) if message.reasoning else "",
        ending(message),
        tuple(map(_picture, message.images)),
    )


def _picture(image: ImagePart) -> str:
    if not image.name:
        return translate("Export", "[Image]")
    return translate("Export", "[Image: {name}]").format(name=image.name)

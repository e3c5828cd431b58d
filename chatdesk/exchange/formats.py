"""Which module writes which format."""

from collections.abc import Callable
from typing import BinaryIO

from chatdesk.core.export import ExportFormat, ExportHead
from chatdesk.exchange.archive import ArchiveWriter
from chatdesk.exchange.csv_table import CsvWriter
from chatdesk.exchange.markdown import MarkdownWriter
from chatdesk.exchange.openai_messages import OpenAiWriter
from chatdesk.exchange.plain_text import TextWriter
from chatdesk.exchange.writing import Writer

WRITERS: dict[ExportFormat, Callable[[ExportHead, BinaryIO], Writer]] = {
    ExportFormat.MARKDOWN: MarkdownWriter,
    ExportFormat.TEXT: TextWriter,
    ExportFormat.CSV: CsvWriter,
    ExportFormat.OPENAI: OpenAiWriter,
    ExportFormat.ARCHIVE: ArchiveWriter,
}
"""All but those that a process of their own writes (``page_process``)."""

"""What becomes known of the open conversation."""

from PySide6.QtCore import QObject, Signal


class ChatFacts(QObject):
    """The signals of the chat: the window listens, the parts of the chat emit."""

    conversation_opened = Signal(object)
    """ConversationOpened: another conversation, or another branch of it, is shown."""

    conversation_glimpsed = Signal(object)
    """tuple[MessageOutline, ...]: the end of a long conversation, to be looked at until it is opened."""

    messages_loaded = Signal(object)
    """tuple[Message, ...]: answers ``want_messages``."""

    message_added = Signal(object)
    """Message: the person said something."""

    reply_started = Signal(object)
    """Message: a reply begins, goes on, or is under way in the conversation that was just opened."""

    reply_changed = Signal(object)
    """ReplyChange: the open conversation's reply grew."""

    reply_finished = Signal(object)
    """Message: the reply's final state."""

    replying_changed = Signal(bool)
    """Whether the open conversation's reply is under way."""

    turn_failed = Signal(object)
    """TurnFailure."""

    draft_accepted = Signal()
    """What was submitted is a message now."""

    retry_scheduled = Signal(object)
    """RetryScheduled."""

    turns_omitted = Signal(int)
    """So many of the oldest messages were left out of the request; 0 when it carries all."""

    conversation_cleared = Signal()
    """The conversation was emptied; ``undo_clear`` brings it back until the next send."""

    conversation_touched = Signal(str, str)
    """Conversation id and text: this was said in it."""

    notice_cleared = Signal()
    """What was told about the last turn is no longer true."""

    storage_failed = Signal(object)
    """StorageError: what is on the screen is in memory only."""

    storage_recovered = Signal()
    """All that was in memory only is on disk."""

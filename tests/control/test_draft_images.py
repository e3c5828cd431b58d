"""Pictures that are attached: prepared one after the other, kept with their chat's draft, sent with the message."""

import asyncio

from chatdesk.control.draft_images import DraftImages
from chatdesk.core.context import message_tokens
from chatdesk.core.errors import ImagesRefused, PictureFlaw, PictureRefused
from chatdesk.core.message import Role
from chatdesk.core.picture import MAX_IMAGES, PictureOffer, PreparedPicture
from tests.fake_ports import LOCAL, Desk, FakeProvider, answer, run


class FakeCodec:
    """Takes bytes that begin with "ok"; notes how many are prepared at once."""

    def __init__(self) -> None:
        self.at_once = self.most = 0

    def prepare(self, source: object) -> PreparedPicture:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        self.at_once -= 1
        assert isinstance(source, bytes)
        if not source.startswith(b"ok"):
            raise PictureRefused(PictureFlaw.NOT_A_PICTURE)
        return PreparedPicture(source, "image/jpeg", 800, 600)

    def decode(self, data: bytes, width: int, height: int) -> object:
        return ("thumbnail", data)

    def size(self, data: bytes) -> tuple[int, int]:
        return 800, 600


class Attached(Desk):
    """A desk with pictures."""

    async def start(self) -> None:
        self.codec = FakeCodec()
        self.drafts = DraftImages(chat=self.chat, store=self.store, codec=self.codec, tasks=self.tasks)
        self.refusals: list[PictureRefused] = []
        self.times_prepared = 0
        self.drafts.refused.connect(self.refusals.append)
        self.drafts.prepared.connect(self._on_prepared)
        await super().start()

    def _on_prepared(self) -> None:
        self.times_prepared += 1

    async def attach(self, *offers: tuple[str, bytes]) -> None:
        self.drafts.offer([PictureOffer(name, data) for name, data in offers])
        await self.tasks.settle()

    def draft(self) -> list[str]:
        return [part.name for part in self.store.records[self.chat.conversation_id].draft_images]


def test_a_picture_is_attached_sent_and_let_go() -> None:
    async def main() -> None:
        desk = Attached()
        await desk.start()
        desk.drafts.offer([PictureOffer("holiday.HEIC.png", b"ok 1")])
        assert desk.drafts.is_preparing
        assert desk.drafts.parts == ()
        await desk.tasks.settle()
        assert [(image.name, image.thumbnail) for image in desk.drafts.images] == [("holiday.HEIC.png", ("thumbnail", b"ok 1"))]
        assert desk.draft() == ["holiday.HEIC.jpg"]
        assert desk.times_prepared == 1
        desk.chat.send("What is it?", desk.drafts.parts)
        assert desk.drafts.images == ()
        await desk.tasks.settle()
        assert desk.draft() == []
        (message,) = desk.provider.requests[0].messages
        assert message.content == "What is it?"
        assert [(image.media_type, image.data) for image in message.images] == [("image/jpeg", b"ok 1")]
        assert desk.messages[0].images[0].name == "holiday.HEIC.jpg"

    run(main())


def test_a_picture_without_words_is_a_message() -> None:
    async def main() -> None:
        desk = Attached()
        await desk.start()
        await desk.attach(("cat.png", b"ok"))
        desk.chat.send("  ", desk.drafts.parts)
        await desk.tasks.settle()
        assert desk.messages[0].text == ""
        assert desk.provider.requests[0].messages[0].content == ""
        assert len(desk.provider.requests[0].messages[0].images) == 1
        assert desk.store.records[desk.chat.conversation_id].summary.title == "cat.jpg"

    run(main())


def test_what_is_no_picture_is_refused_by_name_and_the_rest_attached() -> None:
    async def main() -> None:
        desk = Attached()
        await desk.start()
        await desk.attach(("a.png", b"ok a"), ("b.pdf", b"%PDF"), ("c.png", b"ok c"))
        assert [part.name for part in desk.drafts.parts] == ["a.jpg", "c.jpg"]
        assert [(error.flaw, error.name) for error in desk.refusals] == [(PictureFlaw.NOT_A_PICTURE, "b.pdf")]
        assert desk.codec.most == 1

    run(main())


def test_names_hold_nothing_that_is_not_seen() -> None:
    async def main() -> None:
        desk = Attached()
        await desk.start()
        await desk.attach(("in\u202evoice\n\0.png", b"ok a"), ("牛" * 300 + ".jpeg", b"ok b"), ("bad\x1b[0m.pdf", b"%PDF"))
        first, second = desk.drafts.parts
        assert first.name == "invoice.jpg"
        assert len(second.name) <= 125
        assert desk.refusals[0].name == "bad[0m.pdf"

    run(main())


def test_no_more_than_a_message_carries() -> None:
    async def main() -> None:
        desk = Attached()
        await desk.start()
        await desk.attach(*((f"{number}.png", b"ok %d" % number) for number in range(MAX_IMAGES + 3)))
        assert len(desk.drafts.parts) == MAX_IMAGES
        assert [(error.flaw, error.name) for error in desk.refusals] == [(PictureFlaw.TOO_MANY, f"{MAX_IMAGES}.png")]

    run(main())


def test_a_picture_taken_out_is_gone_also_while_it_is_prepared() -> None:
    async def main() -> None:
        desk = Attached()
        await desk.start()
        desk.drafts.offer([PictureOffer("a.png", b"ok a"), PictureOffer("b.png", b"ok b")])
        desk.drafts.remove(desk.drafts.images[0].id)
        await desk.tasks.settle()
        assert desk.draft() == ["b.jpg"]
        desk.drafts.remove(desk.drafts.images[0].id)
        await desk.tasks.settle()
        assert desk.draft() == []
        assert desk.drafts.images == ()

    run(main())


def test_each_chat_keeps_its_own_pictures() -> None:
    async def main() -> None:
        desk = Attached()
        await desk.start()
        await desk.say("first chat")
        first = desk.chat.conversation_id
        desk.drafts.offer([PictureOffer("slow.png", b"ok slow")])
        desk.library.new_chat()
        await desk.until("conversation_opened", 2)
        assert desk.drafts.images == ()
        await desk.tasks.settle()
        assert desk.chat.conversation_id != first
        assert desk.draft() == []
        assert [part.name for part in desk.store.records[first].draft_images] == ["slow.jpg"]
        desk.library.select(first)
        await desk.tasks.settle()
        assert [part.name for part in desk.drafts.parts] == ["slow.jpg"]

    run(main())


def test_a_draft_of_the_last_session_comes_back_and_a_lost_picture_does_not() -> None:
    async def main() -> None:
        desk = Attached()
        await desk.start()
        await desk.attach(("a.png", b"ok a"), ("b.png", b"ok b"))
        lost = desk.drafts.parts[1].sha256
        del desk.store.attachments[lost]
        later = Attached(store=desk.store)
        await later.start()
        assert [(image.name, image.thumbnail) for image in later.drafts.images] == [("a.jpg", ("thumbnail", b"ok a"))]

    run(main())


def test_the_model_on_this_computer_is_not_sent_pictures() -> None:
    async def main() -> None:
        desk = Attached()
        await desk.start()
        await desk.attach(("a.png", b"ok a"))
        desk.chat.send("What is it?", desk.drafts.parts)
        await desk.tasks.settle()
        desk.settings.choose_connection(LOCAL.id)
        await desk.attach(("b.png", b"ok b"))
        desk.chat.send("And this?", desk.drafts.parts)
        failure = desk.all("turn_failed")[-1]
        assert isinstance(failure.error, ImagesRefused)
        assert failure.message_id is None
        assert [part.name for part in desk.drafts.parts] == ["b.jpg"]
        await desk.say("What was the first one?")
        sent = desk.provider.requests[-1].messages
        assert sent[0].content == "[Image: a.jpg]\n\nWhat is it?"
        assert not any(message.images for message in sent)

    run(main())


def test_trying_again_sends_the_pictures_again_and_a_lost_one_is_named() -> None:
    async def main() -> None:
        desk = Attached()
        await desk.start()
        await desk.attach(("a.png", b"ok a"), ("b.png", b"ok b"))
        parts = desk.drafts.parts
        desk.chat.send("Compare.", parts)
        await desk.tasks.settle()
        del desk.store.attachments[parts[1].sha256]
        desk.chat.try_again(desk.messages[-1].id)
        await desk.tasks.settle()
        first, second = (request.messages[0] for request in desk.provider.requests)
        assert [image.data for image in first.images] == [b"ok a", b"ok b"]
        assert [image.data for image in second.images] == [b"ok a"]
        assert second.content == "[Image: b.jpg]\n\nCompare."

    run(main())


def test_pictures_count_in_the_context_window() -> None:
    async def main() -> None:
        desk = Attached()
        await desk.start()
        desk.settings.set_context_tokens(2_000)
        for name in ("a", "b", "c"):
            await desk.attach((name, b"ok " + name.encode()))
            desk.chat.send(name, desk.drafts.parts)
            await desk.tasks.settle()
        tokens = [message_tokens(message) for message in desk.messages if message.role == Role.USER]
        assert tokens[0] > 475
        assert [message.content for message in desk.provider.requests[-1].messages if message.images][-1] == "c"
        assert desk.all("turns_omitted")[-1] > 0

    run(main())


def test_attached_before_the_history_is_open() -> None:
    async def main() -> None:
        desk = Attached()
        desk.codec = FakeCodec()
        desk.drafts = DraftImages(chat=desk.chat, store=desk.store, codec=desk.codec, tasks=desk.tasks)
        desk.drafts.offer([PictureOffer("early.png", b"ok")])
        await asyncio.sleep(0)
        await Desk.start(desk)
        assert [part.name for part in desk.drafts.parts] == ["early.jpg"]
        assert desk.draft() == ["early.jpg"]

    run(main())


def test_a_model_that_refused_pictures_gets_their_names_until_one_is_attached_again() -> None:
    async def main() -> None:
        refusal = ImagesRefused("api.example", "no images")
        desk = Attached(provider=FakeProvider([refusal], answer("A cat?"), answer("Yes."), answer("I see.")))
        await desk.start()
        await desk.attach(("a.png", b"ok a"))
        desk.chat.send("What is it?", desk.drafts.parts)
        await desk.tasks.settle()
        failure = desk.all("turn_failed")[-1]
        assert isinstance(failure.error, ImagesRefused)
        desk.chat.try_again(failure.message_id)
        await desk.tasks.settle()
        await desk.say("Are you sure?")
        for request in desk.provider.requests[1:]:
            assert request.messages[0].content == "[Image: a.jpg]\n\nWhat is it?"
            assert not any(message.images for message in request.messages)
        await desk.attach(("b.png", b"ok b"))
        desk.chat.send("And this one?", desk.drafts.parts)
        await desk.tasks.settle()
        assert [image.data for message in desk.provider.requests[-1].messages for image in message.images] == [b"ok a", b"ok b"]

    run(main())

"""Model files arrive whole and as they were published, or not at all; what has come is not asked for twice."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chatdesk.core import errors
from chatdesk.core.local_models import CatalogModel
from chatdesk.core.model_ports import DownloadStage
from chatdesk.providers.download_door import ModelDownloader
from chatdesk.providers.model_download import download
from chatdesk.providers.model_part import ModelPart
from tests.fake_server import FakeServer, Stall, unused_port
from tests.fake_wire import head, page, send
from tests.model_host import ModelHost, hosting, model_of

MIB = 1 << 20
DATA = b"GGUF" + os.urandom(3 * MIB + 123)
PATIENCE = 30.0


@pytest.fixture
def host() -> Iterator[ModelHost]:
    with hosting(DATA) as made:
        yield made


def fetch(model: CatalogModel, folder: Path, told: list[tuple[DownloadStage, int]] | None = None, **disk: object) -> Path:
    async def main() -> Path:
        async with asyncio.timeout(PATIENCE):
            part = ModelPart(folder, model, **disk)  # type: ignore[arg-type]
            return await download(
                model, part, "", lambda stage, count: (told if told is not None else []).append((stage, count))
            )

    return asyncio.run(main())


def pause_after(model: CatalogModel, folder: Path, count: int) -> None:
    """Download until so many bytes are in the part, then cancel."""

    async def main() -> None:
        enough = asyncio.Event()

        def note(stage: DownloadStage, done: int) -> None:
            if done >= count:
                enough.set()

        task = asyncio.create_task(download(model, ModelPart(folder, model), "", note))
        async with asyncio.timeout(PATIENCE):
            await enough.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_arrives_whole_and_is_checked(host: ModelHost, tmp_path: Path) -> None:
    told: list[tuple[DownloadStage, int]] = []
    folder = tmp_path / "models"
    path = fetch(host.model(), folder, told)
    assert path == folder / "model.gguf"
    assert path.read_bytes() == DATA
    assert names(folder) == ["model.gguf"]
    assert told[0] == (DownloadStage.RECEIVING, 0)
    assert [count for stage, count in told if stage is DownloadStage.RECEIVING][-1] == len(DATA)
    assert told[-1] == (DownloadStage.CHECKING, len(DATA))
    (request,) = host.server.requests
    assert set(request.headers) <= {"host", "accept-encoding", "user-agent", "connection"}


def test_the_door_imports_nothing_before_the_first_download(host: ModelHost, tmp_path: Path) -> None:
    code = (
        "import sys; import chatdesk.providers.download_door;"
        "print(*{'httpx2', 'chatdesk.providers.model_download'} & set(sys.modules))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], timeout=PATIENCE).strip() == b""
    downloads = ModelDownloader(tmp_path)
    assert downloads.partial_bytes(host.model()) is None
    assert asyncio.run(downloads.download(host.model(), "", lambda stage, count: None)).read_bytes() == DATA


def test_a_pause_keeps_what_came_and_only_the_rest_is_asked_for(host: ModelHost, tmp_path: Path) -> None:
    host.piece_seconds = 0.01
    pause_after(host.model(), tmp_path, MIB)
    have = ModelDownloader(tmp_path).partial_bytes(host.model())
    assert have is not None
    assert MIB <= have < len(DATA)
    host.piece_seconds = 0.0
    assert fetch(host.model(), tmp_path).read_bytes() == DATA
    last = host.server.requests[-1]
    assert last.headers["range"] == f"bytes={have}-"
    assert last.headers["if-range"] == host.etag


def test_a_file_that_changed_during_the_pause_is_taken_from_its_beginning(host: ModelHost, tmp_path: Path) -> None:
    host.piece_seconds = 0.01
    old = host.model()
    pause_after(old, tmp_path, MIB)
    host.etag, host.piece_seconds = '"second"', 0.0
    assert fetch(old, tmp_path).read_bytes() == DATA
    assert host.server.requests[-1].headers["if-range"] == '"first"'


@pytest.mark.parametrize("etag", ["", 'W/"weak"'])
def test_without_a_strong_etag_the_checksum_alone_decides(host: ModelHost, tmp_path: Path, etag: str) -> None:
    host.etag, host.cut_at = etag, MIB
    with pytest.raises(errors.ConnectionBroken):
        fetch(host.model(), tmp_path)
    host.cut_at = None
    assert fetch(host.model(), tmp_path).read_bytes() == DATA
    assert "if-range" not in host.server.requests[-1].headers
    assert host.server.requests[-1].headers["range"] == f"bytes={MIB}-"


@pytest.mark.parametrize("count", [0, 1, 65_536, MIB + 7, len(DATA) - 1])
def test_a_cut_connection_keeps_what_came(host: ModelHost, tmp_path: Path, count: int) -> None:
    host.cut_at = count
    with pytest.raises(errors.ConnectionBroken) as caught:
        fetch(host.model(), tmp_path)
    assert caught.value.host == f"127.0.0.1:{host.server.port}"
    assert ModelPart(tmp_path, host.model()).size == count
    assert not (tmp_path / "model.gguf").exists()
    host.cut_at = None
    assert fetch(host.model(), tmp_path).read_bytes() == DATA


def test_a_host_without_ranges_is_asked_for_all_again(host: ModelHost, tmp_path: Path) -> None:
    host.cut_at = MIB
    with pytest.raises(errors.ConnectionBroken):
        fetch(host.model(), tmp_path)
    host.cut_at, host.takes_ranges = None, False
    assert fetch(host.model(), tmp_path).read_bytes() == DATA


def test_a_refused_range_is_followed_by_all_of_the_file(host: ModelHost, tmp_path: Path) -> None:
    model = host.model()
    part = ModelPart(tmp_path, model)
    part.open()
    part.append(DATA[:MIB])
    part.close()
    answers = [page(b"", 416, "Range Not Satisfiable")]
    host.server.play(lambda received: answers.pop() if answers else host.answer(received))
    assert fetch(model, tmp_path).read_bytes() == DATA
    assert [("range" in request.headers) for request in host.server.requests] == [True, False]


def test_another_range_than_was_asked_for_is_not_taken(host: ModelHost, tmp_path: Path) -> None:
    host.cut_at = MIB
    with pytest.raises(errors.ConnectionBroken):
        fetch(host.model(), tmp_path)
    host.cut_at = None
    span = f"bytes 5-{len(DATA) - 1}/{len(DATA)}"
    wrong = [(send(head(206, "OK", content_range=span, content_length=str(len(DATA) - 5)) + DATA[5:]),)]
    host.server.play(lambda received: wrong.pop() if wrong else host.answer(received))
    assert fetch(host.model(), tmp_path).read_bytes() == DATA


def test_a_file_of_another_content_is_removed(host: ModelHost, tmp_path: Path) -> None:
    model = host.model(sha256="0" * 64)
    with pytest.raises(errors.ModelNotAsPublished):
        fetch(model, tmp_path)
    assert names(tmp_path) == []


@pytest.mark.parametrize("size", [len(DATA) - 1, len(DATA) + 1])
def test_a_file_of_another_length_is_not_even_begun(host: ModelHost, tmp_path: Path, size: int) -> None:
    with pytest.raises(errors.ModelNotAsPublished):
        fetch(host.model(size=size), tmp_path)
    assert ModelPart(tmp_path, host.model()).size == 0


def test_more_bytes_than_were_published_are_not_taken(tmp_path: Path) -> None:
    endless = (send(head(transfer_encoding="chunked") + b"%x\r\n%b\r\n" % (len(DATA), DATA)), Stall())
    with FakeServer(endless) as server, pytest.raises(errors.ModelNotAsPublished):
        fetch(model_of(DATA, size=MIB, url=f"http://127.0.0.1:{server.port}/x"), tmp_path)
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, errors.RequestRefused), (403, errors.RequestRefused), (429, errors.ServiceBusy), (503, errors.ServiceBusy)],
)
def test_a_refusal_is_told_and_keeps_what_came(
    host: ModelHost, tmp_path: Path, status: int, kind: type[errors.ServiceError]
) -> None:
    host.cut_at = MIB
    with pytest.raises(errors.ConnectionBroken):
        fetch(host.model(), tmp_path)
    host.server.play(page(b"no", status, "No"))
    with pytest.raises(kind):
        fetch(host.model(), tmp_path)
    assert ModelPart(tmp_path, host.model()).size == MIB


def test_an_encoded_answer_is_not_taken_and_costs_nothing_of_what_came(host: ModelHost, tmp_path: Path) -> None:
    host.cut_at = MIB
    with pytest.raises(errors.ConnectionBroken):
        fetch(host.model(), tmp_path)
    host.server.play(page(b"x", content_encoding="gzip"))
    with pytest.raises(errors.NotAnApi):
        fetch(host.model(), tmp_path)
    assert ModelPart(tmp_path, host.model()).size == MIB


def test_no_more_than_a_block_is_held_in_memory(host: ModelHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    append = ModelPart.append

    def noted(part: ModelPart, data: bytes) -> None:
        sizes.append(len(data))
        append(part, data)

    monkeypatch.setattr(ModelPart, "append", noted)
    fetch(host.model(), tmp_path)
    assert sum(sizes) == len(DATA)
    assert max(sizes) <= MIB + 65_536


def test_nothing_answers(tmp_path: Path) -> None:
    with pytest.raises(errors.Unreachable):
        fetch(model_of(DATA, url=f"http://127.0.0.1:{unused_port()}/x"), tmp_path)


def test_redirections_are_followed_with_the_range(host: ModelHost, tmp_path: Path) -> None:
    host.cut_at = MIB
    with pytest.raises(errors.ConnectionBroken):
        fetch(host.model(), tmp_path)
    host.cut_at = None
    with FakeServer(page(b"", 302, "Found", location=host.url, set_cookie="id=1")) as first:
        model = host.model(url=f"http://127.0.0.1:{first.port}/resolve/model.gguf")
        assert fetch(model, tmp_path).read_bytes() == DATA
    request = host.server.requests[-1]
    assert request.headers["range"] == f"bytes={MIB}-"
    assert "cookie" not in request.headers


def test_redirections_end(tmp_path: Path) -> None:
    with FakeServer(page(b"", 302, "Found", location="/again")) as server, pytest.raises(errors.Redirected):
        fetch(model_of(DATA, url=f"http://127.0.0.1:{server.port}/x"), tmp_path)


def test_too_little_room_is_said_before_anything_is_asked(host: ModelHost, tmp_path: Path) -> None:
    with pytest.raises(errors.NoRoomForModel) as caught:
        fetch(host.model(), tmp_path, free=lambda folder: 2 * MIB, reserve=MIB)
    assert (caught.value.needed, caught.value.free) == (len(DATA) + MIB, 2 * MIB)
    assert host.server.requests == []


def test_a_disk_that_fills_up_meanwhile_keeps_its_reserve_and_what_came(host: ModelHost, tmp_path: Path) -> None:
    rooms = iter([100 * MIB, 100 * MIB])
    with pytest.raises(errors.NoRoomForModel):
        fetch(host.model(), tmp_path, free=lambda folder: next(rooms, MIB), reserve=MIB)
    assert 0 < (ModelPart(tmp_path, host.model()).size or 0) < len(DATA)
    assert fetch(host.model(), tmp_path).read_bytes() == DATA


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 2 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], capture_output=True, timeout=30).returncode:
        pytest.skip("only an administrator of Linux may mount a small disk")
    yield folder
    subprocess.run(["umount", folder], check=True, timeout=30)


@pytest.mark.skipif(sys.platform != "linux", reason="tmpfs is of Linux")
def test_a_full_disk_is_told_and_what_came_stays(host: ModelHost, small_disk: Path) -> None:
    with pytest.raises(errors.NoRoomForModel):
        fetch(host.model(), small_disk)
    assert names(small_disk) == []
    with pytest.raises(errors.NoRoomForModel):
        fetch(host.model(), small_disk, free=lambda folder: 100 * MIB, reserve=0)
    assert MIB <= (ModelPart(small_disk, host.model()).size or 0) <= 2 * MIB
    assert not (small_disk / "model.gguf").exists()


def test_a_folder_that_cannot_be_written_is_told(host: ModelHost, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file")
    with pytest.raises(errors.ModelNotSaved):
        fetch(host.model(), tmp_path / "models")


def test_canceling_removes_what_came(host: ModelHost, tmp_path: Path) -> None:
    host.piece_seconds = 0.01
    pause_after(host.model(), tmp_path, MIB)
    ModelDownloader(tmp_path).discard(host.model())
    assert names(tmp_path) == []


DOWNLOAD = """
import asyncio, sys
from pathlib import Path
from chatdesk.core.local_models import CatalogModel
from chatdesk.providers.download_door import ModelDownloader

url, size, sha256, folder = sys.argv[1:]
model = CatalogModel("m", "model.gguf", int(size), sha256, "MIT", 1, 1, url)
asyncio.run(ModelDownloader(Path(folder)).download(model, "", lambda stage, count: print(count, flush=True)))
"""


def test_a_killed_app_goes_on_where_it_was(host: ModelHost, tmp_path: Path) -> None:
    host.piece_seconds = 0.02
    model = host.model()
    command = [sys.executable, "-c", DOWNLOAD, model.url, str(model.size), model.sha256, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        while int(process.stdout.readline()) < MIB:
            pass
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
    have = ModelPart(tmp_path, model).size
    assert have is not None
    assert MIB <= have < len(DATA)
    host.piece_seconds = 0.0
    assert fetch(model, tmp_path).read_bytes() == DATA
    assert host.server.requests[-1].headers["range"] == f"bytes={have}-"


def test_a_slow_download_is_seen_to_go_on(host: ModelHost, tmp_path: Path) -> None:
    """Less than a block is written, too, when it takes long: here half a block, after which nothing more comes."""
    told: list[tuple[DownloadStage, int]] = []
    pieces = [DATA[at : at + 65_536] for at in range(0, MIB // 2, 65_536)]
    host.server.play((send(head(content_length=str(len(DATA)))), send(*pieces, seconds=0.12), Stall()))

    async def main() -> None:
        part = ModelPart(tmp_path, host.model())
        task = asyncio.create_task(download(host.model(), part, "", lambda stage, count: told.append((stage, count))))
        deadline = time.monotonic() + PATIENCE
        while not (told and told[-1][1]) and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.wait({task})

    asyncio.run(main())
    assert 0 < told[1][1] < MIB // 2 + 1


Fault = Callable[[bytes], bytes]


@pytest.mark.parametrize("damage", [lambda part: part[:-1] + b"x", lambda part: part + DATA], ids=["another byte", "too long"])
def test_a_part_that_was_changed_does_no_harm(host: ModelHost, tmp_path: Path, damage: Fault) -> None:
    host.cut_at = MIB
    with pytest.raises(errors.ConnectionBroken):
        fetch(host.model(), tmp_path)
    host.cut_at = None
    (part,) = tmp_path.glob("*.part")
    part.write_bytes(damage(part.read_bytes()))
    try:
        assert fetch(host.model(), tmp_path).read_bytes() == DATA
    except errors.ModelNotAsPublished:
        assert names(tmp_path) == []
        assert fetch(host.model(), tmp_path).read_bytes() == DATA

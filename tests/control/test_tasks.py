"""Named tasks: a newer one cancels its namesake, failures are heard once."""

import asyncio

import pytest

from chatdesk.control.tasks import Tasks
from chatdesk.core.errors import DiskFull, UnexpectedFault
from tests.fake_ports import run


def test_newer_task_cancels_its_namesake() -> None:
    async def work() -> None:
        tasks, done = Tasks(), []

        async def step(name: str) -> None:
            await asyncio.sleep(0.01)
            done.append(name)

        tasks.start(step("first"), name="search")
        tasks.start(step("second"), name="search")
        await tasks.settle()
        assert done == ["second"]
        assert not tasks.is_running("search")

    run(work())


@pytest.mark.expects_log
def test_failures_are_told_by_class_alone() -> None:
    async def work() -> None:
        tasks, heard = Tasks(), []
        tasks.failed.connect(heard.append)

        async def fail(error: Exception) -> None:
            raise error

        tasks.start(fail(DiskFull()), name="known")
        tasks.start(fail(ValueError("sk-secret")), name="unknown")
        await tasks.settle()
        assert {type(error) for error in heard} == {DiskFull, UnexpectedFault}
        assert all("sk-" not in error.detail for error in heard)

    run(work())


def test_close_waits_for_what_is_kept_and_cancels_the_rest() -> None:
    async def work() -> None:
        tasks, done = Tasks(), []

        async def keep() -> None:
            await asyncio.sleep(0.02)
            done.append("kept")

        async def forever() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                tasks.start(keep(), name="finish:late")

        tasks.start(forever(), name="turn:1")
        tasks.start(keep(), name="finish:1")
        await asyncio.sleep(0)
        await tasks.close(keep=lambda name: name.startswith("finish:"))
        assert done == ["kept", "kept"]

    run(work())

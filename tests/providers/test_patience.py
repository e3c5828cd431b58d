"""The limit on waiting."""

import asyncio
import time

import pytest

from chatdesk.providers.patience import Patience


async def _never() -> None:
    await asyncio.Event().wait()


def test_wait_ends_at_the_limit():
    async def main() -> None:
        patience = Patience(0.05)
        with pytest.raises(TimeoutError):
            await patience.wait(_never())
        task = asyncio.current_task()
        assert task is not None
        assert task.cancelling() == 0

    asyncio.run(main())


def test_short_waits_add_up():
    async def main() -> None:
        patience = Patience(0.1)

        async def wait_often() -> None:
            while True:
                await patience.wait(asyncio.sleep(0.01))

        with pytest.raises(TimeoutError):
            await wait_often()

    asyncio.run(main())


def test_time_between_waits_counts_unless_it_is_forgiven():
    async def main() -> None:
        patience = Patience(1.0)
        for _ in range(3):
            await patience.wait(asyncio.sleep(0.01))
            await asyncio.sleep(0.5)
            patience.forgive()
        patience.stop()
        hasty = Patience(0.05)
        await hasty.wait(asyncio.sleep(0))
        await asyncio.sleep(0.1)
        with pytest.raises(TimeoutError):
            await hasty.wait(_never())

    asyncio.run(main())


def test_restart_counts_anew_also_with_a_shorter_limit():
    async def main() -> None:
        patience = Patience(30)
        await patience.wait(asyncio.sleep(0))
        patience.restart(0.05)
        with pytest.raises(TimeoutError):
            await patience.wait(_never())
        patience.restart(30)
        await patience.wait(asyncio.sleep(0.1))
        patience.stop()

    asyncio.run(main())


def test_cancel_from_outside_stays_a_cancel():
    async def main() -> None:
        patience = Patience(30)
        async with asyncio.TaskGroup() as group:
            waiting = group.create_task(patience.wait(_never()))
            await asyncio.sleep(0.01)
            waiting.cancel()
        assert waiting.cancelled()
        patience.stop()

    asyncio.run(main())


def test_cancel_at_the_moment_of_the_limit_is_not_taken_for_it():
    async def main() -> None:
        loop = asyncio.get_running_loop()
        patience = Patience(0.03)
        async with asyncio.TaskGroup() as group:
            waiting = group.create_task(patience.wait(_never()))
            await asyncio.sleep(0)
            loop.call_later(0.02, waiting.cancel)
            time.sleep(0.06)  # both are due in the same turn of the loop
        assert waiting.cancelled()

    asyncio.run(main())


def test_stopped_process_is_no_silence():
    """A timer that comes much too late, as after sleep, gives the network a moment more."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        clock = loop.time
        ahead = 0.0
        loop.time = lambda: clock() + ahead  # type: ignore[method-assign]
        patience = Patience(60)

        async def data_after_waking() -> str:
            await asyncio.sleep(0)
            nonlocal ahead
            ahead = 120.0
            await asyncio.sleep(0.05)
            return "data"

        assert await patience.wait(data_after_waking()) == "data"
        patience.stop()

    asyncio.run(main())

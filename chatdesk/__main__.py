"""Start ChatDesk: arguments, and which of its processes this one is."""

import gc
import sys


def main() -> int:
    """Run what the command line asks for; return the exit code."""
    if sys.argv[1:2] == ["--local-model-server"]:
        # The child process of the model on this computer; it must not load Qt.
        from chatdesk.providers import llama_process

        return llama_process.main()
    if sys.argv[1:2] == ["--formula-drawer"]:
        # The child process that draws formulas; no Qt there either.
        from chatdesk.formulas import process

        return process.main()
    if sys.argv[1:2] == ["--keyring"]:
        # The child process that asks the keyring.
        from chatdesk.storage import keyring_process

        return keyring_process.main()
    if sys.argv[1:2] == ["--page-maker"]:
        # The child process that makes HTML and PDF of a conversation.
        from chatdesk import page_maker

        return page_maker.main()
    from chatdesk.arguments import parse

    options = parse(sys.argv[1:])
    # From here on garbage is collected by a timer (see ``garbage``); the automatic one would take 10 % of the start.
    gc.disable()
    # Imported last: Qt takes a quarter of a second, and --version and --help need none of it.
    from chatdesk import launch

    return launch.run(options)


if __name__ == "__main__":
    sys.exit(main())

"""Which versions of the libraries behind the network are installed, asked without loading them."""

from importlib.metadata import PackageNotFoundError, version


def sdk_version() -> str:
    """Return the version of the openai SDK."""
    return _version("openai")


def runtime_version() -> str:
    """Return the version of the llama.cpp runtime; "" if it is not installed."""
    return _version("xllamacpp")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""

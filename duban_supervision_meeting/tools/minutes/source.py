"""What a file of minutes says: its lines and tables, in reading order. Run as a program it reads one file
from its input under limits of time and memory (see ``extract``), so that no file can hold up the server."""

import json
import os
import subprocess
import sys

MAX_BYTES = 20 * 2**20
#: a set of minutes has two to ten thousand characters
MAX_CHARACTERS = 60_000
MAX_PAGES = 40
#: of the reading process: seconds of processor, bytes of memory, seconds on the clock of a busy machine
MAX_CPU = 6
MAX_MEMORY = 200 * 2**20
MAX_WAIT = 20


class Refused(ValueError):
    """A file that is not read; ``code`` says why, the caller puts it into words."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def kind_of(name, data):
    """``docx``, ``pdf`` or ``txt`` of a file, from its first bytes; the name only helps to say no.

    :raise Refused: too large, empty, or of a kind that is not read
    """
    if len(data) > MAX_BYTES:
        raise Refused("large")
    if not data.strip():
        raise Refused("empty")
    ending = os.path.splitext(name or "")[1].lower()
    if data[:5] == b"%PDF-" or b"%PDF-" in data[:1024]:
        return "pdf"
    if data[:4] == b"PK\x03\x04":
        return "docx"
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        # the same container holds the Word of before 2007 and every locked .docx
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise Refused("encrypted" if locked else "old_word")
    if data[:5] == b"{\\rtf" or ending in (".rtf", ".wps", ".odt", ".doc"):
        raise Refused("old_word")
    if data[:3] == b"\xff\xd8\xff" or data[:8] == b"\x89PNG\r\n\x1a\n":
        raise Refused("scanned")
    if ending in (".docx", ".pdf"):
        raise Refused("damaged")
    return "txt"


def extract(name, data):
    """Blocks of a file: ``{"text", "indent", "full", "page"}`` of a line or paragraph, ``{"rows"}`` of a table.

    A line of ``.pdf`` and ``.txt`` may go on in the next one (``wrapped``); one of ``.docx`` is a paragraph.

    :return: {"kind", "blocks"}
    :raise Refused: see ``code``: large, empty, old_word, encrypted, damaged, scanned, long
    """
    kind = kind_of(name, data)
    if kind == "txt":
        from . import source_text

        return {"kind": kind, "blocks": source_text.blocks(source_text.decode(data))}
    # another process: what a file makes the libraries do is bounded by the system, not by trust
    child = subprocess.Popen(
        [sys.executable, "-m", f"{os.path.basename(os.path.dirname(__file__))}.source"]
        + [kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    try:
        answer, _ = child.communicate(data, timeout=MAX_WAIT)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        raise Refused("long") from None
    if child.returncode:
        # killed by its limit of processor time, or out of memory
        raise Refused("long" if child.returncode < 0 else "damaged")
    answer = json.loads(answer)
    if "refused" in answer:
        raise Refused(answer["refused"])
    return answer


def _limit():
    """Bound this process; where the system knows no limits the clock of the caller has to do."""
    try:
        import resource
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_CPU, MAX_CPU),
        (resource.RLIMIT_DATA, MAX_MEMORY),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def main(kind):
    """Read a file of ``kind`` from the input, write its blocks as JSON."""
    data = sys.stdin.buffer.read()
    _limit()
    try:
        if kind == "pdf":
            from . import source_pdf as reader
        else:
            from . import source_docx as reader
        answer = {"kind": kind, "blocks": reader.blocks(data)}
    except Refused as refused:
        answer = {"refused": refused.code}
    except MemoryError:
        answer = {"refused": "long"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    # the readers raise the class of the imported module, not that of __main__
    from minutes import source

    sys.exit(source.main(sys.argv[1]))

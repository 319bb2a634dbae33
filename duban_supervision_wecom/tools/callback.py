"""Messages of 企业微信 to us: signature, AES, and what stands in them, after the published description.

Plain text of a message: 16 random bytes, its length in four bytes, the message, the id of the receiver; padded to
blocks of 32 bytes, AES-256-CBC with the first 16 bytes of the key as the initial vector.
"""

import base64
import hashlib
import hmac
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from lxml import etree

BLOCK = 32
#: bytes of a message that is looked at
MAX_BYTES = 100_000


class CallbackError(ValueError):
    """A message that is not from where it says, or cannot be read."""


class Callback:
    """Reads and writes messages.

    :param token: Token of the page 接收消息
    :param key: EncodingAESKey of it, 43 characters
    :param receiver: CorpID
    """

    def __init__(self, token, key, receiver):
        self.token, self.receiver = token or "", receiver or ""
        try:
            self.key = base64.b64decode(f"{key or ''}=", validate=True)
        except ValueError as error:
            raise CallbackError("key") from error
        if len(self.key) != 32 or not self.token:
            raise CallbackError("key")

    def signature(self, timestamp, nonce, encrypted):
        text = "".join(sorted([self.token, timestamp, nonce, encrypted]))
        return hashlib.sha1(text.encode()).hexdigest()  # noqa: S324  the protocol says so

    def open(self, signature, timestamp, nonce, encrypted):
        """The message inside ``encrypted``, as bytes.

        :raise CallbackError: wrong signature, not for us, or unreadable
        """
        right = self.signature(timestamp, nonce, encrypted)
        if not hmac.compare_digest(right.encode(), (signature or "").encode()):
            raise CallbackError("signature")
        try:
            data = base64.b64decode(encrypted, validate=True)
            cipher = self._cipher().decryptor()
            plain = cipher.update(data) + cipher.finalize()
        except ValueError as error:
            raise CallbackError("cipher") from error
        pad = plain[-1] if plain else 0
        if (
            not 1 <= pad <= BLOCK
            or plain[-pad:] != bytes([pad]) * pad
            or len(plain) - pad < 20
        ):
            raise CallbackError("padding")
        plain = plain[16:-pad]
        (length,) = struct.unpack(">I", plain[:4])
        message, receiver = plain[4 : 4 + length], plain[4 + length :]
        if (
            len(message) != length
            or receiver.decode("utf-8", "replace") != self.receiver
        ):
            raise CallbackError("receiver")
        return message

    def seal(self, message):
        """``message`` (bytes) as 企业微信 sends it: the text inside Encrypt."""
        plain = (
            os.urandom(16)
            + struct.pack(">I", len(message))
            + message
            + self.receiver.encode()
        )
        pad = BLOCK - len(plain) % BLOCK
        cipher = self._cipher().encryptor()
        return base64.b64encode(
            cipher.update(plain + bytes([pad]) * pad) + cipher.finalize()
        ).decode()

    def _cipher(self):
        return Cipher(algorithms.AES(self.key), modes.CBC(self.key[:16]))


def parse(content):
    """{tag: text} of a flat XML message; nothing outside of it is looked up.

    :raise CallbackError:
    """
    if len(content) > MAX_BYTES:
        raise CallbackError("size")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise CallbackError("xml") from error
    if root.getroottree().docinfo.doctype:
        raise CallbackError("doctype")
    return {node.tag: (node.text or "") for node in root if isinstance(node.tag, str)}

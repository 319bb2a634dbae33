"""Checkpoints of a log as the C2SP tlog-checkpoint and signed-note formats have them, signed with Ed25519."""

import base64
import hashlib
import os

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

#: type of a key in a signed note: Ed25519
ED25519 = b"\x01"
DASH = "\u2014"


def public_bytes(key):
    """The 32 bytes of the public half of a private key."""
    return key.public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw
    )


def key_id(name, public):
    """The four bytes that tell keys apart."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def verifier_key(name, public):
    """The public key as text, for whoever checks signatures."""
    known = key_id(name, public).hex()
    return f"{name}+{known}+{base64.b64encode(ED25519 + public).decode()}"


def read_verifier_key(text):
    """(name, 32 bytes) of a key in text.

    :raise ValueError: it is none
    """
    name, known, data = text.strip().split("+", 2)
    data = base64.b64decode(data, validate=True)
    if data[:1] != ED25519 or len(data) != 33:
        raise ValueError("not an Ed25519 key")
    if key_id(name, data[1:]).hex() != known:
        raise ValueError("the key does not fit its identifier")
    return name, data[1:]


def load_key(path):
    """The private key in the file ``path``; made there, for its owner's eyes only, when there is none yet.

    :raise PermissionError: somebody else may read the file
    """
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        if os.stat(path).st_mode & 0o077:
            raise PermissionError(
                f"{path}: others may read the key; chmod 600 it"
            ) from None
        with open(path, "rb") as file:
            return serialization.load_pem_private_key(file.read(), None)
    key = ed25519.Ed25519PrivateKey.generate()
    with os.fdopen(handle, "wb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
    return key


def checkpoint(origin, size, root, *extensions):
    """The text of a checkpoint, which is what is signed."""
    lines = [origin, str(size), base64.b64encode(root).decode(), *extensions]
    return "".join(f"{line}\n" for line in lines)


def sign(text, name, key):
    """``text`` with its signature: a signed note."""
    signature = key_id(name, public_bytes(key)) + key.sign(text.encode())
    return f"{text}\n{DASH} {name} {base64.b64encode(signature).decode()}\n"


def is_signed(note, verifier):
    """Whether ``note`` carries a good signature by the key ``verifier`` (text)."""
    name, public = read_verifier_key(verifier)
    text, _blank, signatures = note.partition("\n\n")
    for line in signatures.splitlines():
        dash, _space, rest = line.partition(" ")
        signer, _space, data = rest.partition(" ")
        if dash != DASH or signer != name:
            continue
        raw = base64.b64decode(data)
        if raw[:4] != key_id(name, public):
            continue
        try:
            ed25519.Ed25519PublicKey.from_public_bytes(public).verify(
                raw[4:], f"{text}\n".encode()
            )
        except InvalidSignature:
            return False
        return True
    return False


def parse(note):
    """(origin, size, root) of a checkpoint."""
    origin, size, root, *_rest = note.splitlines()
    return origin, int(size), base64.b64decode(root)

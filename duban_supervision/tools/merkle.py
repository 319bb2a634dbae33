"""The Merkle tree of RFC 6962: a list that only grows, and short proofs that something stands in it."""

import hashlib


def leaf_hash(data):
    """Hash of one entry (bytes)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left, right):
    """Hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Growing:
    """The root of a list that entries are added to, in memory for its complete subtrees only.

    :ivar size: how many entries
    :ivar peaks: hashes of the complete subtrees, the largest first
    """

    def __init__(self, size=0, peaks=()):
        self.size = size
        self.peaks = list(peaks)

    def add(self, leaf):
        """Add the hash of one entry."""
        self.peaks.append(leaf)
        self.size += 1
        size = self.size
        while size % 2 == 0:
            right, left = self.peaks.pop(), self.peaks.pop()
            self.peaks.append(node_hash(left, right))
            size //= 2

    def root(self):
        """Hash of the whole list."""
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        result = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            result = node_hash(peak, result)
        return result


def root(leaves):
    """Root of a list of hashes of entries."""
    tree = Growing()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def split(size):
    """The largest power of two below ``size``."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(leaves, index):
    """Hashes that lead from entry ``index`` to the root of ``leaves``."""
    if len(leaves) == 1:
        return []
    half = split(len(leaves))
    if index < half:
        return [*inclusion_proof(leaves[:half], index), root(leaves[half:])]
    return [*inclusion_proof(leaves[half:], index - half), root(leaves[:half])]

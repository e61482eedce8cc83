"""A reader of QR codes of our own, of the kind we draw: modules in, text out, nothing in common with the writer.

ISO/IEC 18004: format information, mask, function patterns, zigzag, interleaved blocks. Errors are not corrected.
"""

from __future__ import annotations

MASKS = (
    lambda r, c: (r + c) % 2 == 0,
    lambda r, c: r % 2 == 0,
    lambda r, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: r * c % 2 + r * c % 3 == 0,
    lambda r, c: (r * c % 2 + r * c % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2 == 0,
)
LEVELS = {0b01: "L", 0b00: "M", 0b11: "Q", 0b10: "H"}
BLOCKS_M = {1: [16], 2: [28], 3: [44], 4: [32] * 2, 5: [43] * 2, 6: [27] * 4, 7: [31] * 4, 8: [38] * 2 + [39] * 2,
            9: [36] * 3 + [37] * 2, 10: [43] * 4 + [44],
            11: [50] + [51] * 4, 12: [36] * 6 + [37] * 2, 13: [37] * 8 + [38]}  # fmt: skip
"""Data codewords per block at level M."""
ALIGNED = {1: [], 2: [6, 18], 3: [6, 22], 4: [6, 26], 5: [6, 30], 6: [6, 34], 7: [6, 22, 38], 8: [6, 24, 42],
           9: [6, 26, 46], 10: [6, 28, 50], 11: [6, 30, 54], 12: [6, 32, 58], 13: [6, 34, 62]}  # fmt: skip


def read(rows):
    """The error level and the text of a code of byte mode."""
    size = len(rows)
    version = (size - 17) // 4
    level, mask = _format(rows)
    assert level == "M", "only level M is read here"
    words = _words(rows, size, version, MASKS[mask])
    data = _deinterleaved(words, BLOCKS_M[version])
    bits = "".join(f"{word:08b}" for word in data)
    assert bits[:4] == "0100", "byte mode"
    width = 8 if version < 10 else 16
    count = int(bits[4 : 4 + width], 2)
    body = bits[4 + width : 4 + width + 8 * count]
    return level, bytes(int(body[i : i + 8], 2) for i in range(0, len(body), 8)).decode("utf-8")


def _format(rows):
    places = [
        (8, 0),
        (8, 1),
        (8, 2),
        (8, 3),
        (8, 4),
        (8, 5),
        (8, 7),
        (8, 8),
        (7, 8),
        (5, 8),
        (4, 8),
        (3, 8),
        (2, 8),
        (1, 8),
        (0, 8),
    ]
    value = int("".join(rows[r][c] for r, c in places), 2) ^ 0b101010000010010
    return LEVELS[value >> 13], value >> 10 & 0b111


def _is_function(r, c, size, version):
    if (r < 9 and c < 9) or (r < 9 and c >= size - 8) or (r >= size - 8 and c < 9) or r == 6 or c == 6:
        return True
    if version >= 7 and ((r < 6 and size - 11 <= c < size - 8) or (c < 6 and size - 11 <= r < size - 8)):
        return True
    centres = ALIGNED[version]
    ends = {(6, 6), (6, size - 7), (size - 7, 6)}
    return any(abs(r - y) <= 2 and abs(c - x) <= 2 for y in centres for x in centres if (y, x) not in ends)


def _words(rows, size, version, mask):
    bits, upward = [], True
    columns = [*range(size - 1, 6, -2), 5, 3, 1]
    for right in columns:
        for r in range(size - 1, -1, -1) if upward else range(size):
            for c in (right, right - 1):
                if not _is_function(r, c, size, version):
                    bits.append(str(int(rows[r][c] == "1") ^ int(mask(r, c))))
        upward = not upward
    text = "".join(bits)
    return [int(text[i : i + 8], 2) for i in range(0, len(text) - 7, 8)]


def _deinterleaved(words, blocks):
    parts = [[] for _ in blocks]
    taken = iter(words)
    for place in range(max(blocks)):
        for part, size in zip(parts, blocks, strict=True):
            if place < size:
                part.append(next(taken))
    return [word for part in parts for word in part]

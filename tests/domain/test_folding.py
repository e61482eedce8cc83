"""Words are looked for without case and accents, whichever way they are folded."""

from __future__ import annotations

from ardoise.domain.folding import bare, fold


def test_a_text_is_folded_as_its_characters_are_one_by_one():
    signs = "".join(map(chr, range(0x20, 0x2200)))
    assert fold(signs) == "".join(map(bare, signs)) and len(fold(signs)) == len(signs)
    for start in range(0x20, 0x180):  # short texts, which may be of Latin-1 alone
        text = chr(start) + "é"
        assert fold(text) == "".join(map(bare, text))
    assert fold("ÉPICERIE Œuf") == "epicerie œuf" and fold("5 µm é") == fold("5 μm é")

"""Small PDFs written by hand: lines of text, a picture, a trap."""

from __future__ import annotations

import zlib


def pdf(content: bytes, filters: str = "", pages: int = 1) -> bytes:
    """A PDF whose every page shows one stream."""
    kids = " ".join(f"{4 + n} 0 R" for n in range(pages))
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R"
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        f"<< /Length {len(content)} {filters} >>\nstream\n".encode() + content + b"\nendstream",
        *[f"{page} /Resources << /Font << /F1 {font} >> >> >>".encode()] * pages,
    ]
    body, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n".encode() + text + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    tail = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + (head + table + tail).encode()


def printed(lines: list[str]) -> bytes:
    """A PDF with these lines of text, sixty on a page as tall as needed."""
    shown = [f"({line.replace(chr(92), '').replace('(', '[').replace(')', ']')}) Tj T*" for line in lines]
    text = f"BT /F1 8 Tf 9 TL 30 {9 * len(lines) + 30} Td\n" + "\n".join(shown) + "\nET"
    return pdf(text.encode("cp1252"))


def bomb(layers: int = 2, size: int = 200_000_000) -> bytes:
    """A stream that unpacks, layer after layer, to a giant."""
    content = zlib.compress(b"\0" * size, 1)
    for _ in range(layers - 1):
        content = zlib.compress(content, 9)
    return pdf(content, f"/Filter [{' /FlateDecode' * layers}]")

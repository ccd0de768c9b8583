"""Reproducible zip files: the same content gives the same bytes."""

import io
import zipfile
from collections.abc import Mapping

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first day a zip can name
ON_UNIX, ON_NOTHING = (3, 0o644 << 16), (0, 0)  # the system that made the file, and its permissions


def zipped(files: Mapping[str, bytes], *, packed: bool) -> bytes:
    """Return a zip of the files, in order.

    Compressed entries differ between builds of zlib; only uncompressed ones never do.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            entry.create_system, entry.external_attr = ON_UNIX if packed else ON_NOTHING
            archive.writestr(entry, data)
    return buffer.getvalue()

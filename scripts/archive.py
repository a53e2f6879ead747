"""Packs a folder as a .tar.gz whose bytes depend on names and contents alone: no times, owners, or order of the file system.

    python3 scripts/archive.py PARENT NAME ARCHIVE
"""

import gzip
import pathlib
import sys
import tarfile


def main(parent: str, name: str, archive: str) -> None:
    root = pathlib.Path(parent)
    paths = sorted((root / name).rglob("*"), key=lambda path: path.relative_to(root).as_posix())
    with open(archive, "wb") as file, gzip.GzipFile("", "wb", 9, file, 0) as packed, tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path in paths:
            if path.is_dir():
                continue
            entry = tarfile.TarInfo(path.relative_to(root).as_posix())
            entry.size = path.stat().st_size
            entry.mode = 0o755 if path.stem == "golive" and path.parent == root / name and path.suffix in ("", ".exe") else 0o644
            with open(path, "rb") as content:
                tar.addfile(entry, content)


main(*sys.argv[1:])

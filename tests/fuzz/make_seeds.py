#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes small valid files for every harness of tests/fuzz: make_seeds.py FOLDER makes FOLDER/<name>/*."""
import pathlib
import pickle
import sys

JPEG = bytes.fromhex("FFD8FFD9")


def pickles():
    pair = ([JPEG, JPEG + b"\0", JPEG + b"\xff", JPEG], [True, False])
    for protocol in (2, 3, 4, 5):
        yield f"bytes{protocol}", pickle.dumps(pair, protocol)
    yield "arrays", pickle.dumps(([bytearray(JPEG)] * 2, [True]), 5)


SEEDS = {"pickle": pickles}


def main():
    root = pathlib.Path(sys.argv[1])
    for name, make in SEEDS.items():
        folder = root / name
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in make():
            (folder / file).write_bytes(content)


if __name__ == "__main__":
    main()

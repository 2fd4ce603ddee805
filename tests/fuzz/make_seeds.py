#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes small valid files for every harness of tests/fuzz: make_seeds.py FOLDER makes FOLDER/<name>/*."""
import base64
import pathlib
import pickle
import struct
import sys

JPEG = bytes.fromhex("FFD8FFD9")


def pickles():
    pair = ([JPEG, JPEG + b"\0", JPEG + b"\xff", JPEG], [True, False])
    for protocol in (2, 3, 4, 5):
        yield f"bytes{protocol}", pickle.dumps(pair, protocol)
    yield "arrays", pickle.dumps(([bytearray(JPEG)] * 2, [True]), 5)


MAGIC = 0xCED7230A


def record(labels, key, picture, id2=0):
    """One RecordIO record with its IRHeader, cut where the payload holds the magic at an aligned offset."""
    vector = len(labels) > 1
    payload = struct.pack("<IfQQ", len(labels) if vector else 0, 0 if vector else labels[0], key, id2)
    payload += struct.pack(f"<{len(labels)}f", *labels) * vector + picture
    cuts = [i for i in range(0, len(payload) - 3, 4) if payload[i:i + 4] == struct.pack("<I", MAGIC)]
    out = b""
    for n, (begin, end) in enumerate(zip([0] + [c + 4 for c in cuts], cuts + [len(payload)])):
        kind = 0 if not cuts else 1 if n == 0 else 3 if n == len(cuts) else 2
        out += struct.pack("<II", MAGIC, kind << 29 | end - begin) + payload[begin:end]
    return out + b"\0" * (-len(out) % 4)


def record_sets():
    magic = struct.pack("<I", MAGIC)
    insightface = {1: ([0], JPEG), 2: ([0], JPEG + magic * 2 + b"x"), 3: ([1], magic + b"\xff\xd8" + magic),
                   4: ([1, 3], b""), 5: ([3, 4], b""), 0: ([4, 6], b"")}
    face2rec2 = {1: ([0, 1], JPEG), 2: ([1, 1], JPEG), 3: ([1, 2], b""), 4: ([2, 3], b""), 0: ([3, 5], b"")}
    plain = {0: ([0], JPEG), 1: ([7], JPEG + b"12"), 2: ([16777218], JPEG)}
    for name, entries in (("insightface", insightface), ("face2rec2", face2rec2), ("plain", plain)):
        rec, idx = b"", ""
        for key, (labels, picture) in entries.items():
            idx += f"{key}\t{len(rec)}\n"
            rec += record(labels, key, picture)
        yield name, idx.encode(), rec


def recs():
    for name, _, rec in record_sets():
        yield name, rec
        yield name + "-cut", rec[:-9]


def indices():
    for name, idx, rec in record_sets():
        yield name, idx + b"\x002,112,112\n\0" + rec
        yield name + "-hostile", idx + b"1\t-4\n2\t99999999999999999999\nx\n\x00 2,x\n3\0" + rec


def tables():
    rectangle = base64.b64encode(struct.pack("<4f", 0, 0, 1, 1)).decode()
    line = "m.0{}\t{}\thttp://a/b.jpg\thttp://a\tFaceId-{}\t" + rectangle + "\t" + base64.b64encode(JPEG).decode()
    yield "plain", "\n".join(line.format(p, r, f) for p, r, f in ((1, 1, 0), (1, 1, 0), (2, 5, 1), (1, 2, 0))).encode()
    yield "crlf", (line.format(1, 1, 0) + "\r\n\r\n" + line.format(2, 1, 0) + "\r\n").encode()
    yield "short", b"m.1\t/9j/2Q==\nm.2\n\tx\n"


def arrays():
    for version, kind, size in ((1, "<f4", 4), (2, "<f4", 4), (3, "<f8", 8)):
        header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': (2, 3), }}\n".encode()
        length = struct.pack("<H" if version == 1 else "<I", len(header))
        yield f"v{version}", b"\x93NUMPY" + bytes([version, 0]) + length + header + bytes(6 * size)


def features():
    yield "three", b"0\n-1\n12\n\0" + struct.pack("<6f", *range(6))


SEEDS = {"pickle": pickles, "rec": recs, "idx": indices, "msceleb": tables, "npy": arrays, "cluster": features}


def main():
    root = pathlib.Path(sys.argv[1])
    for name, make in SEEDS.items():
        folder = root / name
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in make():
            (folder / file).write_bytes(content)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a TensorBoard event file without TensorBoard: checks both checksums of every record and takes the messages apart
by their field numbers. Prints JSON: {"version", "scalars": {tag: [[step, wall_time, value], …]}, "histograms": {tag: [{step,
min, max, num, sum, sum_squares, limits, buckets}, …]}}; an error and exit status 1 for anything that does not fit.

usage: read_tfevents.py FILE
"""
import json
import struct
import sys

TABLE = []
for i in range(256):
    c = i
    for _ in range(8):
        c = (c >> 1) ^ 0x82F63B78 if c & 1 else c >> 1
    TABLE.append(c)


def masked(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    crc ^= 0xFFFFFFFF
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def records(data):
    at = 0
    while at < len(data):
        length_bytes = data[at:at + 8]
        (length,) = struct.unpack("<Q", length_bytes)
        (crc,) = struct.unpack("<I", data[at + 8:at + 12])
        assert crc == masked(length_bytes), f"checksum of the length at {at}"
        payload = data[at + 12:at + 12 + length]
        assert len(payload) == length, f"the record at {at} is cut"
        (crc,) = struct.unpack("<I", data[at + 12 + length:at + 16 + length])
        assert crc == masked(payload), f"checksum of the record at {at}"
        yield payload
        at += 16 + length


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        at += 1
        if data[at - 1] < 0x80:
            return value, at
        shift += 7


def fields(data):
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = varint(data, at)
        elif wire == 1:
            (value,) = struct.unpack("<d", data[at:at + 8])
            at += 8
        elif wire == 5:
            (value,) = struct.unpack("<f", data[at:at + 4])
            at += 4
        else:
            assert wire == 2, f"wire type {wire}"
            length, at = varint(data, at)
            value = data[at:at + length]
            assert len(value) == length, "a field is cut"
            at += length
        yield number, value


def doubles(data):
    return list(struct.unpack(f"<{len(data) // 8}d", data))


def main():
    out = {"version": None, "scalars": {}, "histograms": {}}
    for record in records(open(sys.argv[1], "rb").read()):
        event = dict(fields(record))
        if 3 in event:
            out["version"] = event[3].decode()
        for number, value in fields(event.get(5, b"")):
            assert number == 1, "a summary holds values"
            inner = dict(fields(value))
            tag = inner[1].decode()
            if 2 in inner:
                out["scalars"].setdefault(tag, []).append([event.get(2, 0), event[1], inner[2]])
            else:
                h = dict(fields(inner[5]))
                out["histograms"].setdefault(tag, []).append(
                    {"step": event.get(2, 0), "min": h[1], "max": h[2], "num": h[3], "sum": h[4], "sum_squares": h[5],
                     "limits": doubles(h[6]), "buckets": doubles(h[7])})
    print(json.dumps(out))


if __name__ == "__main__":
    try:
        main()
    except AssertionError as error:
        sys.exit(f"not an event file: {error}")

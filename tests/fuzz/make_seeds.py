#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes small valid files for every harness of tests/fuzz: make_seeds.py FOLDER makes FOLDER/<name>/*."""
import base64
import io
import json
import pathlib
import pickle
import struct
import sys
import zipfile

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


def celeb_tables():
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


def xmls():
    parts = "".join(f"<part name='{i:02}' x='{i}' y='{2 * i}'/>" for i in range(68))
    yield "imglab", (
        "\x07<?xml version='1.0' encoding='ISO-8859-1'?>\n<dataset>\n<name>n</name>\n<comment>R&D <x></comment>\n<images>\n"
        "<image file='it's a&b.jpg' width='9' height='9'><box top='1' left='2' width='3' height='4' ignore='1'>"
        f"<label>Ann &amp; B\xfc</label>{parts}</box><box top='1' left='2' width='3' height='4'/></image>\n"
        "<!-- no --></images></dataset>").encode("latin-1")
    points = "".join(f'<points label="{i}" outside="0" occluded="1" points="{i}.5,2.25"/>' for i in range(68))
    listed = ";".join(f"{i}.10,{i}.20" for i in range(68))
    yield "cvat", (
        '\x09<?xml version="1.0" encoding="utf-8"?><annotations><version>1.1</version><meta/><image id="0" name="1.png" '
        'subset="train"><box label="face" xtl="1" ytl="2" xbr="3" ybr="4" group_id="1"><attribute name="identity">Ann</attribute>'
        f'</box><skeleton label="s" group_id="1">{points}</skeleton><points label="p" points="{listed}"/><tag label="t"/>'
        '</image><track id="0" label="face"><box frame="3" keyframe="1" outside="0" xtl="1" ytl="2" xbr="3" ybr="4"/>'
        f'<skeleton frame="4" keyframe="1">{points}</skeleton></track></annotations>').encode()


def pointses():
    yield "pts", b"version: 1\nn_points: 2\n{\n1.5 2.5\n3e1 -4\n}\n"
    yield "bare", b"1 2\r\n3 4\r\n"
    yield "ljson1", b'{"version":1,"groups":[{"label":"a","connectivity":[[0,1]],"landmarks":[{"point":[1,2]},{"point":[null,null]}]}]}'
    yield "ljson2", b'{"version":2,"labels":[{"label":"a","mask":[0]}],"landmarks":{"points":[[1,2],[3.5,4]],"connectivity":[]}}'
    yield "ljson3", b'{"version":3,"groups":{"LJSON":{"landmarks":{"points":[[1,2]]},"labels":[]}}}'


def tables():
    yield "csv", b'\xef\xbb\xbfpath,label,split,x,y,w,h\r\n"a, ""b"".jpg","Ann\nLee",train,1,2,3,4\r\nc.jpg,Bob,val,,,,\r\n'
    yield "semicolon", b"a.jpg;Ann\nb.jpg;\"Bob\n"
    yield "pairs", b"2\t1\nAnn\t1\t2\nAnn\t1\tBob\t3\n# fold 2\nBob Ray\t1\t2\nBob 1 Ann 1\n"
    yield "people", b"2\n3\nAnn\t3\nBob\t2\nCarl\t4\n"
    yield "identity", b"000001.jpg 2880\n000002.jpg 2937\n"
    yield "partition", b"000001.jpg 0\n000002.jpg 2\n"
    yield "attributes", b"2\nBald Young\n000001.jpg -1  1\n000002.jpg  1 -1\n"
    yield "boxes", b"1\nimage_id x_1 y_1 width height\n000001.jpg 95  71 226 313\n"


def ijb_lists():
    """Three lists behind each other, a zero byte between them."""
    members = b"1.jpg 7 100\n2.jpg 7 100\n3.jpg\t4 21\r\n\n1.jpg 4 22\n"
    points = b"".join(b"%d.jpg %s 0.99%d\n" % (i, b" ".join(b"%d.5" % (10 * i + k) for k in range(10)), i) for i in (1, 2, 3))
    yield "small", b"\0".join((members, points, b"4 7 1\n7 9 0\n"))
    yield "hostile", b"\0".join((b"../1.jpg 7 1\n", b"1.jpg nan\n", b"4 7 2\n-1 99999999999 0\n"))


def jsons():
    keypoints = [n for i in range(68) for n in (i, 2.5, i % 3)]
    yield "coco", json.dumps({
        "info": {}, "categories": [{"id": 1, "name": "Ann", "keypoints": ["0"], "skeleton": [[1, 2]]}],
        "images": [{"id": 1, "file_name": "1.png", "width": 9, "height": 9, "part": "train"}, {"id": "b", "file_name": "2.png"}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "keypoints": keypoints, "iscrowd": 0,
                         "attributes": {"identity": "Bob"}},
                        {"id": 2, "image_id": "b", "bbox": [1, 2, 3, 4], "keypoints": [1, 2, 2], "face_kpts": keypoints,
                         "face_box": [1, 2, 3, 4]}]}).encode()
    yield "small", b'{"a":[1,-2.5e3,true,null,"\\u00e4\\ud83d\\ude00",{"b":{}}]}'


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def field(number, value):
    """One field of a protobuf message: a number, or bytes."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def models():
    weight = field(1, 2) + field(1, 3) + field(2, 1) + field(8, b"w") + field(9, bytes(24))
    whole = field(1, 2) + field(2, 7) + field(7, b"\x02\x7f") + field(8, b"shape")
    alpha = field(1, b"alpha") + field(20, 1) + b"\x15\0\0\0\x3f"
    axes = field(1, b"axes") + field(20, 7) + field(8, 1)
    nodes = [field(1, b"data") + field(1, b"w") + field(2, b"x") + field(3, b"mm") + field(4, b"MatMul"),
             field(1, b"x") + field(2, b"y") + field(4, b"LeakyRelu") + field(5, alpha),
             field(1, b"y") + field(1, b"shape") + field(2, b"z") + field(4, b"Reshape"),
             field(2, b"c") + field(4, b"Constant") + field(5, field(1, b"value") + field(20, 4) + field(5, weight)),
             field(1, b"z") + field(2, b"out") + field(4, b"Unsqueeze") + field(5, axes)]
    graph = b"".join(field(1, n) for n in nodes) + field(2, b"g") + field(5, weight) + field(5, whole)
    graph += field(11, field(1, b"data")) + field(12, field(1, b"out"))
    described = field(1, b"likeness") + field(2, b'{"role":"embedding","input":{"size":[112,112],"mean":127.5,"std":127.5}}')
    yield "described", field(1, 7) + field(8, field(2, 11)) + field(7, graph) + field(14, described)
    yield "bare", field(1, 7) + field(8, field(2, 13)) + field(7, graph)


def groupings():
    group = {"faces": [[7, 0, 0, 0.5, 0], [9, 3, 1, 0.25, 1]], "person": 3, "closest": 0, "person_faces": [4, 5], "person_count": 2,
             "person_similarity": 0.5, "similarity": 0.75, "score": 0.9, "aside": False}
    whole = {"version": 1, "method": "embedding", "model": "m.onnx", "algorithm": "average", "scope": "doubtful", "threshold": 0.5,
             "threshold_from": "labels", "minimum_size": 2, "looked": 2, "anchors": 1, "exact": True, "contradictions": [[4, 5]],
             "groups": [group, {**group, "aside": True, "person": 0}], "recall": 0.5}
    yield "whole", json.dumps(whole).encode()
    yield "empty", json.dumps({**whole, "contradictions": [], "groups": []}).encode()
    yield "hostile", json.dumps({**whole, "threshold": 1e39, "looked": 2 ** 63, "minimum_size": -1}).encode()


def maps():
    for name, faces in (("three", (3, 5, 900)), ("none", ()), ("twice", (3, 3))):
        body = "模型".encode() + struct.pack(f"<{len(faces)}q", *faces) + struct.pack(f"<{2 * len(faces)}f", *range(2 * len(faces)))
        yield name, b"LKFMAP01" + struct.pack("<IIQQ", 1, 6, len(faces), 0) + body  # the harness puts the checksum in


def torch_tensor(key, offset, sizes, strides, storage=b"FloatStorage"):
    """Opcodes of torch._utils._rebuild_tensor_v2(storage, offset, sizes, strides, False, OrderedDict())."""
    text = lambda t: b"X" + struct.pack("<I", len(t)) + t
    whole = lambda numbers: b"(" + b"".join(b"K" + bytes([n]) for n in numbers) + b"t"
    return (b"ctorch._utils\n_rebuild_tensor_v2\n((" + text(b"storage") + b"ctorch\n" + storage + b"\n" + text(key)
            + text(b"cpu") + b"K\x06tQK" + bytes([offset]) + whole(sizes) + whole(strides)
            + b"\x89ccollections\nOrderedDict\n)RtR")


def state_dicts():
    values = struct.pack("<6f", *range(6))
    plain = [(b"conv1.weight", torch_tensor(b"0", 0, (2, 3), (3, 1))), (b"turned", torch_tensor(b"0", 0, (3, 2), (1, 3))),
             (b"half", torch_tensor(b"1", 1, (2,), (1,), b"HalfStorage")), (b"n", torch_tensor(b"1", 0, (), ()))]
    for name, items, nested in (("plain", plain, False), ("parallel", [(b"module." + k, v) for k, v in plain], True)):
        state = b"ccollections\nOrderedDict\n)R(" + b"".join(b"X" + struct.pack("<I", len(k)) + k + v for k, v in items) + b"u"
        whole = b"}X\x05\0\0\0epochK\x01sX\x0a\0\0\0state_dict" + state + b"s" if nested else state
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as z:
            z.writestr("m/data.pkl", b"\x80\x02" + whole + b".")
            z.writestr("m/data/0", values)
            z.writestr("m/data/1", values[:8])
            z.writestr("m/version", b"3\n")
        yield name, out.getvalue()


def events():
    step = {"type": "step", "time": 1.0, "step": 1, "loss": 5.0, "images_per_second": 20.0}
    verify = {"type": "verify", "time": 2.0, "step": 1, "auc": 0.9, "eer": 0.1, "d_prime": 2.0, "roc": {"fpr": [0, 1], "tpr": [0, 1]}}
    whole = [{"type": "start", "time": 0.0}, step, {**step, "step": 2}, verify, {"type": "start", "time": 0.0}, step,
             {"type": "diverged", "step": 2, "to_step": 1}, step, {"type": "end", "state": "completed", "images_per_second": 21.0}]
    lines = "".join(json.dumps(e, separators=(",", ":")) + "\n" for e in whole).encode()
    yield "whole", lines
    yield "torn", lines[:-20] + b"\n" + lines
    yield "hostile", b'{"type":"step","step":1e300}\n{"type":"verify","roc":1,"step":null}\n{"type":5}\n[]\n\n{"type":"verify",,"roc":'


def exifs():
    """EXIF blocks with an orientation and DateTimeOriginal, alone and in the pictures that carry them."""
    for name, e in (("little", "<"), ("big", ">")):
        entry = lambda tag, kind, count, value: struct.pack(e + "HHI", tag, kind, count) + value
        block = (b"II" if e == "<" else b"MM") + struct.pack(e + "HI", 42, 8)
        block += struct.pack(e + "H", 2) + entry(0x0112, 3, 1, struct.pack(e + "HH", 6, 0))
        block += entry(0x8769, 4, 1, struct.pack(e + "I", 38)) + bytes(4)
        block += struct.pack(e + "H", 1) + entry(0x9003, 2, 20, struct.pack(e + "I", 56)) + bytes(4)
        block += b"2004:05:31 12:00:00\0"
        yield name, block
        frame = b"\xff\xc0\0\x0b\x08\0\x02\0\x02\x01\x01\x11\0"
        yield name + "-jpeg", b"\xff\xd8\xff\xe1" + struct.pack(">H", len(block) + 8) + b"Exif\0\0" + block + frame + b"\xff\xda"
        header = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBBI", 13, b"IHDR", 2, 2, 8, 2, 0, 0, 0, 0)
        yield name + "-png", header + struct.pack(">I", len(block)) + b"eXIf" + block + bytes(4)
        chunks = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x08\0\0\0\x01\0\0\x01\0\0EXIF" + struct.pack("<I", len(block)) + block
        yield name + "-webp", b"RIFF" + struct.pack("<I", len(chunks)) + chunks


def verifications():
    options = {"model": "m.onnx", "runs": "", "set": "/s", "pairs": "", "aligned": False, "detector": "hog", "flip": "sum",
               "max_pairs": 10, "all_pairs": False, "seed": 1, "bootstraps": 5, "precision": "fp32"}
    for name, people in (("people", 1), ("plain", 0)):
        text = json.dumps({"format": 1, "title": "t", "facts": {"model": "m"}, "options": options, "balanced_folds": False,
                           "figures": {"auc": 0.5}, "separability": None, "extras": {}, "events": [],
                           "people": ["Ann", "Bob"] * people,
                           "images": [["a", 1, 0 if people else None], ["b", 2, 1 if people else None]],
                           "false_accepts": [{"a": "a", "b": "b", "score": 0.5, "same": False, "faces": [1, 2], "bytes": [1, 2]}],
                           "false_rejects": []}).encode()
        head = b"LKVERIF1" + struct.pack("<QQQQ", len(text), 2, 4 * people, 3)
        yield name, head + text + struct.pack("<ff", 0.5, 0.1) + b"\1\0" + struct.pack("<4I", 0, 1, 1, 0) + struct.pack(
            "<4I", 0, 1, 1, 0)[:16 * people] + b"png" + bytes(8)


SEEDS = {"pickle": pickles,
         "torch": state_dicts,
         "rec": recs,
         "idx": indices,
         "msceleb": celeb_tables,
         "npy": arrays,
         "cluster": features,
         "xml": xmls,
         "pts": pointses,
         "csv": tables,
         "ijb": ijb_lists,
         "json": jsons,
         "onnx": models,
         "grouping": groupings,
         "events": events,
         "exif": exifs,
         "verification": verifications,
         "map": maps}


def main():
    root = pathlib.Path(sys.argv[1])
    for name, make in SEEDS.items():
        folder = root / name
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in make():
            (folder / file).write_bytes(content)


if __name__ == "__main__":
    main()

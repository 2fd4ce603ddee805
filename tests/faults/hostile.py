#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile pictures and paths through import, prepare and the window's photographs.

No crash, a clear message for each, bounded memory and time; and the good ones among them come in with the right size, the
right way up and the right pixels. All of them are made here, from code.
"""
import os
import socket
import stat
import struct
import subprocess
import sys
import threading
import time

import common
import pictures as p
from common import Database, must, run

PEAK_MB = 1000
SECONDS = 10  # for any one picture, on a busy machine
ENORMOUS = 11585  # its square is just below the limit of 2^27 pixels


def good():
    """name → (bytes, size, areas): what the crop must show in its four quarters, as grey or colour; None: not looked at."""
    colours = p.AREAS
    greys = tuple((p.grey(c),) * 3 for c in p.AREAS)
    turned = {1: (0, 1, 2, 3), 2: (1, 0, 3, 2), 3: (3, 2, 1, 0), 4: (2, 3, 0, 1),
              5: (0, 2, 1, 3), 6: (2, 0, 3, 1), 7: (3, 1, 2, 0), 8: (1, 3, 0, 2)}
    size = (p.W, p.H)
    rgba = p.rows(lambda c: bytes((*c, 128)))
    half = tuple(tuple(v * 128 // 255 for v in c) for c in colours)
    out = {
        "plain.png": (p.png(), size, colours),
        "deep.png": (p.png(depth=16, lines=p.rows(lambda c: struct.pack(">HHH", *(v * 257 for v in c)))), size, colours),
        "deep-grey.png": (p.png(depth=16, kind=0, lines=p.rows(lambda c: struct.pack(">H", p.grey(c) * 257))), size, greys),
        "alpha.png": (p.png(kind=6, lines=rgba), size, half),
        "grey-alpha.png": (p.png(kind=4, lines=p.rows(lambda c: bytes((p.grey(c), 255)))), size, greys),
        "palette.png": (p.png(kind=3, lines=p.rows(lambda c: bytes([p.AREAS.index(c)])),
                              before=[p.chunk(b"PLTE", b"".join(map(bytes, p.AREAS)))]), size, colours),
        "animated.png": (p.png(before=[p.chunk(b"acTL", struct.pack(">II", 2, 0)),
                                       p.chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, p.W, p.H, 0, 0, 1, 10, 0, 0))],
                               after=[p.chunk(b"fcTL", struct.pack(">IIIIIHHBB", 1, p.W, p.H, 0, 0, 1, 10, 0, 0)),
                                      p.chunk(b"fdAT", b"\0\0\0\2" + b"nothing")]), size, colours),
        "text-bomb.png": (p.png(before=p.text_bomb(120, 15 << 20)), size, colours),
        "profile-bomb.png": (p.png(before=[p.profile_bomb(200 << 20)]), size, colours),
        "colour.jpg": (p.jpeg(), size, colours),
        "grey.jpg": (p.jpeg(lambda c: (p.grey(c),), 1), size, greys),
        "cmyk.jpg": (p.jpeg_cmyk(), size, colours),
        "spam.jpg": (p.jpeg(between=p.segment(0xFE, b"") * 65535), size, colours),
        "large-comments.jpg": (p.jpeg(between=p.segment(0xFE, b"x" * 65533) * 300), size, colours),
        "one.gif": (p.gif(), size, colours),
        "animated.gif": (p.gif(3), size, colours),
        "up.bmp": (p.bmp(), size, colours),
        "down.bmp": (p.bmp(top_down=True), size, colours),
        "little.tif": (p.tiff("<"), size, colours),
        "big.tif": (p.tiff(">"), size, colours),
        "turned.tif": (p.tiff(orientation=6), (p.H, p.W), tuple(colours[i] for i in turned[6])),
        "loop.tif": (p.tiff(next_directory=1), size, colours),
        "lossless.webp": (p.webp(), size, ((10, 200, 30),) * 4),
        "png-named.jpg": (p.png(after=[p.chunk(b"tEXt", b"a\0b")]), size, colours),
        "gif-named.png": (p.gif(2), size, colours),
        "comment.ppm": (b"P6 # " + b"x" * 5_000_000 + b"\n" + p.pnm(6)[3:], size, colours),
    }
    for k in range(1, 7):
        areas = {1: None, 4: None, 3: colours, 6: colours}.get(k, greys)
        out[f"p{k}.pnm"] = (p.pnm(k), size, ((0,) * 3, (0,) * 3, (255,) * 3, (255,) * 3) if k in (1, 4) else areas)
    for o, order in turned.items():
        out[f"turned-{o}.jpg"] = (p.jpeg_turned(o), size if o < 5 else size[::-1], tuple(colours[i] for i in order))
        out[f"turned-{o}.png"] = (p.png(before=[p.chunk(b"eXIf", p.exif(o))]), size if o < 5 else size[::-1],
                                  tuple(colours[i] for i in order))
    return out


def bad():
    """name → (bytes, a word that the reason must hold)."""
    whole = {"jpg": p.jpeg(), "png": p.png(), "gif": p.gif(), "bmp": p.bmp(), "tif": p.tiff(), "webp": p.webp(), "ppm": p.pnm(6)}
    cut = "truncated|damaged|ends|disagree|not a picture"
    out = {"empty.jpg": (b"", "empty"), "zeros.jpg": (b"\0" * 5000, "not a picture"), "text.jpg": (b"<html>no</html>", "not a picture"),
           "script.png": (b"#!/bin/sh\n", "not a picture")}
    for kind, data in whole.items():
        for percent in (0.5, 5, 40, 80):
            out[f"cut-{percent}.{kind}"] = (data[:max(1, int(len(data) * percent / 100))], cut)
    for kind in ("jpg", "png", "ppm"):
        out[f"cut-last.{kind}"] = (whole[kind][:-3], cut)
    for kind, data in {"png": p.png_header(30000, 30000), "jpg": p.jpeg_header(30000, 30000), "bmp": p.bmp(header_w=30000, header_h=30000),
                       "gif": p.gif(w=30000, h=30000), "tif": p.tiff(w=30000, h=30000), "webp": p.webp_header(30000, 30000),
                       "ppm": b"P6 30000 30000 255\n" + b"\0" * 100, "pgm": b"P5\n30000\n30000\n65535\n", "pbm": b"P1 30000 30000\n1"}.items():
        out[f"huge.{kind}"] = (data, "30000 x 30000")
    out |= {
        "no-pixels.png": (p.png_header(0, 0), "no pixels"), "no-pixels.jpg": (p.jpeg_header(0, 0), "no pixels"),
        "overflow.png": (p.png_header(2**31 - 1, 2**31 - 1), "limit|damaged"), "overflow.bmp": (p.bmp(header_w=-1, header_h=-2**31), "no pixels|damaged"),
        "overflow.tif": (p.tiff(w=2**32 - 1, h=2**32 - 1), "damaged"),
        "scans.jpg": (p.scan_bomb(8000, 5000), "scans|damaged"), "scans-large.jpg": (p.scan_bomb(11576, 250), "scans|damaged"),
        "deep.jpg": (p.jpeg_header(64, 48, precision=12), "8 bits"), "lossless.jpg": (p.jpeg_header(64, 48, 0xC3), "damaged|supported"),
        "two-frames.jpg": (p.jpeg(between=p.frame(5000, 4000, 3)), "damaged|disagree"),
        "maxval-0.ppm": (b"P6 8 8 0\n" + b"\0" * 192, "damaged"), "maxval-huge.ppm": (b"P6 8 8 99999999999\n" + b"\0" * 192, "damaged"),
        "numbers.ppm": (b"P6 " + b"9" * 100000 + b" 8 255\n", "damaged|limit|pixels"), "promise.ppm": (b"P6 11000 11000 255\n" + b"\0" * 99, cut),
        "promise.pbm": (b"P1 11000 11000\n" + b"1" * 99, cut), "comment.ppm": (b"P6 # " + b"x" * 3_000_000, cut),
        "promise.bmp": (p.bmp(header_w=8000, header_h=8000), cut), "promise.tif": (p.tiff(w=8000, h=8000), cut),
        "promise.gif": (p.gif(w=11000, h=11000, body=b"\7\1\x81\0"), cut), "promise.png": (p.png_header(11000, 11000), cut),
        "offset.tif": (p.tiff(offset=2**31), cut), "directory.tif": (b"II*\0\xff\xff\xff\x7f", cut), "double.tif": (p.tiff(bits=64), "damaged|supported|integers"),
        "tiles.tif": (p.tiff(entries=[(322, 4, 1, 2**31), (323, 4, 1, 2**31)]), "tiles"), "entries.tif": (b"II*\0\x08\0\0\0\xff\xff" + b"\0" * 64, "pixels|damaged|truncated"),
        "codes.gif": (p.gif(body=b"\x0c\1\xff\0"), cut), "outside.gif": (p.gif(at=(60, 40)), cut), "nothing.gif": (b"GIF89a\1\0\1\0\0\0\0;", cut),
        "animated.webp": (p.webp_header(64, 48, 2) + b"ANIM\6\0\0\0" + b"\0" * 6, "animated|truncated"), "lossless-huge.webp": (p.webp(16383, 16383), "16383 x 16383"),
        "phone.jpg": (b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC"), "avif.png": (b"\0\0\0\x18ftypavif" + b"\0" * 40, "AVIF"),
        "film.jpg": (b"\0\0\0\x18ftypisom" + b"\0" * 40, "film"), "layers.png": (b"8BPS\0\1", "PSD"), "paper.tif": (b"%PDF-1.7", "PDF"),
    }
    return out


def enormous(quick):
    """At the limit of what is accepted: a few kilobytes that want hundreds of megabytes. They may come in or be refused."""
    n = ENORMOUS
    if quick:
        return {"enormous-rgba.png": p.png_solid(n, n, 6), "enormous.webp": p.webp(11584, 11584), "enormous.jpg": p.scan_bomb(11576, 3)}
    return {"enormous-rgba.png": p.png_solid(n, n, 6), "enormous-16.png": p.png_solid(n, n, 2, 16), "enormous.png": p.png_solid(n, n, 2),
            "enormous-16-alpha.png": p.png_solid(n, n, 6, 16), "enormous.webp": p.webp(11584, 11584), "enormous.jpg": p.scan_bomb(11576, 3),
            "enormous-turned.png": p.png_solid(n, n, 2).replace(p.chunk(b"IEND", b""), p.chunk(b"eXIf", p.exif(6)) + p.chunk(b"IEND", b""))}


NAMES = [b"\xf0\x9f\x98\x80\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7.png", b"two\nlines\r.png", b"\xff\xfe\x80.png", b"a" * 251 + b".png",
         b"-rf --help.png", b"quote'\"`$(id).png", b"100%s%n%d.png", b"\x01\x1b[31mred.png", "\u202egnp.exe.png".encode(), b" .png", b"semi;colon,comma.png",
         "e\u0301.png".encode(), b"back\\slash.png", b"%2e%2e%2f.png"]


def put(path, data):
    with open(path, "wb") as f:
        f.write(data)


class Check:
    def __init__(self):
        self.count = 0
        self.wrong = []
        self.skipped = []

    def that(self, name, true, why=""):
        self.count += 1
        if not true:
            self.wrong.append(f"{name}: {why}")
            print(f"WRONG {name}: {why}", flush=True)


def healthy(check, name, ran, seconds=None):
    check.that(name + ": no crash", ran.status in (0, 1), str(ran))
    check.that(name + ": memory", ran.peak < PEAK_MB, f"{ran.peak:.0f} MB")
    if seconds:
        check.that(name + ": time", ran.seconds < seconds, f"{ran.seconds:.1f} s")
    print(f"{name}: {ran.seconds:.1f} s, at most {ran.peak:.0f} MB", flush=True)


def reasons(ran):
    return {os.path.basename(row["path"]): row["reason"] for row in ran.json.get("rejected", [])}


def import_bad(args, work, check):
    source = work / "bad"
    os.makedirs(os.path.join(source, "Ann"))
    files = bad()
    for name, (data, _) in files.items():
        put(os.path.join(source, "Ann", name), data)
    put(os.path.join(source, "Ann", "zz-good.png"), p.png())
    project = work / "bad.likeness"
    must(run(args, "new", project))
    ran = run(args, "import", project, source)
    healthy(check, f"import of {len(files)} bad pictures", ran, 60)
    said = reasons(ran)
    for name, (_, words) in files.items():
        reason = said.get(name, "")
        check.that(name, any(w in reason for w in words.split("|")), f"expected '{words}', it says '{reason}'")
    check.that("the good one among them", ran.json.get("images_added") == 1, str(ran.json.get("images_added")))
    for name in ("scans.jpg", "scans-large.jpg"):  # alone: no picture may take long
        alone = work / "alone"
        os.makedirs(alone, exist_ok=True)
        put(os.path.join(alone, name), files[name][0])
        healthy(check, name, run(args, "import", project, alone), SECONDS)
        os.remove(os.path.join(alone, name))
    return project


def quarters(pixels, size=112):
    """The colours in the middle of the four quarters."""
    at = lambda x, y: tuple(pixels[3 * (y * size + x):3 * (y * size + x) + 3])
    return [at(x, y) for y in (size // 4, 3 * size // 4) for x in (size // 4, 3 * size // 4)]


def import_good(args, work, check):
    source = work / "good"
    os.makedirs(os.path.join(source, "Bob"))
    files = good()
    for name, (data, _, _) in files.items():
        put(os.path.join(source, "Bob", name), data)
    project = work / "good.likeness"
    must(run(args, "new", project))
    ran = run(args, "import", project, source, "--aligned")
    healthy(check, f"import of {len(files)} good pictures", ran, 60)
    said = reasons(ran)
    prepared = run(args, "prepare", project, "--detector", "none")
    healthy(check, "prepare of them", prepared)
    with Database(project) as d:
        sizes = {os.path.basename(key): (face, w, h) for key, face, w, h in d.rows(
            "SELECT i.key, f.id, i.width, i.height FROM images i JOIN faces f ON f.image = i.id")}
    crop_file = os.path.join(project, "cache", "crops-112.lkc")
    pixels = crop_pixels(crop_file) if os.path.exists(crop_file) else {}
    for name, (_, size, areas) in files.items():
        face, w, h = sizes.get(name, (0, 0, 0))
        check.that(name, (w, h) == size, f"{w} x {h} instead of {size}; {said.get(name, 'it is a duplicate?')}")
        if areas and face in pixels:
            seen = quarters(pixels[face])
            near = all(abs(a - b) <= 3 for one, other in zip(seen, areas) for a, b in zip(one, other))
            check.that(name + ": pixels", near, f"{seen} instead of {areas}")
        elif areas and w:
            check.that(name + ": pixels", False, "it has no crop")
    return project


def crop_pixels(file, size=112):
    with open(file, "rb") as f:
        data = f.read()
    record, head, at, out = size * size * 3, 1552, 64, {}
    while at < len(data):
        (count,) = struct.unpack_from("<I", data, at + 4)
        for i, face in enumerate(struct.unpack_from("<64q", data, at + 8)[:count]):
            out[face] = data[at + head + i * record:at + head + (i + 1) * record]
        at += head + count * record
    return out


def import_enormous(args, work, check):
    source = work / "enormous"
    os.makedirs(source)
    for name, data in enormous(args.quick).items():
        put(os.path.join(source, name), data)
    with open(os.path.join(source, "sparse.jpg"), "wb") as f:
        f.truncate(500 << 20)
    with open(os.path.join(source, "sparse-2.png"), "wb") as f:
        f.truncate(500 << 20)
    with open(os.path.join(source, "sparse-too-large.png"), "wb") as f:
        f.truncate(1 << 40)
    project = work / "enormous.likeness"
    must(run(args, "new", project))
    ran = run(args, "import", project, source, "--threads", "4")
    healthy(check, f"import of {len(os.listdir(source))} enormous pictures by 4 threads", ran, SECONDS * len(os.listdir(source)))
    for name, reason in sorted(reasons(ran).items()):
        print(f"  {name}: {reason}")
        check.that(name, any(w in reason for w in ("limit", "large", "not a picture", "memory")), reason)
    # A stop is heard while they are decoded.
    stopped = work / "stopped.likeness"
    must(run(args, "new", stopped))
    process = subprocess.Popen([args.cli, "import", stopped, source, "--json"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.7)
    start = time.monotonic()
    process.terminate()
    status = process.wait(60)
    waited = time.monotonic() - start
    print(f"stopped after {waited:.2f} s")
    check.that("a stop among enormous pictures", status in (130, 0) and waited < args.stop, f"status {status} after {waited:.1f} s")


def import_paths(args, work, check):
    source = os.fsencode(work / "paths")
    person = os.path.join(source, b"C\xc3\xa9line \xf0\x9f\x99\x82\nJr.")
    os.makedirs(person)
    names = []
    for n, name in enumerate(NAMES):
        try:
            put(os.path.join(person, name), p.png(after=[p.chunk(b"tEXt", b"n\0%d" % n)]))
            names.append(name)
        except OSError as e:
            check.skipped.append(f"the name {name!r}: the file system refuses it ({e.strerror})")
    special = {}
    os.mkfifo(os.path.join(person, b"fifo.jpg"))
    special["fifo.jpg"] = "not a regular file"
    s = socket.socket(socket.AF_UNIX)
    where = os.getcwd()
    os.chdir(person)  # the path of a socket is at most 107 bytes
    s.bind(b"socket.jpg")
    os.chdir(where)
    special["socket.jpg"] = "not a regular file"
    os.makedirs(os.path.join(person, b"folder.jpg"))
    os.symlink(b"loop.jpg", os.path.join(person, b"loop.jpg"))
    special["loop.jpg"] = "regular file|nowhere|leads"
    os.symlink(b"gone", os.path.join(person, b"dangling.png"))
    special["dangling.png"] = "leads nowhere"
    os.symlink(b"/dev/zero", os.path.join(person, b"zero.jpg"))
    special["zero.jpg"] = "not a regular file"
    os.symlink(b"..", os.path.join(person, b"up"))
    os.symlink(source, os.path.join(person, b"root.png"))
    os.symlink(b"/proc/self/mem", os.path.join(person, b"mem.jpg"))
    special["mem.jpg"] = "pixels|picture|regular|cannot|empty"
    if os.geteuid() == 0:
        os.mknod(os.path.join(person, b"device.png"), stat.S_IFCHR | 0o600, os.makedev(1, 3))
        special["device.png"] = "not a regular file"
    else:
        check.skipped.append("a device node: only root can make one")
    project = work / "paths.likeness"
    must(run(args, "new", project))
    ran = run(args, "import", project, os.fsdecode(source))
    healthy(check, f"import of {len(names)} odd names and {len(special)} special files", ran, 60)
    check.that("odd names", ran.json.get("images_added") == len(names), f"{ran.json.get('images_added')} of {len(names)}; {ran}")
    lines = ran.err.splitlines()
    for name, words in special.items():
        line = next((text for text in lines if name in text), "")
        check.that(name, any(w in line for w in words.split("|")), f"it says '{line}'")
    check.that("nothing else in the messages", "\x1b" not in ran.err, "a terminal sequence got through")
    s.close()
    again = run(args, "import", project, os.fsdecode(source))
    check.that("odd names again", again.json.get("already_there") == len(names), str(again))
    unreadable(args, work, check)


def unreadable(args, work, check):
    source, project = work / "secret", work / "secret.likeness"
    os.makedirs(os.path.join(source, "closed"))
    put(os.path.join(source, "open.png"), p.png())
    put(os.path.join(source, "secret.png"), p.png())
    put(os.path.join(source, "closed", "inside.png"), p.png())
    must(run(args, "new", project))
    os.chmod(os.path.join(source, "secret.png"), 0)
    os.chmod(os.path.join(source, "closed"), 0)
    user = None
    if os.geteuid() == 0:
        user = 65534
        os.chmod(work.path, 0o755)
        subprocess.run(["chown", "-R", "65534", project], check=True)
        try:
            must(run(args, "journal", project, user=user))
        except (RuntimeError, OSError) as e:
            check.skipped.append(f"unreadable files: user nobody cannot run the program here ({e})")
            return
    ran = run(args, "import", project, source, user=user)
    healthy(check, "import of unreadable files", ran)
    check.that("secret.png", "denied" in reasons(ran).get("secret.png", ""), str(ran))
    check.that("closed", "cannot be read" in ran.err, ran.err)
    check.that("open.png", ran.json.get("images_added") == 1, str(ran))
    os.chmod(os.path.join(source, "closed"), 0o700)


def import_changing(args, work, check):
    """Files that change, shrink and vanish while they are imported."""
    source = work / "changing"
    os.makedirs(source)
    data = p.png_solid(400, 400, 2)
    paths = [os.path.join(source, f"{n:03}.png") for n in range(150)]
    for path in paths:
        put(path, data + b"%d" % hash(path))
    end = threading.Event()
    aside = work / "aside.tmp"
    vanishing = [os.path.join(source, f"v{n:03}.png") for n in range(20)]
    for path in vanishing:
        put(path, data + b"%d" % hash(path))

    def meddle():
        n = 0
        while not end.is_set():
            path = paths[n % len(paths)]
            n += 7
            try:
                if n % 5 == 0 and vanishing:
                    os.remove(vanishing.pop())
                if n % 3 == 0:
                    os.truncate(path, n % len(data))
                elif n % 3 == 1:
                    put(path, data + b"%d" % n)
                else:
                    put(aside, data[:n % len(data)])
                    os.replace(aside, path)  # another file under the name, which is never missing
            except OSError:
                pass
    thread = threading.Thread(target=meddle)
    thread.start()
    for copy in ([], ["--copy"]):
        project = work / f"changing{len(copy)}.likeness"
        must(run(args, "new", project))
        ran = run(args, "import", project, source, *copy)
        healthy(check, "import of changing files " + " ".join(copy), ran)
        told = ran.json.get("images_added", 0) + ran.json.get("duplicates", 0) + len(ran.json.get("rejected", []))
        check.that("every changing file is told of", len(paths) <= told <= len(paths) + 20,  # those that vanish may be seen
                   f"{told} of {len(paths)}: " + str(ran)[:600])
        with Database(project) as d:
            check.that("the project after that", not d.problems(), str(d.problems()))
            if copy:
                wrong = [path for path, size in d.rows("SELECT path, bytes FROM images")
                         if os.path.getsize(os.path.join(os.fsencode(project), path.encode() if isinstance(path, str) else path)) != size]
                check.that("the copies", not wrong, str(wrong[:3]))
    end.set()
    thread.join()


def changed_later(args, work, check):
    """Photographs that became hostile after their import: prepare, and the window, where there is one."""
    source, project = work / "later", work / "later.likeness"
    os.makedirs(os.path.join(source, "Dan"))
    files = {name: data for name, (data, _) in bad().items()} 
    if not args.quick:
        files |= {name: data for name, data in enormous(False).items() if "16" not in name}
    for n, name in enumerate(files):
        put(os.path.join(source, "Dan", name), p.png(after=[p.chunk(b"tEXt", b"n\0%d" % n)]))
    must(run(args, "new", project))
    ran = must(run(args, "import", project, source, "--aligned"))
    check.that("before they change", ran["images_added"] == len(files), str(ran))
    for name, data in files.items():
        put(os.path.join(source, "Dan", name), data)
    prepared = run(args, "prepare", project, "--detector", "none")
    healthy(check, f"prepare of {len(files)} pictures that have changed", prepared, 120)
    told = sum(name in prepared.err for name in files)
    check.that("each that changed is told of", told == len(files), f"{told} of {len(files)}")
    window = os.path.join(os.path.dirname(args.cli), "likeness")
    if not os.path.exists(window):
        check.skipped.append("the window: it is not built")
        return
    out = work / "shots"
    os.makedirs(out)
    env = dict(os.environ, QT_QPA_PLATFORM="offscreen", HOME=work.path, XDG_CONFIG_HOME=work.path)
    shots = subprocess.run([window, "--shots", out, project], env=env, capture_output=True, timeout=120)
    check.that("the window on them", shots.returncode == 0 and os.listdir(out), f"status {shots.returncode}: {shots.stderr[-500:]!r}")


def main():
    args = common.arguments(__doc__, quick={"action": "store_true", "help": "fewer enormous pictures"}, stop={"type": float, "default": 3.0, "help": "seconds in which a stop must be heard"})
    check = Check()
    start = time.monotonic()
    with common.Work(args) as work:
        for part in (import_bad, import_good, import_paths, import_changing, import_enormous, changed_later):
            part(args, work, check)
    for reason in check.skipped:
        print("skipped:", reason)
    print(f"{len(bad()) + len(good()) + len(enormous(args.quick)) + len(NAMES)} pictures and names; {check.count} checks, {len(check.wrong)} wrong; "
          f"{time.monotonic() - start:.0f} s")
    return 1 if check.wrong else 0


if __name__ == "__main__":
    sys.exit(main())

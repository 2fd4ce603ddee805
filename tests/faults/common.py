# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fault tests share: running the command line, looking into a project from outside, pictures to work on.

Nothing here uses code of Likeness: the database is read by Python's sqlite3, the crop file by its layout.
"""
import argparse
import hashlib
import json
import os
import resource
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

SKIPPED = 77  # what ctest takes as "skipped" (SKIP_RETURN_CODE)


def arguments(description, **extra):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--cli", required=True, help="the likeness-cli under test")
    parser.add_argument("--shared", default=os.environ.get("LIKENESS_SHARED", "../shared"),
                        help="reference material; without it drawn faces are used")
    parser.add_argument("--work", help="folder for the projects (a temporary one by default)")
    parser.add_argument("--keep", action="store_true", help="leave the projects of failures behind")
    parser.add_argument("--seed", type=int, default=1)
    for name, options in extra.items():
        parser.add_argument("--" + name.replace("_", "-"), **options)
    args = parser.parse_args()
    args.cli = os.path.abspath(args.cli)
    if not os.access(args.cli, os.X_OK):
        sys.exit(f"{args.cli} is not there; build likeness-cli first")
    os.environ["LIKENESS_USER"] = "tester"
    return args


class Work:
    """A folder that goes away at the end."""

    def __init__(self, args):
        self.path = tempfile.mkdtemp(prefix="likeness-faults-", dir=args.work)
        self.keep = args.keep

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if not self.keep:
            shutil.rmtree(os.fsencode(self.path), ignore_errors=True)  # bytes: names may be no text

    def __truediv__(self, name):
        return os.path.join(self.path, name)


class Ran:
    """One run of a program: status, the JSON object, standard error, seconds, peak memory in MB."""

    def __init__(self, status, out, err, seconds, peak):
        self.status, self.err, self.seconds, self.peak = status, err, seconds, peak
        try:
            self.json = json.loads(out) if out.strip() else {}
        except ValueError:
            self.json = {"unreadable": out[:200]}

    @property
    def code(self):
        return self.json.get("error", {}).get("code", "")

    @property
    def message(self):
        return self.json.get("error", {}).get("message", "")

    def __str__(self):
        return f"status {self.status}, {json.dumps(self.json)[:400]}, {self.err[-400:]}"


def run(args, *words, stdin=None, timeout=300, limit_file=None, env=None, user=None):
    """Runs likeness-cli WORDS --json; a timeout counts as status None."""
    def prepare():
        if limit_file:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit_file, limit_file))
    start = time.monotonic()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        more = {"user": user, "group": user, "extra_groups": []} if user is not None else {}
        process = subprocess.Popen([args.cli, *words, "--json"], stdin=stdin or subprocess.DEVNULL, stdout=out, stderr=err,
                                   preexec_fn=prepare if limit_file else None, env={**os.environ, **(env or {})}, **more)
        status, peak = None, 0
        while status is None:
            # Not ru_maxrss: that begins with the memory of this process, out of which the other was forked.
            peak = max(peak, peak_of(process.pid))
            pid, code = os.waitpid(process.pid, os.WNOHANG)
            if pid:
                status = os.waitstatus_to_exitcode(code)
            elif time.monotonic() - start > timeout:
                process.kill()
                os.waitpid(process.pid, 0)
                break
            else:
                time.sleep(0.005)
        process.returncode = status if status is not None else -9
        out.seek(0)
        err.seek(0)
        return Ran(status, out.read().decode(), err.read().decode(errors="replace"), time.monotonic() - start, peak)


def peak_of(pid):
    """The most memory that it has had so far, in MB."""
    try:
        with open(f"/proc/{pid}/status") as f:
            return next((int(line.split()[1]) / 1024 for line in f if line.startswith("VmHWM")), 0)
    except OSError:
        return 0


def must(ran):
    if ran.status != 0:
        raise RuntimeError(f"the test cannot be set up: {ran}")
    return ran.json


# --- the database, on a copy, so that the program under test finds it as it was left


class Database:
    def __init__(self, project, name="project.db"):
        self.folder = tempfile.mkdtemp(prefix="likeness-db-")
        for suffix in ("", "-wal"):
            source = os.path.join(project, name + suffix)
            if os.path.exists(source):
                shutil.copy(source, os.path.join(self.folder, "copy.db" + suffix))
        self.db = sqlite3.connect(os.path.join(self.folder, "copy.db"))
        self.db.text_factory = lambda raw: raw.decode(errors="surrogateescape")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.db.close()
        shutil.rmtree(self.folder)

    def rows(self, sql, *values):
        return self.db.execute(sql, values).fetchall()

    def one(self, sql, *values):
        row = self.db.execute(sql, values).fetchone()
        return row[0] if row else None

    def problems(self):
        found = [f"integrity_check: {text}" for (text,) in self.rows("PRAGMA integrity_check") if text != "ok"]
        return found + [f"foreign_key_check: {row}" for row in self.rows("PRAGMA foreign_key_check")]

    @property
    def version(self):
        return self.one("PRAGMA user_version")


def digest(value):
    return hashlib.sha256(value).hexdigest()[:16] if value is not None else None


# --- the crop file: 64 bytes "LKCROPS1", then blocks of up to 64 records (core/crops/crop_cache.cpp)


def crops(project, size=112, torn=False):
    """face → (hash, cut, digest of the pixels). Raises ValueError for a damaged file; `torn` allows a cut-off end."""
    file = os.path.join(project, "cache", f"crops-{size}.lkc")
    if not os.path.exists(file):
        return {}
    with open(file, "rb") as f:
        data = f.read()
    if torn and len(data) < 64:
        return {}
    magic, version, stored, channels, per_block = struct.unpack_from("<8sIIII", data)
    if (magic, version, stored, channels) != (b"LKCROPS1", 2, size, 3):
        raise ValueError(f"bad crop header {magic} {version} {stored} {channels}")
    record = size * size * 3
    head = 4 + 4 + 24 * per_block + 8
    at, found = 64, {}
    while at < len(data):
        if len(data) - at < head:
            if torn:
                break
            raise ValueError(f"{len(data) - at} stray bytes after the last block")
        magic, count = struct.unpack_from("<4sI", data, at)
        whole = magic == b"BLK1" and 1 <= count <= per_block and at + head + count * record <= len(data)
        if not whole:
            if torn and at + head + per_block * record >= len(data):
                break
            raise ValueError(f"damaged block at {at} of {len(data)}")
        faces = struct.unpack_from(f"<{per_block}q", data, at + 8)
        hashes = struct.unpack_from(f"<{per_block}Q", data, at + 8 + 8 * per_block)
        cuts = struct.unpack_from(f"<{per_block}Q", data, at + 8 + 16 * per_block)
        for i in range(count):
            start = at + head + i * record
            found[faces[i]] = (hashes[i], cuts[i], digest(data[start:start + record]))
        at += head + count * record
    return found


# --- what a project holds, without ids and times: two projects of the same content are equal


def content(project):
    made = crops(project)
    with Database(project) as d:
        keys = dict(d.rows("SELECT id, key FROM images"))
        people = dict(d.rows("SELECT id, name FROM identities"))
        images = sorted((key, w, h, size, hash_) for key, w, h, size, hash_ in
                        d.rows("SELECT key, width, height, bytes, hash FROM images"))
        faces, name_of = [], {}
        for row in d.rows("SELECT id, image, identity, status, label, is_primary, x, y, w, h, detector_score, sharpness, "
                          "brightness, contrast, size, yaw, pitch, roll, quality, automatic, manual FROM faces"):
            name_of[row[0]] = (keys[row[1]], row[5], *row[6:10])
            faces.append((keys[row[1]], people.get(row[2]), *row[3:19], digest(row[19]), digest(row[20]), made.get(row[0])))
        flags = [(name_of[face], kind, score, threshold, flagged, people.get(suggested), name_of.get(rival), method,
                  reason, evidence, decision)
                 for face, kind, score, threshold, flagged, suggested, rival, method, reason, evidence, decision in
                 d.rows("SELECT face, kind, score, threshold, flagged, suggested, rival_face, method, reason, evidence, "
                        "decision FROM flags")]
        links = [(name_of[f], name_of.get(o), people.get(i))
                 for f, o, i in d.rows("SELECT face, other_face, other_identity FROM constraints")]
        history = d.rows("SELECT verb, what, why, undoable, state, changes FROM journal WHERE verb <> 'import' ORDER BY id")
    files = {}
    root = os.path.join(project, "images")
    for folder, _, names in os.walk(os.fsencode(root)):
        for name in names:
            full = os.path.join(folder, name)
            with open(full, "rb") as f:
                files[os.path.relpath(full, os.fsencode(root))] = digest(f.read())
    text = lambda rows: sorted(rows, key=repr)
    return {"images": images, "people": sorted(people.values()), "faces": text(faces), "flags": text(flags),
            "constraints": text(links), "history": history, "files": files}


def differences(a, b):
    out = []
    for part in a:
        if a[part] == b[part]:
            continue
        left, right = (set(map(repr, x[part].items() if isinstance(x[part], dict) else x[part])) for x in (a, b))
        out.append(f"{part}: {len(left - right)} and {len(right - left)} of their own, such as "
                   f"{sorted(left - right)[:1]} {sorted(right - left)[:1]}")
    return out


def copy_project(source, target):
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    return target


# --- pictures


def faces_folder(args, work, people_limit, note):
    """A folder for each person: real photographs (lfw-dev, orl) where there are some, else drawn ones."""
    target = work / "faces"
    sources = [os.path.join(args.shared, "data", name) for name in ("lfw-dev", "orl")]
    if all(os.path.isdir(s) for s in sources):
        lfw = sorted(p for p in os.listdir(sources[0]) if os.path.isdir(os.path.join(sources[0], p)))
        orl = sorted(p for p in os.listdir(sources[1]) if os.path.isdir(os.path.join(sources[1], p)))
        fewer = max(1, people_limit // 8)
        for root, names in ((sources[0], lfw[:people_limit - fewer]), (sources[1], orl[:fewer])):
            for name in names:
                shutil.copytree(os.path.join(root, name), os.path.join(target, name))
        note("real faces: lfw-dev and orl")
    else:
        demo = work / "drawn.likeness"
        must(run(args, "new", demo, "--demo"))
        shutil.copytree(os.path.join(demo, "images", "demo"), target)
        for name in sorted(os.listdir(target))[people_limit:]:
            shutil.rmtree(os.path.join(target, name))
        note(f"drawn faces: there is no lfw-dev and orl in {args.shared}/data")
    return target

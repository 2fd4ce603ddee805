#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of the disk: full, read-only, gone, damaged, and a second process on the same project.

Each is an error with a code and a sentence that says what to try; what was stored before stays whole, and the same command
works as soon as it can. Full disks need root (a small tmpfs); without it that part is left out with a reason.
"""
import glob
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import common
import kill
from common import Database, content, copy_project, differences, must, run

MODEL = "models/mobilefacenet_casia_112x96.onnx"


class Check:
    def __init__(self):
        self.count, self.wrong, self.skipped = 0, [], []

    def that(self, name, true, why=""):
        self.count += 1
        if not true:
            self.wrong.append(name)
            print(f"WRONG {name}: {why}", flush=True)

    def fails(self, name, ran, codes, words=""):
        codes = codes.split("|")
        self.that(name, ran.status == 1 and ran.code in codes, f"expected {codes}: {ran}")
        self.that(name + ": words", all(w in ran.message for w in words.split("|")), f"no '{words}' in '{ran.message}'")

    def whole(self, name, project):
        with Database(project) as d:
            self.that(name + ": database", not d.problems(), str(d.problems()))
        try:
            common.crops(project)
        except ValueError as e:
            self.that(name + ": crops", False, str(e))


class Mount:
    """A file system of its own, gone at the end."""

    def __init__(self, where, *options):
        self.where = where
        os.makedirs(where, exist_ok=True)
        subprocess.run(["mount", *options, where], check=True, capture_output=True)

    def __enter__(self):
        return self.where

    def __exit__(self, *_):
        subprocess.run(["umount", "--lazy", self.where], check=False)


def fill(folder, leave):
    """Writes until only `leave` bytes are free."""
    filler = os.path.join(folder, "filler")
    block = b"\0" * 65536
    with open(filler, "wb", buffering=0) as f:
        try:
            while True:
                f.write(block)
        except OSError:
            pass
        f.truncate(max(0, f.tell() - leave))
    return filler


def bases(args, work):
    faces = common.faces_folder(args, work, 8 if args.quick else 16, print)
    names = ("empty", "imported", "prepared", "flagged")
    empty, imported, prepared, flagged = (work / name for name in names)
    must(run(args, "new", empty))
    copy_project(empty, imported)
    must(run(args, "import", imported, faces))
    copy_project(imported, prepared)
    must(run(args, "prepare", prepared))
    copy_project(prepared, flagged)
    must(run(args, "curate", flagged, "--method", "lbph"))
    rng = kill.random.Random(args.seed)
    csv = work / "decisions.csv"
    rows, text = kill.decisions(prepared, 40, rng)
    with open(csv, "w") as f:
        f.write(text)
    return {"faces": faces, "csv": csv, "rows": rows, **{name: work / name for name in names}}


def full_disk(args, work, base, check):
    if os.geteuid() != 0:
        check.skipped.append("a full disk: only root can mount a small tmpfs")
        return
    commands = {
        "import --copy": ("empty", ["import", "PROJECT", base["faces"], "--copy"]),
        "import": ("empty", ["import", "PROJECT", base["faces"]]),
        "prepare": ("imported", ["prepare", "PROJECT"]),
        "curate": ("prepared", ["curate", "PROJECT", "--method", "lbph"]),
        "decide": ("prepared", ["decide", "PROJECT", "--from", base["csv"], "--acknowledge"]),
        "snapshot": ("prepared", ["snapshot", "PROJECT"]),
        "undo": ("prepared", ["undo", "PROJECT"]),
        "train": ("prepared", ["train", "PROJECT", "--set", "train.epochs=1", "--set", "model.backbone=mobilefacenet_small"]),
    }
    leaves = (0, 200_000) if args.quick else (0, 40_000, 150_000, 500_000, 1_200_000)
    with Mount(work / "small", "-t", "tmpfs", "-o", "size=24m", "tmpfs") as small:
        for name, (start, words) in commands.items():
            reference = work / "reference"
            copy_project(base[start], reference)
            if name != "train":
                must(run(args, *(w.replace("PROJECT", reference) for w in words)))
            refused = 0
            for leave in leaves if name != "train" else leaves[:1]:
                project = copy_project(base[start], os.path.join(small, "p"))
                filler = fill(small, leave)
                before = content(project)
                command = [w.replace("PROJECT", project) for w in words]
                ran = run(args, *command)
                title = f"{name} with {leave // 1000} kB left"
                if ran.status != 0:
                    refused += 1
                    check.fails(title, ran, "disk_full")
                check.whole(title, project)
                now = content(project)
                check.that(title + ": nothing lost", all(row in now["images"] for row in before["images"]) and
                           len(now["faces"]) >= len(before["faces"]), "rows are missing")
                if name == "decide":
                    said = [int(n) for n in kill.re.findall(r"^line (\d+) stored$", ran.err, kill.re.M)]
                    with Database(project) as d:
                        stored = d.one("SELECT count(*) FROM journal WHERE undoable = 1")
                    check.that(title + ": acknowledged", stored == len(said), f"{stored} stored, {len(said)} acknowledged")
                read = run(args, "journal", project)
                check.that(title + ": readable", read.status == 0 or read.code == "disk_full", str(read))
                os.remove(filler)
                if name != "train":
                    again = run(args, *command)
                    check.that(title + ": goes on", again.status == 0, str(again))
                    for difference in differences(content(reference), content(project)):
                        check.that(title + ": in the end", False, difference)
                shutil.rmtree(project)
            check.that(f"{name} on a full disk", refused > 0, "it never ran out of space")
            print(f"{name}: {refused} times refused for want of space", flush=True)
        model = os.path.join(args.shared, MODEL)
        if not os.path.exists(model):
            check.skipped.append(f"results onto a full disk: there is no {model}")
            return
        person = os.path.join(base["faces"], sorted(os.listdir(base["faces"]))[0])
        fill(small, 0)
        ran = run(args, "embed", "--model", model, "--aligned", person, "--out", os.path.join(small, "e.npy"))
        check.fails("a result onto a full disk", ran, "disk_full")


def read_only(args, work, base, check):
    project = copy_project(base["flagged"], work / "closed")
    must(run(args, "snapshot", project, "--name", "one"))
    must(run(args, "decide", project, "--from", base["csv"]))
    must(run(args, "snapshot", project, "--name", "two"))
    writing = {
        "import": ["import", "PROJECT", base["faces"], "--aligned"], "prepare": ["prepare", "PROJECT"],
        "curate": ["curate", "PROJECT", "--method", "lbph"], "decide": ["decide", "PROJECT", "--from", base["csv"]],
        "undo": ["undo", "PROJECT"], "redo": ["redo", "PROJECT"], "snapshot": ["snapshot", "PROJECT"],
        "train": ["train", "PROJECT", "--set", "train.epochs=1"],
    }

    def look(kind, where, user=None):
        for name, words in writing.items():
            ran = run(args, *(w.replace("PROJECT", where) for w in words), user=user)
            check.fails(f"{name} on {kind}", ran, "read_only", "cannot be written|copy")
        history = run(args, "journal", where, user=user)
        check.that(f"journal on {kind}", history.status == 0 and len(history.json["entries"]) > len(base["rows"]), str(history))
        diff = run(args, "diff", where, "one", "two", user=user)
        check.that(f"diff on {kind}", diff.status == 0 and diff.json["relabelled"], str(diff))
        made = run(args, "new", os.path.join(where, "inside"), user=user)
        check.fails(f"new on {kind}", made, "read_only")

    if os.geteuid() == 0:
        with Mount(work / "bind", "--bind", project) as where:
            subprocess.run(["mount", "-o", "remount,ro,bind", where], check=True)
            look("a read-only disk", where)
        # Not closed: the log beside it holds what the database does not.
        victim = copy_project(base["prepared"], work / "unclosed")
        database = sqlite3.connect(os.path.join(victim, "project.db"))
        database.execute("PRAGMA wal_autocheckpoint = 0")
        database.execute("INSERT INTO settings VALUES('a', 'b')")
        database.commit()
        unclosed = copy_project(victim, work / "unclosed-copy")
        database.close()
        os.remove(os.path.join(unclosed, "project.db-shm"))
        with Mount(work / "bind2", "--bind", unclosed) as where:
            subprocess.run(["mount", "-o", "remount,ro,bind", where], check=True)
            check.fails("journal of a project that was not closed, on a read-only disk", run(args, "journal", where), "read_only", "copy")
        user = 65534
        os.chmod(work.path, 0o755)
    else:
        check.skipped.append("a read-only disk: only root can mount one")
        user = None
    subprocess.run(["chmod", "-R", "a-w", project], check=True)
    try:
        if user and run(args, "journal", project, user=user).status != 0:
            raise PermissionError("user nobody cannot run the program here")
        look("a folder without permission", project, user)
    except (OSError, subprocess.SubprocessError) as e:
        check.skipped.append(f"a folder without permission: {e}")
    subprocess.run(["chmod", "-R", "u+w", project], check=True)


def gone(args, work, base, check):
    """The folder is deleted, or moved, while a job works in it."""
    many = work / "many"
    for n in range(12):
        shutil.copytree(base["faces"], os.path.join(many, f"set {n}"))
    for n, file in enumerate(glob.glob(os.path.join(many, "**", "*.*"), recursive=True)):
        if os.path.isfile(file):
            with open(file, "ab") as f:
                f.write(b"%d" % n)  # no duplicates
    jobs = {"import --copy": ("empty", ["import", "PROJECT", many, "--copy"]), "import": ("empty", ["import", "PROJECT", many]),
            "prepare": ("imported", ["prepare", "PROJECT"])}
    for name, (start, words) in jobs.items():
        for how in ("deleted",) if args.quick and name == "import" else ("deleted", "moved"):
            project, away = work / "here", work / "away"
            copy_project(base[start], project)
            shutil.rmtree(away, ignore_errors=True)
            process = subprocess.Popen([args.cli, *(w.replace("PROJECT", project) for w in words), "--json"],
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            time.sleep(0.12)
            process.send_signal(signal.SIGSTOP)
            os.rename(project, away)
            if how == "deleted":
                shutil.rmtree(away)
            process.send_signal(signal.SIGCONT)
            out, _ = process.communicate(timeout=120)
            ran = common.Ran(process.returncode, out.decode(), "", 0, 0)
            check.fails(f"{name}, the folder was {how}", ran, "io|not_found|not_a_project")
            if how == "moved":
                check.whole(f"{name}, the folder was moved", away)
                again = run(args, *(w.replace("PROJECT", away) for w in words))
                check.that(f"{name}, where it was moved to", again.status == 0, str(again))


def damaged(args, work, base, check):
    def fresh():
        return copy_project(base["flagged"], work / "damaged")

    def put(name, data):
        with open(os.path.join(work / "damaged", name), "wb") as f:
            f.write(data)

    def both(name, codes, words=""):
        for command in (["journal", work / "damaged"], ["snapshot", work / "damaged"]):
            check.fails(f"{name}: {command[0]}", run(args, *command), codes, words)

    project = fresh()
    database = os.path.join(project, "project.db")
    put("project.db", os.urandom(100_000))
    both("project.db is noise", "bad_file", "backup|-wal")
    put("project.db", b"")
    check.fails("project.db is empty: journal", run(args, "journal", project), "not_a_project", "empty")
    check.that("project.db is empty: it becomes a project", run(args, "undo", project).status == 0)
    os.remove(database)
    both("project.db is gone", "not_a_project", "no project.db")
    os.mkdir(database)
    both("project.db is a folder", "not_a_project", "no project.db")
    os.rmdir(database)
    os.symlink("project.db", database)
    both("project.db is a link to itself", "not_a_project")
    os.remove(database)
    os.mkfifo(database)
    both("project.db is a FIFO", "not_a_project")
    os.remove(database)
    other = sqlite3.connect(database)
    other.execute("CREATE TABLE a(b)")
    other.commit()
    other.close()
    both("project.db is of another program", "not_a_project", "another program")

    project = fresh()
    newer = sqlite3.connect(database)
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    before = content(project)
    both("project.db is newer", "newer_project", "update Likeness")
    check.that("project.db is newer: untouched", content(project) == before)

    project = fresh()
    size = os.path.getsize(database)
    os.truncate(database, size // 2)
    for command in (["journal", project], ["snapshot", project], ["prepare", project]):
        ran = run(args, *command)
        check.that(f"half of project.db: {command[0]}", ran.status == 0 or ran.code == "bad_file", str(ran))
    fresh()
    with open(database, "r+b") as f:
        for at in range(8192, size, 4096):
            f.seek(at + 100)
            f.write(os.urandom(64))
    for command in (["journal", project], ["snapshot", project], ["curate", project, "--method", "lbph"]):
        ran = run(args, *command)
        check.that(f"noise within project.db: {command[0]}", ran.status in (0, 1) and ran.code != "internal", str(ran))

    for name in ("project.db-wal", "project.db-shm", "both"):
        fresh()
        for part in (["project.db-wal", "project.db-shm"] if name == "both" else [name]):
            put(part, os.urandom(50_000))
        check.that(f"{name} is noise", run(args, "snapshot", project).status == 0)
        check.whole(f"{name} is noise", project)
    # The log of a process that was killed: whole without its index, and the index of another day beside it.
    fresh()
    held = sqlite3.connect(database)
    held.execute("PRAGMA wal_autocheckpoint = 0")
    held.execute("INSERT INTO settings VALUES('late', 'news')")
    held.commit()
    killed = copy_project(project, work / "killed")
    held.close()
    for name, what in (("without its index", None), ("with a wrong index", os.urandom(32768))):
        victim = copy_project(killed, work / "victim")
        index = os.path.join(victim, "project.db-shm")
        os.remove(index)
        if what:
            with open(index, "wb") as f:
                f.write(what)
        check.that(f"a log {name}", run(args, "snapshot", victim).status == 0)
        with Database(victim) as d:
            check.that(f"a log {name}: what was committed", d.one("SELECT value FROM settings WHERE key = 'late'") == "news")
        check.whole(f"a log {name}", victim)

    fresh()
    crops = os.path.join(project, "cache", "crops-112.lkc")
    reference = content(project)
    for name, change in {"noise": lambda: put("cache/crops-112.lkc", os.urandom(300_000)), "cut": lambda: os.truncate(crops, 500_000),
                         "empty": lambda: os.truncate(crops, 0), "gone": lambda: os.remove(crops),
                         "a flipped byte": lambda: flip(crops, 300_000)}.items():
        change()
        ran = run(args, "prepare", project)
        check.that(f"crop file, {name}", ran.status == 0, str(ran))
        check.that(f"crop file, {name}: the same afterwards", not differences(reference, content(project)),
                   str(differences(reference, content(project)))[:500])
    shutil.rmtree(os.path.join(project, "cache"))
    put("cache", b"a file")
    check.fails("cache is a file", run(args, "prepare", project), "io|not_found|bad_file|read_only")
    fresh()
    os.remove(os.path.join(project, "job.lock"))
    os.mkdir(os.path.join(project, "job.lock"))
    check.fails("job.lock is a folder", run(args, "prepare", project), "io")


def flip(file, at):
    with open(file, "r+b") as f:
        f.seek(at)
        byte = f.read(1)
        f.seek(at)
        f.write(bytes([byte[0] ^ 0xFF]))


def second_process(args, work, base, check):
    """Every writing job, while another process holds the project for one."""
    project = copy_project(base["imported"], work / "shared")
    os.remove(os.path.join(project, "job.lock"))
    first = subprocess.Popen([args.cli, "prepare", project, "--json"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not os.path.exists(os.path.join(project, "job.lock")) or os.path.getsize(os.path.join(project, "job.lock")) == 0:
        time.sleep(0.002)
    first.send_signal(signal.SIGSTOP)
    try:
        for words in (["import", project, base["faces"], "--aligned"], ["prepare", project], ["curate", project, "--method", "lbph"]):
            check.fails(f"{words[0]} while another process prepares", run(args, *words), "project_busy", f"prepare|process {first.pid}")
        for words in (["journal", project], ["decide", project, "--from", base["csv"]], ["undo", project, "3"], ["redo", project, "3"],
                      ["snapshot", project]):
            ran = run(args, *words)
            check.that(f"{words[0]} beside a job", ran.status == 0, str(ran))
    finally:
        first.send_signal(signal.SIGCONT)
    check.that("the first goes on", first.wait(120) == 0)
    check.whole("after two processes", project)
    held = sqlite3.connect(os.path.join(project, "project.db"))
    held.execute("BEGIN IMMEDIATE")
    ran = run(args, "snapshot", project, "--name", "busy")
    check.fails("a writer that does not end", ran, "project_busy", "another program")
    check.that("it is not waited for for ever", 4 < ran.seconds < 15, f"{ran.seconds:.1f} s")
    held.close()
    check.that("a lock file of a process that is gone", run(args, "prepare", project).status == 0)


def main():
    args = common.arguments(__doc__, quick={"action": "store_true", "help": "fewer moments"})
    check = Check()
    start = time.monotonic()
    with common.Work(args) as work:
        base = bases(args, work)
        for part in (full_disk, read_only, gone, damaged, second_process):
            began = time.monotonic()
            part(args, work, base, check)
            print(f"{part.__name__.replace('_', ' ')}: {time.monotonic() - began:.0f} s", flush=True)
    for reason in check.skipped:
        print("skipped:", reason)
    print(f"{check.count} checks, {len(check.wrong)} wrong; {time.monotonic() - start:.0f} s")
    return 1 if check.wrong else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills the command line (SIGKILL) at moments spread over the whole of each job, and looks at what is left.

Two kinds of moments: after a share of the job's usual time, and at its N-th call that writes (with kill_at.so preloaded;
every second of these lets half of that write through first). After each kill: `PRAGMA integrity_check` and
`foreign_key_check`, the blocks of the crop file, every acknowledged decision. Then the same command runs again: it must
go on where it was, and in the end the project must equal one that was never killed: versions, labels, landmarks, flags,
journal, copies, crops byte by byte.

What acknowledges a decision is `decide --acknowledge`, which says "line N stored" after the commit of that line.
"""
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

import common
from common import Database, copy_project, content, crops, differences, must, run

FULL = {"import": 20, "import --copy": 20, "prepare": 24, "curate": 12, "decide": 24,
        "group": 6, "prepare --again": 6, "new": 6, "new --demo": 4, "undo": 8, "redo": 6, "snapshot": 8, "migration": 12}
QUICK = {"import": 2, "import --copy": 2, "prepare": 2, "curate": 2, "decide": 2, "group": 1, "new": 1, "undo": 1, "redo": 1,
         "snapshot": 1, "migration": 2}
MAIN = ("import", "import --copy", "prepare", "curate", "decide")


class Job:
    """One command and what is to be true of it. `base` is the project before it."""

    unit = ""

    def __init__(self, args, base, words):
        self.args, self.base, self.words = args, base, words

    def command(self, project):
        return [w.replace("PROJECT", project) for w in self.words]

    def done(self, project):
        """How much of it is stored."""
        return 0

    def after_kill(self, project, err, done):
        """What is wrong with it before it runs again."""
        return []

    def again(self, project, done):
        """Runs it again; what is wrong with how it went on."""
        ran = run(self.args, *self.command(project))
        return [] if ran.status == 0 else [f"the second run failed: {ran}"]

    def final(self, project):
        return content(project)


class Import(Job):
    unit = "images"

    def done(self, project):
        with Database(project) as d:
            return d.one("SELECT count(*) FROM images")

    def again(self, project, done):
        ran = run(self.args, *self.command(project))
        if ran.status != 0:
            return [f"the second run failed: {ran}"]
        have = ran.json["already_there"], ran.json["images_added"]
        if have != (done, self.total - done):
            return [f"{done} of {self.total} were stored; the second run found {have[0]} and added {have[1]}"]
        return []


class Prepare(Job):
    unit = "images"

    def pending(self, project):
        cached = crops(project, torn=True)
        with Database(project) as d:
            faces = d.rows("SELECT id, image, status FROM faces")
        return len({image for face, image, status in faces if status == 0 or (status in (1, 3) and face not in cached)})

    def done(self, project):
        return self.total - self.pending(project) if hasattr(self, "total") else 0

    def again(self, project, done):
        ran = run(self.args, *self.command(project))
        if ran.status != 0:
            return [f"the second run failed: {ran}"]
        looked = max([int(n) for n in re.findall(r"\d+/(\d+) images", ran.err)], default=0)
        wrong = [] if looked == self.total - done else [f"{self.total - done} images were left; it looked at {looked}"]
        return wrong + (["crops were damaged"] if "damaged" in ran.err else [])


class PrepareAgain(Job):
    """Detects anew: the faces that nobody has named are removed and found again, never one without the other."""
    unit = "faces"

    def done(self, project):
        with Database(project) as d:
            return d.one("SELECT count(*) FROM faces")

    def after_kill(self, project, err, done):
        return [] if done == self.total else [f"{done} of {self.total} faces are there"]


class Curate(Job):
    """The flags of a method replace those of its last run as a whole: about labels, then about pictures."""
    unit = "flags"

    def done(self, project):
        with Database(project) as d:
            stored = dict(d.rows("SELECT method, count(*) FROM flags GROUP BY method"))
        if not hasattr(self, "methods") or not hasattr(self, "total"):
            self.methods = stored  # of the run that nobody killed
        self.stored = stored
        return sum(stored.values())

    def after_kill(self, project, err, done):
        return [f"{count} of {self.methods[method]} flags by {method} are stored" for method, count in self.stored.items()
                if count != self.methods[method]]


class Decide(Job):
    unit = "decisions"

    def __init__(self, args, base, words, rows):
        super().__init__(args, base, words)
        self.rows = rows  # (key, action, label, person)
        self.acknowledged = self.unsaid = 0

    def stored(self, project):
        with Database(project) as d:
            state = {key: (label, person) for key, label, person in d.rows(
                "SELECT i.key, f.label, n.name FROM faces f JOIN images i ON i.id = f.image "
                "JOIN identities n ON n.id = f.identity WHERE f.is_primary = 1")}
            entries = d.one("SELECT count(*) FROM journal WHERE undoable = 1")
        return [state[key] == (label, person) for key, _, label, person in self.rows], entries

    def done(self, project):
        return self.stored(project)[1]

    def after_kill(self, project, err, done):
        said = [int(n) for n in re.findall(r"^line (\d+) stored$", err, re.M)]  # a line that is cut off says nothing
        there, _ = self.stored(project)
        lost = [n for n in said if not there[n - 2]]  # line 1 is the header
        self.acknowledged += len(said)
        self.unsaid = max(self.unsaid, done - len(said))
        wrong = [f"acknowledged and lost: lines {lost}"] if lost else []
        return wrong + ([f"{done} are stored, {len(said)} were acknowledged"] if done - len(said) not in (0, 1) else [])

    def again(self, project, done):
        ran = run(self.args, *self.command(project))
        have = (ran.status, ran.json.get("applied"), len(ran.json.get("skipped", [])))
        return [] if have == (0, self.total - done, done) else [f"{done} were stored; the second run: {ran}"]


class Travel(Job):
    """undo and redo of many steps: one transaction, so all of them or none."""
    unit = "steps"

    def done(self, project):
        with Database(project) as d:
            return d.one("SELECT count(*) FROM journal WHERE undoable = 1 AND state = ?", 1 if self.words[0] == "undo" else 0)

    def after_kill(self, project, err, done):
        return [] if done in (0, self.total) else [f"{done} of {self.total} steps are stored"]

    def again(self, project, done):
        ran = run(self.args, *self.command(project))
        steps = ran.json.get("undone" if self.words[0] == "undo" else "redone")
        return [] if steps == self.total - done else [f"{done} steps were stored, the second run made {steps}: {ran}"]


class Group(Job):
    """Faces without a name get one: all in one transaction, with its entry of the journal."""
    unit = "faces"

    def done(self, project):
        with Database(project) as d:
            return d.one("SELECT count(*) FROM faces WHERE identity IS NOT NULL")

    def after_kill(self, project, err, done):
        with Database(project) as d:
            entries = d.one("SELECT count(*) FROM journal WHERE undoable = 1")
        return [] if (done, entries) in ((0, 0), (self.total, 1)) else [f"{done} of {self.total} faces, {entries} entries"]

    def again(self, project, done):
        return [] if done == self.total else super().again(project, done)


class Snapshot(Job):
    unit = "faces"

    def done(self, project):
        with Database(project) as d:
            return d.one("SELECT count(*) FROM snapshot_faces")

    def after_kill(self, project, err, done):
        return [] if done in (0, self.total) else [f"{done} of {self.total} faces are stored"]

    def final(self, project):
        with Database(project) as d:
            return {"versions": d.rows("SELECT hash, name, images, identities FROM snapshots"),
                    "faces": sorted(d.rows("SELECT face, key, identity FROM snapshot_faces"))}


class New(Job):
    unit = "images"

    def done(self, project):
        if not os.path.exists(os.path.join(project, "project.db")):
            return 0
        with Database(project) as d:
            return d.one("SELECT count(*) FROM images") if d.version else 0

    def again(self, project, done):
        ran = run(self.args, *self.command(project))
        if ran.status == 1 and "project already" in ran.message:
            ran = run(self.args, "journal", project)
        return [] if ran.status == 0 else [f"the second run failed: {ran}"]


class Migration(Job):
    """Any command that writes brings a project of version 1 up to date."""

    def was(self, database):
        out = []
        for table, columns in (("images", "id, path, source, key, width, height, bytes, hash, added"),
                               ("identities", "id, name"), ("faces", "id, image, identity, label, automatic"),
                               ("journal", "id, time, who, verb, what, why, undoable, state, changes"), ("journal_changes", "*")):
            out.append(database.rows(f"SELECT {columns} FROM {table} ORDER BY 1, 2"))
        return common.digest(repr(out).encode())

    def done(self, project):
        with Database(project) as d:
            return d.version - 1

    def after_kill(self, project, err, done):
        with Database(self.base) as before, Database(project) as after:
            wrong = [] if self.was(before) == self.was(after) else ["the migrated rows differ"]
        return wrong + self.backup(project, done)

    def backup(self, project, done):
        backup = os.path.join(project, "project.db.backup-1")
        if not os.path.exists(backup):
            return ["there is no backup"] if done else []
        with Database(project, "project.db.backup-1") as d, Database(self.base) as before:
            whole = d.version == 1 and not d.problems() and self.was(d) == self.was(before)
            return [] if whole else ["the backup is not what was migrated"]

    def again(self, project, done):
        ran = run(self.args, *self.command(project))
        wrong = [] if ran.status == 0 else [f"the second run failed: {ran}"]
        left = [name for name in os.listdir(project) if "unfinished" in name]
        return wrong + self.backup(project, 1) + [f"left behind: {name}" for name in left]

    def final(self, project):
        with Database(project) as d:
            return {"version": [d.version], "rows": [self.was(d)], "tables": d.rows("SELECT sql FROM sqlite_master")}


# --- one kill


def kill_once(job, project, shim, after=None, at=None, torn=False):
    """True when the process was killed, False when it had ended before; and its standard error."""
    if job.base:
        copy_project(job.base, project)
    else:
        subprocess.run(["rm", "-rf", project], check=True)
    env = dict(os.environ)
    if at is not None:
        env.update(LD_PRELOAD=shim, LIKENESS_KILL_AT=str(at), **({"LIKENESS_KILL_TORN": "1"} if torn else {}))
    with tempfile.TemporaryFile() as err:
        process = subprocess.Popen([job.args.cli, *job.command(project), "--json"], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=err, env=env, start_new_session=True)
        if after is not None:
            try:
                process.wait(after)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
        status = process.wait(300)
        err.seek(0)
        return status == -signal.SIGKILL, err.read().decode(errors="replace")


def count_writes(job, project, shim, work):
    if not shim:
        return 0
    copy_project(job.base, project) if job.base else subprocess.run(["rm", "-rf", project], check=True)
    note = work / "writes"
    must(run(job.args, *job.command(project), env={"LD_PRELOAD": shim, "LIKENESS_KILL_COUNT": note}))
    with open(note) as f:
        return int(f.read())


def look(project, job, err):
    """What is wrong right after the kill, and how much was stored."""
    wrong = []
    if os.path.exists(os.path.join(project, "project.db")):
        with Database(project) as d:
            wrong += d.problems()
            version = d.version
        if version == 0:
            return wrong, 0
    elif not isinstance(job, New):
        return ["there is no database"], 0
    try:
        crops(project, torn=True)
    except ValueError as e:
        wrong.append(f"crop file: {e}")
    done = job.done(project)
    return wrong + job.after_kill(project, err, done), done


def measure(name, job, kills, args, work, rng):
    """Kills the job `kills` times; a row of the table and the failures."""
    shim = args.shim
    reference = work / "reference"
    copy_project(job.base, reference) if job.base else subprocess.run(["rm", "-rf", reference], check=True)
    if isinstance(job, Prepare):
        job.total = job.pending(reference)
    ran = run(args, *job.command(reference))
    must(ran)
    usual = ran.seconds
    if not isinstance(job, Prepare):
        job.total = job.done(reference)
    end = job.final(reference)
    writes = count_writes(job, work / "victim", shim, work)
    moments = []
    for k in range(kills):
        share = (k // 2 + rng.random()) / max(1, (kills + 1) // 2)  # spread over the whole, start and end included
        if shim and k % 2:
            moments.append({"at": 1 + int(share * writes), "torn": k % 4 == 3})
        else:
            moments.append({"after": share * usual})
    problems, shares, stored, late = [], [], [], 0
    for moment in moments:
        victim = work / "victim"
        killed, err = kill_once(job, victim, shim, **moment)
        while not killed and "after" in moment:  # it was faster this time
            late += 1
            moment = {"after": moment["after"] * 0.9}
            killed, err = kill_once(job, victim, shim, **moment)
        if not killed:
            problems.append((moment, ["it was not killed"]))
            continue
        shares.append(moment["after"] / usual if "after" in moment else moment["at"] / max(1, writes))
        try:
            wrong, done = look(victim, job, err)
            stored.append(done)
            wrong += job.again(victim, done)
            wrong += differences(end, job.final(victim))
        except (sqlite3.Error, ValueError, OSError, KeyError) as e:
            wrong = [f"{type(e).__name__}: {e}"]
        if wrong:
            problems.append((moment, wrong))
            if args.keep:
                copy_project(victim, work / f"failed-{name.replace(' ', '')}-{len(problems)}")
    total = getattr(job, "total", 0)
    row = {"job": name, "kills": len(shares), "seconds": usual, "writes": writes,
           "first": min(shares, default=0), "last": max(shares, default=0),
           "stored": sorted(stored), "total": total, "unit": job.unit, "bad": len(problems)}
    if isinstance(job, Decide):
        row["acknowledged"], row["unsaid"] = job.acknowledged, job.unsaid
    return row, problems


# --- what there is to do


def decisions(project, count, rng):
    """Decisions of every kind on as many pictures, with what each must leave behind: (key, action, label, person)."""
    with Database(project) as d:
        faces = d.rows("SELECT i.key, n.name FROM faces f JOIN images i ON i.id = f.image JOIN identities n "
                       "ON n.id = f.identity WHERE f.is_primary = 1 ORDER BY i.key")
    people = sorted({person for _, person in faces})
    rows, text = [], "path,action,identity,other\n"
    for key, person in rng.sample(faces, min(count, len(faces))):
        action = rng.choice(["keep", "move", "reject", "unsure"])
        other = rng.choice([p for p in people if p != person]) if action == "move" else ""
        rows.append((key, action, {"keep": 1, "move": 1, "reject": 3, "unsure": 2}[action], other or person))
        text += f'"{key}",{action},"{other}",\n'
    return rows, text


def old_project(folder, sql, rows, rng):
    """A project of version 1, as large as asked."""
    for part in ("images", "cache", "runs"):
        os.makedirs(os.path.join(folder, part))
    db = sqlite3.connect(os.path.join(folder, "project.db"))
    db.execute("PRAGMA journal_mode = WAL")
    with open(sql) as f:
        db.executescript(f.read())
    db.executemany("INSERT INTO identities VALUES(?, ?)", ((i, f"Person {i}") for i in range(1, rows // 10 + 1)))
    db.executemany("INSERT INTO images VALUES(?, ?, ?, ?, 112, 112, 9000, ?, 1700000000000)",
                   ((i, b"/photos/%d.jpg" % i, b"/photos/%d.jpg" % i, f"{i}.jpg", f"{i:032x}") for i in range(1, rows + 1)))
    db.executemany("INSERT INTO faces(id, image, identity, is_primary, automatic) VALUES(?, ?, ?, 1, ?)",
                   ((i, i, (i - 1) // 10 + 1, rng.randbytes(544)) for i in range(1, rows + 1)))
    db.execute("INSERT INTO journal VALUES(1, 1700000000000, 'Ann', 'keep', 'kept', '', 1, 0, 1)")
    db.execute("INSERT INTO journal_changes VALUES(1, 0, 'faces', 1, ?, ?)",
               (json.dumps({"identity": 2}), json.dumps({"identity": 1})))
    db.commit()
    db.close()


def jobs(args, work, note, rng):
    quick = args.kills < 50
    large = common.faces_folder(args, work, 60 if quick else 260, note)
    few = work / "few"
    os.makedirs(few)
    for person in sorted(os.listdir(large))[:14 if quick else 26]:
        os.symlink(os.path.join(large, person), os.path.join(few, person))
    empty, imported, prepared, decided, undone = (work / n for n in ("empty", "imported", "prepared", "decided", "undone"))
    must(run(args, "new", empty))
    copy_project(empty, imported)
    must(run(args, "import", imported, few))
    copy_project(imported, prepared)
    must(run(args, "prepare", prepared))
    rows, text = decisions(prepared, 60 if quick else 250, rng)
    csv = work / "decisions.csv"
    with open(csv, "w") as f:
        f.write(text)
    copy_project(prepared, decided)
    must(run(args, "decide", decided, "--from", csv))
    loose, nameless = (work / n for n in ("loose", "nameless"))
    os.makedirs(loose)
    for person in os.listdir(few):
        for file in os.listdir(os.path.join(few, person)):
            os.symlink(os.path.realpath(os.path.join(few, person, file)), os.path.join(loose, f"{person}-{file}"))
    copy_project(empty, nameless)
    must(run(args, "import", nameless, loose))
    must(run(args, "prepare", nameless))
    copy_project(decided, undone)
    count = str(len(rows))
    must(run(args, "undo", undone, count))
    old = work / "old"
    old_project(old, os.path.join(os.path.dirname(os.path.abspath(__file__)), "project_v1.sql"), 2000 if quick else 30000, rng)
    return {
        "import": Import(args, empty, ["import", "PROJECT", large]),
        "import --copy": Import(args, empty, ["import", "PROJECT", large, "--copy"]),
        "prepare": Prepare(args, imported, ["prepare", "PROJECT"]),
        "prepare --again": PrepareAgain(args, prepared, ["prepare", "PROJECT", "--again"]),
        "curate": Curate(args, prepared, ["curate", "PROJECT", "--method", "lbph"]),
        "decide": Decide(args, prepared, ["decide", "PROJECT", "--from", csv, "--acknowledge"], rows),
        "group": Group(args, nameless, ["group", "PROJECT", "--method", "lbph", "--apply"]),
        "new": New(args, None, ["new", "PROJECT"]),
        "new --demo": New(args, None, ["new", "PROJECT", "--demo"]),
        "undo": Travel(args, decided, ["undo", "PROJECT", count]),
        "redo": Travel(args, undone, ["redo", "PROJECT", count]),
        "snapshot": Snapshot(args, decided, ["snapshot", "PROJECT", "--name", "v"]),
        "migration": Migration(args, old, ["redo", "PROJECT"]),
    }


def main():
    args = common.arguments(__doc__, kills={"type": int, "default": 100, "help": "kills of import, prepare, curate and decide"},
                            shim={"help": "kill_at.so, for kills at the N-th write"},
                            only={"help": "names of jobs, with commas between"})
    args.shim = os.path.abspath(args.shim) if args.shim else None
    rng = random.Random(args.seed)
    plan = dict(FULL if args.kills >= 50 else QUICK)
    scale = args.kills / sum(plan[name] for name in MAIN)
    for name in MAIN:
        plan[name] = max(1, round(plan[name] * scale))
    if args.only:
        plan = {name: plan.get(name, 2) for name in args.only.split(",")}
    failed, total, main_kills, acknowledged = [], 0, 0, 0
    with common.Work(args) as work:
        available = jobs(args, work, print, rng)
        print(f"{'job':15} {'kills':>5} {'time':>7} {'writes':>7} {'moments':>12}  {'stored when killed: least, median, most':40} bad",
              flush=True)
        start = time.monotonic()
        for name, kills in plan.items():
            row, problems = measure(name, available[name], kills, args, work, rng)
            s = row["stored"] or [0]
            state = f"{s[0]}, {s[len(s) // 2]}, {s[-1]} of {row['total']} {row['unit']}"
            print(f"{name:15} {row['kills']:5} {row['seconds']:6.2f}s {row['writes']:7} {row['first']:5.0%} …{row['last']:5.0%}"
                  f"  {state:40} {row['bad']}", flush=True)
            for moment, wrong in problems:
                print(f"    {moment}:", *wrong, sep="\n      ", flush=True)
            if "acknowledged" in row:
                acknowledged = row["acknowledged"]
                print(f"               {acknowledged} decisions were acknowledged before the kills; stored beyond those, at most: "
                      f"{row['unsaid']}")
            failed += problems
            total += row["kills"]
            main_kills += row["kills"] if name in MAIN else 0
        lost = sum("lost" in text for _, wrong in failed for text in wrong)
        print(f"{total} kills ({main_kills} of import, prepare, curate and decide), {len(failed)} with something wrong; "
              f"of {acknowledged} acknowledged decisions lost: {lost}; {time.monotonic() - start:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How well the rest of the queue follows corrections: errors planted as in wrong_labels.py, curated; then somebody who
is never wrong decides the 27 most suspicious faces, four times over. After each time the scores of the faces left are
compared: as first curated, as the corrections moved them at once, and as a new curation says. At the end everything is
undone, and the flags have to be those of the first curation.

usage: corrections.py --cli likeness-cli --shared SHARED [--set lfw-dev] [--most 2] [--rate 0.2] [--seed 1]
                      [--method embedding|lbph]
"""
import argparse
import csv
import json
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

MODEL = "mobilefacenet_casia_112x96.onnx"
BATCH, BATCHES = 27, 4


def run(*command):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stderr}")
    return done.stdout


def flags(project, method):
    db = sqlite3.connect(f"file:{project}/project.db?mode=ro", uri=True)
    rows = db.execute("SELECT i.key, f.kind, f.score, f.flagged, f.suggested, f.rival_face, f.reason, f.evidence, "
                      "f.decision FROM flags f JOIN faces a ON a.id = f.face JOIN images i ON i.id = a.image "
                      "WHERE f.method = ?", (method,)).fetchall()
    db.close()  # before the folder is copied: that would give up SQLite's locks
    return rows


def mislabelled(rows):
    return {r[0]: r for r in rows if r[1] == "mislabelled"}


def average_precision(scores, wrong):
    hits, total = 0, 0.0
    for rank, key in enumerate(sorted(scores, key=lambda k: -scores[k]), 1):
        if key in wrong:
            hits += 1
            total += hits / rank
    return total / max(hits, 1)


def f1(rows, wrong):
    flagged = {k for k, r in rows.items() if r[3]}
    return 2 * len(flagged & wrong) / max(len(flagged) + len(wrong), 1)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--cli", required=True, type=pathlib.Path)
    p.add_argument("--shared", required=True, type=pathlib.Path)
    p.add_argument("--set", default="lfw-dev")
    p.add_argument("--most", type=int, default=2)
    p.add_argument("--rate", default="0.2")
    p.add_argument("--seed", default="1")
    p.add_argument("--method", default="embedding", choices=["embedding", "lbph"])
    a = p.parse_args()
    curate = ["--method", a.method] + (["--model", a.shared / "models" / MODEL] if a.method == "embedding" else [])
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        noisy, project, again = work / "noisy", work / "p.likeness", work / "again.likeness"
        run(sys.executable, a.shared / "tools" / "plant_noise.py", a.shared / "data" / a.set, noisy, "--rate", a.rate,
            "--seed", a.seed, *(["--max-images", a.most] if a.most else []))
        run(a.cli, "new", project)
        run(a.cli, "import", project, noisy, *(["--aligned"] if a.set == "glint-dev" else []))
        run(a.cli, "prepare", project)
        run(a.cli, "curate", project, *curate)
        first = flags(project, a.method)
        curated = mislabelled(first)
        with open(f"{noisy}.truth.csv", newline="") as file:
            truth = {r["path"]: r for r in csv.DictReader(file)}
        wrong = {k for k in curated if truth[k]["labelled"] != truth[k]["true"]}
        print(f"{a.set} most {a.most or 'all'} rate {a.rate} seed {a.seed} {a.method}: {len(wrong)} of {len(curated)} "
              "wrong")
        decided, entries = set(), 0
        for _ in range(BATCHES):
            now = mislabelled(flags(project, a.method))
            batch = sorted((k for k, r in now.items() if r[3] and not r[8] and k not in decided),
                           key=lambda k: -now[k][2])[:BATCH]
            if not batch:
                break
            with open(work / "decisions.csv", "w", newline="") as file:
                rows = csv.writer(file)
                rows.writerow(["path", "action", "identity", "other"])
                for k in batch:
                    rows.writerow([k, "move", "", truth[k]["true"]] if k in wrong else [k, "keep", "", ""])
            entries += json.loads(run(a.cli, "decide", project, "--from", work / "decisions.csv", "--json"))["applied"]
            decided.update(batch)
            shutil.copytree(project, again)
            run(a.cli, "curate", again, *curate)
            views = {name: {k: r for k, r in rows.items() if k not in decided} for name, rows in
                     (("curated", curated), ("moved", mislabelled(flags(project, a.method))),
                      ("anew", mislabelled(flags(again, a.method))))}
            shutil.rmtree(again)
            left = wrong - decided
            lost = sum(1 for k in left if curated[k][3] and not views["moved"][k][3])
            print(f"  {len(decided):4} decided, {len(left):4} wrong left: " + " | ".join(
                f"{name} AP {average_precision({k: r[2] for k, r in rows.items()}, left):.4f} F1 {f1(rows, left):.3f}"
                for name, rows in views.items()) + f" | {lost} no longer flagged")
        run(a.cli, "undo", project, entries)
        same = sorted(flags(project, a.method), key=str) == sorted(first, key=str)
        print("  undone: the flags are " + ("the same" if same else "OTHER ONES"))
        sys.exit(0 if same else 1)


main()

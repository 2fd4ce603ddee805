#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How well wrong labels are found, through the commands that a person uses: errors planted in folders of the reference
material, then new, import, prepare and curate, scored beside the plain rule on the same files. Needs python3-numpy.

usage: wrong_labels.py --cli likeness-cli --shared SHARED --out RESULTS.jsonl [--sets lfw-dev …] [--most 0 4 2]
                       [--rates 0.05 …] [--seeds 1 …] [--methods embedding lbph] [--jobs 1]

A result is a line of RESULTS.jsonl; cases that are there already are not measured again. Prints means over the seeds.
"""
import argparse
import collections
import concurrent.futures
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

MODEL = "mobilefacenet_casia_112x96.onnx"
ALIGNED = {"glint-dev"}  # crops already


def run(*command, stdout=subprocess.PIPE):
    done = subprocess.run([str(c) for c in command], stdout=stdout, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stderr}")
    return done.stdout


def digest(path):
    return hashlib.sha1(path.read_bytes()).hexdigest()


class Measure:
    def __init__(self, a):
        self.cli, self.shared, self.methods = a.cli, a.shared, a.methods
        self.tools = a.shared / "tools"
        self.rows = {}  # per set: picture's digest -> embedding

    # The plain rule works on what `embed` says of loose pictures; labels do not change that, so it is asked once a set.
    def embed(self, name):
        with tempfile.TemporaryDirectory() as work:
            out = pathlib.Path(work) / "e.npy"
            run(self.cli, "embed", self.shared / "data" / name, "--model", self.shared / "models" / MODEL, "--out", out,
                *(["--aligned"] if name in ALIGNED else []))
            paths = (pathlib.Path(work) / "e.paths.txt").read_text().splitlines()
            folder = self.shared / "data" / name
            self.rows[name] = {digest(p if p.is_absolute() else folder / p): row
                               for p, row in zip(map(pathlib.Path, paths), np.load(out))}

    def plain(self, name, noisy, truth, work):
        known = self.rows[name]
        paths = [p for p in sorted(noisy.glob("*/*")) if digest(p) in known]
        np.save(work / "plain.npy", np.stack([known[digest(p)] for p in paths]).astype(np.float32))
        (work / "plain.paths.txt").write_text("".join(f"{p}\n" for p in paths))
        with open(work / "plain.json", "w") as out:
            run("/usr/bin/python3", self.tools / "plain_rule.py", work / "plain.npy", truth, stdout=out)
        return self.score(work / "plain.json", truth)

    def score(self, flags, truth):
        return json.loads(run(sys.executable, self.tools / "score_flags.py", flags, truth))

    def case(self, name, most, rate, seed):
        with tempfile.TemporaryDirectory() as folder:
            work = pathlib.Path(folder)
            noisy, truth, project = work / "noisy", work / "noisy.truth.csv", work / "p.likeness"
            run(sys.executable, self.tools / "plant_noise.py", self.shared / "data" / name, noisy, "--rate", rate,
                "--seed", seed, *(["--max-images", most] if most else []))
            run(self.cli, "new", project)
            run(self.cli, "import", project, noisy, *(["--aligned"] if name in ALIGNED else []))
            run(self.cli, "prepare", project)
            results = [("plain", self.plain(name, noisy, truth, work))]
            for method in self.methods:
                model = ["--model", self.shared / "models" / MODEL] if method == "embedding" else []
                with open(work / "flags.json", "w") as out:
                    run(self.cli, "curate", project, "--method", method, *model, "--json", stdout=out)
                results.append((method, self.score(work / "flags.json", truth)))
            return [{"set": name, "most": most, "rate": rate, "seed": seed, "method": m, **r} for m, r in results]


def table(rows):
    groups = collections.defaultdict(list)
    for r in rows:
        groups[r["set"], r["most"], r["method"], r["rate"]].append(r)
    fields = {"AP": "average_precision", "best F1": "best_f1", "F1": "f1", "precision": "precision", "recall": "recall",
              "right": "suggestion_right"}
    print(f"{'set':10} {'most':>4} {'method':10} {'rate':>5} {'seeds':>5} " + " ".join(f"{f:>9}" for f in fields))
    for (name, most, method, rate), of in sorted(groups.items()):
        means = (sum(r[f] for r in of) / len(of) for f in fields.values())
        print(f"{name:10} {most or 'all':>4} {method:10} {rate:5} {len(of):5} " + " ".join(f"{m:9.3f}" for m in means))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--cli", required=True, type=pathlib.Path)
    p.add_argument("--shared", required=True, type=pathlib.Path)
    p.add_argument("--out", required=True, type=pathlib.Path)
    p.add_argument("--sets", nargs="+", default=["lfw-dev", "glint-dev", "orl"])
    p.add_argument("--most", nargs="+", type=int, default=[0, 4, 2])
    p.add_argument("--rates", nargs="+", type=float, default=[0.05, 0.1, 0.2, 0.4])
    p.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3, 4, 5])
    p.add_argument("--methods", nargs="+", default=["embedding", "lbph"], choices=["embedding", "lbph"])
    p.add_argument("--jobs", type=int, default=1)
    a = p.parse_args()
    a.cli, a.shared = a.cli.resolve(), a.shared.resolve()
    rows = [json.loads(line) for line in a.out.read_text().splitlines()] if a.out.exists() else []
    done = collections.defaultdict(set)
    for r in rows:
        done[r["set"], r["most"], r["rate"], r["seed"]].add(r["method"])
    measure = Measure(a)
    cases = [c for c in ((s, m, r, e) for e in a.seeds for s in a.sets for m in a.most for r in a.rates)
             if not {"plain", *a.methods} <= done[c]]
    for name in sorted({c[0] for c in cases}):
        measure.embed(name)
    with concurrent.futures.ThreadPoolExecutor(a.jobs) as pool, open(a.out, "a") as out:
        for result in pool.map(lambda c: measure.case(*c), cases):
            for row in result:
                if row["method"] not in done[row["set"], row["most"], row["rate"], row["seed"]]:
                    rows.append(row)
                    out.write(json.dumps(row) + "\n")
            out.flush()
    table(rows)


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What cleaning buys: mobilefacenet_small is trained for ten epochs, with the scale of 32 that few people want, on people of
the reference material of whose labels a known share is wrong — as they are, with inter-class filtering, with sub-centres,
and after every suspicion of `curate` has been accepted as it stands (a face moves to the suggested person, or is rejected
where none is suggested) — and verified on people that no training and no curation has seen, with right labels.

usage: noise_table.py --cli likeness-cli --shared SHARED --out RESULTS.jsonl [--rates 0 0.1 0.4] [--seeds 1 2 3]
                      [--ways plain filtered subcenter cleaned] [--epochs 10] [--held 0.25] [--threads N]

A result is a line of RESULTS.jsonl; what is there already is not done again. Prints means over the seeds.
"""
import argparse
import collections
import csv
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

MODEL = "mobilefacenet_casia_112x96.onnx"
SETS = ("lfw-dev", "glint-dev")
WAYS = {
    "plain": [],
    "filtered": ["loss.interclass_filter=0.4"],
    "subcenter": ["loss.head=subcenter"],
    "cleaned": [],
}


def run(*command, ok=(0,)):
    done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode not in ok:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stderr}")
    return json.loads(done.stdout) if "--json" in command else done.stdout


def halves(shared, held, seed, work):
    """Folders of links: people to train on, and others to verify with; of each set the same share."""
    rng = random.Random(seed)
    for name in SETS:
        people = sorted(p for p in (shared / "data" / name).iterdir() if p.is_dir())
        rng.shuffle(people)
        count = round(held * len(people))
        for part, chosen in (("held", people[:count]), ("train", people[count:])):
            (work / part / name).mkdir(parents=True)
            for person in chosen:
                (work / part / name / person.name).symlink_to(person)


def projectOf(cli, project, folder):
    run(cli, "new", project)
    for name in SETS:
        run(cli, "import", project, folder / name, *(["--aligned"] if name == "glint-dev" else []))
    run(cli, "prepare", project)
    return project


def clean(cli, project, shared):
    """Every suspicion of a wrong label as it stands. Returns how many, and how many of them were right to be raised."""
    flags = run(cli, "curate", project, "--method", "embedding", "--model", shared / "models" / MODEL, "--json")["flags"]
    wrong = [f for f in flags if f["kind"] == "mislabelled" and f["flagged"]]
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="") as out:
        w = csv.writer(out)
        w.writerow(["path", "action", "identity", "other"])
        for f in wrong:
            w.writerow([f["path"], "move" if f["suggested"] else "reject", f["suggested"] or "", ""])
        out.flush()
        if wrong:
            run(cli, "decide", project, "--from", out.name)
    return len(wrong)


def case(a, rate, seed):
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        halves(a.shared, a.held, seed, work)
        (work / "noisy").mkdir()
        planted = 0
        for name in SETS:
            said = run(sys.executable, a.shared / "tools" / "plant_noise.py", work / "train" / name, work / "noisy" / name,
                       "--rate", rate, "--seed", seed)
            planted += int(said.split()[-3])
        project = projectOf(a.cli, work / "p.likeness", work / "noisy")
        # The other people as a pack: their crops are cut in the same way.
        others = projectOf(a.cli, work / "q.likeness", work / "held")
        run(a.cli, "export", others, "--format", "pack", "--out", work / "held.bin", "--pairs", a.pairs)
        for way in a.ways:
            if (rate, seed, way) in a.done:
                continue
            flagged = None
            target = project
            if way == "cleaned":
                target = work / "cleaned.likeness"
                shutil.copytree(project, target, symlinks=True)
                flagged = clean(a.cli, target, a.shared)
            settings = [f"train.epochs={a.epochs}", "model.backbone=mobilefacenet_small", "model.embedding=128", "loss.s=32",
                        "data.validation=0", f"train.seed={seed}", *WAYS[way], *a.set]
            trained = run(a.cli, "train", target, *[w for s in settings for w in ("--set", s)], "--json",
                          *(["--threads", a.threads] if a.threads else []))
            result = run(a.cli, "verify", "--model", trained["folder"], "--set", work / "held.bin", "--aligned", "--json")
            yield {"rate": rate, "seed": seed, "way": way, "planted": planted, "accepted": flagged,
                   "auc": result["auc"], "eer": result["eer"], "d_prime": result["d_prime"],
                   "accuracy": result["accuracy"], "loss": trained["final"]["loss"], "pairs": result["pairs"],
                   "images_per_second": trained["images_per_second"]}


def table(rows):
    groups = collections.defaultdict(list)
    for r in rows:
        groups[r["rate"], r["way"]].append(r)
    print(f"{'rate':>5} {'way':10} {'seeds':>5} {'AUC':>7} {'EER':>7} {'d-prime':>7} {'accuracy':>8}   AUC of each seed")
    for (rate, way), of in sorted(groups.items(), key=lambda g: (g[0][0], list(WAYS).index(g[0][1]))):
        mean = lambda key: sum(r[key] for r in of) / len(of)
        print(f"{rate:5} {way:10} {len(of):5} {mean('auc'):7.4f} {mean('eer'):7.4f} {mean('d_prime'):7.3f} "
              f"{mean('accuracy'):8.4f}   " + " ".join(f"{r['auc']:.4f}" for r in sorted(of, key=lambda r: r['seed'])))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--cli", required=True, type=pathlib.Path)
    p.add_argument("--shared", required=True, type=pathlib.Path)
    p.add_argument("--out", required=True, type=pathlib.Path)
    p.add_argument("--rates", nargs="+", type=float, default=[0, 0.1, 0.4])
    p.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    p.add_argument("--ways", nargs="+", default=list(WAYS), choices=list(WAYS))
    p.add_argument("--epochs", type=int, default=10)
    p.add_argument("--held", type=float, default=0.25)
    p.add_argument("--pairs", type=int, default=6000, help="of the pack, half of them genuine")
    p.add_argument("--threads", type=int, default=0)
    p.add_argument("--set", nargs="*", default=[], help="further settings, key=value")
    a = p.parse_args()
    a.cli, a.shared = a.cli.resolve(), a.shared.resolve()
    rows = [json.loads(line) for line in a.out.read_text().splitlines()] if a.out.exists() else []
    a.done = {(r["rate"], r["seed"], r["way"]) for r in rows}
    with open(a.out, "a") as out:
        for seed in a.seeds:
            for rate in a.rates:
                if all((rate, seed, way) in a.done for way in a.ways):
                    continue
                for row in case(a, rate, seed):
                    rows.append(row)
                    out.write(json.dumps(row) + "\n")
                    out.flush()
    table(rows)


main()

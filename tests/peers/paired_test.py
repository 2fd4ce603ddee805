#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paired tests of two models beside an independent computation: DeLong's test by its definition (every genuine pair
against every impostor), AUC by scikit-learn, McNemar's test by SciPy, and a bootstrap of pairs in NumPy. Needs python3-numpy,
python3-sklearn and python3-scipy.

usage: paired_test.py --cli likeness-cli --set SET [--pairs FILE] [--aligned] MODEL MODEL     compares with `compare`
       paired_test.py --golden                                                                values of the unit test
"""
import argparse
import json
import pathlib
import subprocess
import tempfile

import numpy as np
from scipy.stats import binomtest, norm
from sklearn.metrics import roc_auc_score


def delong(a, b, same):
    """DeLong, DeLong and Clarke-Pearson 1988: placements over all pairs of a genuine and an impostor score."""
    v10, v01 = [], []
    for s in (a, b):
        x, y = s[same == 1], s[same == 0]
        psi = np.empty((len(x), len(y)), np.float32)
        for i in range(len(x)):
            psi[i] = (x[i] > y) + 0.5 * (x[i] == y)
        v10.append(psi.mean(axis=1, dtype=np.float64))
        v01.append(psi.mean(axis=0, dtype=np.float64))
    s10, s01 = np.cov(v10), np.cov(v01)
    c = np.array([1, -1])
    error = np.sqrt(c @ s10 @ c / len(v10[0]) + c @ s01 @ c / len(v01[0]))
    d = v10[0].mean() - v10[1].mean()
    return {"a": v10[0].mean(), "b": v10[1].mean(), "difference": d, "ci95": [d - norm.ppf(0.975) * error, d + norm.ppf(0.975) * error],
            "p": 2 * norm.sf(abs(d) / error)}


def tpr_at(scores, same, target):
    """The highest TPR of a threshold that accepts no more than floor(target * impostors)."""
    x, y = scores[same == 1], np.sort(scores[same == 0])[::-1]
    allowed = int(np.floor(target * len(y) + 1e-9))
    if allowed >= len(y):
        return 1.0
    return float((x > y[allowed]).mean())  # stricter than the first one that would be too many


def bootstrap(a, b, same, rounds, rng):
    """Differences of AUC and of TPR at FPR 1e-2, genuine and impostor pairs drawn apart."""
    genuine, impostor = np.flatnonzero(same == 1), np.flatnonzero(same == 0)
    out = []
    for _ in range(rounds):
        i = np.concatenate([rng.choice(genuine, len(genuine)), rng.choice(impostor, len(impostor))])
        out.append([roc_auc_score(same[i], a[i]) - roc_auc_score(same[i], b[i]),
                    tpr_at(a[i], same[i], 1e-2) - tpr_at(b[i], same[i], 1e-2)])
    return np.array(out)


def golden():
    a = np.array([0.9, 0.8, 0.7, 0.4, 0.6, 0.3, 0.2, 0.2, 0.1], np.float32)
    b = np.array([0.8, 0.3, 0.7, 0.4, 0.6, 0.5, 0.4, 0.1, 0.2], np.float32)
    same = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0])
    print("small", json.dumps(delong(a, b, same)))
    n = 200  # by arithmetic alone, so that any language makes the same numbers
    i = np.arange(n)
    same = (i % 2 == 0).astype(int)
    a = ((i * 37 % 101) / 101 + 0.45 * same).astype(np.float32)
    b = ((i * 53 % 97) / 97 + 0.25 * same).astype(np.float32)
    print("made up", json.dumps(delong(a, b, same)))
    for x, y in ((3, 8), (0, 5), (10, 10), (40, 70)):
        print("mcnemar", x, y, binomtest(min(x, y), x + y, 0.5).pvalue)


def scores_of(cli, model, o, folder):
    out = folder / "scores.csv"
    command = [cli, "verify", "--model", model, "--set", o.set, "--scores", out, "--json"]
    command += ["--pairs", o.pairs] if o.pairs else []
    command += ["--aligned"] if o.aligned else []
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    rows = np.loadtxt(out, delimiter=",")
    return rows[:, 0].astype(np.float32), rows[:, 1].astype(int)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("models", nargs="*")
    p.add_argument("--cli", type=pathlib.Path)
    p.add_argument("--set")
    p.add_argument("--pairs")
    p.add_argument("--aligned", action="store_true")
    p.add_argument("--golden", action="store_true")
    o = p.parse_args()
    if o.golden:
        golden()
        return
    command = [o.cli, "compare", *o.models, "--set", o.set, "--json"]
    command += ["--pairs", o.pairs] if o.pairs else []
    command += ["--aligned"] if o.aligned else []
    ours = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    with tempfile.TemporaryDirectory() as folder:
        scores = {}
        for name, model in zip((m["model"] for m in ours["models"]), o.models):
            scores[name], same = scores_of(o.cli, model, o, pathlib.Path(folder))
    rng = np.random.default_rng(1)
    for r in ours["results"]:
        a, b = scores[r["a"]], scores[r["b"]]
        if r["metric"] == "auc" and r["test"] == "delong":
            theirs = delong(a, b, same)
            print("delong ours", r["difference"], r["ci95"], r["p"], "definition", theirs)
            print("auc scikit-learn", roc_auc_score(same, a), roc_auc_score(same, b), "ours", r["value_a"], r["value_b"])
        elif r["test"] == "bootstrap" and r["metric"] in ("auc", "tpr_at_fpr_1e-2"):
            drawn = bootstrap(a, b, same, 1000, rng)[:, 0 if r["metric"] == "auc" else 1]
            print("bootstrap", r["metric"], "ours", r["ci95"], "NumPy over pairs", np.percentile(drawn, [2.5, 97.5]).tolist(),
                  "(resampled:", ours["resampled"] + ")")


if __name__ == "__main__":
    main()

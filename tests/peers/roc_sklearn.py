#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ROC curve and its figures beside scikit-learn's roc_curve and roc_auc_score, on scores full of ties: every point, the
area, and the papers' TPR at FPR (nearest point of roc_curve as it is called there). Needs python3-numpy and python3-sklearn.

usage: roc_sklearn.py --cli likeness-cli [--count 1000000] [--decimals 3] [--seed 1]

Exits with 1 where anything differs by more than 1e-12.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
from sklearn.metrics import roc_auc_score, roc_curve


def make(count, decimals, seed):
    """Cosines as single precision has them, rounded so that many are equal; a tenth of the pairs are genuine."""
    rng = np.random.default_rng(seed)
    same = (rng.random(count) < 0.1).astype(int)
    scores = np.clip(rng.normal(0.05 + 0.45 * same, 0.15), -1, 1)
    return np.round(scores, decimals).astype(np.float32), same


def ours(cli, scores, same):
    with tempfile.TemporaryDirectory() as folder:
        table, curve = pathlib.Path(folder) / "scores.csv", pathlib.Path(folder) / "curve.csv"
        table.write_text("".join(f"{s},{c}\n" for s, c in zip(scores, same)))
        begin = time.perf_counter()
        done = subprocess.run([cli, "roc", "--scores", table, "--curve", curve, "--bootstraps", "0", "--json"], check=True,
                              capture_output=True)
        seconds = time.perf_counter() - begin
        return json.loads(done.stdout), np.genfromtxt(curve, delimiter=",", skip_header=1), seconds


def nearest(scores, same, target):
    """eval_ijbc.py: the curve turned round, so that of equally near points the one with the larger TPR comes first."""
    fpr, tpr, _ = roc_curve(same, scores)
    fpr, tpr = np.flipud(fpr), np.flipud(tpr)
    at = np.argmin(np.abs(fpr - target))
    return tpr[at], fpr[at]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--cli", type=pathlib.Path, required=True)
    p.add_argument("--count", type=int, default=1_000_000)
    p.add_argument("--decimals", type=int, default=3)
    p.add_argument("--seed", type=int, default=1)
    o = p.parse_args()
    scores, same = make(o.count, o.decimals, o.seed)
    result, curve, seconds = ours(o.cli, scores, same)
    begin = time.perf_counter()
    fpr, tpr, thresholds = roc_curve(same, scores, drop_intermediate=False)
    area = roc_auc_score(same, scores)
    theirs = time.perf_counter() - begin
    print(f"{o.count} scores, {len(np.unique(scores))} different; ours {seconds:.2f} s with all figures, "
          f"scikit-learn {theirs:.2f} s for the two")
    worst = {"points": float(len(curve) != len(fpr))}
    if not worst["points"]:
        worst["fpr"] = np.abs(curve[:, 0] - fpr).max()
        worst["tpr"] = np.abs(curve[:, 1] - tpr).max()
        worst["thresholds"] = np.abs(curve[1:, 2] - thresholds[1:]).max()  # the first takes none: inf, or a score more
    worst["auc"] = abs(result["auc"] - area)
    figures = {f["id"]: f for f in result["protocols"]}
    for point in figures["tpr_at_fpr_nearest"]["points"]:
        rates = nearest(scores, same, point["target"])
        worst[f"nearest {point['target']:g}"] = max(abs(point["tpr"] - rates[0]), abs(point["achieved_fpr"] - rates[1]))
    impostors = np.sort(scores[same == 0])[::-1]
    for point in figures["tpr_at_fpr"]["points"]:
        budget = int(np.floor(point["target"] * len(impostors) + 1e-9))
        accepted = scores[same == 1] > impostors[budget] if budget < len(impostors) else np.ones(1)
        worst[f"at most {point['target']:g}"] = abs(point["tpr"] - accepted.mean())
    for name, difference in worst.items():
        print(f"{name}: {difference:.3g}")
    sys.exit(int(max(worst.values()) > 1e-12))


if __name__ == "__main__":
    main()

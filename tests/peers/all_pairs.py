#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every pair of a set of embeddings: `bench roc` beside the bare matrix product of NumPy's BLAS (the same blocks of the upper
triangle, nothing done with them) and beside scikit-learn's roc_curve on the stored scores, in turns. The operating points of
both are compared. Needs python3-numpy, python3-sklearn and, for the last part, 60 bytes of memory a pair. Run it with
`env -u OPENBLAS_CORETYPE` where that is set: the BLAS should choose for itself.

  all_pairs.py --cli likeness-cli [--count 20000] [--dim 512] [--rounds 3] [--threads 2] [--without-sklearn]
"""
import argparse
import json
import pathlib
import subprocess
import tempfile
import time

import numpy as np

BLOCK = 2000


def faces(count, dim, each=10, noise=1.6):
    rng = np.random.default_rng(1)
    people = rng.standard_normal((-(-count // each), dim), dtype=np.float32)
    rows = np.repeat(people, each, axis=0)[:count] + noise * rng.standard_normal((count, dim), dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True), np.repeat(np.arange(len(people)), each)[:count]


def bare(rows):
    start = time.monotonic()
    for i in range(0, len(rows), BLOCK):
        for j in range(i, len(rows), BLOCK):
            np.dot(rows[i:i + BLOCK], rows[j:j + BLOCK].T)
    return time.monotonic() - start


def stored(rows, labels):
    scores, same = [], []
    for i in range(0, len(rows), BLOCK):
        part = rows[i:i + BLOCK] @ rows[i:].T
        answer = labels[i:i + BLOCK, None] == labels[None, i:]
        keep = np.arange(len(part))[:, None] < np.arange(part.shape[1])[None, :]
        scores.append(part[keep])
        same.append(answer[keep])
    return np.concatenate(scores), np.concatenate(same)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cli", required=True)
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--dim", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--without-sklearn", action="store_true")
    o = parser.parse_args()
    rows, labels = faces(o.count, o.dim)
    ours, product = None, None
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "e.npy"
        np.save(file, rows)
        (pathlib.Path(folder) / "l.csv").write_text("\n".join(map(str, labels)) + "\n")
        for _ in range(o.rounds):
            out = subprocess.run([o.cli, "bench", "roc", "--embeddings", str(file), "--labels", folder + "/l.csv", "--rounds", "1",
                                  "--threads", str(o.threads), "--json"], check=True, capture_output=True, text=True)
            result = json.loads(out.stdout)
            if ours is None or result["seconds"] < ours["seconds"]:
                ours = result
            seconds = bare(rows)
            product = seconds if product is None else min(product, seconds)
    print(f"{ours['pairs']} pairs: {ours['seconds']:.2f} s, NumPy's product {product:.2f} s (ratio {ours['seconds'] / product:.2f}), "
          f"our own product {ours['gemm_seconds']:.2f} s, peak {ours['peak_rss_mb']:.0f} MB")
    if o.without_sklearn:
        return
    from sklearn.metrics import roc_curve
    scores, same = stored(rows, labels)
    start = time.monotonic()
    fpr, tpr, _ = roc_curve(same, scores, drop_intermediate=False)
    seconds = time.monotonic() - start
    print(f"scikit-learn's roc_curve on the stored scores: {seconds:.1f} s, {seconds / ours['seconds']:.1f} times ours")
    impostors = int((~same).sum())
    for point in ours["tpr_at_fpr"]:
        at = np.searchsorted(fpr, (int(point["target"] * impostors + 1e-9) + 0.5) / impostors, side="right") - 1
        print(f"  FPR <= {point['target']:g}: TPR {point['tpr']:.7f}, scikit-learn {tpr[at]:.7f}")
    print(f"  AUC {ours['auc']:.9f}, scikit-learn {np.trapz(tpr, fpr):.9f}")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Neighbours, and DBSCAN on them, beside faiss IndexFlatIP and scikit-learn: the same vectors, the same threads, in turn,
in CPU seconds. Needs python3-numpy, python3-faiss, python3-sklearn, python3-scipy and python3-threadpoolctl.

usage: neighbours_faiss.py --cli likeness-cli [--count 100000] [--dim 128] [--identities 10000] [--k 40] [--threads 1]
                           [--rounds 3] [--noise 0.6] [--eps 0.5]
"""
import argparse
import json
import pathlib
import resource
import statistics
import subprocess
import tempfile

import faiss
import numpy as np
import threadpoolctl
from scipy.sparse import csr_matrix
from sklearn.cluster import DBSCAN
from sklearn.neighbors import sort_graph_by_row_values


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def people(count, dim, identities, noise, seed):
    rng = np.random.default_rng(seed)
    label = np.arange(count) % identities
    x = rng.normal(size=(identities, dim)).astype(np.float32)[label]
    x += noise * rng.normal(size=x.shape).astype(np.float32)
    return x / np.linalg.norm(x, axis=1, keepdims=True), label


def peer(x, k, eps):
    times = [cpu()]
    index = faiss.IndexFlatIP(x.shape[1])
    index.add(x)
    similarity, near = index.search(x, k + 1)
    times.append(cpu())
    rows = np.repeat(np.arange(len(x)), k + 1)
    distance = np.maximum(1 - similarity.ravel(), 0)
    keep = (distance <= eps) & (near.ravel() != rows)
    graph = csr_matrix((distance[keep] + 1e-9, (rows[keep], near.ravel()[keep])), shape=(len(x), len(x)))
    found = DBSCAN(eps=eps, min_samples=3, metric="precomputed").fit(
        sort_graph_by_row_values(graph.maximum(graph.T), copy=True, warn_when_not_sorted=False))
    times.append(cpu())
    return {"neighbours": times[1] - times[0], "all": times[2] - times[0], "clusters": int(found.labels_.max()) + 1}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--cli", required=True, type=pathlib.Path)
    for name, kind, default in (("count", int, 100000), ("dim", int, 128), ("identities", int, 10000), ("k", int, 40),
                                ("threads", int, 1), ("rounds", int, 3), ("noise", float, 0.6), ("eps", float, 0.5)):
        p.add_argument(f"--{name}", type=kind, default=default)
    a = p.parse_args()
    faiss.omp_set_num_threads(a.threads)
    threadpoolctl.threadpool_limits(a.threads)  # of the BLAS below faiss
    x, label = people(a.count, a.dim, a.identities, a.noise, 1)
    ratios = {"neighbours": [], "neighbours + DBSCAN": []}
    with tempfile.TemporaryDirectory() as work:
        vectors, labels = pathlib.Path(work) / "e.npy", pathlib.Path(work) / "labels.csv"
        np.save(vectors, x)
        labels.write_text("".join(f"{v}\n" for v in label))
        for _ in range(a.rounds):
            said = subprocess.run([a.cli, "bench", "clustering", "--embeddings", vectors, "--labels", labels, "--k", str(a.k),
                                   "--algorithm", "dbscan", "--threshold", str(1 - a.eps), "--core-points", "3",
                                   "--threads", str(a.threads), "--json"],
                                  check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            ours = json.loads(said.stdout)
            search = ours["neighbour_cpu_seconds"]
            whole = search + ours["results"][0]["cpu_seconds"]
            theirs = peer(x, a.k, a.eps)
            print(f"ours {search:.2f} and {whole:.2f} s, {ours['results'][0]['clusters']} clusters, recall {ours['recall']}; "
                  f"peer {theirs['neighbours']:.2f} and {theirs['all']:.2f} s, {theirs['clusters']} clusters", flush=True)
            ratios["neighbours"].append(theirs["neighbours"] / search)
            ratios["neighbours + DBSCAN"].append(theirs["all"] / whole)
    for what, values in ratios.items():
        print(f"{what}: CPU seconds of the peer to ours, median of {len(values)}: {statistics.median(values):.2f}")


main()

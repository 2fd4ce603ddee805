#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One LBPH comparison here and in OpenCV's LBPHFaceRecognizer::predict, in CPU seconds of one thread, in turn.
Needs python3-opencv and python3-numpy.

usage: lbph_opencv.py --cli likeness-cli [--crops 5000] [--queries 20] [--rounds 3]
"""
import argparse
import json
import resource
import statistics
import subprocess
import time

import cv2
import numpy as np


def children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def opencv(crops, queries):
    """Seconds a comparison; a query's own histogram is taken off."""
    recognizer = cv2.face.LBPHFaceRecognizer_create()
    start = time.process_time()
    recognizer.train(crops, np.arange(len(crops)))
    histogram = (time.process_time() - start) / len(crops)
    start = time.process_time()
    for crop in crops[:queries]:
        recognizer.predict(crop)
    return ((time.process_time() - start) / queries - histogram) / len(crops)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--cli", required=True)
    p.add_argument("--crops", type=int, default=5000)
    p.add_argument("--queries", type=int, default=20)
    p.add_argument("--rounds", type=int, default=3)
    a = p.parse_args()
    cv2.setNumThreads(1)
    noise = np.random.default_rng(1).integers(0, 256, (a.crops, 112, 112), dtype=np.uint8)
    crops = [cv2.GaussianBlur(crop, (0, 0), 1.5) for crop in noise]
    ratios = {"full": [], "compact": []}
    for _ in range(a.rounds):
        theirs = opencv(crops, a.queries)
        for mode, values in ratios.items():
            before = children()
            said = subprocess.run([a.cli, "bench", "lbph", "--crops", str(a.crops), "--mode", mode, "--threads", "1", "--json"],
                                  check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            ours = json.loads(said.stdout)
            pair = (children() - before - ours["histogram_seconds"]) / ours["pairs"]
            values.append(theirs / pair)
            print(f"{mode}: {pair * 1e9:.0f} ns; OpenCV {theirs * 1e6:.1f} us", flush=True)
    for mode, values in ratios.items():
        print(f"{mode}: OpenCV's comparison takes {statistics.median(values):.0f} times as long")


main()

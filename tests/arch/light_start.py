#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a program links a library that belongs behind a loadable module."""
import subprocess
import sys

HEAVY = ("libtorch", "libc10", "libQt5", "libopencv_imgcodecs", "libopencv_videoio", "libopencv_highgui", "libgdal", "libavcodec")

loaded = subprocess.run(["ldd", sys.argv[1]], capture_output=True, text=True, check=True).stdout.split("\n")
names = [line.split()[0] for line in loaded if line.strip()]
bad = [name for name in names if name.startswith(HEAVY)]
print("\n".join(f"{sys.argv[1]} links {name}" for name in bad) or f"{len(names)} libraries, none of them heavy")
sys.exit(1 if bad else 0)

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a Qt library binds one of its symbols to our executable: the crash before main() that hidden visibility prevents."""
import os
import re
import subprocess
import sys

program = os.path.realpath(sys.argv[1])
result = subprocess.run([program, "--version"], capture_output=True, text=True, errors="replace",
                        env={**os.environ, "LD_BIND_NOW": "1", "LD_DEBUG": "bindings"})
if result.returncode != 0:
    sys.exit(f"{program} --version ended with {result.returncode}")
pattern = re.compile(r"binding file (\S*lib(?:Qt|QCustomPlot)\S*) \[0\] to (\S+) \[0\]: \S+ symbol [`'](_ZN?K?\d*Q\S+)'")
bad = {(m[1], m[3]) for m in map(pattern.search, result.stderr.splitlines()) if m and os.path.realpath(m[2]) == program}
print("\n".join(f"{library} binds {symbol} to the program" for library, symbol in sorted(bad)) or "no Qt symbol binds to the program")
sys.exit(1 if bad else 0)

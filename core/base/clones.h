// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// In front of a function whose loops want wide registers: a copy for each kind of processor, the best one chosen when
// the program is loaded. Not under the thread sanitizer, which cannot be called that early.
#ifdef __SANITIZE_THREAD__
#define LIKENESS_CLONES
#else
#define LIKENESS_CLONES __attribute__((target_clones("avx512f", "arch=x86-64-v3", "default")))
#endif

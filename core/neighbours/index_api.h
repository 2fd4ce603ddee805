/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* The interface of likeness_index.so: plain structs, pointer and size. No exception and no std type crosses it. Raise
   the version with every change. */
#ifdef __cplusplus
extern "C" {
#endif

#define LIKENESS_INDEX_VERSION 1u
#define LIKENESS_INDEX_ENTRY "likeness_index_open"
#define LIKENESS_INDEX_MESSAGE 256 /* bytes of every `message` buffer; always NUL-terminated */

enum {
    LIKENESS_INDEX_OK = 0,
    LIKENESS_INDEX_FAILED = 1, /* `message` says why */
    LIKENESS_INDEX_NO_MEMORY = 2,
    LIKENESS_INDEX_STOPPED = 3,
};

typedef struct {
    uint32_t version;
    /* The centres of `cells` groups of like vectors: spherical k-means on `count` (at least `cells`) unit vectors in
       rows of `dim`. Writes cells × dim. `stop` is asked several times a second, from this thread; nonzero ends it. One
       call at a time. */
    int (*train)(const float* vectors,
                 size_t count,
                 size_t dim,
                 size_t cells,
                 int32_t threads,
                 int (*stop)(void* context),
                 void* context,
                 float* centres,
                 char* message);
} LikenessIndex;

/* Null when the module does not speak `version`. */
typedef const LikenessIndex* (*LikenessIndexOpen)(uint32_t version);

#ifdef __cplusplus
}
#endif

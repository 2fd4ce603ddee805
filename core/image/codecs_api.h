/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* The interface of likeness_codecs.so: plain structs, pointer and size. No exception and no std type crosses it, and
   what one side allocates the same side frees. Raise the version with every change. */
#ifdef __cplusplus
extern "C" {
#endif

#define LIKENESS_CODECS_VERSION 1u
#define LIKENESS_CODECS_ENTRY "likeness_codecs_open"
#define LIKENESS_CODECS_MESSAGE 256 /* bytes of every `message` buffer; always NUL-terminated */

enum {
    LIKENESS_CODECS_OK = 0,
    LIKENESS_CODECS_BAD = 1,       /* damaged or truncated */
    LIKENESS_CODECS_NO_MEMORY = 2, /* */
    LIKENESS_CODECS_UNKNOWN = 3,   /* a pixel type that is not 8- or 16-bit integer */
    LIKENESS_CODECS_END = 4,       /* no further frame */
};

typedef struct {
    int32_t width, height;
    int32_t channels;      /* 1 grey, 3 RGB, 4 RGBA */
    const uint8_t* pixels; /* 8-bit, interleaved, rows without padding */
    void* owner;           /* for release() */
} LikenessPicture;

typedef struct LikenessVideo LikenessVideo;

typedef struct {
    uint32_t version;
    /* BMP, WebP and TIFF; no orientation is applied. Thread-safe. */
    int (*decode)(const uint8_t* data, size_t size, LikenessPicture* out, char* message);
    void (*release)(LikenessPicture* picture);

    /* A handle belongs to one thread at a time. `path` is a local file. Null on failure. */
    LikenessVideo* (*openFile)(const char* path, char* message);
    LikenessVideo* (*openCamera)(int32_t index, char* message);
    /* The picture stays valid until the next call with this handle; it is not to be released. */
    int (*nextFrame)(LikenessVideo* video, LikenessPicture* out, char* message);
    double (*framesPerSecond)(LikenessVideo* video);
    int32_t (*frameCount)(LikenessVideo* video);
    int (*seek)(LikenessVideo* video, int32_t frame, char* message);
    void (*close)(LikenessVideo* video);
} LikenessCodecs;

/* Null when the module does not speak `version`. */
typedef const LikenessCodecs* (*LikenessCodecsOpen)(uint32_t version);

#ifdef __cplusplus
}
#endif

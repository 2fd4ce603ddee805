/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LIKENESS_COMPUTE_API_H
#define LIKENESS_COMPUTE_API_H
#include <stddef.h>
#include <stdint.h>

/* The seam between Likeness and LibTorch: a C interface, so that a module built by another compiler against another
   LibTorch (CUDA, another C++ ABI) can be loaded by the same program. Pointers with sizes, UTF-8 JSON, callbacks. No
   exception crosses it in either direction. Functions return 0 on success; otherwise `error` is filled in. */

#ifdef __cplusplus
extern "C" {
#endif

#define LIKENESS_COMPUTE_API_VERSION 4u

typedef struct LikenessError {
    char code[32];      /* the stable spelling of likeness::ErrorCode, "no_device" */
    char message[1024]; /* one English sentence, terminated */
    char detail[4096];  /* for the log */
} LikenessError;

/* Receives text; valid only during the call. */
typedef void (*LikenessText)(void* user, const char* utf8, size_t bytes);
/* The same for bytes: a model image, pixels. */
typedef void (*LikenessBytes)(void* user, const uint8_t* data, size_t bytes);

/* 0: stop. Asked many times a second on the thread that computes; may block to pause. */
typedef int (*LikenessContinue)(void* user);

typedef struct LikenessModel LikenessModel;

/* What model_embed does with the mirrored crop. */
#define LIKENESS_FLIP_NONE 0u /* nothing: the crop's embedding alone */
#define LIKENESS_FLIP_SUM 1u  /* adds its embedding, both as the network gives them */
#define LIKENESS_FLIP_BOTH 2u /* puts its embedding behind the crop's: rows of 2 × dim */

typedef struct LikenessTrainCallbacks {
    void* user;
    LikenessText event; /* one event (core/run/run_folder.h) as JSON */
    LikenessContinue should_continue;
} LikenessTrainCallbacks;

typedef struct LikenessComputeApi {
    uint32_t version; /* LIKENESS_COMPUTE_API_VERSION */
    uint32_t size;    /* sizeof(LikenessComputeApi) */

    /* {"library","blas","blas_gflops","warning","devices":[{"id","name","memory_total","memory_free"}]} */
    int (*info)(LikenessText result, void* user, LikenessError* error);

    /* `image`: a model image (core/graph/model_file.h). `options`: {"device","threads","precision","fold"}.
       result: {"dim","device","input"}. `image` may be freed afterwards. */
    int (*model_open)(const uint8_t* image,
                      size_t bytes,
                      const char* options,
                      LikenessModel** model,
                      LikenessText result,
                      void* user,
                      LikenessError* error);
    void (*model_close)(LikenessModel* model);
    /* count crops of crop_size squared RGB bytes → count rows of floats. `flip`: LIKENESS_FLIP_…; `unit` other than 0:
       rows (of LIKENESS_FLIP_BOTH each half) of unit length. One thread at a time per model. `should_continue` (may be
       NULL) is asked between layers; once it answers 0 the call fails as "interrupted" and `out` is undefined. */
    int (*model_embed)(const LikenessModel* model,
                       const uint8_t* const* crops,
                       size_t count,
                       uint32_t flip,
                       int unit,
                       float* out,
                       LikenessContinue should_continue,
                       void* user,
                       LikenessError* error);

    /* `folder`: path of a run folder, bytes as the file system has them. result: the "end" event. */
    int (*train)(const char* folder,
                 const LikenessTrainCallbacks* callbacks,
                 LikenessText result,
                 void* user,
                 LikenessError* error);

    /* Everything that is asked once and answered: `what` names it (core/module/requests.h), request and result are JSON
       objects, `data` and `blob` what they have of bytes. `data` may be NULL with 0 bytes; `blob` is called at most
       once. `should_continue` (may be NULL) is asked by what takes long; once it answers 0 the call fails as
       "interrupted". An unknown `what` is "unsupported". */
    int (*call)(const char* what,
                const char* request,
                const uint8_t* data,
                size_t bytes,
                LikenessText result,
                LikenessBytes blob,
                LikenessContinue should_continue,
                void* user,
                LikenessError* error);
} LikenessComputeApi;

/* The one exported symbol. NULL when the module does not speak that version. */
typedef const LikenessComputeApi* (*LikenessComputeEntry)(uint32_t version);
__attribute__((visibility("default"))) const LikenessComputeApi* likeness_compute_api(uint32_t version);

#ifdef __cplusplus
}
#endif
#endif

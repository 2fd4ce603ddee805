// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neighbours/index_api.h"

#include <algorithm>
#include <cstdio>
#include <faiss/Clustering.h>
#include <faiss/IndexFlat.h>
#include <faiss/impl/AuxIndexStructures.h>
#include <faiss/impl/FaissException.h>
#include <memory>
#include <new>
#include <omp.h>

namespace {

// faiss asks one object for the whole process, between blocks of its work.
class Stop final : public faiss::InterruptCallback
{
public:
    Stop(int (*stop)(void*), void* context, bool& stopped) : m_stop(stop), m_context(context), m_stopped(stopped) {}
    bool want_interrupt() override { return m_stopped = m_stopped || m_stop(m_context) != 0; }

private:
    int (*m_stop)(void*);
    void* m_context;
    bool& m_stopped;
};

struct Installed {
    explicit Installed(std::unique_ptr<Stop> stop) { faiss::InterruptCallback::instance = std::move(stop); }
    ~Installed() { faiss::InterruptCallback::clear_instance(); }
};

int train(const float* vectors,
          size_t count,
          size_t dim,
          size_t cells,
          int32_t threads,
          int (*stop)(void*),
          void* context,
          float* centres,
          char* message)
{
    bool stopped = false;
    try {
        const Installed installed(std::make_unique<Stop>(stop, context, stopped));
        omp_set_num_threads(threads);
        faiss::ClusteringParameters options;
        options.niter = 6; // more hardly changes which cells are searched
        options.spherical = true;
        options.min_points_per_centroid = 1;
        options.max_points_per_centroid = static_cast<int>(count / cells + 1);
        faiss::Clustering clustering(static_cast<int>(dim), static_cast<int>(cells), options);
        faiss::IndexFlatIP index(static_cast<faiss::Index::idx_t>(dim));
        clustering.train(static_cast<faiss::Index::idx_t>(count), vectors, index);
        std::copy(clustering.centroids.begin(), clustering.centroids.end(), centres);
        return LIKENESS_INDEX_OK;
    } catch (const std::bad_alloc&) {
        return LIKENESS_INDEX_NO_MEMORY;
    } catch (const std::exception& e) {
        std::snprintf(message, LIKENESS_INDEX_MESSAGE, "%s", e.what());
        return stopped ? LIKENESS_INDEX_STOPPED : LIKENESS_INDEX_FAILED;
    }
}

constexpr LikenessIndex kIndex = {LIKENESS_INDEX_VERSION, train};

} // namespace

extern "C" __attribute__((visibility("default"))) const LikenessIndex* likeness_index_open(uint32_t version)
{
    return version == LIKENESS_INDEX_VERSION ? &kIndex : nullptr;
}

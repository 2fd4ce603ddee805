// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/curate/judge.h"

#include <memory>
#include <optional>
#include <string>

namespace likeness::curate {

// Faces with a label, and how alike they are: what judging and everything after it works on. Lists hold what judge()
// wants.
struct Material {
    std::vector<dataset::FaceId> faces;
    std::vector<dataset::IdentityId> labels;
    compute::Embeddings embeddings; // none for LBPH
    std::unique_ptr<Similarity> similarity;
    neighbours::Lists own, others;
    std::string method;               // "embedding" | "lbph"
    std::string model;                // for people; of embeddings
    bool exact = true;                // of `others`
    std::optional<double> recall = 1; // of `others`, where it was measured

    Material() = default;
    Material(const Material&) = delete; // the similarity refers to the embeddings
    Material& operator=(const Material&) = delete;
    Case asCase(std::span<const std::pair<dataset::FaceId, dataset::IdentityId>> cannot,
                std::span<const dataset::FaceId> confirmed,
                const Scale* scale = nullptr) const
    {
        return {*similarity, own, others, faces, labels, cannot, confirmed, scale};
    }
};

// Throws Error(BadArgument) where the sizes do not fit, Compute for values that are not finite, Interrupted.
std::unique_ptr<Material> embeddingMaterial(compute::Embeddings embeddings,
                                            std::span<const dataset::IdentityId> labels,
                                            int threads,
                                            jobs::Context& context);
// Faces without a crop are left out, an issue each. `crops` must outlive it. 7 KB of memory a face, 4 KB when compact.
std::unique_ptr<Material> lbphMaterial(const crops::CropReader& crops,
                                       std::span<const dataset::FaceId> faces,
                                       std::span<const dataset::IdentityId> labels,
                                       const LbphOptions& options,
                                       int threads,
                                       jobs::Context& context);

// --- of the faces of a project

// Throws Error(BadArgument) for a method that is none, or the embedding method without a model.
void requireMethod(const Options& options);
// Throws Error(NeedsPrepare) where there are none.
crops::CropReader openCrops(const dataset::Project& project, int size);
// Those that an edit has made outdated are cut anew first (faces::renewCrops).
crops::CropReader renewedCrops(dataset::Project& project, int size, int threads, jobs::Context& context);
// Throws Error(NeedsPrepare) when none of the faces has a crop.
void requireAnyCrop(const crops::CropReader& crops, std::span<const dataset::FaceId> faces);
// By options.model, mirrored crops added, in the order of `faces`; those without a crop are left out, an issue each.
// `model` becomes its name. Throws Error(NeedsPrepare).
compute::Embeddings projectEmbeddings(dataset::Project& project,
                                      std::span<const dataset::FaceId> faces,
                                      const Options& options,
                                      std::string& model,
                                      jobs::Context& context);
// How alike faces are, whoever they are: `others` holds the k most similar ones of all, `own` and `labels` nothing.
// `crops` are what LBPH looks at (null: embeddings) and must outlive it. Throws as the functions above.
std::unique_ptr<Material> unnamedMaterial(dataset::Project& project,
                                          const crops::CropReader* crops,
                                          std::span<const dataset::FaceId> faces,
                                          std::size_t k,
                                          const Options& options,
                                          jobs::Context& context);

} // namespace likeness::curate

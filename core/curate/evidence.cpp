// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/curate/material.h"

namespace likeness::curate {

Result fromEmbeddings(const compute::Embeddings& embeddings,
                      std::span<const dataset::IdentityId> labels,
                      std::span<const std::pair<dataset::FaceId, dataset::IdentityId>> cannot,
                      jobs::Context& context,
                      std::span<const dataset::FaceId> confirmed,
                      int threads)
{
    const auto material = embeddingMaterial(embeddings, labels, threads, context);
    Result out = judge(material->asCase(cannot, confirmed), threads, context);
    out.method = material->method;
    return out;
}

std::string reasonSentence(const Evidence& evidence, const std::string& ownName, const std::string& rivalName)
{
    const auto shown = [](float similarity) { return formatNumber(static_cast<double>(similarity), 2); };
    const std::string rival = evidence.rival == 0
                                  ? ""
                                  : "similarity to " + rivalName + " (" + std::to_string(evidence.rivalCount) +
                                        (evidence.rivalCount == 1 ? " face" : " faces") + ") is " +
                                        shown(evidence.rivalSimilarity);
    if (evidence.ownCount == 0)
        return "The only face of " + ownName + (rival.empty() ? "." : "; its " + rival + ".");
    return "Similarity to " + std::to_string(evidence.ownCount) +
           (evidence.ownCount == 1 ? " other face of " : " other faces of ") + ownName + " is " +
           shown(evidence.ownSimilarity) + (rival.empty() ? "." : "; " + rival + ".");
}

} // namespace likeness::curate

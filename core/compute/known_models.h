// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace likeness::compute {

// The models that made embeddings of a project, or were chosen to, the last one first, each as findModel() takes it: a
// run's id or a file's absolute path. Kept beside the embeddings, in cache/embeddings/models.json. Those whose file is
// gone (a moved project keeps its runs, hardly a model file elsewhere) are left out.
std::vector<std::string> knownModels(const std::filesystem::path& cacheFolder);
// Puts it first. `model`: what findModel() takes, or the file that it found. A cache: what cannot be written is done
// without.
void noteModel(const std::filesystem::path& cacheFolder, const std::filesystem::path& model);

} // namespace likeness::compute

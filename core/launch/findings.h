// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/launch/preflight.h"

#include <optional>

// The parts of preflight(), each over what it is about.
namespace likeness::launch {

class Findings
{
public:
    void error(const char* code, const std::string& message, const std::string& key = {}, Json facts = Json::object());
    void warn(const char* code, const std::string& message, const std::string& key = {}, Json facts = Json::object());
    void note(const char* code, const std::string& message, const std::string& key = {}, Json facts = Json::object());
    std::vector<PreflightFinding> sorted() &&; // errors first, else in order

private:
    std::vector<PreflightFinding> m_list;
};

// How many labels are wrong, as the last curation and the decisions since then say; nothing where nobody curated.
// By embeddings where they were compared, else by texture.
struct LabelNoise {
    std::string method; // embedding | lbph
    int labels = 0;
    double wrong = 0, low = 0, high = 0; // 95 %
    double percent() const { return labels > 0 ? 100 * wrong / labels : 0; }
};
std::optional<LabelNoise> labelNoise(const dataset::Project& project);

// `present`: the labels of now are trained on, not those of an earlier version.
void dataFindings(Findings& out,
                  const dataset::Project& project,
                  const run::Config& config,
                  const Sides& sides,
                  const std::optional<LabelNoise>& noise,
                  bool present);
void settingFindings(Findings& out,
                     const run::Config& config,
                     const Sides& sides,
                     const std::optional<LabelNoise>& noise);

std::size_t medianFaces(const std::vector<Person>& people); // of a person; 0 for nobody

} // namespace likeness::launch

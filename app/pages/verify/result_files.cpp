// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/result_files.h"

#include "core/base/text.h"
#include "core/verify/robustness.h"

#include <array>
#include <charconv>

namespace likeness::pages {

std::string figuresJson(const verify::Verification& v)
{
    return dumpJson({{"title", v.title},
                     {"facts", v.facts},
                     {"options", verify::toJson(v.options)},
                     {"result", v.result.toJson()},
                     {"separability", v.separability ? v.separability->toJson() : Json()},
                     {"extras", verify::withoutPictures(v.extras)}}) +
           "\n";
}

std::string pairsCsv(const verify::Verification& v)
{
    const bool knows = v.images.size() == 2 * v.scores.size();
    std::string out = "pair,same,similarity,image_a,image_b,person_a,person_b\n";
    std::array<char, 32> number{};
    for (std::size_t p = 0; p < v.scores.size(); ++p) {
        char* end = std::to_chars(number.data(), number.data() + number.size(), v.scores[p]).ptr;
        out += std::to_string(p + 1) + ',' + (v.same[p] ? '1' : '0') + ',';
        out.append(number.data(), end);
        std::string people;
        for (std::size_t k = 2 * p; k < 2 * p + 2; ++k) {
            std::uint32_t person = verify::SetImage::kNobody;
            if (knows)
                person = v.set[v.images[k]].person;
            else if (k < v.identities.size())
                person = v.identities[k];
            out += ',' + (knows ? csvField(v.set[v.images[k]].name) : std::string());
            people += ',' + (person < v.people.size() ? csvField(v.people[person]) : std::string());
        }
        out += people + '\n';
    }
    return out;
}

} // namespace likeness::pages

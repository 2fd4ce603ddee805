// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/formats and tests/fuzz only.
#include "core/formats/marked_picture.h"

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace likeness::formats {

// Where the pictures and their annotations are in the text of a COCO file (formats.md 2.6): some twenty bytes for each,
// whatever the annotations hold. Each picture is parsed when it is asked for.
class CocoIndex
{
public:
    // One pass over the text, which must outlive the index. `name` is for messages. Throws Error(BadFile) for text that
    // is no JSON, is nested beyond 64, or holds a single value of more than 16 MiB.
    // `poll` is called between entries and may throw.
    CocoIndex(std::string_view text, const std::string& name, const std::function<void()>& poll);
    std::size_t size() const { return m_images.size(); }
    MarkedPicture picture(std::size_t i) const;
    // Annotations of pictures that the file does not list, and entries without an id.
    std::uint64_t strays() const { return m_strays; }

private:
    friend class CocoScan;
    struct Range {
        std::uint64_t offset;
        std::uint32_t length;
    };
    struct Image {
        std::uint64_t id;
        Range where;
        std::uint64_t first = 0; // of its annotations
        std::uint32_t count = 0;
    };
    struct Annotation {
        std::uint64_t image; // id; then the number in m_images
        Range where;
    };
    void annotate(MarkedPicture& picture, const Range& where) const;

    std::string_view m_text;
    std::vector<Image> m_images; // in the file's order
    std::vector<Annotation> m_annotations;
    std::unordered_map<std::uint64_t, std::string> m_categories;
    std::uint64_t m_strays = 0;
};

} // namespace likeness::formats

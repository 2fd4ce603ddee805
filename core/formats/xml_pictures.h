// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/formats and tests/fuzz only: annotation files in XML.
#include "core/formats/marked_picture.h"
#include "core/formats/xml.h"

#include <deque>

namespace likeness::formats {

// Turns the text of an annotation file into pictures, as it comes.
class PictureParser
{
public:
    virtual ~PictureParser() = default;
    // Throws Error(BadFile) where the text cannot be read on; what was found before is in `found`.
    virtual void feed(std::string_view text, bool last) = 0;
    std::deque<MarkedPicture> found; // the reader takes them away
};
// `name` is for messages.
std::unique_ptr<PictureParser> imglabParser(const std::string& name); // formats.md 2.4
std::unique_ptr<PictureParser> cvatParser(const std::string& name);   // formats.md 2.7

// The items of such a file, whose pictures are in one of `folders`.
std::unique_ptr<Source> xmlSource(const std::filesystem::path& file,
                                  std::unique_ptr<PictureParser> parser,
                                  std::vector<std::filesystem::path> folders,
                                  Report& report,
                                  jobs::Context& context);
// The one annotation file that `path` is or holds. Throws Error(NotFound | BadArgument).
std::filesystem::path
xmlFile(const std::filesystem::path& path, bool (*looksRight)(const std::filesystem::path& file), const char* format);
// Whether the file's first element is `<root`.
bool hasXmlRoot(const std::filesystem::path& file, std::string_view root);

} // namespace likeness::formats

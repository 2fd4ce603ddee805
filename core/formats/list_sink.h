// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/formats only.
#include "core/formats/formats.h"
#include "core/formats/staging.h"

namespace likeness::formats {

// What the sinks share that write one file which names the pictures. A target with that file's extension is the file
// alone, and the pictures are named where they lie; any other target is a folder with the file and, unless
// SinkOptions::pictures says no, the pictures.
class ListSink : public Sink
{
protected:
    // `list` is the file's path in the folder ("annotations.xml"), `pictures` the pictures' folder beside it.
    ListSink(const std::filesystem::path& target,
             const std::filesystem::path& list,
             std::filesystem::path pictures,
             const SinkOptions& options);
    // Puts the picture in its place and returns the name for the list. Throws Error(BadArgument) for a picture inside a
    // container that only a name could be written of.
    std::string place(const Item& item, std::span<const std::uint8_t> encoded);
    void publish(); // closes the list

    Staging m_staging; // before m_list, which lies in it
    Output m_list;

private:
    std::filesystem::path m_folder;
    bool m_pictures;
};

// The item's marks as a format with a label for each face takes them: the label of the picture goes to the face that
// prepare would call the primary one, unless a face has it; a face without a box gets that around its points. What has
// neither is left out.
std::vector<Mark> labelledMarks(const Item& item, int width, int height);

// The shortest decimal that reads back as the same float.
std::string shortest(float value);

} // namespace likeness::formats

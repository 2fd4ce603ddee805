// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"

#include <cstdint>
#include <filesystem>

namespace likeness::formats {

// How an encoded picture lies in the file that holds it.
enum class Coding {
    Plain,    // as it is
    Base64,   // one line of base64 (MS-Celeb TSV); white space is passed over
    RecordIo, // the parts of a split RecordIO record, headers included (formats.md 2.1); the IRHeader is no picture
    Latin1    // Latin-1 text written as UTF-8 (Python 3 bytes in a protocol 2 pickle)
};

// Where the bytes of one encoded picture are: a whole file (length 0), or a range of a container that holds many. A
// container's pictures are used where they lie, so that a set of millions is not written out a second time.
struct Location {
    std::filesystem::path file; // absolute
    std::uint64_t offset = 0;
    std::uint64_t length = 0; // bytes in the file, before decoding; 0: the whole file
    Coding coding = Coding::Plain;
    bool operator==(const Location&) const = default;
};

// How many bytes of its file it takes; 0 where there is none. Any thread.
std::uint64_t bytesAt(const Location& where) noexcept;

// The encoded picture. Any thread. Throws as readFile() does; BadFile where the range is not in the file any more or
// does not decode; TooLarge beyond `limit` bytes.
Bytes readAt(const Location& where, std::uint64_t limit);

} // namespace likeness::formats

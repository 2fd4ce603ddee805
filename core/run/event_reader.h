// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace likeness::run {

// A place in metrics.jsonl, to go on from.
struct EventPosition {
    std::uint64_t offset = 0; // the next line begins here
    std::uint64_t before = 0; // hash of the bytes before it
    friend bool operator==(const EventPosition&, const EventPosition&) = default;
};

// Reads the lines of metrics.jsonl from where it stopped: what was written since, by this process, another one, or one
// on another machine through a shared or copied folder. Holds one piece of the file at a time, whatever its size. A
// file that was cut or replaced by another is noticed by the bytes before the place and read again from its beginning;
// one that was replaced by a longer copy of itself is not. One thread at a time.
class EventReader
{
public:
    struct Result {
        bool restarted = false; // what was read before counts no more; said before the first line of the new file
        bool more = false;      // `most` bytes were read, and there are others
        bool found = true;      // false: there is no such file (yet)
    };
    static constexpr std::size_t kLongestLine = 16u << 20; // a longer one is left out

    explicit EventReader(const std::filesystem::path& runFolder, EventPosition from = {});
    // Gives every whole line since the last call to `take`, without its newline; a last line without one is waited for.
    // `restarted` is called first where the file is another one. Throws Error(Io | BadFile).
    Result read(const std::function<void(std::string_view line)>& take,
                const std::function<void()>& restarted = {},
                std::uint64_t most = std::numeric_limits<std::uint64_t>::max());
    const EventPosition& position() const { return m_position; }

private:
    void reached(int fd, std::uint64_t offset);
    std::filesystem::path m_file;
    EventPosition m_position;
    bool m_skipping = false; // inside of a line that is too long
};

// Nothing for a line that is no event: torn, or not written by a training.
std::optional<Json> parseEvent(std::string_view line);
// Whether a line that a training wrote is a "step" event, of which there are very many; without parsing it.
bool isStepLine(std::string_view line);

} // namespace likeness::run

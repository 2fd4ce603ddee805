// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace likeness::compute {

// A file of embeddings found by the content of their crops: relabelling, renaming and a rebuilt crop file keep it
// valid. The rows stay in the file; memory holds 16 bytes for each. One thread; one writer at a time. Throws Error(Io)
// only where an existing file cannot be read.
class EmbeddingFile
{
public:
    // A file that is missing, or not of such rows, is empty, and made anew by the first append().
    EmbeddingFile(std::filesystem::path file, int dim);
    ~EmbeddingFile();
    EmbeddingFile(const EmbeddingFile&) = delete;
    EmbeddingFile& operator=(const EmbeddingFile&) = delete;

    // The first dim values of `row` become the latest sound row under that key that was there at the start; false
    // without one.
    bool read(std::uint64_t key, std::span<float> row) const;
    // keys.size() × dim values. The file only saves time: when it cannot be written, that is said once in the log and
    // the work goes on.
    void append(std::span<const std::uint64_t> keys, std::span<const float> rows);

private:
    struct Entry {
        std::uint64_t key;
        std::uint64_t record;
        auto operator<=>(const Entry&) const = default;
    };
    void index();
    bool openForWriting();

    std::filesystem::path m_file;
    int m_dim;
    int m_reader = -1, m_writer = -1;
    bool m_broken = false;
    std::uint64_t m_records = 0; // whole ones; what a torn write left behind them is cut off
    bool m_sound = false;        // there is a file and it is one of these
    std::vector<Entry> m_index;  // in order
};

} // namespace likeness::compute

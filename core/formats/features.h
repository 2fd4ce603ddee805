// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/jobs/job.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace likeness::formats {

class ByteReader;
class LineReader;

// Feature vectors without pictures. Values are as they are in the file: not normalised, perhaps not finite.
struct FeatureSet {
    int dim = 0;                      // numbers in each vector
    std::vector<float> values;        // size() × dim, row by row
    std::vector<std::int64_t> labels; // one for each vector, or none at all
    std::size_t size() const { return dim > 0 ? values.size() / static_cast<std::size_t>(dim) : 0; }
};

inline constexpr int kMaxFeatureDim = 1 << 16;
inline constexpr std::uint64_t kMaxFeatureBytes = 1ull << 32; // that are read into memory at once

// learn-to-cluster's pair of files: raw little-endian float32 vectors (.bin), and a label for each, one whole number a
// line (.meta). Gives one after the other, so that a set may be larger than memory. One thread at a time.
class FeatureReader
{
public:
    // `dim` 0: what the .meta's number of lines makes of the .bin's size. `meta` empty: no labels, and `dim` is needed.
    // Throws Error(NotFound | Io | BadArgument), and BadFile where the sizes do not fit or a line is no number.
    FeatureReader(const std::filesystem::path& bin, const std::filesystem::path& meta, int dim, jobs::Context& context);
    // The same from readers of the two files (the second may be null).
    FeatureReader(std::unique_ptr<ByteReader> bin, std::unique_ptr<ByteReader> meta, int dim, jobs::Context& context);
    ~FeatureReader();
    int dim() const { return m_dim; }
    std::uint64_t size() const { return m_size; }
    bool hasLabels() const { return m_meta != nullptr; }
    // The next vector into `row` (dim() values) and its label (-1 without labels); false at the end. Throws
    // Error(BadFile) when a file was changed meanwhile.
    bool next(std::span<float> row, std::int64_t& label);

private:
    void countLabels();
    std::int64_t nextLabel();

    std::unique_ptr<ByteReader> m_bin;
    std::unique_ptr<ByteReader> m_meta;
    jobs::Context& m_context;
    std::unique_ptr<LineReader> m_lines;
    int m_dim;
    std::uint64_t m_size = 0;
    std::uint64_t m_next = 0;
};

// All of them. Throws as FeatureReader does; TooLarge beyond kMaxFeatureBytes.
FeatureSet
readFeatures(const std::filesystem::path& bin, const std::filesystem::path& meta, int dim, jobs::Context& context);
// Each file appears complete or not at all; no .meta without labels. Throws Error(BadArgument) where the sizes do not
// fit, DiskFull, ReadOnly, Io.
void writeFeatures(const std::filesystem::path& bin, const std::filesystem::path& meta, const FeatureSet& features);

// A NumPy array file (.npy, format 1 to 3) of float32 or float64, two-dimensional, in C order, little-endian. Throws
// Error(BadFile | TooLarge), Unsupported for any other array.
FeatureSet readNpy(const std::filesystem::path& file);
FeatureSet readNpy(ByteReader& file, const std::string& name); // `name` is for messages

} // namespace likeness::formats

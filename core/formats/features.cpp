// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/features.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/formats/byte_reader.h"
#include "core/formats/formats.h"
#include "core/formats/staging.h"

#include <array>
#include <bit>
#include <charconv>
#include <cstring>

namespace likeness::formats {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "features are little-endian");

namespace {

constexpr std::size_t kLongestLabelLine = 200;
constexpr std::size_t kWindow = 1 << 16;

[[noreturn]] void bad(const std::string& what)
{
    throw Error(ErrorCode::BadFile, what);
}

template<typename T>
std::span<std::uint8_t> bytesOf(std::span<T> values)
{
    return {reinterpret_cast<std::uint8_t*>(values.data()), values.size_bytes()};
}

std::unique_ptr<ByteReader> openIfNamed(const fs::path& file)
{
    return file.empty() ? nullptr : std::make_unique<FileReader>(file, kWindow);
}

} // namespace

FeatureReader::FeatureReader(const fs::path& bin, const fs::path& meta, int dim, jobs::Context& context)
    : FeatureReader(std::make_unique<FileReader>(bin, kWindow), openIfNamed(meta), dim, context)
{
}

FeatureReader::FeatureReader(std::unique_ptr<ByteReader> bin,
                             std::unique_ptr<ByteReader> meta,
                             int dim,
                             jobs::Context& context)
    : m_bin(std::move(bin)), m_meta(std::move(meta)), m_context(context), m_dim(dim)
{
    if (dim < 0 || dim > kMaxFeatureDim || (dim == 0 && !m_meta))
        throw Error(ErrorCode::BadArgument, "features have 1 to " + std::to_string(kMaxFeatureDim) +
                                                " numbers each; say how many, or name the file of labels");
    if (m_meta)
        countLabels();
    const std::uint64_t bytes = m_bin->size();
    if (dim == 0) {
        const std::uint64_t row = m_size > 0 ? bytes / m_size : 0;
        if (row == 0 || row % 4 != 0 || bytes % m_size != 0 || row / 4 > kMaxFeatureDim)
            bad("the features have " + std::to_string(bytes) +
                " bytes, which is no whole number of float32 for each of " + std::to_string(m_size) + " labels");
        m_dim = static_cast<int>(row / 4);
        return;
    }
    const std::uint64_t row = 4 * static_cast<std::uint64_t>(dim);
    if (bytes % row != 0)
        bad("the features have " + std::to_string(bytes) + " bytes, which is no whole number of vectors of " +
            std::to_string(dim) + " float32");
    if (m_meta && bytes / row != m_size)
        bad("there are " + std::to_string(bytes / row) + " features and " + std::to_string(m_size) + " labels");
    m_size = bytes / row;
}

FeatureReader::~FeatureReader() = default;

void FeatureReader::countLabels()
{
    m_lines = std::make_unique<LineReader>(*m_meta, kLongestLabelLine, m_context);
    while (m_lines->next())
        m_size += trim(m_lines->text()).empty() && !m_lines->tooLong() ? 0 : 1;
    m_lines = std::make_unique<LineReader>(*m_meta, kLongestLabelLine, m_context);
}

std::int64_t FeatureReader::nextLabel()
{
    while (m_lines->next()) {
        const auto text = trim(m_lines->text());
        if (text.empty() && !m_lines->tooLong())
            continue;
        std::int64_t label = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), label);
        if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size())
            bad("line " + std::to_string(m_lines->number()) + " of the labels is no whole number");
        return label;
    }
    bad("the labels were cut off while they were read");
}

bool FeatureReader::next(std::span<float> row, std::int64_t& label)
{
    if (m_next == m_size)
        return false;
    if (row.size() != static_cast<std::size_t>(m_dim))
        throw Error(ErrorCode::Internal, "the row does not have the features' size");
    const auto into = bytesOf(row);
    if (m_bin->read(m_next * into.size(), into) != into.size())
        bad("the features were cut off while they were read");
    label = m_lines ? nextLabel() : -1;
    ++m_next;
    return true;
}

FeatureSet readFeatures(const fs::path& bin, const fs::path& meta, int dim, jobs::Context& context)
{
    FeatureReader reader(bin, meta, dim, context);
    const auto width = static_cast<std::size_t>(reader.dim());
    if (reader.size() > kMaxFeatureBytes / 4 / width)
        throw Error(ErrorCode::TooLarge, displayPath(bin) + " holds more than " + std::to_string(kMaxFeatureBytes) +
                                             " bytes of features, too much to be read at once");
    FeatureSet features;
    features.dim = reader.dim();
    features.values.resize(static_cast<std::size_t>(reader.size()) * width);
    std::int64_t label = 0;
    for (std::size_t i = 0; i < reader.size(); ++i) {
        context.checkStop();
        reader.next(std::span(features.values).subspan(i * width, width), label);
        if (reader.hasLabels())
            features.labels.push_back(label);
    }
    return features;
}

void writeFeatures(const fs::path& bin, const fs::path& meta, const FeatureSet& features)
{
    if (features.dim < 1 || features.dim > kMaxFeatureDim ||
        features.values.size() != features.size() * static_cast<std::size_t>(features.dim) ||
        (!features.labels.empty() && features.labels.size() != features.size()))
        throw Error(ErrorCode::BadArgument, "the features do not have the size that they say, or not a label each");
    Staging staged(bin, true);
    Output values(staged.path());
    values.write(std::span(reinterpret_cast<const std::uint8_t*>(features.values.data()), 4 * features.values.size()));
    if (!features.labels.empty()) {
        Staging stagedLabels(meta, true);
        Output labels(stagedLabels.path());
        for (const auto label : features.labels)
            labels << std::to_string(label) + '\n';
        labels.close();
        stagedLabels.publish();
    }
    values.close();
    staged.publish();
}

bool looksLikeCluster(const fs::path& path)
{
    std::error_code ec;
    return path.extension() == ".bin" && fs::is_regular_file(path, ec) &&
           fs::is_regular_file(fs::path(path).replace_extension(".meta"), ec);
}

std::unique_ptr<Source> openCluster(const fs::path& path, const SourceOptions&, Report&, jobs::Context&)
{
    throw Error(ErrorCode::Unsupported, displayPath(path) + " holds features and labels and no pictures, so it cannot "
                                                            "become a project; import the pictures they were made of");
}

} // namespace likeness::formats

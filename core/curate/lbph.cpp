// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/lbph.h"

#include "core/base/clones.h"
#include "core/base/error.h"
#include "core/image/transform.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace likeness::curate {
namespace {

std::size_t roundUp(std::size_t n, std::size_t to)
{
    return (n + to - 1) / to * to;
}

// LbphKernel::squares for cells over 255 pixels: few cells, so few bins.
LIKENESS_CLONES double wideSquares(const std::uint16_t* a, const std::uint16_t* b, std::size_t n)
{
    double total = 0;
    for (std::size_t base = 0; base < n; base += 256) {
        std::array<float, 16> sum{};
        for (std::size_t i = base; i < std::min(n, base + 256); i += sum.size())
            for (std::size_t l = 0; l < sum.size(); ++l) {
                const auto x = static_cast<float>(a[i + l]);
                const auto y = static_cast<float>(b[i + l]);
                sum[l] += (x - y) * (x - y) / (x + y + 1e-30f);
            }
        for (const float s : sum)
            total += static_cast<double>(s);
    }
    return total;
}

void checkOptions(int cropSize, const LbphOptions& o)
{
    if (o.neighbours < 1 || o.neighbours > 8 || o.radius < 1 || o.radius > 8 || o.gridX < 1 || o.gridX > 32 ||
        o.gridY < 1 || o.gridY > 32)
        throw Error(ErrorCode::BadArgument,
                    "LBPH takes 1 to 8 neighbours, a radius of 1 to 8 and a grid of 1 to 32 cells each way.");
    const int side = cropSize - 2 * o.radius;
    if (side < std::max(o.gridX, o.gridY) || (side / o.gridX) * (side / o.gridY) > 65535)
        throw Error(ErrorCode::BadArgument,
                    "This LBPH grid does not fit the crops: a cell must hold 1 to 65,535 pixels.");
}

// Adds the codes of a picture to `counts`: `rank` by `rank`, the cells of each. What is left over at the right and
// bottom is not counted, as in OpenCV.
template<class Count>
void countCodes(const image::Image& codes, const LbphOptions& o, std::span<const std::size_t, 256> rowOf, Count* counts)
{
    const int width = codes.width / o.gridX;
    const int height = codes.height / o.gridY;
    for (int y = 0; y < height * o.gridY; ++y) {
        const std::uint8_t* code = codes.row(y);
        Count* cell = counts + y / height * o.gridX;
        for (int gx = 0; gx < o.gridX; ++gx, ++cell)
            for (int x = 0; x < width; ++x)
                ++cell[rowOf[*code++]];
    }
}

} // namespace

LbphMode lbphMode(LbphMode wanted, std::size_t faces)
{
    if (wanted != LbphMode::Automatic)
        return wanted;
    const bool fast = std::string_view(lbphKernels().front().name) == "avx512";
    return faces <= (fast ? 20000u : 10000u) ? LbphMode::Full : LbphMode::Compact;
}

image::Image lbphCrop(const crops::CropReader& crops, dataset::FaceId face)
{
    const auto pixels = crops.pixels(face);
    if (pixels.empty())
        return {};
    image::Image rgb(crops.size(), crops.size(), 3);
    std::copy(pixels.begin(), pixels.end(), rgb.pixels.begin());
    return image::toGrey(rgb);
}

LbphHistograms::LbphHistograms(std::size_t count, int cropSize, const LbphOptions& options, const LbphKernel& kernel)
    : m_count(count), m_cropSize(cropSize), m_options(options), m_kernel(kernel)
{
    checkOptions(cropSize, options);
    m_order = lbpOrder(options.neighbours);
    const int side = cropSize - 2 * options.radius;
    m_cells = static_cast<std::size_t>(options.gridX * options.gridY);
    m_cellPixels = static_cast<std::size_t>((side / options.gridX) * (side / options.gridY));
    m_compact = lbphMode(options.mode, count) == LbphMode::Compact;
    m_wide = m_cellPixels > 255;
    const auto all = static_cast<std::size_t>(m_order.codes), uniform = static_cast<std::size_t>(m_order.uniform);
    m_codes = m_compact ? std::min(uniform + 1, all) : all;
    const std::size_t inRow = m_compact || m_wide ? m_codes : uniform;
    m_row = roundUp(inRow * m_cells, kLbphBlock);
    m_rare = (m_codes - inRow) * m_cells;
    m_words = roundUp(m_rare, 64 * kLbphWords) / 64;
    (m_wide ? m_shorts.resize(m_row * count) : m_bytes.resize(m_row * count));
    m_planes.resize(2 * m_words * count);
    if (m_rare > 0) {
        m_many.resize(count);
        m_rareTotal.resize(count);
    }
}

void LbphHistograms::set(std::size_t index, const image::Image& grey)
{
    if (grey.width != m_cropSize || grey.height != m_cropSize)
        throw Error(ErrorCode::BadArgument, "LBPH was made for crops of another size.");
    const bool asItIs = m_options.light == image::Lighting::None;
    const image::Image codes = lbpCodes(asItIs ? grey : image::correctLight(grey, m_options.light), m_options);
    std::array<std::size_t, 256> rowOf{};
    for (std::size_t code = 0; code < rowOf.size(); ++code)
        rowOf[code] = std::min<std::size_t>(m_order.rank[code], m_codes - 1) * m_cells;
    if (m_wide) {
        std::fill_n(m_shorts.data() + index * m_row, m_row, std::uint16_t{0});
        countCodes(codes, m_options, rowOf, m_shorts.data() + index * m_row);
        return;
    }
    std::vector<std::uint8_t> counts(std::max(m_row, m_codes * m_cells));
    countCodes(codes, m_options, rowOf, counts.data());
    const std::size_t dense = m_codes * m_cells - m_rare;
    std::copy_n(counts.data(), dense, m_bytes.data() + index * m_row);
    if (m_rare > 0)
        setRare(index, {counts.data() + dense, m_rare});
}

void LbphHistograms::setRare(std::size_t index, std::span<const std::uint8_t> counts)
{
    std::uint64_t* first = m_planes.data() + index * 2 * m_words;
    std::uint64_t* second = first + m_words;
    std::fill_n(first, 2 * m_words, std::uint64_t{0});
    m_many[index].clear();
    m_rareTotal[index] = 0;
    for (std::size_t k = 0; k < counts.size(); ++k) {
        std::uint64_t eight = 0; // most are empty
        if (k % 8 == 0 && k + 8 <= counts.size() && (std::memcpy(&eight, counts.data() + k, 8), eight == 0)) {
            k += 7;
            continue;
        }
        const unsigned count = counts[k];
        const std::uint64_t bit = std::uint64_t{1} << (k % 64);
        if (count == 1 || count == 2)
            first[k / 64] |= bit;
        if (count >= 2)
            second[k / 64] |= bit;
        if (count > 2)
            m_many[index].push_back({static_cast<std::uint32_t>(k), count});
        m_rareTotal[index] += count;
    }
}

std::vector<float> LbphHistograms::normalised(std::size_t index) const
{
    std::vector<float> out(m_codes * m_cells);
    const auto put = [&](std::size_t rank, std::size_t cell, unsigned count) {
        out[cell * m_codes + (m_compact ? rank : m_order.code[rank])] =
            static_cast<float>(count) / static_cast<float>(m_cellPixels);
    };
    const std::size_t dense = m_codes - m_rare / m_cells; // ranks
    for (std::size_t rank = 0; rank < dense; ++rank)
        for (std::size_t cell = 0; cell < m_cells; ++cell)
            put(rank, cell, m_wide ? shorts(index)[rank * m_cells + cell] : bytes(index)[rank * m_cells + cell]);
    for (std::size_t k = 0; k < m_rare; ++k) {
        const auto isSet = [&](std::size_t plane) {
            return static_cast<unsigned>(planes(index)[plane * m_words + k / 64] >> (k % 64) & 1);
        };
        put(dense + k / m_cells, k % m_cells, isSet(0) * (1 + isSet(1)));
    }
    if (m_rare > 0)
        for (const Many& many : m_many[index])
            put(dense + many.at / m_cells, many.at % m_cells, many.count);
    return out;
}

// What the kernel's sum over the planes lacks where one count is over two.
double LbphHistograms::manyShared(std::size_t a, std::size_t b) const
{
    const auto oneSide = [this](std::size_t i, std::size_t j) {
        double sum = 0;
        for (const Many& many : m_many[i]) {
            const auto n = static_cast<double>(many.count);
            const std::uint64_t* word = planes(j) + many.at / 64;
            const auto one = static_cast<unsigned>(*word >> (many.at % 64) & 1);
            const auto two = static_cast<unsigned>(word[m_words] >> (many.at % 64) & 1);
            if (two > one) { // both: half of it from each side
                const auto other = std::lower_bound(m_many[j].begin(), m_many[j].end(), many.at,
                                                    [](const Many& m, std::uint32_t at) { return m.at < at; });
                const auto m = static_cast<double>(other->count);
                sum += (n * m / (n + m) - 1.0 / 6.0) / 2;
            } else {
                const double m = one + two;
                sum += m * (n / (n + m) - 1.0 / 6.0);
            }
        }
        return sum;
    };
    return oneSide(a, b) + oneSide(b, a);
}

double LbphHistograms::distance(std::size_t a, std::size_t b) const
{
    double squares = m_wide ? wideSquares(shorts(a), shorts(b), m_row) : m_kernel.squares(bytes(a), bytes(b), m_row);
    if (m_rare > 0) // Σ (a − b)² / (a + b) is Σ (a + b) − 4 Σ ab / (a + b), and most rare bins share nothing
        squares +=
            m_rareTotal[a] + m_rareTotal[b] - 4 * (m_kernel.shared(planes(a), planes(b), m_words) + manyShared(a, b));
    return 2 * std::max(0.0, squares) / static_cast<double>(m_cellPixels);
}

float LbphHistograms::pair(std::size_t a, std::size_t b) const
{
    return static_cast<float>(1.0 - distance(a, b) / (4.0 * static_cast<double>(m_cells)));
}

void LbphHistograms::tile(std::size_t a0, std::size_t a1, std::size_t b0, std::size_t b1, float* out) const
{
    for (std::size_t a = a0; a < a1; ++a)
        for (std::size_t b = b0; b < b1; ++b)
            *out++ = pair(a, b);
}

} // namespace likeness::curate

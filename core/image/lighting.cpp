// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/lighting.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace likeness::image {
namespace {

constexpr double kScales[] = {15, 80, 250}; // σ, pixels of a picture whose shorter side is kReference
constexpr double kReference = 512;
constexpr double kCoarse = 8; // a σ that is as good as any: larger ones are computed on a smaller picture
constexpr double kClipped = 0.01;
constexpr float kEven = 0.02f; // a spread of logarithms in which there is nothing to see

cv::Mat view(const Image& image)
{
    return cv::Mat(image.height, image.width, CV_8UC(image.channels), const_cast<std::uint8_t*>(image.pixels.data()));
}

// log(1 + value)
const cv::Mat& logarithms()
{
    static const cv::Mat table = [] {
        cv::Mat values(1, 256, CV_32F);
        for (int v = 0; v < 256; ++v)
            values.at<float>(v) = std::log1p(static_cast<float>(v));
        return values;
    }();
    return table;
}

// The logarithm of each pixel's surroundings, the mean over the scales, on a grid as coarse as the smallest scale lets
// it be: it is smooth.
cv::Mat surroundings(const cv::Mat& grey)
{
    const double unit = std::min(grey.cols, grey.rows) / kReference;
    cv::Mat sum;
    for (const double scale : kScales) {
        const double sigma = std::max(scale * unit, 0.5);
        const double shrink = std::max(1.0, std::floor(sigma / kCoarse));
        const cv::Size size(std::max(1, cvRound(grey.cols / shrink)), std::max(1, cvRound(grey.rows / shrink)));
        cv::Mat level;
        cv::resize(grey, level, size, 0, 0, cv::INTER_AREA);
        level.convertTo(level, CV_32F, 1, 1);
        cv::GaussianBlur(level, level, {}, sigma * size.width / grey.cols, sigma * size.height / grey.rows,
                         cv::BORDER_REPLICATE);
        cv::log(level, level);
        if (sum.empty()) {
            sum = level;
        } else {
            cv::resize(level, level, sum.size(), 0, 0, cv::INTER_LINEAR);
            sum += level;
        }
    }
    return sum / static_cast<double>(std::size(kScales));
}

// The values that the darkest and the brightest kClipped lie beyond, from at most a million pixels.
std::pair<float, float> ends(const cv::Mat& values)
{
    constexpr std::size_t kMost = 1 << 20;
    const std::size_t step = values.total() / kMost + 1;
    std::vector<float> sample;
    sample.reserve(values.total() / step + 1);
    const auto* all = values.ptr<float>();
    for (std::size_t i = 0; i < values.total(); i += step)
        sample.push_back(all[i]);
    const auto out = static_cast<std::ptrdiff_t>(kClipped * static_cast<double>(sample.size() - 1));
    const auto last = static_cast<std::ptrdiff_t>(sample.size()) - 1;
    std::nth_element(sample.begin(), sample.begin() + out, sample.end());
    const float low = sample[static_cast<std::size_t>(out)];
    std::nth_element(sample.begin(), sample.begin() + (last - out), sample.end());
    return {low, sample[static_cast<std::size_t>(last - out)]};
}

void retinex(cv::Mat& grey)
{
    cv::Mat around = surroundings(grey);
    if (around.size() != grey.size())
        cv::resize(around, around, grey.size(), 0, 0, cv::INTER_LINEAR);
    cv::Mat reflectance;
    cv::LUT(grey, logarithms(), reflectance);
    reflectance -= around;
    const auto [low, high] = ends(reflectance);
    if (high - low < kEven)
        return;
    const double gain = 255.0 / static_cast<double>(high - low);
    reflectance.convertTo(grey, CV_8U, gain, -gain * static_cast<double>(low));
}

void correct(cv::Mat& grey, Lighting lighting)
{
    switch (lighting) {
    case Lighting::None:
        break;
    case Lighting::Equalise:
        cv::equalizeHist(grey, grey);
        break;
    case Lighting::Clahe:
        cv::createCLAHE(2.0, {8, 8})->apply(grey, grey);
        break;
    case Lighting::Retinex:
        retinex(grey);
        break;
    }
}

constexpr std::pair<Lighting, const char*> kNames[] = {{Lighting::None, "none"},
                                                       {Lighting::Equalise, "equalise"},
                                                       {Lighting::Clahe, "clahe"},
                                                       {Lighting::Retinex, "retinex"}};

} // namespace

Image correctLight(const Image& image, Lighting lighting)
{
    if (image.empty())
        throw Error(ErrorCode::BadArgument, "an empty picture cannot be worked on");
    Image out = image;
    if (lighting == Lighting::None)
        return out;
    cv::Mat pixels = view(out);
    if (image.channels == 1) {
        correct(pixels, lighting);
        return out;
    }
    cv::Mat colours, luminance;
    cv::cvtColor(pixels, colours, cv::COLOR_RGB2YCrCb);
    cv::extractChannel(colours, luminance, 0);
    correct(luminance, lighting);
    cv::insertChannel(luminance, colours, 0);
    cv::cvtColor(colours, pixels, cv::COLOR_YCrCb2RGB);
    return out;
}

std::string lightingName(Lighting lighting)
{
    for (const auto& [value, name] : kNames)
        if (value == lighting)
            return name;
    return "none";
}

Lighting lightingOf(std::string_view name)
{
    for (const auto& [value, known] : kNames)
        if (name == known)
            return value;
    throw Error(ErrorCode::BadArgument,
                "There is no correction of light \"" + toUtf8(name) + "\"; use none, equalise, clahe or retinex.");
}

std::span<const Lighting> allLightings()
{
    static constexpr Lighting kAll[] = {Lighting::None, Lighting::Equalise, Lighting::Clahe, Lighting::Retinex};
    return kAll;
}

} // namespace likeness::image

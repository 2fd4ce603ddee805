// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/faces/detector.h"

#include "core/base/error.h"
#include "core/faces/engine.h"
#include "core/image/boxes.h"
#include "core/image/transform.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <opencv2/imgproc.hpp>

namespace likeness::faces {
namespace {

// The picture with its outermost pixels repeated around it.
image::Image padded(const image::Image& image, int margin)
{
    image::Image out(image.width + 2 * margin, image.height + 2 * margin, image.channels);
    const cv::Mat from(image.height, image.width, CV_8UC3, const_cast<std::uint8_t*>(image.pixels.data()));
    cv::Mat to(out.height, out.width, CV_8UC3, out.pixels.data());
    cv::copyMakeBorder(from, to, margin, margin, margin, margin, cv::BORDER_REPLICATE);
    return out;
}

// Shows an engine the picture first as it is, then larger, then with a border, until it has seen what is to be seen.
class SearchingDetector final : public Detector
{
public:
    explicit SearchingDetector(std::unique_ptr<Engine> engine) : m_engine(std::move(engine)) {}

    std::vector<Detection> detect(const image::Image& picture) override
    {
        if (picture.empty())
            throw Error(ErrorCode::BadArgument, "an empty picture has no faces");
        const image::Image rgb = image::toRgb(picture);
        constexpr int kWorkingSide = 1600; // of large photographs: faces from a twentieth of the side are found
        constexpr int kSmallSide = 400;
        constexpr int kLeastSide = 24;
        const int side = std::max(rgb.width, rgb.height);
        if (std::min(rgb.width, rgb.height) < kLeastSide)
            return {};

        std::vector<Detection> found;
        const double scale = std::min(1.0, static_cast<double>(kWorkingSide) / side);
        const image::Image work = scaled(rgb, scale);
        look(work, scale, 0, found);
        // In a small picture the one face in its middle is what it was taken for; elsewhere any face will do.
        const image::Point middle{static_cast<float>(rgb.width) / 2, static_cast<float>(rgb.height) / 2};
        const auto enough = [&] {
            return side <= kSmallSide ? std::any_of(found.begin(), found.end(),
                                                    [&](const Detection& d) { return d.box.contains(middle); })
                                      : !found.empty();
        };
        if (!enough())
            look(scaled(rgb, 2 * scale), 2 * scale, 0, found);
        if (!enough()) {
            const double zoom = side <= kSmallSide ? 2 * scale : scale;
            const image::Image zoomed = scaled(rgb, zoom);
            const int margin = std::max(zoomed.width, zoomed.height) * 2 / 5;
            look(padded(zoomed, margin), zoom, margin, found);
        }
        std::stable_sort(found.begin(), found.end(),
                         [](const Detection& a, const Detection& b) { return a.score > b.score; });
        return found;
    }

private:
    static image::Image scaled(const image::Image& rgb, double scale)
    {
        const auto length = [scale](int v) { return std::max(1, static_cast<int>(std::lround(v * scale))); };
        return image::resize(rgb, length(rgb.width), length(rgb.height),
                             scale < 1 ? image::Filter::Area : image::Filter::Linear);
    }

    void look(const image::Image& shown, double scale, int margin, std::vector<Detection>& found)
    {
        for (Detection d : m_engine->look(shown)) {
            const auto back = [scale, margin](float v) {
                return static_cast<float>((static_cast<double>(v) - margin) / scale);
            };
            d.box = {back(d.box.x), back(d.box.y), static_cast<float>(d.box.width / scale),
                     static_cast<float>(d.box.height / scale)};
            const auto same = [&](const Detection& other) { return image::overlap(d.box, other.box) > 0.3f; };
            if (std::none_of(found.begin(), found.end(), same))
                found.push_back(d);
        }
    }

    std::unique_ptr<Engine> m_engine;
};

// For pictures that are known to show one face and little else.
class WholePicture final : public Detector
{
public:
    std::vector<Detection> detect(const image::Image& rgb) override
    {
        return {{{0, 0, static_cast<float>(rgb.width), static_cast<float>(rgb.height)}, 1}};
    }
};

class SharedDetector final : public Detector
{
public:
    // Makes the first one, so that a wrong name or a missing file shows now.
    explicit SharedDetector(const std::string& name) : m_name(name) { m_idle.push_back(makeDetector(name)); }

    std::vector<Detection> detect(const image::Image& rgb) override
    {
        auto lent = borrow();
        auto found = lent->detect(rgb);
        const std::lock_guard lock(m_mutex);
        m_idle.push_back(std::move(lent));
        return found;
    }

private:
    std::unique_ptr<Detector> borrow()
    {
        {
            const std::lock_guard lock(m_mutex);
            if (!m_idle.empty()) {
                auto lent = std::move(m_idle.back());
                m_idle.pop_back();
                return lent;
            }
        }
        return makeDetector(m_name);
    }

    std::string m_name;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Detector>> m_idle;
};

} // namespace

std::unique_ptr<Detector> makeSharedDetector(const std::string& name)
{
    return std::make_unique<SharedDetector>(name);
}

std::unique_ptr<Detector> makeDetector(const std::string& name)
{
    if (name == "hog")
        return std::make_unique<SearchingDetector>(makeHogEngine());
    if (name == "haar")
        return std::make_unique<SearchingDetector>(makeHaarEngine());
    if (name == "none")
        return std::make_unique<WholePicture>();
    throw Error(ErrorCode::Unsupported, "there is no detector \"" + name + "\"; choose hog, haar or none");
}

} // namespace likeness::faces

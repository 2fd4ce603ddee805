// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/faces/engine.h"
#include "core/image/transform.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <opencv2/objdetect.hpp>

namespace likeness::faces {
namespace {

class HaarEngine final : public Engine
{
public:
    HaarEngine()
    {
        const char* chosen = std::getenv("LIKENESS_HAAR_CASCADE");
        const std::filesystem::path file =
            chosen && *chosen ? chosen : "/usr/share/opencv4/haarcascades/haarcascade_frontalface_default.xml";
        std::error_code ec;
        if (!std::filesystem::is_regular_file(file, ec))
            throw Error(
                ErrorCode::NotFound,
                "the Haar cascade " + displayPath(file) +
                    " is missing; install the package opencv-data, or name another file in LIKENESS_HAAR_CASCADE");
        bool good = false;
        std::string why;
        try {
            good = m_cascade.load(file.string());
        } catch (const std::exception& e) {
            why = e.what();
        }
        if (!good)
            throw Error(ErrorCode::BadFile, displayPath(file) + " is not a cascade of OpenCV", why);
    }

    std::vector<Detection> look(const image::Image& rgb) override
    {
        const image::Image grey = image::equalizeHistogram(image::toGrey(rgb));
        const cv::Mat mat(grey.height, grey.width, CV_8U, const_cast<std::uint8_t*>(grey.pixels.data()));
        const int least = std::max(24, std::min(grey.width, grey.height) / 12);
        std::vector<cv::Rect> boxes;
        std::vector<int> stages;
        std::vector<double> weights;
        m_cascade.detectMultiScale(mat, boxes, stages, weights, 1.1, 4, 0, cv::Size(least, least), {}, true);
        std::vector<Detection> out;
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            const auto side = static_cast<float>(boxes[i].width);
            out.push_back({{static_cast<float>(boxes[i].x) + kLeft * side, static_cast<float>(boxes[i].y) + kTop * side,
                            kSide * side, kSide * side},
                           static_cast<float>(weights[i])});
        }
        return out;
    }

private:
    // The landmark predictor was trained on HOG's boxes; these say where HOG's box
    // lies in Haar's, as a share of its side (medians over 286 photographs of LFW).
    static constexpr float kLeft = 0.047f, kTop = 0.152f, kSide = 0.906f;
    cv::CascadeClassifier m_cascade;
};

} // namespace

std::unique_ptr<Engine> makeHaarEngine()
{
    return std::make_unique<HaarEngine>();
}

} // namespace likeness::faces

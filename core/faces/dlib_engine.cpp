// SPDX-License-Identifier: GPL-3.0-or-later
// Everything of dlib: its HOG detector and its landmark predictor.
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/faces/engine.h"
#include "core/image/transform.h"

#include <cmath>
#include <cstdlib>
// dlib's own 2 × 2 algebra instead of LAPACK's: quicker at that size, and no BLAS is loaded at every start for it.
// clang-format off
#include <dlib/assert.h>
#include <dlib/test_for_odr_violations.h>
#undef DLIB_USE_BLAS
#undef DLIB_USE_LAPACK
// clang-format on
#include <dlib/image_processing/frontal_face_detector.h>
#include <dlib/image_processing/shape_predictor.h>
#include <fstream>

namespace likeness::faces {
namespace {

// Our RGB picture as dlib sees pictures, without a copy.
struct RgbView {
    const image::Image* image;
};

// The same, with every pixel kFine × kFine pixels wide. dlib rounds landmarks to whole pixels; on this view they come
// out in eighths, which in a 112-pixel crop of a small face is the difference between a steady and a jumping alignment.
struct FineView {
    const image::Image* image;
};
constexpr long kFineBits = 3;
constexpr long kFine = 1 << kFineBits;

// dlib's generic image interface, found by argument-dependent lookup.
long num_rows(const RgbView& view)
{
    return view.image->height;
}
long num_columns(const RgbView& view)
{
    return view.image->width;
}
const void* image_data(const RgbView& view)
{
    return view.image->pixels.data();
}
long width_step(const RgbView& view)
{
    return 3l * view.image->width;
}
long num_rows(const FineView& view)
{
    return view.image->height * kFine;
}
long num_columns(const FineView& view)
{
    return view.image->width * kFine;
}

} // namespace
} // namespace likeness::faces

namespace dlib {

template<>
struct image_traits<likeness::faces::RgbView> {
    typedef rgb_pixel pixel_type;
};
template<>
struct image_traits<const likeness::faces::RgbView> {
    typedef rgb_pixel pixel_type;
};

template<>
struct image_traits<likeness::faces::FineView> {
    typedef rgb_pixel pixel_type;
};
template<>
struct image_traits<const likeness::faces::FineView> {
    typedef rgb_pixel pixel_type;
};
template<>
class const_image_view<likeness::faces::FineView>
{
public:
    typedef rgb_pixel pixel_type;
    explicit const_image_view(const likeness::faces::FineView& view) : m_image(*view.image) {}
    long nr() const { return m_image.height * likeness::faces::kFine; }
    long nc() const { return m_image.width * likeness::faces::kFine; }
    struct Row {
        const std::uint8_t* pixels;
        rgb_pixel operator[](long x) const
        {
            const std::uint8_t* p = pixels + 3 * (x >> likeness::faces::kFineBits);
            return rgb_pixel(p[0], p[1], p[2]);
        }
    };
    Row operator[](long y) const { return {m_image.row(static_cast<int>(y >> likeness::faces::kFineBits))}; }

private:
    const likeness::image::Image& m_image;
};

} // namespace dlib

namespace likeness::faces {
namespace {

class HogEngine final : public Engine
{
public:
    HogEngine() : m_detector(prototype()) {}

    std::vector<Detection> look(const image::Image& rgb) override
    {
        std::vector<dlib::rect_detection> found;
        m_detector(RgbView{&rgb}, found, 0.0);
        std::vector<Detection> out;
        for (const auto& f : found)
            out.push_back({{static_cast<float>(f.rect.left()), static_cast<float>(f.rect.top()),
                            static_cast<float>(f.rect.width()), static_cast<float>(f.rect.height())},
                           static_cast<float>(f.detection_confidence)});
        return out;
    }

private:
    // Unpacking the detector takes 0.16 s, a copy next to nothing.
    static const dlib::frontal_face_detector& prototype()
    {
        static const dlib::frontal_face_detector detector = dlib::get_frontal_face_detector();
        return detector;
    }
    dlib::frontal_face_detector m_detector;
};

} // namespace

std::unique_ptr<Engine> makeHogEngine()
{
    return std::make_unique<HogEngine>();
}

struct LandmarkPredictor::Impl {
    dlib::shape_predictor predictor;
};

LandmarkPredictor::LandmarkPredictor() : m_d(std::make_unique<Impl>())
{
    const char* chosen = std::getenv("LIKENESS_LANDMARKS");
    const std::filesystem::path file =
        chosen && *chosen ? chosen : "/usr/share/dlib/shape_predictor_68_face_landmarks.dat";
    std::ifstream in(file, std::ios::binary);
    if (!in)
        throw Error(ErrorCode::NotFound,
                    "the landmark model " + displayPath(file) +
                        " is missing; install the package libdlib-data, or name another file in LIKENESS_LANDMARKS");
    bool good = false;
    std::string why = "it has another number of points";
    try {
        dlib::deserialize(m_d->predictor, in);
        good = m_d->predictor.num_parts() == image::kLandmarkCount;
    } catch (const std::exception& e) {
        why = e.what();
    }
    if (!good)
        throw Error(ErrorCode::BadFile, displayPath(file) + " is not a 68-point landmark model of dlib", why);
}

const LandmarkPredictor& LandmarkPredictor::shared()
{
    static const LandmarkPredictor predictor;
    return predictor;
}

image::Landmarks LandmarkPredictor::predict(const image::Image& rgb, const image::Rect& box) const
{
    if (rgb.empty() || !(box.width >= 1) || !(box.height >= 1) || !(box.area() < 1e12f))
        throw Error(ErrorCode::BadArgument, "landmarks need a picture and a face box of at least one pixel");
    if (rgb.channels != 3)
        return predict(image::toRgb(rgb), box);
    const auto fine = [](float v) { return std::lround(static_cast<double>(v) * kFine); };
    const dlib::rectangle area(fine(box.x), fine(box.y), fine(box.x + box.width) - 1, fine(box.y + box.height) - 1);
    const dlib::full_object_detection shape = m_d->predictor(FineView{&rgb}, area);
    image::Landmarks points;
    for (unsigned long i = 0; i < points.size(); ++i) {
        const auto coarse = [](long v) {
            return static_cast<float>((static_cast<double>(v) + 0.5) / kFine - 0.5); // pixel centres are whole numbers
        };
        points[i] = {coarse(shape.part(i).x()), coarse(shape.part(i).y())};
    }
    return points;
}

} // namespace likeness::faces

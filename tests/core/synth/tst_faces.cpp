// SPDX-License-Identifier: GPL-3.0-or-later
// What a detector and a landmark model trained on real photographs say of the drawn faces.
#include "core/synth/synth.h"

#include <QTest>
#include <cmath>
#include <dlib/image_processing.h>
#include <dlib/image_processing/frontal_face_detector.h>
#include <dlib/matrix.h>
#include <filesystem>

using namespace likeness;

namespace {

constexpr const char* kPredictor = "/usr/share/dlib/shape_predictor_68_face_landmarks.dat";

dlib::array2d<unsigned char> grey(const image::Image& picture)
{
    dlib::array2d<unsigned char> out(picture.height, picture.width);
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x) {
            const std::uint8_t* p = picture.row(y) + 3 * x;
            out[y][x] = static_cast<unsigned char>((77 * p[0] + 150 * p[1] + 29 * p[2]) >> 8);
        }
    return out;
}

double overlap(const image::Rect& a, const dlib::rectangle& b)
{
    const double left = std::max<double>(a.x, static_cast<double>(b.left())),
                 top = std::max<double>(a.y, static_cast<double>(b.top()));
    const double right = std::min<double>(a.x + a.width, static_cast<double>(b.right()) + 1);
    const double bottom = std::min<double>(a.y + a.height, static_cast<double>(b.bottom()) + 1);
    const double common = std::max(0.0, right - left) * std::max(0.0, bottom - top);
    return common / (a.area() + static_cast<double>(b.area()) - common);
}

// Shots of difficulty 0 to 0.7, the near-frontal ones only.
std::vector<synth::Rendered> nearFrontal(std::size_t count)
{
    std::vector<synth::Rendered> out;
    for (std::uint64_t seed = 0; out.size() < count; ++seed) {
        const synth::Shot shot = synth::randomShot(seed, 0.7 * static_cast<double>(seed % 8) / 7);
        if (std::abs(shot.yaw) <= 20 && std::abs(shot.pitch) <= 12)
            out.push_back(synth::render(10000 + seed, shot));
    }
    return out;
}

} // namespace

class TestFaces : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void hogFindsTheNearFrontalOnes()
    {
        constexpr std::size_t kFaces = 220;
        dlib::frontal_face_detector detector = dlib::get_frontal_face_detector();
        int found = 0;
        for (const synth::Rendered& r : nearFrontal(kFaces)) {
            dlib::array2d<unsigned char> picture = grey(r.picture);
            for (const dlib::rectangle& box : detector(picture))
                if (overlap(r.box, box) > 0.4) {
                    ++found;
                    break;
                }
        }
        const double share = 100.0 * found / static_cast<double>(kFaces);
        qInfo("HOG found %.1f %%", share);
        QVERIFY(share >= 95);
    }

    void thePredictorAgreesWithTheTruth()
    {
        if (!std::filesystem::exists(kPredictor))
            QSKIP("dlib's 68-point predictor is not here: install the package libdlib-data");
        dlib::shape_predictor predictor;
        dlib::deserialize(kPredictor) >> predictor;
        std::vector<double> errors;
        std::array<image::Point, image::kLandmarkCount> bias{};
        for (const synth::Rendered& r : nearFrontal(200)) {
            const dlib::rectangle box(std::lround(r.box.x), std::lround(r.box.y),
                                      std::lround(r.box.x + r.box.width) - 1, std::lround(r.box.y + r.box.height) - 1);
            const dlib::full_object_detection shape = predictor(grey(r.picture), box);
            const double eyes = std::hypot(r.points[36].x - r.points[45].x, r.points[36].y - r.points[45].y);
            double sum = 0;
            for (std::size_t i = 0; i < r.points.size(); ++i) {
                const dlib::point p = shape.part(i);
                const double dx = static_cast<double>(p.x()) - static_cast<double>(r.points[i].x);
                const double dy = static_cast<double>(p.y()) - static_cast<double>(r.points[i].y);
                sum += std::hypot(dx, dy);
                bias[i].x += static_cast<float>(100 * dx / eyes / 200);
                bias[i].y += static_cast<float>(100 * dy / eyes / 200);
            }
            errors.push_back(sum / eyes / static_cast<double>(r.points.size()));
        }
        if (qEnvironmentVariableIsSet("LIKENESS_POINT_BIAS"))
            for (std::size_t i = 0; i < bias.size(); ++i)
                qInfo("point %zu: %+.1f %+.1f %% of the eyes' distance", i, static_cast<double>(bias[i].x),
                      static_cast<double>(bias[i].y));
        std::sort(errors.begin(), errors.end());
        const double median = errors[errors.size() / 2];
        qInfo("median NME %.4f, 90th percentile %.4f", median, errors[errors.size() * 9 / 10]);
        QVERIFY(median < 0.08);
    }
};

QTEST_APPLESS_MAIN(TestFaces)
#include "tst_faces.moc"

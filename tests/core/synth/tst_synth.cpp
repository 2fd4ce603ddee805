// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/synth/synth.h"

#include <QTest>
#include <cmath>
#include <limits>

using namespace likeness;

namespace {

double meanDifference(const image::Image& a, const image::Image& b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i)
        sum += std::abs(int{a.pixels[i]} - int{b.pixels[i]});
    return sum / static_cast<double>(a.pixels.size());
}

double distance(image::Point a, image::Point b)
{
    return std::hypot(a.x - b.x, a.y - b.y);
}

image::Point middle(const image::Landmarks& p, std::size_t first, std::size_t last)
{
    image::Point sum;
    for (std::size_t i = first; i <= last; ++i)
        sum = {sum.x + p[i].x, sum.y + p[i].y};
    const auto n = static_cast<float>(last - first + 1);
    return {sum.x / n, sum.y / n};
}

synth::Shot plain()
{
    synth::Shot shot;
    shot.noise = 0;
    return shot;
}

} // namespace

class TestSynth : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sameArgumentsSameBytes()
    {
        const synth::Shot shot = synth::randomShot(5, 0.6);
        const synth::Rendered a = synth::render(3, shot), b = synth::render(3, shot);
        QVERIFY(a.picture == b.picture);
        QVERIFY(a.points == b.points);
        QCOMPARE(a.picture.width, 256);
        QCOMPARE(a.picture.channels, 3);
        QCOMPARE(a.picture.pixels.size(), std::size_t{256 * 256 * 3});
    }

    void threadsChangeNothing()
    {
        std::vector<image::Image> one(8), four(8);
        const auto draw = [](std::vector<image::Image>& out) {
            return [&out](std::size_t i) { out[i] = synth::render(i, synth::randomShot(i, 0.7), 96, 96).picture; };
        };
        parallelFor(one.size(), 1, draw(one));
        parallelFor(four.size(), 4, draw(four));
        QVERIFY(one == four);
    }

    void everyFieldOfAShotChangesThePicture_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<int>("field");
        const struct {
            const char* name;
            double value;
        } rows[] = {
            {"yaw", 25},      {"pitch", 15},       {"roll", 20},      {"lightAzimuth", 60}, {"lightElevation", 70},
            {"ambient", 0.9}, {"smile", 1},        {"mouthOpen", 1},  {"eyeOpen", 0},       {"browRaise", 1},
            {"glasses", 0.3}, {"sunglasses", 0.5}, {"hand", 0.7},     {"mask", 1},          {"noise", 12},
            {"blur", 3},      {"exposure", 1.5},   {"faceSize", 0.7}, {"centerX", 0.4},     {"centerY", 0.6},
            {"background", 9}};
        int field = 0;
        for (const auto& row : rows)
            QTest::newRow(row.name) << row.value << field++;
    }
    void everyFieldOfAShotChangesThePicture()
    {
        QFETCH(double, value);
        QFETCH(int, field);
        synth::Shot shot = plain();
        double* const fields[] = {
            &shot.yaw,       &shot.pitch,     &shot.roll,      &shot.lightAzimuth, &shot.lightElevation,
            &shot.ambient,   &shot.smile,     &shot.mouthOpen, &shot.eyeOpen,      &shot.browRaise,
            &shot.occlusion, &shot.occlusion, &shot.occlusion, &shot.occlusion,    &shot.noise,
            &shot.blur,      &shot.exposure,  &shot.faceSize,  &shot.centerX,      &shot.centerY};
        if (field < static_cast<int>(std::size(fields)))
            *fields[field] = value;
        else
            shot.background = static_cast<std::uint64_t>(value);
        const synth::Rendered changed = synth::render(1, shot);
        QVERIFY(meanDifference(changed.picture, synth::render(1, plain()).picture) > 0.2);
    }

    void pointsFollowThePose()
    {
        const auto at = [](double yaw, double pitch, double roll) {
            synth::Shot shot = plain();
            shot.yaw = yaw;
            shot.pitch = pitch;
            shot.roll = roll;
            return synth::render(2, shot).points;
        };
        const image::Landmarks front = at(0, 0, 0);
        for (std::size_t i = 0; i < 8; ++i) // the drawn heads are symmetric
            QVERIFY(std::abs(front[i].y - front[16 - i].y) < 0.5);
        const auto noseShare = [](const image::Landmarks& p) { return (p[30].x - p[0].x) / (p[16].x - p[0].x); };
        QVERIFY(std::abs(noseShare(front) - 0.5) < 0.01);
        QVERIFY(noseShare(at(20, 0, 0)) > 0.6); // to the picture's right
        QVERIFY(noseShare(at(-20, 0, 0)) < 0.4);
        const auto noseDrop = [](const image::Landmarks& p) { return p[30].y - middle(p, 36, 47).y; };
        QVERIFY(noseDrop(at(0, 12, 0)) < noseDrop(front)); // chin up
        QVERIFY(noseDrop(at(0, -12, 0)) > noseDrop(front));
        const image::Landmarks rolled = at(0, 0, 20);
        const image::Point left = middle(rolled, 36, 41), right = middle(rolled, 42, 47);
        QVERIFY(std::abs(std::atan2(right.y - left.y, right.x - left.x) * 57.29578 - 20) < 0.5);
    }

    void pointsFollowTheExpression()
    {
        synth::Shot shot = plain();
        const image::Landmarks calm = synth::render(4, shot).points;
        shot.mouthOpen = 1;
        const image::Landmarks open = synth::render(4, shot).points;
        QVERIFY(distance(open[62], open[66]) > distance(calm[62], calm[66]) + 8);
        QVERIFY(open[8].y - open[27].y > calm[8].y - calm[27].y + 2);
        shot = plain();
        shot.smile = 1;
        const image::Landmarks happy = synth::render(4, shot).points;
        QVERIFY(distance(happy[48], happy[54]) > 1.1 * distance(calm[48], calm[54]));
        QVERIFY(happy[48].y - happy[33].y < calm[48].y - calm[33].y);
        shot = plain();
        shot.eyeOpen = 0;
        const image::Landmarks shut = synth::render(4, shot).points;
        QVERIFY(distance(shut[37], shut[41]) < 0.5 * distance(calm[37], calm[41]));
        shot = plain();
        shot.browRaise = 1;
        QVERIFY(synth::render(4, shot).points[19].y < calm[19].y - 1);
    }

    void pointsLieWhereTheFeaturesAreDrawn()
    {
        // The pupil is darker than the skin below the eye, on every identity.
        for (std::uint64_t id = 0; id < 40; ++id) {
            const synth::Rendered r = synth::render(id, plain());
            const auto darkest = [&](image::Point p) {
                double least = 255;
                for (int dy = -3; dy <= 3; ++dy)
                    for (int dx = -3; dx <= 3; ++dx) {
                        const std::uint8_t* q = r.picture.row(static_cast<int>(std::lround(p.y)) + dy) +
                                                3 * (static_cast<int>(std::lround(p.x)) + dx);
                        least = std::min(least, 0.3 * q[0] + 0.6 * q[1] + 0.1 * q[2]);
                    }
                return least;
            };
            for (const std::size_t first : {std::size_t{36}, std::size_t{42}}) {
                const image::Point eye = middle(r.points, first, first + 5);
                const image::Point cheek{eye.x, eye.y + 0.3f * (r.points[33].y - eye.y) + 6};
                QVERIFY2(darkest(eye) < 0.75 * darkest(cheek), qPrintable(QStringLiteral("identity %1").arg(id)));
            }
        }
    }

    void theBoxHoldsTheFace()
    {
        for (std::uint64_t i = 0; i < 20; ++i) {
            const synth::Rendered r = synth::render(i, synth::randomShot(i, 0.5));
            for (const image::Point& p : r.points)
                QVERIFY(r.box.contains(p));
        }
    }

    void identitiesDifferMoreThanShots()
    {
        double within = 0, between = 0;
        constexpr std::uint64_t kPeople = 20;
        for (std::uint64_t id = 0; id < kPeople; ++id) {
            synth::Shot a = plain(), b = plain();
            b.yaw = 6;
            b.smile = 0.5;
            const image::Image first = synth::render(id, a).picture;
            within += meanDifference(first, synth::render(id, b).picture);
            between += meanDifference(first, synth::render(id + 1, a).picture);
        }
        QVERIFY2(between > 1.5 * within, qPrintable(QStringLiteral("%1 against %2").arg(between).arg(within)));
    }

    void randomShotsKeepTheirPromise()
    {
        double easy = 0, hard = 0;
        for (std::uint64_t seed = 0; seed < 500; ++seed) {
            const synth::Shot a = synth::randomShot(seed, 0), b = synth::randomShot(seed, 1);
            QVERIFY(std::abs(a.yaw) <= 20 && std::abs(a.pitch) <= 12);
            QCOMPARE(a.occlusion, 0.0);
            QVERIFY(b.smile >= 0 && b.smile <= 1 && b.occlusion <= 1 && b.ambient >= 0 && b.ambient <= 1);
            easy += std::abs(a.yaw);
            hard += std::abs(b.yaw);
            QCOMPARE(synth::randomShot(seed, 1).yaw, b.yaw);
        }
        QVERIFY(hard > 2 * easy);
        QCOMPARE(synth::randomShot(1, std::numeric_limits<double>::quiet_NaN()).yaw, synth::randomShot(1, 0.5).yaw);
    }

    void badArgumentsAreRefused_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<double>("yaw");
        QTest::addColumn<double>("faceSize");
        QTest::newRow("no width") << 0 << 64 << 0.0 << 0.5;
        QTest::newRow("negative height") << 64 << -5 << 0.0 << 0.5;
        QTest::newRow("giant") << 100000 << 100000 << 0.0 << 0.5;
        QTest::newRow("not a number") << 64 << 64 << std::numeric_limits<double>::quiet_NaN() << 0.5;
        QTest::newRow("no face") << 64 << 64 << 0.0 << 0.0;
    }
    void badArgumentsAreRefused()
    {
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(double, yaw);
        QFETCH(double, faceSize);
        synth::Shot shot;
        shot.yaw = yaw;
        shot.faceSize = faceSize;
        try {
            synth::render(0, shot, width, height);
            QFAIL("accepted");
        } catch (const Error& e) {
            QVERIFY(e.code() == ErrorCode::BadArgument);
        }
    }

    void extremesDrawWithoutHarm()
    {
        for (const double value : {-1e300, -1e6, -90.0, 90.0, 1e6, 1e300}) {
            synth::Shot shot;
            shot.yaw = shot.pitch = shot.roll = shot.lightAzimuth = shot.lightElevation = value;
            shot.smile = shot.mouthOpen = shot.eyeOpen = shot.browRaise = shot.occlusion = shot.ambient = value;
            shot.noise = shot.exposure = shot.centerX = shot.centerY = value;
            shot.blur = 3;
            const synth::Rendered r = synth::render(7, shot, 48, 32);
            QCOMPARE(r.picture.pixels.size(), std::size_t{48 * 32 * 3});
        }
    }
};

QTEST_APPLESS_MAIN(TestSynth)
#include "tst_synth.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/eval/templates.h"
#include "tests/support/error_code.h"

#include <QTest>
#include <cmath>
#include <map>

using namespace likeness;
using eval::TemplateAverage;

class TestTemplates : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void averagesMediaAndAddsThem();
    void isThePlainComputation();
    void templatesWithoutImagesAreZeros();
    void refusesWhatDoesNotFit();
};

void TestTemplates::averagesMediaAndAddsThem()
{
    TemplateAverage average(1, 2);
    average.add(0, 3, std::vector<float>{2, 0}, 1); // two frames of a video: (2, 0) and 0.5 · (0, 4), mean (1, 1)
    average.add(0, 3, std::vector<float>{0, 4}, 0.5);
    average.add(0, 9, std::vector<float>{2, 3}, 1); // and a photograph: (3, 4) altogether
    QCOMPARE(average.images(0), std::size_t{3});
    QCOMPARE(average.finish(), (std::vector<float>{0.6F, 0.8F}));
}

void TestTemplates::isThePlainComputation()
{
    constexpr std::size_t kTemplates = 40, kDim = 16;
    Rng rng(5);
    struct Image {
        std::uint32_t templ, media;
        std::vector<float> values;
        double weight;
    };
    std::vector<Image> images;
    for (std::uint32_t t = 0; t < kTemplates; ++t)
        for (std::uint32_t m = 0, media = 1 + static_cast<std::uint32_t>(rng.below(5)); m < media; ++m)
            for (std::size_t i = 0, each = 1 + rng.below(4); i < each; ++i) {
                Image image{t, 10 * m + t, {}, rng.uniform(0.1, 1)};
                for (std::size_t d = 0; d < kDim; ++d)
                    image.values.push_back(static_cast<float>(rng.normal(0, 3)));
                images.push_back(image);
            }
    TemplateAverage average(kTemplates, static_cast<int>(kDim));
    std::map<std::uint32_t, std::map<std::uint32_t, std::vector<const Image*>>> grouped;
    for (const Image& image : images) {
        average.add(image.templ, image.media, image.values, image.weight);
        grouped[image.templ][image.media].push_back(&image);
    }
    const auto rows = average.finish();
    QCOMPARE(rows.size(), kTemplates * kDim);
    for (const auto& [templ, media] : grouped) {
        std::vector<double> sum(kDim, 0);
        for (const auto& [id, members] : media)
            for (std::size_t d = 0; d < kDim; ++d) {
                double total = 0;
                for (const Image* image : members)
                    total += static_cast<double>(image->values[d]) * image->weight;
                sum[d] += total / static_cast<double>(members.size());
            }
        double norm = 0;
        for (const double v : sum)
            norm += v * v;
        for (std::size_t d = 0; d < kDim; ++d)
            QVERIFY(std::abs(static_cast<double>(rows[templ * kDim + d]) - sum[d] / std::sqrt(norm)) < 1e-6);
    }
}

void TestTemplates::templatesWithoutImagesAreZeros()
{
    TemplateAverage average(3, 1);
    average.add(1, 0, std::vector<float>{-4}, 1);
    QCOMPARE(average.images(0), std::size_t{0});
    QCOMPARE(average.finish(), (std::vector<float>{0, -1, 0}));
    TemplateAverage nothing(2, 1);
    nothing.add(0, 0, std::vector<float>{1}, 1);
    nothing.add(0, 1, std::vector<float>{-1}, 1);
    QCOMPARE(nothing.finish(), (std::vector<float>{0, 0}));
    QCOMPARE(TemplateAverage(1, 2).finish(), (std::vector<float>{0, 0}));
}

void TestTemplates::refusesWhatDoesNotFit()
{
    const std::vector<float> two{1, 2};
    TemplateAverage average(2, 2);
    average.add(1, 5, two, 1);
    const auto code = [&](std::uint32_t templ, std::uint32_t media, const std::vector<float>& values, double weight) {
        return test::codeOf([&] { average.add(templ, media, values, weight); });
    };
    QCOMPARE(code(0, 5, two, 1), std::string("bad_argument")); // the order falls
    QCOMPARE(code(1, 4, two, 1), std::string("bad_argument"));
    QCOMPARE(code(2, 5, two, 1), std::string("bad_argument"));
    QCOMPARE(code(1, 5, {1}, 1), std::string("bad_argument"));
    QCOMPARE(code(1, 5, {1, std::nanf("")}, 1), std::string("bad_argument"));
    QCOMPARE(code(1, 5, two, std::nan("")), std::string("bad_argument"));
    QCOMPARE(code(1, 5, two, 1), std::string("nothing"));
    QCOMPARE(average.images(1), std::size_t{2});
    QCOMPARE(test::codeOf([] { TemplateAverage(1, 0); }), std::string("bad_argument"));
    QCOMPARE(test::codeOf([] { TemplateAverage(std::size_t{1} << 40, 512); }), std::string("bad_argument"));
}

QTEST_APPLESS_MAIN(TestTemplates)
#include "tst_templates.moc"

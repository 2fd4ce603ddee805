// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/image/transform.h"
#include "core/verify/embed_images.h"
#include "tests/support/block_model.h"
#include "tests/support/error_code.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <cmath>
#include <numeric>

using namespace likeness;
using namespace likeness::verify;

namespace {

using Row = std::vector<double>;

double dot(const Row& a, const Row& b)
{
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

Row unit(Row row)
{
    const double length = std::sqrt(dot(row, row));
    for (double& v : row)
        v /= length;
    return row;
}

Row sum(Row a, const Row& b)
{
    for (std::size_t i = 0; i < a.size(); ++i)
        a[i] += b[i];
    return a;
}

Row both(Row a, const Row& b)
{
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

// Left and right of very different contrast, so that the halves of a flip differ in length, too.
image::Image lopsided(std::uint64_t seed)
{
    Rng rng(seed);
    image::Image out(112, 112, 3);
    for (int y = 0; y < 112; ++y)
        for (int x = 0; x < 112; ++x)
            for (int c = 0; c < 3; ++c)
                out.row(y)[3 * x + c] = static_cast<std::uint8_t>(rng.below(x < 40 ? 256 : 60) + (y < 50 ? 0 : 2) * 20);
    return out;
}

} // namespace

// The three flips beside a plain computation of a model that can be computed by hand.
class TestEmbedImages : public QObject
{
    Q_OBJECT
    test::TempFolder m_folder;
    std::optional<compute::Model> m_model;
    std::vector<image::Image> m_crops;

    Embedded embed(const char* flip) const
    {
        jobs::RecordingContext context;
        return embedAll(
            *m_model, m_crops.size() + 1, 1,
            [&](std::size_t i) { return i < m_crops.size() ? m_crops[i] : image::Image(); }, context, flipNamed(flip));
    }
    Row mirrored(std::size_t i) const { return test::blockEmbedding(image::mirror(m_crops[i])); }

private Q_SLOTS:
    void initTestCase()
    {
        test::writeBlockModel(m_folder / "blocks.safetensors");
        m_model =
            compute::Model::load(compute::findModel((m_folder / "blocks.safetensors").string()), {"cpu", 1, "fp32"});
        for (std::uint64_t i = 0; i < 3; ++i)
            m_crops.push_back(lopsided(i + 1));
    }
    void flips_data()
    {
        QTest::addColumn<QByteArray>("flip");
        for (const char* flip : {"none", "sum", "concat"})
            QTest::newRow(flip) << QByteArray(flip);
    }
    void flips()
    {
        QFETCH(const QByteArray, flip);
        const Embedded ours = embed(flip.constData());
        QCOMPARE(ours.dim, m_model->dim() * (flip == "concat" ? 2 : 1));
        QCOMPARE(ours.leftOut(), std::size_t{1});
        const auto dim = static_cast<std::size_t>(ours.dim);
        QCOMPARE(ours.rows.size(), m_crops.size() * dim);
        for (std::size_t i = 0; i < m_crops.size(); ++i) {
            const Row f = test::blockEmbedding(m_crops[i]), g = mirrored(i);
            const Row expected = flip == "none"  ? unit(f)
                                 : flip == "sum" ? unit(sum(f, g)) // of the embeddings as they are
                                                 : unit(both(unit(f), unit(g)));
            for (std::size_t d = 0; d < dim; ++d)
                QVERIFY(std::abs(static_cast<double>(ours.rows[i * dim + d]) - expected[d]) < 1e-5);
        }
    }
    void concatenatedScoreIsTheMeanOfTwoCosines()
    {
        const Embedded rows = embed("concat");
        const auto dim = static_cast<std::size_t>(rows.dim);
        const double ours =
            std::inner_product(rows.rows.begin(), rows.rows.begin() + rows.dim, rows.rows.begin() + rows.dim, 0.0);
        QCOMPARE(rows.rows.size(), 3 * dim);
        const double crops = dot(unit(test::blockEmbedding(m_crops[0])), unit(test::blockEmbedding(m_crops[1])));
        const double flipped = dot(unit(mirrored(0)), unit(mirrored(1)));
        QVERIFY(std::abs(crops - flipped) < 1e-6); // both crops mirrored are as alike; across they are not
        QVERIFY(std::abs(ours - (crops + flipped) / 2) < 1e-5);
    }
    void unitsCanBeLeftOut()
    {
        const std::uint8_t* pointer = m_crops[0].pixels.data();
        const auto dim = static_cast<std::size_t>(m_model->dim());
        const Row f = test::blockEmbedding(m_crops[0]), g = mirrored(0);
        std::vector<float> row(2 * dim);
        const auto equal = [&](const Row& expected, double tolerance) {
            bool all = true;
            for (std::size_t d = 0; d < expected.size(); ++d)
                all = all && std::abs(static_cast<double>(row[d]) - expected[d]) < tolerance;
            return all;
        };
        m_model->embed({&pointer, 1}, compute::Flip::Both, false, row);
        QVERIFY(equal(both(f, g), 1e-5));
        m_model->embed({&pointer, 1}, compute::Flip::Both, true, row);
        QVERIFY(equal(both(unit(f), unit(g)), 1e-6));
        m_model->embed({&pointer, 1}, compute::Flip::Sum, false, std::span(row).first(dim));
        QVERIFY(equal(sum(f, g), 1e-5));
        m_model->embed({&pointer, 1}, compute::Flip::None, false, std::span(row).first(dim));
        QVERIFY(equal(f, 1e-5));
        QVERIFY(std::abs(dot(f, f) - 1) > 0.1); // else there were nothing to see
        m_model->embed({&pointer, 1}, true, std::span(row).first(dim));
        QVERIFY(equal(unit(sum(f, g)), 1e-6));
        QCOMPARE(test::codeOf([&] {
                     m_model->embed({&pointer, 1}, compute::Flip::Both, true, std::span(row).first(dim));
                 }),
                 std::string("internal"));
    }
    void refusesOtherWords()
    {
        QCOMPARE(test::codeOf([] { flipNamed("both"); }), std::string("bad_argument"));
    }
};

QTEST_APPLESS_MAIN(TestEmbedImages)
#include "tst_embed_images.moc"

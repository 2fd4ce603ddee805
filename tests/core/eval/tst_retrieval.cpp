// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/eval/retrieval.h"

#include <QTest>
#include <vector>

using namespace likeness;

class TestRetrieval : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void equalsScikitLearn()
    {
        // average_precision_score of scikit-learn 1.2.1
        const std::vector<double> scores{.1, .9, .8, .8, .4, .4, .2, .05};
        const std::vector<std::uint8_t> wrong{0, 1, 1, 0, 1, 0, 0, 1};
        const auto f = eval::retrieval(scores, wrong, 0.4);
        QVERIFY(std::abs(f.averagePrecision - 0.6916666666666667) < 1e-12);
        QCOMPARE(f.items, std::size_t{8});
        QCOMPARE(f.wrong, std::size_t{4});
        QCOMPARE(f.flagged, std::size_t{5});
        QCOMPARE(f.precision, 0.6);
        QCOMPARE(f.recall, 0.75);
        QVERIFY(std::abs(f.f1 - 2 * 3.0 / (5 + 4)) < 1e-12);
        QVERIFY(std::abs(f.bestF1 - 2 * 4.0 / (8 + 4)) < 1e-12);
    }
    void nothingToFind()
    {
        const auto none = eval::retrieval({}, {}, 0.5);
        QCOMPARE(none.averagePrecision, 0.0);
        const std::vector<double> scores{0.9, 0.1};
        const std::vector<std::uint8_t> clean{0, 0};
        const auto f = eval::retrieval(scores, clean, 0.5);
        QCOMPARE(f.flagged, std::size_t{1});
        QCOMPARE(f.f1, 0.0);
        QVERIFY_THROWS_EXCEPTION(Error, eval::retrieval(scores, std::vector<std::uint8_t>{1}, 0.5));
    }
};

QTEST_APPLESS_MAIN(TestRetrieval)
#include "tst_retrieval.moc"

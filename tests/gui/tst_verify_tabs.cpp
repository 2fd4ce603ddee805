// SPDX-License-Identifier: GPL-3.0-or-later
// The tabs People, Slices and Threshold of the Verify page, each on its own.
#include "app/engine/face_pictures.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/engine/settings.h"
#include "app/pages/verify/pair_pictures.h"
#include "app/pages/verify/people_tab.h"
#include "app/pages/verify/people_table.h"
#include "app/pages/verify/slices_model.h"
#include "app/pages/verify/slices_tab.h"
#include "app/pages/verify/threshold_tab.h"
#include "core/base/random.h"
#include "core/verify/gates.h"
#include "tests/support/small_project.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/number_field.h"
#include "widgets/thumbs/pair_gallery.h"

#include <QAction>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <fstream>

using namespace likeness;
using namespace likeness::engine;
namespace fs = std::filesystem;

namespace {

// `people` with `each` images; all genuine pairs, and each image with that of the next `others` people. Genuine pairs
// score some 0.6, impostors some 0.1; a model that does worse on images with an odd number where `worse` is given.
std::shared_ptr<verify::Verification> madeUp(int people, int each, int others, double worse = 0)
{
    auto v = std::make_shared<verify::Verification>();
    v->title = "made up";
    v->facts = {{"model", "made up"}};
    v->options.bootstraps = 200;
    Rng rng(7);
    const auto add = [&](int a, int i, int b, int j) {
        const bool same = a == b;
        const bool odd = i % 2 == 1 && j % 2 == 1;
        const double score = (same ? 0.6 : 0.1) + (odd ? (same ? -worse : worse) : 0) + 0.12 * rng.normal();
        v->scores.push_back(static_cast<float>(std::clamp(score, -1.0, 1.0)));
        v->same.push_back(same ? 1 : 0);
        v->images.push_back(static_cast<std::uint32_t>(a * each + i));
        v->images.push_back(static_cast<std::uint32_t>(b * each + j));
        v->identities.push_back(static_cast<std::uint32_t>(a));
        v->identities.push_back(static_cast<std::uint32_t>(b));
    };
    for (int p = 0; p < people; ++p) {
        v->people.push_back("Person " + std::to_string(p));
        for (int i = 0; i < each; ++i) {
            v->set.push_back(
                {"p" + std::to_string(p) + "/" + std::to_string(i) + ".png", 0, static_cast<std::uint32_t>(p)});
            for (int j = i + 1; j < each; ++j)
                add(p, i, p, j);
            for (int k = 1; k <= others; ++k)
                add(p, i, (p + k) % people, i);
        }
    }
    return v;
}

std::shared_ptr<verify::Verification> judged(std::shared_ptr<verify::Verification> v)
{
    v->result = eval::verifyScores(v->scores, v->same, v->identities, {.bootstraps = v->options.bootstraps});
    return v;
}

std::shared_ptr<const verify::Verification> withExtra(const verify::Verification& v, const char* key, const Json& extra)
{
    auto out = std::make_shared<verify::Verification>(v);
    out->extras[key] = extra;
    return out;
}

} // namespace

class TestVerifyTabs : public QObject
{
    Q_OBJECT
    QTemporaryDir m_temporary;
    std::unique_ptr<ProjectSession> m_session;
    std::unique_ptr<FacePictures> m_pictures;
    std::unique_ptr<Settings> m_settings;
    pages::Services m_services;

    fs::path file(const char* name) const { return toPath(m_temporary.filePath(QString::fromLatin1(name))); }
    // path,mask of every image: odd ones wear one; of person 0 nothing is said.
    fs::path maskTable(const verify::Verification& v) const
    {
        std::ofstream csv(file("masks.csv"));
        csv << "path,mask\n";
        for (const auto& image : v.set)
            if (image.person != 0)
                csv << image.name
                    << (image.name.ends_with("1.png") || image.name.ends_with("3.png") ? ",yes\n" : ",no\n");
        return file("masks.csv");
    }
    template<typename Tab>
    void open(Tab& tab)
    {
        tab.resize(1200, 800);
        static_cast<QWidget&>(tab).show();
        QVERIFY(QTest::qWaitForWindowActive(&tab));
    }
    template<typename T>
    static T* child(const QWidget& of, const char* name)
    {
        return of.findChild<T*>(QString::fromLatin1(name));
    }

private Q_SLOTS:
    void init()
    {
        m_session = std::make_unique<ProjectSession>();
        m_pictures = std::make_unique<FacePictures>(*m_session);
        m_settings = std::make_unique<Settings>(m_temporary.filePath(QStringLiteral("settings.ini")));
        m_services = {m_session.get(), m_pictures.get(), m_settings.get()};
    }
    void cleanup()
    {
        m_pictures.reset();
        m_session.reset();
    }

    void figuresOfPeople()
    {
        // Two people with two images each and a third with one; distances by hand.
        verify::Verification v;
        v.people = {"Ann", "Ben", "Cai"};
        for (const std::uint32_t person : {0U, 0U, 1U, 1U, 2U})
            v.set.push_back({"x", 0, person});
        const auto add = [&](std::uint32_t a, std::uint32_t b, float score) {
            v.images.insert(v.images.end(), {a, b});
            v.identities.insert(v.identities.end(), {v.set[a].person, v.set[b].person});
            v.same.push_back(v.set[a].person == v.set[b].person ? 1 : 0);
            v.scores.push_back(score);
        };
        add(0, 1, 0.25F); // Ann: 0.75 apart
        add(2, 3, 0.75F); // Ben: 0.25
        add(0, 2, 0.50F); // Ann and Ben: 0.5
        add(1, 3, 0.25F); //              0.75
        add(0, 4, 0.00F); // Ann and Cai: 1
        const auto rows = pages::peopleRows(v, 0.4);
        QVERIFY(!rows.ofAllImages);
        QCOMPARE(rows.people.size(), std::size_t(3));
        const auto& ann = rows.people[0]; // the only one whose gap is below 0
        QCOMPARE(ann.label, 0);
        QCOMPARE(ann.images, std::size_t(2));
        QCOMPARE(ann.intraMean, 0.75);
        QCOMPARE(ann.nearest, 1);
        QCOMPARE(ann.nearestMean, 0.625);
        QCOMPARE(ann.nearestP05, 0.5125); // 5 % of the way from 0.5 to 0.75
        QCOMPARE(ann.gap, 0.5125 - 0.75);
        QCOMPARE(ann.missed, 1.0);
        QCOMPARE(ann.accepted, 0.5);
        const auto& ben = rows.people[1].label == 1 ? rows.people[1] : rows.people[2];
        QCOMPARE(ben.gap, 0.5125 - 0.25);
        QCOMPARE(ben.missed, 0.0);
        const auto& cai = rows.people[1].label == 2 ? rows.people[1] : rows.people[2];
        QVERIFY(std::isnan(cai.intraMean)); // one image
        QCOMPARE(cai.nearest, 0);
        QCOMPARE(cai.gap, 1 - 0.725); // the 95th percentile of everyone's 0.25 and 0.75
        // The clearest errors of both kinds first: Ann's own pair, then the one with Ben that is accepted.
        QCOMPARE(pages::worstPairsOf(v, 0, 0.4, 10), (std::vector<std::uint32_t>{2, 0, 3, 4}));
        QCOMPARE(pages::worstPairsOf(v, 0, 0.4, 1), (std::vector<std::uint32_t>{2, 0}));
        // What was measured over all images wins.
        const Json one = {{"label", 2}, {"images", 1}, {"nearest", 1}, {"gap", -0.5}, {"nearest_pairs", 2}};
        v.extras["people"] = {{"threshold", 0.3}, {"people", Json::array({one})}};
        const auto stored = pages::peopleRows(v, 0.4);
        QVERIFY(stored.ofAllImages);
        QCOMPARE(stored.people.size(), std::size_t(1));
        QCOMPARE(stored.people[0].gap, -0.5);
        QCOMPARE(stored.threshold, 0.3);
        v.extras["people"]["people"][0]["nearest"] = 99; // of another set
        QVERIFY(!pages::peopleRows(v, 0.4).ofAllImages);
    }

    void peopleByKeys()
    {
        const fs::path folder = test::makeSmallProject(file("project"), 4, 3, false);
        m_session->open(qs(folder));
        auto v = madeUp(4, 3, 3);
        v->options.set = folder;
        int at = 0;
        for (int p = 0; p < 4; ++p)
            for (const auto face :
                 m_session->project().facesOf(m_session->project().findIdentity("P" + std::to_string(p))))
                v->set[static_cast<std::size_t>(at++)].face = face;
        judged(v);
        pages::PairPictures pairs(m_services);
        pages::PeopleTab tab(m_services, pairs);
        open(tab);
        QVERIFY(tab.findChild<widgets::EmptyState*>()->isVisible());
        tab.show(v);
        QTRY_VERIFY(tab.isReady());
        QVERIFY(!tab.findChild<widgets::EmptyState*>()->isVisible());
        auto* table = child<QTableView>(tab, "peopleTable");
        auto& model = *qobject_cast<pages::PeopleTable*>(table->model());
        QCOMPARE(model.rowCount(), 4);
        for (int row = 1; row < 4; ++row)
            QVERIFY(model.person(row - 1).gap <= model.person(row).gap);
        QCOMPARE(table->currentIndex().row(), 0); // the worst is chosen, and shown
        QVERIFY(!tab.pairs().empty());
        QVERIFY(child<QLabel>(tab, "personHeading")->text().startsWith(model.name(0)));
        const auto label = static_cast<std::uint32_t>(model.person(0).label);
        for (const auto pair : tab.pairs())
            QVERIFY(v->identities[2 * pair] == label || v->identities[2 * pair + 1] == label);

        // Sorting keeps the person; filtering too, as long as they are shown.
        const QString name = model.name(0);
        table->sortByColumn(pages::PeopleTable::Name, Qt::DescendingOrder);
        QCOMPARE(model.name(table->currentIndex().row()), name);
        QCOMPARE(model.name(0), QStringLiteral("Person 3"));
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Slash);
        auto* filter = child<QLineEdit>(tab, "peopleFilter");
        QVERIFY(filter->hasFocus());
        QTest::keyClicks(filter, QStringLiteral("person 2"));
        QCOMPARE(model.rowCount(), 1);
        QTest::keyClick(filter, Qt::Key_Return);
        QVERIFY(table->hasFocus());
        QTRY_VERIFY(tab.isReady());
        QVERIFY(child<QLabel>(tab, "personHeading")->text().startsWith(QStringLiteral("Person 2")));

        // Enter goes to the pairs, Enter again to the face, Q puts the pair into the queue.
        QSignalSpy clicked(&tab, &pages::VerifyTab::faceClicked);
        std::vector<std::uint32_t> queued;
        double threshold = 0;
        connect(&tab, &pages::VerifyTab::queueRequested, this,
                [&](const std::vector<std::uint32_t>& chosen, double asked) { queued = chosen, threshold = asked; });
        QTest::keyClick(table, Qt::Key_Return);
        auto& gallery = *child<widgets::PairGallery>(tab, "personPairs");
        QVERIFY(gallery.grid().hasFocus());
        gallery.grid().setCurrentIndex(gallery.model().index(1, 0));
        QTest::keyClick(&gallery.grid(), Qt::Key_Return);
        QCOMPARE(clicked.count(), 1);
        const qint64 face = clicked.at(0).at(0).toLongLong();
        const std::uint32_t pair = tab.pairs()[1];
        const std::size_t mine = v->identities[2 * pair] == 2 ? 0 : 1; // the person chosen stands on the left
        QCOMPARE(face, v->set[v->images[2 * pair + mine]].face);
        QTest::keyClick(&gallery.grid(), Qt::Key_Q);
        QCOMPARE(queued, std::vector<std::uint32_t>{pair});
        QCOMPARE(threshold, v->result.kfold.threshold);
        QTest::keyClick(&gallery.grid(), Qt::Key_Escape);
        QVERIFY(table->hasFocus());

        // Another threshold: other errors.
        tab.setThreshold(1.0);
        QTRY_VERIFY(tab.isReady());
        QVERIFY(std::all_of(model.rows().people.begin(), model.rows().people.end(),
                            [](const auto& p) { return p.missed == 1; }));
        m_session->close(); // its faces cannot be gone to any more
        QTRY_VERIFY(!child<QAction>(tab, "queuePairs")->isEnabled());

        auto nobody = madeUp(4, 3, 3);
        nobody->identities.clear();
        tab.show(judged(nobody));
        QVERIFY(tab.findChild<widgets::EmptyState*>()->isVisible());
        tab.clear();
        QVERIFY(tab.findChild<widgets::EmptyState*>()->isVisible());
    }

    void tenThousandPeople()
    {
        pages::PeopleTable table;
        pages::PeopleRows rows;
        std::vector<std::string> names;
        Rng rng(3);
        for (int i = 0; i < 10000; ++i) {
            names.push_back("Person " + std::to_string(i));
            eval::PersonSeparability p;
            p.label = i;
            p.intraMean = rng.uniform();
            p.gap = rng.uniform() - 0.5;
            p.nearest = (i + 1) % 10000;
            p.nearestPairs = i % 10 == 0 ? 0 : 5;
            rows.people.push_back(p);
        }
        table.setPeople(rows, names);
        QElapsedTimer clock;
        clock.start();
        for (int column = 0; column < pages::PeopleTable::ColumnCount; ++column)
            table.sort(column, Qt::DescendingOrder);
        QVERIFY2(clock.elapsed() < 100 * pages::PeopleTable::ColumnCount, qPrintable(QString::number(clock.elapsed())));
        table.sort(pages::PeopleTable::Gap, Qt::AscendingOrder);
        QCOMPARE(table.rowCount(), 10000);
        for (int row = 1; row < 9000; ++row)
            QVERIFY(table.person(row - 1).gap <= table.person(row).gap);
        for (int row = 9000; row < 10000; ++row) // not known: last either way
            QCOMPARE(table.person(row).nearestPairs, std::size_t(0));
        table.sort(pages::PeopleTable::Name, Qt::AscendingOrder);
        QCOMPARE(table.name(10), QStringLiteral("Person 10")); // as people count
        table.setFilter(QStringLiteral("PERSON 999"));
        QCOMPARE(table.rowCount(), 19); // 999, 1999 … 8999, 9990 … 9999
        QVERIFY(table.rowOf(9990) >= 0);
        QCOMPARE(table.rowOf(5), -1);
    }

    void slicesOfAFile()
    {
        const auto v = judged(madeUp(40, 4, 4, 0.2));
        pages::SlicesTab tab(m_services);
        open(tab);
        tab.show(v);
        QTRY_VERIFY(tab.isReady());
        QVERIFY(tab.findChild<widgets::EmptyState*>()->isVisible());
        QVERIFY(!child<QAction>(tab, "slicesOwn")->isVisible());
        Json extra;
        int kept = 0;
        connect(&tab, &pages::VerifyTab::extrasChanged, this, [&](const QString& key, const Json& value) {
            QCOMPARE(key, QStringLiteral("slices"));
            extra = value;
            ++kept;
        });
        tab.measureFile(qs(maskTable(*v)));
        QVERIFY(!tab.isReady());
        QTRY_COMPARE(kept, 1);
        QVERIFY(!tab.findChild<widgets::EmptyState*>()->isVisible());
        auto* table = child<QTableView>(tab, "slicesTable");
        auto& model = *qobject_cast<pages::SlicesModel*>(table->model());
        QCOMPARE(model.rowCount(), 4); // all, the heading, no, yes
        QVERIFY(model.isHeading(1));
        const QString heading = model.index(1, 0).data(pages::SlicesModel::HeadingRole).toString();
        QVERIFY2(heading.contains(QStringLiteral("4 of 160 images without a value")), qPrintable(heading));

        // The figures are those of the core on the pairs whose images share a value.
        std::vector<eval::Slice> slices{{"mask", "no", {}}, {"mask", "yes", {}}};
        const auto masked = [&](std::uint32_t image) { return image / 4 == 0 ? -1 : static_cast<int>(image % 2); };
        for (std::uint32_t p = 0; p < v->scores.size(); ++p)
            if (const int a = masked(v->images[2 * p]); a >= 0 && a == masked(v->images[2 * p + 1]))
                slices[static_cast<std::size_t>(a)].pairs.push_back(p);
        const auto expected =
            eval::measureSlices(v->scores, v->same, v->identities, slices, {.bootstraps = 200}).toJson();
        for (const char* key : {"threshold", "operating", "all", "slices", "attributes"})
            QCOMPARE(dumpJson(extra[key]), dumpJson(expected[key]));
        QVERIFY(model.table().attributes[0].gap.gap > 0.05); // it was made so
        const double gap = model.table().attributes[0].gap.gap;
        QVERIFY(heading.contains(pages::fixedText(100 * gap, 2) + QStringLiteral(" points")));
        // Gates find their evidence there.
        const auto report =
            verify::checkGates(std::vector{verify::Gate::parse("slice_gap[mask] < 0.001")}, {{"slices", extra}});
        QCOMPARE(report.gates.at(0).figure.value_or(-1), gap);

        // Enter on a slice leads to its errors.
        std::vector<std::uint32_t> errors;
        connect(&tab, &pages::VerifyTab::pairsChosen, this,
                [&](const std::vector<std::uint32_t>& pairs, const QString&) { errors = pairs; });
        table->setFocus();
        table->selectRow(3);
        QTest::keyClick(table, Qt::Key_Return);
        QTRY_VERIFY(!errors.empty());
        const double threshold = extra["threshold"].get<double>();
        std::size_t wrong = 0;
        for (const auto pair : slices[1].pairs)
            wrong += (static_cast<double>(v->scores[pair]) >= threshold) != (v->same[pair] != 0) ? 1 : 0;
        QCOMPARE(errors.size(), wrong);

        // What was stored is shown without measuring; another file adds to it; Delete takes an attribute out.
        const auto stored = withExtra(*v, "slices", extra);
        pages::SlicesTab again(m_services);
        open(again);
        again.show(stored);
        QTRY_VERIFY(again.isReady());
        auto* second = child<QTableView>(again, "slicesTable");
        auto& shown = *qobject_cast<pages::SlicesModel*>(second->model());
        QCOMPARE(shown.rowCount(), 4);
        connect(&again, &pages::VerifyTab::extrasChanged, this,
                [&](const QString&, const Json& value) { extra = value, ++kept; });
        std::ofstream(file("pairs.csv")) << "pair,attribute,value\n0,level,easy\n1,level,hard\n2,level,easy\n";
        again.measureFile(qs(file("pairs.csv")));
        QTRY_COMPARE(kept, 2);
        QCOMPARE(shown.rowCount(), 7); // the new attribute has too few pairs for a gap, and comes last
        QVERIFY(shown.isHeading(4));
        QVERIFY(shown.index(4, 0)
                    .data(pages::SlicesModel::HeadingRole)
                    .toString()
                    .contains(QStringLiteral("fewer than two")));
        QVERIFY(shown.index(5, pages::SlicesModel::Bar).data().toString().contains(QStringLiteral("not enough data")));
        QCOMPARE(shown.slice(2)->of(eval::SliceMetric::Accuracy).value,
                 expected["slices"][0]["accuracy"]["value"].get<double>());
        second->setFocus();
        second->selectRow(6);
        QTest::keyClick(second, Qt::Key_Delete);
        QCOMPARE(kept, 3);
        QCOMPARE(shown.rowCount(), 4);
        QCOMPARE(extra["members"].size(), std::size_t(1));

        // A file that is none is said, and what is shown stays.
        QSignalSpy failed(&again, &pages::VerifyTab::errorRaised);
        std::ofstream(file("bad.csv")) << "colour\nred\n";
        again.measureFile(qs(file("bad.csv")));
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(shown.rowCount(), 4);
    }

    void storedSlicesOfAnyShape()
    {
        const auto v = judged(madeUp(6, 3, 2));
        for (const Json& extra :
             {Json(), Json(3), Json::array({1}), Json{{"slices", 1}, {"attributes", {}}},
              Json{{"slices", {{{"attribute", 5}}}}, {"attributes", {1, "x"}}, {"all", {{"accuracy", "?"}}}},
              Json{{"slices", {{{"attribute", "a"}, {"value", "b"}}}}, {"members", {{"a", "?"}, {"b", 7}}}}}) {
            QVERIFY(verify::sliceInputFrom(extra, v->scores.size()).slices.empty());
            verify::sliceTable(extra);
        }
        verify::SliceInput input;
        input.slices = {{"a", "x", {0, 2}}, {"a", "y", {1}}};
        input.sources = {{"a", 3, 1, "file.csv", 2}};
        const Json extra = verify::measuredExtra(*v, input, {});
        const auto back = verify::sliceInputFrom(extra, v->scores.size());
        QCOMPARE(back.slices.size(), std::size_t(2));
        QCOMPARE(back.slices[0].pairs, (std::vector<std::uint32_t>{0, 2}));
        QCOMPARE(back.slices[1].value, std::string("y"));
        QCOMPARE(back.sources.at(0).imagesWithout.value_or(0), std::size_t(2));
        QVERIFY(verify::sliceInputFrom(extra, v->scores.size() + 1).slices.empty()); // of another set
    }

    void theSetsOwnSlices()
    {
        const auto v = judged(madeUp(20, 4, 4));
        v->options.set = file("set.bin");
        std::ofstream list(file("set.slices.csv"));
        list << "pair,attribute,value\n";
        for (std::size_t i = 0; i < v->scores.size(); ++i)
            list << i << ",level," << (i % 2 ? "hard" : "easy") << "\n";
        list.close();
        pages::SlicesTab tab(m_services);
        open(tab);
        tab.show(v);
        auto* own = child<QAction>(tab, "slicesOwn");
        QTRY_VERIFY(own->isVisible());
        int changed = 0;
        connect(&tab, &pages::VerifyTab::extrasChanged, this, [&] { ++changed; });
        tab.setFocus();
        QTest::keyClick(&tab, Qt::Key_L);
        QTRY_COMPARE(changed, 1);
        auto& model = *qobject_cast<pages::SlicesModel*>(child<QTableView>(tab, "slicesTable")->model());
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(model.slice(2)->pairs + model.slice(3)->pairs, v->scores.size());
    }

    void adviceOnAThreshold()
    {
        const auto v = judged(madeUp(40, 4, 20, 0.15));
        pages::ThresholdTab tab(m_services);
        open(tab);
        QVERIFY(tab.findChild<widgets::EmptyState*>()->isVisible());
        auto& target = *child<widgets::NumberField>(tab, "targetFmr");
        auto& attempts = *child<widgets::NumberField>(tab, "attempts");
        auto& gallery = *child<widgets::NumberField>(tab, "gallery");
        target.setValue(0.01);
        tab.show(v);
        QTRY_VERIFY(tab.isReady());
        const auto advise = [&](eval::AdvisorSettings settings, std::vector<eval::Slice> slices = {}) {
            settings.bootstraps = 200;
            return eval::adviseThreshold(v->scores, v->same, v->identities, slices, settings);
        };
        const auto expected = advise({.fmr = 0.01, .attemptsPerDay = 10000});
        QCOMPARE(dumpJson(tab.advice()->toJson()), dumpJson(expected.toJson()));
        QVERIFY(expected.sufficient);
        QCOMPARE(child<QLabel>(tab, "adviceThreshold")->text(), pages::fixedText(expected.threshold, 4));
        QVERIFY(child<QLabel>(tab, "adviceInterval")->text().contains(pages::fixedRange(expected.thresholdCi95, 4)));
        QVERIFY(child<QLabel>(tab, "advicePerDay")->text().contains(QStringLiteral("10,000")));
        QVERIFY(child<QLabel>(tab, "adviceCost")->text().contains(pages::percentText(expected.fnmr)));
        QVERIFY(!child<QPushButton>(tab, "smallestRate")->isVisible());

        // Traffic is counted at once; a typing error is said and computes nothing.
        attempts.setValue(500);
        gallery.setValue(10);
        QVERIFY(tab.isReady());
        QCOMPARE(tab.advice()->falseAcceptsPerDay,
                 advise({.fmr = 0.01, .attemptsPerDay = 500, .gallery = 10}).falseAcceptsPerDay);
        target.setText(QStringLiteral("0,01"));
        QVERIFY(child<QLabel>(tab, "thresholdProblem")->isVisible());
        auto* use = child<QPushButton>(tab, "useThreshold");
        QVERIFY(!use->isEnabled());
        target.setText(QStringLiteral("0.01"));
        QVERIFY(!child<QLabel>(tab, "thresholdProblem")->isVisible());
        QTRY_VERIFY(tab.isReady() && use->isEnabled());
        QSignalSpy chosen(&tab, &pages::VerifyTab::thresholdChosen);
        target.setFocus();
        QTest::keyClick(&target, Qt::Key_Return, Qt::AltModifier);
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen.at(0).at(0).toDouble(), expected.threshold);
        QVERIFY(!use->isEnabled()); // it is in use
        tab.setThreshold(0.5);
        QVERIFY(use->isEnabled());

        // Beyond the data: said, and the smallest rate that it supports is one click away.
        target.setValue(1e-6);
        QTRY_VERIFY(tab.isReady() && tab.advice()->target == 1e-6);
        const auto warnings = tab.findChildren<QLabel*>(QStringLiteral("adviceWarning"));
        QVERIFY(!warnings.isEmpty() && warnings.at(0)->text().startsWith(QStringLiteral("Not enough data")));
        QVERIFY(child<QLabel>(tab, "adviceInterval")->text().contains(QStringLiteral("not enough data")));
        QTest::mouseClick(child<QPushButton>(tab, "smallestRate"), Qt::LeftButton);
        const double smallest = *target.value();
        QCOMPARE(smallest, eval::smallestRate(v->result.impostor));
        QTRY_VERIFY(tab.isReady() && tab.advice()->target == smallest);
        QVERIFY(tab.advice()->sufficient);

        // Slices that were measured are checked too.
        target.setValue(0.02);
        verify::SliceInput input;
        input.slices = {{"odd", "no", {}}, {"odd", "yes", {}}};
        input.sources = {{"odd", 0, 0, {}, {}}};
        for (std::uint32_t p = 0; p < v->scores.size(); ++p)
            input.slices[v->images[2 * p] % 2 && v->images[2 * p + 1] % 2 ? 1 : 0].pairs.push_back(p);
        tab.show(withExtra(*v, "slices", verify::measuredExtra(*v, input, {})));
        QTRY_VERIFY(tab.isReady() && tab.advice() && tab.advice()->warns("slice_above_target"));
        QVERIFY(advise({.fmr = 0.02}, input.slices).warns("slice_above_target"));
        const auto now = tab.findChildren<QLabel*>(QStringLiteral("adviceWarning"));
        QVERIFY(std::any_of(now.begin(), now.end(),
                            [](const QLabel* label) { return label->text().contains(QStringLiteral("odd: yes")); }));
    }
};

QTEST_MAIN(TestVerifyTabs)
#include "tst_verify_tabs.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// What long lists are made of: columns, their filters and orders, the review's queue, change sets, thumbnails.
#include "core/base/random.h"
#include "core/dataset/scale_project.h"
#include "core/dataset/thumbnails.h"
#include "core/db/sqlite.h"
#include "tests/support/small_project.h"

#include <QTest>
#include <algorithm>
#include <set>

using namespace likeness;
using namespace likeness::dataset;
using Filter = Choice::Filter;
using Order = Choice::Order;

namespace {

FaceSummary face(FaceId id, IdentityId identity, float quality, float sharpness = 1, float suspicion = -1)
{
    return {id, identity, FaceStatus::Found, LabelState::Unreviewed, quality, sharpness, suspicion};
}

FaceColumns columnsOf(const std::vector<FaceSummary>& faces)
{
    FaceColumns columns;
    for (const FaceSummary& f : faces)
        columns.append(f);
    columns.sort();
    return columns;
}

std::vector<FaceId> ask(const FaceColumns& columns, Order order, Filter filter = Filter::All, IdentityId person = -1)
{
    const std::vector<IdentityId> people{30, 10, 20};
    return chosen(columns, {person, filter, order}, people);
}

using Ids = std::vector<FaceId>;

} // namespace

class TestLists : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void ordersAndTies()
    {
        FaceSummary pending = face(6, 0, 0);
        pending.status = FaceStatus::Pending;
        const FaceColumns columns = columnsOf({face(5, 10, 0.2F, 300), face(1, 20, 0.9F, 10, 0.7F), pending,
                                               face(3, 30, 0.2F, 40), face(4, 10, 0.5F, 12, 0.9F), face(2, 99, 1, 0)});
        QCOMPARE(ask(columns, Order::Import), (Ids{1, 2, 3, 4, 5, 6}));
        QCOMPARE(ask(columns, Order::Newest), (Ids{6, 5, 4, 3, 2, 1}));
        QCOMPARE(ask(columns, Order::WorstQuality), (Ids{3, 5, 4, 1, 2, 6})); // not measured: last
        QCOMPARE(ask(columns, Order::LeastSharp), (Ids{2, 1, 4, 3, 5, 6}));
        QCOMPARE(ask(columns, Order::MostSuspicious), (Ids{4, 1, 2, 3, 5, 6}));
        QCOMPARE(ask(columns, Order::Person), (Ids{3, 4, 5, 1, 2, 6})); // 30, 10, 20, then who is not in the list
    }

    void filters()
    {
        FaceSummary rejected = face(2, 10, 0.5F);
        rejected.label = LabelState::Rejected;
        FaceSummary none = face(3, 20, 0);
        none.status = FaceStatus::NotFound;
        none.label = LabelState::Confirmed;
        const FaceColumns columns = columnsOf({face(1, 10, 1, 1, 0), rejected, none, face(4, 0, 1)});
        QCOMPARE(ask(columns, Order::Import, Filter::Flagged), (Ids{1})); // a score of zero is a flag too
        QCOMPARE(ask(columns, Order::Import, Filter::Rejected), (Ids{2}));
        QCOMPARE(ask(columns, Order::Import, Filter::NoFace), (Ids{3}));
        QCOMPARE(ask(columns, Order::Import, Filter::Unreviewed), (Ids{1, 4}));
        QCOMPARE(ask(columns, Order::Newest, Filter::All, 10), (Ids{2, 1}));
        QCOMPARE(ask(columns, Order::Import, Filter::All, Choice::kUnlabelled), (Ids{4}));
    }

    void manyPeopleSortAsFewDo()
    {
        // More than one digit of the sort.
        FaceColumns columns;
        std::vector<IdentityId> people;
        for (int i = 0; i < 100'000; ++i) {
            columns.append(face(i + 1, 100'000 - i, 0.5F));
            people.push_back(i + 1);
        }
        const auto faces = chosen(columns, {Choice::kEverybody, Filter::All, Order::Person}, people);
        for (std::size_t i = 0; i < faces.size(); ++i)
            QCOMPARE(faces[i], static_cast<FaceId>(100'000 - i));
    }

    void rowsChangeInPlace()
    {
        FaceColumns columns = columnsOf({face(1, 10, 0.25F, 64, 0.5F), face(9, 20, 1)});
        FaceSummary between = face(5, 30, 0.75F, 8, 0.125F);
        between.label = LabelState::Unsure;
        between.status = FaceStatus::Aligned;
        columns.set(between);
        QCOMPARE(columns.size(), std::size_t{3});
        QCOMPARE(columns.rowOf(5), std::ptrdiff_t{1});
        const FaceSummary back = columns.at(1);
        QCOMPARE(back.identity, between.identity);
        QCOMPARE(back.label, between.label);
        QCOMPARE(back.status, between.status);
        QVERIFY(std::abs(back.quality - between.quality) < 1e-4F);
        QCOMPARE(back.sharpness, between.sharpness);
        QVERIFY(std::abs(back.suspicion - between.suspicion) < 1e-4F);
        columns.remove(1);
        columns.remove(1234);
        QCOMPARE(columns.rowOf(1), std::ptrdiff_t{-1});
        QCOMPARE(columns.rowOf(9), std::ptrdiff_t{1});
        QVERIFY(!columns.flagged(1));
    }

    void columnsAreWhatTheRowsSay()
    {
        const test::TempFolder folder;
        jobs::RecordingContext context;
        Project project = createScaleProject(folder / "p", {600, 30, 4, 10, 0.2, 0.1, 3}, context);
        const FaceColumns columns = project.faceColumns();
        const auto rows = project.faces(project.allFaces());
        QCOMPARE(columns.size(), rows.size());
        std::set<FaceId> open;
        for (const FlagRow& flag : project.flags(true))
            open.insert(flag.face);
        QVERIFY(!open.empty());
        const auto summaries = project.faceSummaries(columns.ids());
        QCOMPARE(summaries.size(), rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const FaceSummary summary = columns.at(i);
            QCOMPARE(summary.id, rows[i].id);
            QCOMPARE(summary.identity, rows[i].identity);
            QCOMPARE(summary.label, rows[i].label);
            QCOMPARE(summary.status, rows[i].status);
            QVERIFY(std::abs(summary.quality - rows[i].quality) < 1e-4F);
            QCOMPARE(summary.flagged(), open.contains(rows[i].id));
            QCOMPARE(summaries[i].identity, summary.identity);
            QCOMPARE(summaries[i].flagged(), summary.flagged());
        }
        // People and their counts, the grouped way.
        for (const IdentityRow& person : project.identities())
            QCOMPARE(person.faces, project.identity(person.id)->faces);
        // Pictures are in their container.
        const auto image = project.image(rows[17].image);
        QCOMPARE(image::decode(formats::readAt(project.location(*image), 1 << 20)).width, image->width);
        const FaceId ids[] = {rows[3].id, 99'999, rows[1].id};
        const auto keys = project.imageKeys(ids);
        QCOMPARE(keys.size(), std::size_t{2});
        QCOMPARE(keys[0].second, project.image(rows[3].image)->key);
    }

    void theQueue()
    {
        const test::TempFolder folder;
        Project project = Project::open(test::makeSmallProject(folder / "s"));
        const auto queue = project.flagQueue("lbph", "mislabelled", 100);
        QCOMPARE(queue.size(), std::size_t{2});
        QVERIFY(queue[0].score > queue[1].score);
        QCOMPARE(project.flagQueue("lbph", "mislabelled", 1).size(), std::size_t{1});
        QCOMPARE(project.flagQueue("", "mislabelled", 100).size(), std::size_t{2});
        QVERIFY(project.flagQueue("embedding", "mislabelled", 100).empty());
        QVERIFY(project.hasFlags("lbph"));
        QVERIFY(!project.hasFlags("embedding"));
        QCOMPARE(project.flagKinds(), std::vector<std::string>{"mislabelled"});
        QCOMPARE(project.flag(queue[1].id)->face, queue[1].face);
        QVERIFY(!project.flag(4711));
        project.decide(Ids{queue[0].face}, Action::Keep);
        QCOMPARE(project.flagQueue("lbph", "mislabelled", 100)[0].decision, std::string("keep"));
        QCOMPARE(project.flagsOf(queue[0].face).size(), std::size_t{1});
        QVERIFY(!project.faceSummaries(Ids{queue[0].face})[0].flagged()); // no open one
    }

    void anEntrySaysWhatItChanged()
    {
        const test::TempFolder folder;
        Project project = Project::open(test::makeSmallProject(folder / "s"));
        const auto faces = project.facesOf(project.findIdentity("P1"));
        const std::int64_t move[] = {project.decide(Ids{faces[1], faces[0]}, Action::Move, "Somebody new")};
        ChangedRows changed = project.changedBy(move);
        QCOMPARE(changed.faces, (Ids{faces[0], faces[1]})); // its flag is the same face
        QCOMPARE(changed.people, (Ids{project.findIdentity("Somebody new")}));
        const std::int64_t rename[] = {project.renameIdentity(project.findIdentity("P2"), "Other")};
        changed = project.changedBy(rename);
        QVERIFY(changed.faces.empty());
        QCOMPARE(changed.people.size(), std::size_t{1});
        const std::int64_t merge[] = {
            project.mergeIdentities(project.findIdentity("Other"), project.findIdentity("P3"))};
        changed = project.changedBy(merge);
        QCOMPARE(changed.faces.size(), std::size_t{3});
        QCOMPARE(changed.people.size(), std::size_t{1});
    }

    void thumbnailsAreKeptWithinBounds()
    {
        const test::TempFolder folder;
        const auto picture = [](ImageId image) { return Bytes(1000, static_cast<std::uint8_t>(image)); };
        {
            Thumbnails cache(folder.path(), 10'000);
            for (ImageId image = 1; image <= 50; ++image)
                cache.store(image, picture(image));
            QVERIFY2(cache.bytes() <= 10'000, qPrintable(QString::number(cache.bytes())));
            QCOMPARE(*cache.find(50), picture(50));
            QVERIFY(!cache.find(1));
            cache.store(50, picture(7));
            Thumbnails other(folder.path());
            QCOMPARE(*other.find(50), picture(7));
            other.remove(Ids{50});
            QVERIFY(!cache.find(50));
        }
        Thumbnails smaller(folder.path(), 3'000); // a bound holds from the start
        QVERIFY(smaller.bytes() <= 3'000);
    }

    void aRemovedThumbnailLeavesNoBytes()
    {
        const test::TempFolder folder;
        const Bytes mark{'t', 'h', 'e', ' ', 'f', 'a', 'c', 'e', ' ', 'o', 'f', ' ', 'A', 'n', 'n'};
        {
            Thumbnails cache(folder.path());
            cache.store(1, mark);
            cache.store(2, Bytes(100, 1));
            cache.remove(Ids{1});
        } // the log is merged
        const Bytes file = readFile(folder / "thumbnails.db");
        QVERIFY(std::search(file.begin(), file.end(), mark.begin(), mark.end()) == file.end());
    }

    void aDamagedThumbnailCacheIsMadeAnew()
    {
        const test::TempFolder folder;
        writeFileAtomically(folder / "thumbnails.db", std::string_view("this is no database, and long enough to see"));
        {
            Thumbnails cache(folder.path());
            cache.store(1, Bytes(10));
        }
        {
            db::Connection newer(folder / "thumbnails.db", db::Connection::Mode::ReadWrite);
            newer.exec("PRAGMA user_version = 9");
        }
        Thumbnails cache(folder.path());
        QVERIFY(!cache.find(1));
        QVERIFY_THROWS_EXCEPTION(Error, Thumbnails(folder / "no such folder"));
    }

    void nonsenseSizesAreRefused()
    {
        const test::TempFolder folder;
        jobs::RecordingContext context;
        QVERIFY_THROWS_EXCEPTION(Error, createScaleProject(folder / "a", {10, 9, 1, 0, 0, 0, 1}, context));
        QVERIFY_THROWS_EXCEPTION(Error, createScaleProject(folder / "b", {10, 2, 0, 0, 0, 0, 1}, context));
        context.requestStop();
        QVERIFY_THROWS_EXCEPTION(Error, createScaleProject(folder / "c", {100, 2, 2, 0, 0, 0, 1}, context));
    }
};

QTEST_APPLESS_MAIN(TestLists)
#include "tst_lists.moc"

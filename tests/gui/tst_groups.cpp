// SPDX-License-Identifier: GPL-3.0-or-later
// Grouping faces without a name, in the real window.
#include "app/engine/qt_convert.h"
#include "app/mainwindow/main_window.h"
#include "app/pages/groups/group_dialog.h"
#include "core/crops/crop_cache.h"
#include "core/curate/grouping.h"
#include "core/dataset/import.h"
#include "tests/support/small_project.h"
#include "tests/support/textured_faces.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/message_bar.h"
#include "widgets/common/person_chooser.h"
#include "widgets/dialogs/dialogs.h"
#include "widgets/models/group_list_model.h"
#include "widgets/thumbs/group_view.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace likeness;
using namespace likeness::engine;
using dataset::FaceId;
using dataset::LabelState;

namespace {

constexpr int kPeople = 4, kEach = 4;

// People P0 … P3 of the small project, and textured faces that nobody has a name for.
std::filesystem::path makeProject(const std::filesystem::path& root)
{
    const auto folder = test::makeSmallProject(root, 4, 3, false);
    test::writeTexturedFaces(root / "flat", kPeople, kEach);
    auto project = dataset::Project::open(folder);
    jobs::RecordingContext context;
    dataset::ImportOptions options;
    options.aligned = true;
    dataset::importFrom(project, root / "flat", options, context);
    crops::CropWriter writer(project.cropFile(), 112);
    auto rows = project.faces(project.facesOf(0));
    for (auto& row : rows) {
        writer.add(row.id, image::decodeFile(project.imageFile(*project.image(row.image))).pixels);
        row.status = dataset::FaceStatus::Aligned;
    }
    writer.flush();
    project.updateFaces(rows);
    return folder;
}

// A proposal by hand: the first four nameless faces are P0, the next four somebody new, the next three too, less sure.
void keepProposal(const dataset::Project& project)
{
    const auto nameless = project.facesOf(0);
    curate::GroupProposal proposal;
    proposal.method = "lbph";
    proposal.threshold = 0.7F;
    proposal.thresholdFrom = "pictures";
    proposal.looked = static_cast<int>(nameless.size());
    const auto add = [&](int first, int count, dataset::IdentityId person, double score) {
        curate::FaceGroup group;
        for (int i = first; i < first + count; ++i)
            group.faces.push_back({nameless[static_cast<std::size_t>(i)], 0, LabelState::Unreviewed, 0.9F, false});
        group.person = person;
        if (person) {
            group.personFaces = project.facesOf(person);
            group.personCount = static_cast<int>(group.personFaces.size());
        }
        group.score = score;
        proposal.groups.push_back(group);
    };
    add(0, 4, project.findIdentity("P0"), 0.98);
    add(4, 4, 0, 0.95);
    add(8, 3, 0, 0.6);
    curate::keepProposal(project, proposal);
}

} // namespace

class TestGroups : public QObject
{
    Q_OBJECT
    QTemporaryDir m_temporary;
    int m_number = 0;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<app::MainWindow> m_window;
    std::vector<FaceId> m_nameless;
    pages::GroupDialog* m_dialog = nullptr;
    widgets::GroupView* m_view = nullptr;

    dataset::Project& project() { return m_window->session().project(); }
    std::vector<dataset::FaceRow> nameless() { return project().faces(m_nameless); }
    int rows() { return m_view->model()->rowCount(); }
    void press(Qt::Key key) { QTest::keyClick(m_view, key); }
    template<typename T>
    T* find(const char* name)
    {
        return m_dialog->findChild<T*>(QString::fromLatin1(name));
    }
    void openDialog()
    {
        QTRY_VERIFY(m_window->session().faces().isReady());
        m_window->showPage(QStringLiteral("dataset"));
        m_window->currentPage()->openPath(QStringLiteral("group:"));
        m_dialog = m_window->findChild<pages::GroupDialog*>();
        QVERIFY(m_dialog);
        QVERIFY(QTest::qWaitForWindowActive(m_dialog));
        QTRY_VERIFY(m_dialog->isReady());
        m_view = find<widgets::GroupView>("groupView");
    }
    void closeDialog()
    {
        m_dialog->close();
        QTRY_VERIFY(!m_window->findChild<pages::GroupDialog*>());
    }

private Q_SLOTS:
    void init()
    {
        const QString root = m_temporary.filePath(QString::number(++m_number));
        const auto folder = makeProject(toPath(root));
        {
            const auto project = dataset::Project::open(folder);
            m_nameless = project.facesOf(0);
            keepProposal(project);
        }
        QCOMPARE(m_nameless.size(), std::size_t{kPeople * kEach});
        m_settings = std::make_unique<Settings>(root + QStringLiteral("/settings.ini"));
        m_window = std::make_unique<app::MainWindow>(*m_settings);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QVERIFY(m_window->openProject(qs(folder)));
        openDialog();
    }
    void cleanup()
    {
        m_window.reset();
        m_settings.reset();
    }

    void acceptAndUndo()
    {
        QAbstractItemModelTester tester(m_view->model());
        QCOMPARE(rows(), 3);
        QCOMPARE(m_view->currentIndex().row(), 0);
        QVERIFY(m_view->currentIndex().data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("P0")));
        press(Qt::Key_Down);
        press(Qt::Key_Up);
        press(Qt::Key_Return);
        QCOMPARE(rows(), 2);
        const auto p0 = project().findIdentity("P0");
        for (int i = 0; i < 4; ++i) {
            QCOMPARE(nameless()[static_cast<std::size_t>(i)].identity, p0);
            QCOMPARE(nameless()[static_cast<std::size_t>(i)].label, LabelState::Confirmed);
        }
        // Somebody new gets a name with a number.
        press(Qt::Key_Return);
        QCOMPARE(rows(), 1);
        QVERIFY(project().findIdentity("Person 1") != 0);
        press(Qt::Key_Z);
        QCOMPARE(rows(), 2);
        QCOMPARE(m_view->currentIndex().row(), 0); // the group that is back
        press(Qt::Key_Z);
        QCOMPARE(rows(), 3);
        QCOMPARE(nameless()[0].identity, dataset::IdentityId{0});
        press(Qt::Key_Z); // nothing of ours is left
        QCOMPARE(rows(), 3);
        QVERIFY(!find<QAction>("groupUndo")->isEnabled());
    }

    void undoSaysWhatIsInItsWay()
    {
        auto* message = m_dialog->findChild<widgets::MessageBar*>();
        press(Qt::Key_Return);
        QCOMPARE(rows(), 2);
        QVERIFY(m_window->session().decide({m_nameless[8]}, dataset::Action::Unsure));
        press(Qt::Key_Z);
        QCOMPARE(rows(), 2);
        QVERIFY(!message->what().isEmpty());
        QVERIFY(m_window->session().undo());
        press(Qt::Key_Z);
        QCOMPARE(rows(), 3);
        QVERIFY(message->what().isEmpty());
        // What the window's undo took back is not ours any more.
        press(Qt::Key_Return);
        QVERIFY(find<QAction>("groupUndo")->isEnabled());
        QVERIFY(m_window->session().undo());
        QVERIFY(!find<QAction>("groupUndo")->isEnabled());
    }

    void aFailedJobLeavesTheGroups()
    {
        const auto elsewhere = dataset::Project::open(project().folder());
        const auto lock = elsewhere.lockForJob("somewhere else");
        find<QComboBox>("groupMethod")->setCurrentIndex(0); // LBPH
        find<QPushButton>("groupNow")->click();
        auto* message = m_dialog->findChild<widgets::MessageBar*>();
        QTRY_VERIFY(!message->what().isEmpty());
        QVERIFY(m_view->isVisible());
        QCOMPARE(rows(), 3);
    }

    void nameAndTakeOut()
    {
        press(Qt::Key_Right);
        QCOMPARE(m_view->cursor(), 1);
        press(Qt::Key_Space);
        QCOMPARE(find<QAction>("groupOut")->text(), QStringLiteral("Put back"));
        widgets::PersonChooser::setNextName(QStringLiteral("Zoe"));
        press(Qt::Key_N);
        QCOMPARE(rows(), 2);
        const auto zoe = project().findIdentity("Zoe");
        QVERIFY(zoe != 0);
        const auto after = nameless();
        QCOMPARE(after[0].identity, zoe);
        QCOMPARE(after[1].identity, dataset::IdentityId{0});
        QCOMPARE(after[2].identity, zoe);
        // With the mouse: a click chooses the face, a double click takes it out.
        const QPoint place = m_view->faceRect(1, 2).center();
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, place);
        QCOMPARE(m_view->currentIndex().row(), 1);
        QCOMPARE(m_view->cursor(), 2);
        QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, {}, place);
        QCOMPARE(find<QAction>("groupOut")->text(), QStringLiteral("Put back"));
    }

    void asideStaysAside()
    {
        press(Qt::Key_X);
        QCOMPARE(rows(), 2);
        closeDialog();
        openDialog();
        QCOMPARE(rows(), 2);
        QVERIFY(project().facesOf(0).size() == m_nameless.size());
    }

    void acceptManyAndEmptyState()
    {
        dialogs::MessageBox::setNextAnswer(QMessageBox::No);
        find<QPushButton>("acceptMany")->click();
        QCOMPARE(rows(), 3);
        dialogs::MessageBox::setNextAnswer(QMessageBox::Yes);
        find<QPushButton>("acceptMany")->click(); // those from 90 % on
        QCOMPARE(rows(), 1);
        QCOMPARE(nameless()[0].label, LabelState::Unreviewed);
        QCOMPARE(nameless()[0].identity, project().findIdentity("P0"));
        QCOMPARE(project().journal().front().verb, std::string("assign"));
        QVERIFY(!find<QPushButton>("acceptMany")->isEnabled());
        press(Qt::Key_X);
        auto* empty = m_dialog->findChild<widgets::EmptyState*>();
        QTRY_VERIFY(empty->isVisible());
        QCOMPARE(empty->title(), QStringLiteral("All groups are dealt with"));
    }

    // What somebody else decides leaves the list.
    void followsTheProject()
    {
        m_window->session().decide({m_nameless[0], m_nameless[1], m_nameless[2], m_nameless[3]},
                                   dataset::Action::Reject);
        QCOMPARE(rows(), 2);
        m_window->session().undo();
        QCOMPARE(rows(), 3);
    }

    void groupsForReal()
    {
        find<QComboBox>("groupMethod")->setCurrentIndex(0); // LBPH
        find<QDoubleSpinBox>("groupThreshold")
            ->setValue(0.7); // the plain squares are all alike and mislead the default
        find<QPushButton>("groupNow")->click();
        QVERIFY(m_window->session().jobs().isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->session().jobs().isRunning(), 60000);
        QTRY_COMPARE(rows(), kPeople);
        QVERIFY(find<QLabel>("groupSummary")->text().contains(QStringLiteral("16")));
    }

    void offersItWhereNamelessFacesAreShown()
    {
        closeDialog();
        auto* notice = m_window->findChild<QWidget*>(QStringLiteral("namelessNotice"));
        QVERIFY(!notice->isVisible());
        m_window->currentPage()->openFace(m_nameless[0]);
        QTRY_VERIFY(notice->isVisible());
        notice->findChild<QPushButton*>()->click();
        QVERIFY(m_window->findChild<pages::GroupDialog*>());
    }
};

QTEST_MAIN(TestGroups)
#include "tst_groups.moc"

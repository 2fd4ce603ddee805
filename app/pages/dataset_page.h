// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/face_query.h"
#include "app/pages/page.h"

#include <QTimer>
#include <unordered_map>
#include <unordered_set>
#include <vector>

QT_BEGIN_NAMESPACE
class QAction;
class QButtonGroup;
class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QSortFilterProxyModel;
class QStackedWidget;
QT_END_NAMESPACE

namespace likeness::widgets {
class EmptyState;
class FaceDelegate;
class FaceListModel;
class PeopleModel;
} // namespace likeness::widgets

namespace likeness::pages {

class FaceInfo;

// People on the left, their faces in the middle, one face in detail on the right; everything that can be done to labels
// in bulk.
class DatasetPage final : public Page
{
    Q_OBJECT
public:
    explicit DatasetPage(Services services, QWidget* parent = nullptr);
    QString id() const override { return QStringLiteral("dataset"); }
    QString title() const override { return tr("Dataset"); }
    QString iconName() const override { return QStringLiteral("dataset"); }
    void activate() override;
    void openFace(dataset::FaceId face) override;
    // "person:NAME", "filter:flagged|all|unreviewed|rejected|noface", "select:N" chooses the N-th face shown.
    QString openPath(const QString& path) override;
    QStringList states() const override { return {QStringLiteral("filter:flagged"), QStringLiteral("select:0")}; }

private:
    QWidget* buildPeople();
    QWidget* buildFaces();
    void buildActions();
    void reload();      // people, counts, faces
    void reloadFaces(); // faces of the chosen person and filter
    void showFaces(const std::vector<std::int64_t>& faces);
    void choosePerson(dataset::IdentityId id);
    void selectionChanged();
    void showEmptyState(bool noFacesHere);
    std::vector<dataset::FaceId> selected() const;
    // What a question is about. While its dialog is open a job may end, or another program decide: an answer counts
    // only as long as this is still the same.
    struct Subject {
        QString project;
        dataset::IdentityId person = 0;
        std::vector<dataset::FaceId> faces;
        bool operator==(const Subject&) const = default;
    };
    Subject subject() const;
    QStringList peopleNames() const;
    void decide(dataset::Action action, const QString& other = {});
    void moveSelected();
    void splitSelected();
    bool previewed(dataset::Action action, const QString& name); // asks, for several selected faces
    void renamePerson();
    void mergePerson();
    void updateActions();
    void showError(const std::exception& error);
    void triggerWindowAction(const char* name);

    FaceQuery m_query;
    bool m_stale = true;
    std::int64_t m_faceToShow = 0; // to be chosen when the next answer has it
    std::unordered_set<std::int64_t> m_flagged;
    std::unordered_map<std::int64_t, QString> m_names;
    FaceFinder* m_finder;
    widgets::PeopleModel* m_people;
    QSortFilterProxyModel* m_peopleProxy;
    widgets::FaceListModel* m_faces;
    widgets::FaceDelegate* m_delegate;
    QLineEdit* m_search = nullptr;
    QListView* m_peopleView = nullptr;
    QListView* m_grid = nullptr;
    QButtonGroup* m_filters = nullptr;
    QLabel* m_shown = nullptr;
    QWidget* m_notice = nullptr;
    QLabel* m_noticeText = nullptr;
    QStackedWidget* m_stack = nullptr; // grid | empty
    widgets::EmptyState* m_empty = nullptr;
    FaceInfo* m_info = nullptr;
    QTimer m_searchTimer;
    QAction* m_keep = nullptr;
    QAction* m_move = nullptr;
    QAction* m_split = nullptr;
    QAction* m_reject = nullptr;
    QAction* m_unsure = nullptr;
    QAction* m_annotate = nullptr;
    QAction* m_review = nullptr;
    QAction* m_rename = nullptr;
    QAction* m_merge = nullptr;
    QAction* m_history = nullptr;
};

} // namespace likeness::pages

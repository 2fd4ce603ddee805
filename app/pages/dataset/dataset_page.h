// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"
#include "app/pages/dataset/face_query.h"
#include "widgets/models/face_list_model.h"

#include <QTimer>
#include <span>
#include <vector>

QT_BEGIN_NAMESPACE
class QAction;
class QButtonGroup;
class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;
QT_END_NAMESPACE

namespace likeness::widgets {
class EmptyState;
class FaceDelegate;
class CellGrid;
} // namespace likeness::widgets

namespace likeness::pages {

class FaceInfo;
class PeoplePanel;

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
    // "person:NAME" (none: everybody), "filter:flagged|all|unreviewed|unsure|rejected|noface", "order:NAME" (of
    // kOrders), "select:N" chooses the N-th face shown; "erase:", "origins:" and "group:" open these dialogs.
    QString openPath(const QString& path) override;
    QStringList states() const override
    {
        return {QStringLiteral("filter:flagged"), QStringLiteral("select:0"), QStringLiteral("erase:"),
                QStringLiteral("origins:"), QStringLiteral("group:")};
    }

private:
    QWidget* buildFaces();
    void buildActions();
    std::vector<widgets::FaceCell> cellsOf(std::span<const std::int64_t> faces);
    void reload();      // people, counts, faces
    void reloadFaces(); // faces of the chosen person and filter, in the chosen order
    void facesUpdated(const dataset::ChangedRows& rows);
    void showPeople();
    void showNotices();
    void showFaces(std::vector<std::int64_t>& faces);
    QString shownText() const;
    void restoreSelection(std::vector<dataset::FaceId> faces);
    void restoreOrder(); // as it was the last time
    void chooseOrder(int place);
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
    void setAside(dataset::Action action); // rejects the selected faces, or marks them as unsure
    void noteOrigins();
    void groupFaces();
    void updateActions();
    void triggerWindowAction(const char* name);

    dataset::Choice m_query;
    bool m_stale = true;
    bool m_toTop = false;          // the next answer is in another order: begin with its first
    int m_facesKnown = -1;         // in all, when the list was made
    std::int64_t m_faceToShow = 0; // to be chosen when the next answer has it
    FaceFinder* m_finder;
    FaceKeys* m_keys;
    PeoplePanel* m_people;
    widgets::FaceListModel* m_faces;
    widgets::FaceDelegate* m_delegate;
    widgets::CellGrid* m_grid = nullptr;
    QComboBox* m_order = nullptr;
    QButtonGroup* m_filters = nullptr;
    QLabel* m_shown = nullptr;
    QWidget* m_notice = nullptr;
    QLabel* m_noticeText = nullptr;
    QWidget* m_nameless = nullptr; // offers to group faces, where those without a name are shown
    QLabel* m_namelessText = nullptr;
    QStackedWidget* m_stack = nullptr; // grid | empty
    widgets::EmptyState* m_empty = nullptr;
    FaceInfo* m_info = nullptr;
    QTimer m_infoTimer; // one look at the current face for all that happens at once
    QAction* m_keep = nullptr;
    QAction* m_move = nullptr;
    QAction* m_split = nullptr;
    QAction* m_reject = nullptr;
    QAction* m_unsure = nullptr;
    QAction* m_annotate = nullptr;
    QAction* m_review = nullptr;
    QAction* m_origins = nullptr;
    QAction* m_group = nullptr;
};

} // namespace likeness::pages

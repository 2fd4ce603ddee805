// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"
#include "app/pages/map/map_looks.h"
#include "core/curate/face_map.h"
#include "core/dataset/types.h"

#include <QDateTime>
#include <QTimer>
#include <vector>

QT_BEGIN_NAMESPACE
class QAction;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QStringListModel;
QT_END_NAMESPACE

namespace likeness::widgets {
class EmptyState;
class PointMap;
} // namespace likeness::widgets

namespace likeness::pages {

class MapCard;
class ModelChooser;

// All faces in a plane, alike faces together: mixed-up people, strays and groups are seen at a glance, encircled and
// sent to the review, to another person or aside. The map is drawn by a job and kept; labels colour it as they are now.
class MapPage final : public Page
{
    Q_OBJECT
public:
    explicit MapPage(Services services, QWidget* parent = nullptr);
    QString id() const override { return QStringLiteral("map"); }
    QString title() const override { return tr("Map"); }
    QString iconName() const override { return QStringLiteral("map"); }
    void activate() override;
    void openFace(dataset::FaceId face) override;
    // "draw:" draws the map, "colour:person|suspicion|state", "person:NAME" looks for a person, "near:" goes close to
    // the worst flag, "select:N" selects N faces around it.
    QString openPath(const QString& path) override;
    QStringList states() const override
    {
        return {QStringLiteral("draw:"),        QStringLiteral("colour:suspicion"),
                QStringLiteral("colour:state"), QStringLiteral("person:"),
                QStringLiteral("near:"),        QStringLiteral("select:12")};
    }

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* buildBar();
    QWidget* buildNotice();
    QWidget* buildActionBar();
    void buildActions();
    void refresh();
    void follow(const dataset::ChangedRows& rows);
    void readMap();
    void showFaces();  // those of the map that are still there
    void showLabels(); // counts, colours, keys
    void showColours();
    void readSuspicions(); // beside this thread, then showColours()
    void showEmptyState();
    void updateSelection();
    void updateHighlight();
    void updateDescription();
    bool canDraw() const;
    void draw();
    void search();
    void hover(qint64 face);
    void showCard(dataset::FaceId face);
    QString nameOf(dataset::FaceId face) const; // whose it is
    dataset::IdentityId personOf(dataset::FaceId face) const;
    void moveSelected();
    void rejectSelected();
    void decide(dataset::Action action, const QString& name);

    curate::FaceMap m_map;
    QDateTime m_mapTime; // of the file that m_map was read from; invalid: none was
    bool m_reading = false;
    Suspicions m_suspicions; // as last read; wanted for that colour only
    bool m_suspecting = false, m_suspectAgain = false;
    bool m_stale = true; // the project changed while the page was not seen
    MapColour m_colour = MapColour::Person;
    dataset::IdentityId m_sought = 0;  // found by the search
    dataset::IdentityId m_touched = 0; // of the face on which the pointer rests
    QTimer m_rest;
    ModelChooser* m_model = nullptr;
    QPushButton* m_draw = nullptr;
    QWidget* m_tools = nullptr;   // what needs a map: search, colours
    QWidget* m_actions = nullptr; // and what is done with the selected faces
    QLabel* m_drawnBy = nullptr;
    QComboBox* m_colours = nullptr;
    QLineEdit* m_search = nullptr;
    QStringListModel* m_names = nullptr;
    QWidget* m_notice = nullptr;
    QLabel* m_noticeText = nullptr;
    QStackedWidget* m_stack = nullptr; // map | empty
    widgets::PointMap* m_view = nullptr;
    MapCard* m_card = nullptr;
    widgets::EmptyState* m_empty = nullptr;
    QLabel* m_count = nullptr;
    QLabel* m_legend = nullptr;
    QAction* m_review = nullptr;
    QAction* m_dataset = nullptr;
    QAction* m_move = nullptr;
    QAction* m_reject = nullptr;
};

} // namespace likeness::pages

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/engine/capture_coach.h"

#include <QWidget>
#include <array>
#include <vector>

QT_BEGIN_NAMESPACE
class QLabel;
class QListWidget;
class QListWidgetItem;
class QPushButton;
QT_END_NAMESPACE

namespace likeness::engine {
class ProjectSession;
}

namespace likeness::pages {

// The faces captured in this session, oldest first: they come here when they are taken, get their number when they are
// stored, leave by undo and return by redo.
class CaptureStrip final : public QWidget
{
    Q_OBJECT
public:
    explicit CaptureStrip(engine::ProjectSession& session, QWidget* parent = nullptr);

    void clear();
    void add(const QString& identity, const engine::CaptureFace& face); // being stored
    void setStored(qint64 face);                                        // the oldest that is being stored
    void dropLost();                                                    // that one could not be stored
    void check(); // after undo, redo or anything else that may have removed a captured face

    int count() const { return static_cast<int>(m_taken.size()); }
    std::array<int, engine::kPoseCount> poses(const QString& identity) const;
    bool hasAlike(const QString& identity, const image::Image& crop) const; // among the last ones
    void describe(const QString& identity);                                 // how many, and how many of this person

Q_SIGNALS:
    void faceActivated(qint64 face);

private:
    struct Taken {
        qint64 face = 0; // 0: being stored
        QString identity;
        image::Image crop;
        engine::Pose pose = engine::Pose::Front;
    };
    std::vector<Taken>::iterator oldestUnstored();
    QListWidgetItem* makeItem(const Taken& taken) const;

    engine::ProjectSession& m_session;
    QListWidget* m_list;
    QLabel* m_text;
    QPushButton* m_undo;
    std::vector<Taken> m_taken;
    std::vector<Taken> m_undone; // left the strip by undo, and return by redo
};

} // namespace likeness::pages

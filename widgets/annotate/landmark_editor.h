// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/image/image.h"

#include <QObject>
#include <QString>
#include <QUndoStack>
#include <optional>

namespace likeness::widgets {

// The points of one face while a person edits them, with undo inside the edit. A gesture previews as often as it likes
// and commits once: one step of undo. Nothing here is stored; the page saves points() when the person says so. GUI
// thread.
class LandmarkEditor final : public QObject
{
    Q_OBJECT
public:
    using Points = std::optional<image::Landmarks>;

    explicit LandmarkEditor(QObject* parent = nullptr);

    // A new face: forgets the steps before.
    void begin(const Points& points);
    const Points& points() const { return m_points; }
    bool isModified() const { return m_committed != m_saved; }
    // What is there now counts as saved; the steps stay.
    void markSaved();

    void preview(const image::Landmarks& points);         // during a gesture
    void cancelPreview();                                 // back to the last step
    void commit(const QString& text, bool merge = false); // merge: joins the step before if that was merged too
    void replace(const Points& points, const QString& text);

    QUndoStack* undoStack() { return &m_stack; }

Q_SIGNALS:
    void changed();   // any change, also while dragging
    void committed(); // a step was made, undone or redone, or a new face begun

private:
    class Step;
    void set(const Points& points);
    Points m_points;    // as shown
    Points m_committed; // as of the last step
    Points m_saved;
    QUndoStack m_stack;
};

} // namespace likeness::widgets

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/annotate/landmark_editor.h"

#include <QUndoCommand>

namespace likeness::widgets {

class LandmarkEditor::Step final : public QUndoCommand
{
public:
    Step(LandmarkEditor& editor, Points before, Points after, const QString& text, bool merge)
        : QUndoCommand(text), m_editor(editor), m_before(std::move(before)), m_after(std::move(after)), m_merge(merge)
    {
    }
    void undo() override { m_editor.set(m_before); }
    void redo() override { m_editor.set(m_after); }
    int id() const override { return m_merge ? 1 : -1; }
    bool mergeWith(const QUndoCommand* next) override
    {
        m_after = static_cast<const Step*>(next)->m_after;
        return true;
    }

private:
    LandmarkEditor& m_editor;
    Points m_before;
    Points m_after;
    bool m_merge;
};

LandmarkEditor::LandmarkEditor(QObject* parent) : QObject(parent) {}

void LandmarkEditor::begin(const Points& points)
{
    m_saved = points;
    m_stack.clear();
    set(points);
}

void LandmarkEditor::markSaved()
{
    m_saved = m_committed;
    Q_EMIT committed();
}

void LandmarkEditor::set(const Points& points)
{
    m_points = points;
    m_committed = points;
    Q_EMIT changed();
    Q_EMIT committed();
}

void LandmarkEditor::preview(const image::Landmarks& points)
{
    m_points = points;
    Q_EMIT changed();
}

void LandmarkEditor::cancelPreview()
{
    m_points = m_committed;
    Q_EMIT changed();
}

void LandmarkEditor::commit(const QString& text, bool merge)
{
    if (m_points == m_committed)
        return;
    m_stack.push(new Step(*this, m_committed, m_points, text, merge));
}

void LandmarkEditor::replace(const Points& points, const QString& text)
{
    m_points = points;
    commit(text);
}

} // namespace likeness::widgets

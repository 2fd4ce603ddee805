// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/annotate/image_view.h"
#include "widgets/annotate/landmark_editor.h"

#include <optional>
#include <set>
#include <vector>

namespace likeness::widgets {

// The photograph with one face's 68 points, to be corrected by hand. Coordinates as in image.h. GUI thread.
//   points: drag · arrows 1 px, Shift 5 px, Ctrl 0.2 px · Tab, Shift+Tab next and previous · Ctrl click or a band adds
//   to the selection · double click or G takes the whole part · Esc lets go, once more leaves the canvas · Ctrl+Z,
//   Ctrl+Shift+Z view: wheel, + − 0 1 · F the face · middle button or space moves · C automatic points · H lines
// The shape as a whole moves only by the two handles that L unlocks; they lock again with the next face.
class ImageCanvas : public ImageView
{
    Q_OBJECT
public:
    using Points = LandmarkEditor::Points;

    explicit ImageCanvas(QWidget* parent = nullptr);

    // A face of the photograph that is shown: its points, the automatic ones to compare with, its box and the other
    // boxes.
    void setFace(const Points& points,
                 const Points& automatic,
                 const std::optional<image::Rect>& box,
                 const std::vector<image::Rect>& otherBoxes);
    LandmarkEditor& editor() { return m_editor; }
    const Points& points() const { return m_editor.points(); }

    int currentPoint() const { return m_current; } // −1 = none
    void setCurrentPoint(int point);               // selects it alone, and brings it into view
    const std::set<int>& selection() const { return m_selection; }
    void selectPart(int point);

    void setLimit(double pixels); // distances above it are drawn as warnings
    bool isCompareShown() const { return m_compare; }
    void setCompareShown(bool shown);
    bool areLinesShown() const { return m_lines; }
    void setLinesShown(bool shown);
    bool isShapeUnlocked() const { return m_unlocked; }
    void setShapeUnlocked(bool unlocked);
    void fitFace();
    void startBox(); // the next drag draws a box; Esc gives up
    bool isDrawingBox() const { return m_boxMode; }

Q_SIGNALS:
    void pointsChanging(); // any change of points(), also while dragging
    void pointsCommitted();
    void currentPointChanged(int point);
    void compareShownChanged(bool shown);
    void linesShownChanged(bool shown);
    void shapeUnlockedChanged(bool unlocked);
    void boxModeChanged(bool drawing);
    void boxDrawn(const QRectF& imageRect);

protected:
    bool event(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void paintOver(QPainter& painter) override;
    void updateCursor() override;

private:
    enum class Gesture { None, Points, Move, Turn, Band, Box };

    int pointAt(QPointF at) const; // nearest within reach, −1
    QRectF shapeRect() const;      // widget coordinates
    QPointF moveHandle() const;
    QPointF turnHandle() const;
    void setSelection(std::set<int> selection, int current);
    void nudge(float dx, float dy, bool repeated);
    void step(int direction);
    void dragTo(QPointF at);
    void endGesture(bool keep);
    QString gestureText() const;

    void paintCompare(QPainter& painter);
    void paintPoints(QPainter& painter);
    void paintHandles(QPainter& painter);
    void paintLoupe(QPainter& painter);
    void updateTexts();

    LandmarkEditor m_editor;
    Points m_automatic;
    std::optional<image::Rect> m_box;
    std::vector<image::Rect> m_otherBoxes;
    std::set<int> m_selection;
    int m_current = -1;
    int m_hover = -1;
    double m_limit = 2;
    bool m_compare = true;
    bool m_lines = true;
    bool m_unlocked = false;
    bool m_boxMode = false;

    Gesture m_gesture = Gesture::None;
    bool m_moved = false;     // beyond the slack of a click
    QPointF m_pressedAt;      // widget
    QPointF m_pointer;        // widget, last seen
    image::Landmarks m_start; // points at the press
};

} // namespace likeness::widgets

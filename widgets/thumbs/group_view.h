// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QListView>
#include <QPixmap>
#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>

namespace likeness::widgets {

struct GroupCard;
class GroupListModel;

// The rows of a GroupListModel: on the left the faces of a group as a strip that scrolls, on the right, at the same
// size, faces of the person they are proposed to be. Up and down move between groups; left, right, Home and End move
// along the faces of the current one, Space takes a face out or puts it back (a double click does, too).
class GroupView final : public QListView
{
    Q_OBJECT
public:
    using Picture = std::function<std::optional<QPixmap>(std::int64_t)>; // as FaceListModel's
    GroupView(GroupListModel* model, Picture picture, QWidget* parent = nullptr);
    int cursor() const { return m_cursor; } // which face of the current group; -1: there is none
    void picturesReady() { viewport()->update(); }
    QRect faceRect(int row, int face) const; // viewport pixels; empty when it is not in sight

Q_SIGNALS:
    void faceToggled(int row, int face);
    void cursorChanged();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    class Delegate;
    struct Layout {
        QRect card, title, strip, personTitle, person;
        int visible = 1; // faces in the strip
    };
    Layout layoutOf(const QRect& row) const;
    const GroupCard* cardAt(int row) const;
    int firstOf(int row) const; // the leftmost face that is shown
    void scrollStrip(int row, int first);
    void setCursorFace(int face);
    int faceAt(const QModelIndex& index, const QPoint& point) const; // -1: none
    void paintRow(QPainter* painter, const QStyleOptionViewItem& option, int row);
    void paintFace(QPainter* painter, const QRect& place, std::int64_t face, bool out);

    GroupListModel* m_groups;
    Picture m_picture;
    int m_cursor = -1;
    std::unordered_map<int, int> m_first; // of rows that were scrolled
};

} // namespace likeness::widgets

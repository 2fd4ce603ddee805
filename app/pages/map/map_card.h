// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QFrame>
#include <QPixmap>
#include <optional>

QT_BEGIN_NAMESPACE
class QLabel;
QT_END_NAMESPACE

namespace likeness::pages {

// The face under the pointer: its crop, whose it is, what is known of it. Lies over its parent and lets the mouse
// through.
class MapCard final : public QFrame
{
    Q_OBJECT
public:
    explicit MapCard(QWidget* parent);
    // Below or beside `face`, in the parent. The picture is left out where the parent shows it.
    void showFace(const QString& name, const QString& note, const QRect& face, bool withPicture);
    void setPicture(const std::optional<QPixmap>& picture); // nothing: it is being read

private:
    QLabel* m_picture;
    QLabel* m_name;
    QLabel* m_note;
};

} // namespace likeness::pages

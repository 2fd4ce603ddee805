// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QWidget>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

QT_BEGIN_NAMESPACE
class QLabel;
class QListView;
QT_END_NAMESPACE

namespace likeness::widgets {
class FaceDelegate;
class FaceListModel;
} // namespace likeness::widgets

namespace likeness::pages {

// Three columns at one scale: the nearest face of the label's own person, the face in question, the nearest face of the
// rival; under the two people, their other faces.
class ComparePanel final : public QWidget
{
    Q_OBJECT
public:
    using Picture = std::function<std::optional<QPixmap>(std::int64_t)>;
    explicit ComparePanel(Picture picture, QWidget* parent = nullptr);
    struct Side {
        QString heading;                 // "Labelled Ann"
        QString note;                    // "11 other faces · similarity 0.41"
        std::vector<std::int64_t> faces; // nearest first
    };
    void show(std::int64_t face, const QString& heading, const QString& note, const Side& own, const Side& rival);
    void picturesReady(const std::vector<std::int64_t>& faces);

Q_SIGNALS:
    void faceActivated(std::int64_t face);

private:
    struct Column {
        QLabel* heading = nullptr;
        QLabel* note = nullptr;
        QLabel* picture = nullptr;
        QListView* others = nullptr;
        widgets::FaceListModel* model = nullptr;
        std::int64_t face = 0;
    };
    Column makeColumn(bool withOthers);
    void setPicture(Column& column);
    void resizeEvent(QResizeEvent* event) override;
    int pictureSize() const;

    Picture m_picture;
    widgets::FaceDelegate* m_delegate;
    Column m_own, m_face, m_rival;
};

} // namespace likeness::pages

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QPixmap>
#include <QWidget>
#include <optional>

namespace likeness::pages {

// One large face with rounded corners; a quiet square while it is read, nothing at all where there is none.
class FacePane final : public QWidget
{
    Q_OBJECT
public:
    explicit FacePane(QWidget* parent = nullptr);
    enum class Frame { None, Suspect, Shared }; // Shared: nothing is wrong with its label
    void setFrame(Frame frame);                 // it is the one that is judged
    void setTag(const QString& text);           // a word in the corner
    void setSide(int pixels);
    // Not set: still read. A null pixmap: cannot be read.
    void setPicture(const std::optional<QPixmap>& picture);
    void setAbsent(); // there is no face to show

private:
    void paintEvent(QPaintEvent* event) override;

    std::optional<QPixmap> m_picture;
    QString m_tag;
    Frame m_frame = Frame::None;
    bool m_absent = true;
};

} // namespace likeness::pages

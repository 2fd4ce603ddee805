// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/engine/capture_coach.h"

#include <QWidget>
#include <array>
#include <optional>

QT_BEGIN_NAMESPACE
class QLabel;
QT_END_NAMESPACE

namespace likeness::pages {

// Tells the person before the camera what is good, what is not, and which view is still missing. Knows values only. GUI
// thread.
class CaptureCoachView final : public QWidget
{
    Q_OBJECT
public:
    explicit CaptureCoachView(QWidget* parent = nullptr);
    // The chosen face, or nothing; what speaks against it, first things first.
    void setState(const std::optional<image::Quality>& quality, const std::vector<engine::Hint>& hints);
    void setPoses(const std::array<int, engine::kPoseCount>& counts);
    void setIdle();         // nothing runs
    QString advice() const; // the sentence that is shown

private:
    enum Row { Size, Light, Sharp, Turn, Fresh, kRows };
    std::array<QLabel*, kRows> m_marks{};
    std::array<QLabel*, kRows> m_values{};
    std::array<QLabel*, engine::kPoseCount> m_poses{};
    QLabel* m_advice;
    std::array<int, engine::kPoseCount> m_counts{};
};

} // namespace likeness::pages

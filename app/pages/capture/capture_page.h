// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/engine/capture_session.h"
#include "app/engine/face_writer.h"
#include "app/pages/common/page.h"

#include <QElapsedTimer>
#include <vector>

QT_BEGIN_NAMESPACE
class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSlider;
class QStackedWidget;
class QStringListModel;
class QToolButton;
QT_END_NAMESPACE

namespace likeness::widgets {
class EmptyState;
class LiveView;
} // namespace likeness::widgets

namespace likeness::pages {

class CaptureCoachView;
class CaptureStrip;

// Faces from a camera or a video, straight into an identity: live boxes and landmarks, a coach, capture by key or by
// itself.
class CapturePage final : public Page
{
    Q_OBJECT
public:
    explicit CapturePage(Services services, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("capture"); }
    QString title() const override { return tr("Capture"); }
    QString iconName() const override { return QStringLiteral("capture"); }
    void activate() override;
    QString openPath(const QString& path) override; // "file:PATH" starts that video, "stop"

    // The key: takes the chosen face of the last analysed frame. False, with a status message that says why, when it
    // cannot.
    bool capture();
    int capturedCount() const; // in the strip
    engine::CaptureSession& source() { return *m_capture; }

protected:
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* buildStage();
    QWidget* buildSide();
    void listCameras();
    void chooseFile();
    void startFile(const QString& path);
    void startChosen();
    void updateTransport();
    void showFrame(const QImage& frame, int index);
    void showAnalysis(const engine::CaptureFrame& frame);
    std::vector<engine::Hint> hints(const engine::CaptureFrame& frame) const;
    void take(const engine::CaptureFrame& frame);
    void showStored(qint64 face);
    void readProject(); // names to choose from, and which captured faces are still there
    void resetPerson();

    engine::CaptureSession* m_capture;
    engine::FaceWriter* m_writer;

    QStackedWidget* m_stage;
    widgets::EmptyState* m_empty;
    widgets::LiveView* m_view;
    QComboBox* m_source;
    QPushButton* m_start;
    QToolButton* m_play;
    QSlider* m_seek;
    QLabel* m_time;
    QLabel* m_rate;
    QLineEdit* m_name;
    QStringListModel* m_names;
    QPushButton* m_take;
    QCheckBox* m_auto;
    QDoubleSpinBox* m_minQuality;
    QDoubleSpinBox* m_interval;
    QCheckBox* m_mirror;
    CaptureCoachView* m_coach;
    CaptureStrip* m_strip;

    engine::CaptureFrame m_last;
    QString m_file;
    QElapsedTimer m_sinceCapture;
    double m_analysisRate = 0; // frames a second, smoothed
    QElapsedTimer m_sinceAnalysis;
    bool m_sliderHeld = false;
};

} // namespace likeness::pages

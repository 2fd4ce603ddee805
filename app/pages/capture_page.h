// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/engine/capture_session.h"
#include "app/engine/face_writer.h"
#include "app/pages/page.h"

#include <QElapsedTimer>
#include <array>
#include <vector>

QT_BEGIN_NAMESPACE
class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QListWidget;
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
    void addToStrip(qint64 face, const QString& identity);
    void checkStrip(); // after undo, redo or anything else that may have removed a captured face
    void readIdentities();
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
    QListWidget* m_strip;
    QLabel* m_stripText;
    QPushButton* m_undo;

    struct Taken {
        qint64 face = 0; // 0: being stored
        QString identity;
        image::Image crop;
        engine::Pose pose = engine::Pose::Front;
    };
    std::vector<Taken> m_taken;  // of this session, oldest first
    std::vector<Taken> m_undone; // left the strip by undo, and return by redo
    engine::CaptureFrame m_last;
    std::array<int, engine::kPoseCount> m_poses{};
    QString m_file;
    QElapsedTimer m_sinceCapture;
    double m_analysisRate = 0; // frames a second, smoothed
    QElapsedTimer m_sinceAnalysis;
    bool m_sliderHeld = false;
};

} // namespace likeness::pages

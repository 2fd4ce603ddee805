// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/capture/capture_page.h"

#include "app/engine/error_text.h"
#include "app/engine/face_pictures.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/capture/capture_coach_view.h"
#include "app/pages/capture/capture_strip.h"
#include "widgets/annotate/live_view.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"

#include <QApplication>
#include <QCameraDevice>
#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QDoubleSpinBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMediaDevices>
#include <QPushButton>
#include <QRegularExpression>
#include <QShortcut>
#include <QSlider>
#include <QStackedWidget>
#include <QStringListModel>
#include <QToolButton>
#include <QVBoxLayout>

namespace likeness::pages {

using namespace widgets;

namespace {

constexpr int kFileSource = -1; // data of the source box; 0… are cameras

QString timeText(int frame, double fps)
{
    const int seconds = fps > 0 ? static_cast<int>(frame / fps) : 0;
    return QStringLiteral("%1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

} // namespace

CapturePage::CapturePage(Services services, QWidget* parent)
    : Page(services, parent), m_capture(new engine::CaptureSession(this)), m_writer(new engine::FaceWriter(this))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    row->setSpacing(kMargin);
    row->addWidget(buildStage(), 1);
    row->addWidget(buildSide());

    connect(m_capture, &engine::CaptureSession::opened, this, &CapturePage::updateTransport);
    connect(m_capture, &engine::CaptureSession::frameReady, this, &CapturePage::showFrame);
    connect(m_capture, &engine::CaptureSession::analysed, this, &CapturePage::showAnalysis);
    connect(m_capture, &engine::CaptureSession::ended, this, [this] {
        m_capture->setPaused(true);
        updateTransport();
        Q_EMIT statusMessage(tr("The video has ended."), 4000);
    });
    connect(m_capture, &engine::CaptureSession::stopped, this, &CapturePage::updateTransport);
    connect(m_capture, &engine::CaptureSession::failed, this, [this](ErrorCode code, const QString& message) {
        updateTransport();
        showError(engine::errorText(code, message));
    });
    connect(m_writer, &engine::FaceWriter::captured, this, &CapturePage::showStored);
    connect(m_writer, &engine::FaceWriter::cropRenewed, this, [this](qint64 face) {
        pictures().forget(face);
        if (this->session().isOpen())
            Q_EMIT this->session().facesChanged();
    });
    connect(m_writer, &engine::FaceWriter::waiting, this, [this] {
        Q_EMIT statusMessage(tr("The frame is stored; its crop follows when the running job ends."), 6000);
    });
    const auto raise = [this](ErrorCode code, const QString& message) { showError(engine::errorText(code, message)); };
    connect(m_writer, &engine::FaceWriter::failed, this, raise);
    connect(m_writer, &engine::FaceWriter::notCaptured, this, [this, raise](ErrorCode code, const QString& message) {
        m_strip->dropLost(); // nothing there is only a promise
        m_auto->setChecked(false);
        resetPerson();
        raise(code, message);
    });

    engine::ProjectSession& session = this->session();
    const auto projectChanged = [this] {
        m_capture->stop();
        m_strip->clear();
        resetPerson();
        if (this->session().isOpen())
            m_writer->setProject(this->session().folder());
        m_take->setEnabled(false);
    };
    connect(&session, &engine::ProjectSession::opened, this, projectChanged);
    connect(&session, &engine::ProjectSession::closed, this, projectChanged);
    for (auto signal : {&engine::ProjectSession::labelsChanged, &engine::ProjectSession::contentChanged})
        connect(&session, signal, this, &CapturePage::readProject);
    connect(&session.faces(), &engine::FaceIndex::reloaded, this, &CapturePage::readProject);
    if (session.isOpen())
        projectChanged();

    auto* space = new QShortcut(Qt::Key_Space, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
    connect(space, &QShortcut::activated, this, [this] {
        // Space still presses the button that has the focus.
        auto* button = qobject_cast<QAbstractButton*>(QApplication::focusWidget());
        if (button && button != m_take)
            button->click();
        else
            capture();
    });
    updateTransport();
}

void CapturePage::activate()
{
    if (!session().isOpen())
        return;
    m_writer->setProject(session().folder());
    listCameras();
    readProject();
    if (m_name->text().isEmpty())
        m_name->setFocus();
}

void CapturePage::hideEvent(QHideEvent* event)
{
    // Nobody wants a camera that watches behind another page.
    m_auto->setChecked(false);
    m_capture->stop();
    Page::hideEvent(event);
}

void CapturePage::listCameras()
{
    if (m_capture->isRunning())
        return;
    const QVariant before = m_source->currentData();
    m_source->clear();
    static const QRegularExpression number(QStringLiteral("video(\\d+)$"));
    int order = 0;
    const QList<QCameraDevice> cameras = QMediaDevices::videoInputs();
    for (const QCameraDevice& camera : cameras) {
        // On Linux the id is /dev/videoN, and N is what the source wants; elsewhere the order is.
        const QRegularExpressionMatch match = number.match(QString::fromUtf8(camera.id()));
        m_source->addItem(camera.description(), match.hasMatch() ? match.captured(1).toInt() : order);
        ++order;
    }
    const bool none = cameras.isEmpty();
    if (!m_file.isEmpty())
        m_source->addItem(QFileInfo(m_file).fileName(), kFileSource);
    m_source->addItem(tr("Video file…"));
    if (const int index = m_source->findData(before); before.isValid() && index >= 0)
        m_source->setCurrentIndex(index);
    if (none)
        m_empty->set(tr("No camera found"),
                     tr("Plug one in and come back to this page, or take faces from a video file."),
                     tr("Open a video…"));
    else
        m_empty->set(tr("Ready to capture"),
                     tr("Start the camera above, or take faces from a video file. The coach on the right says when a "
                        "picture is good."),
                     tr("Open a video…"));
    updateTransport();
}

void CapturePage::chooseFile()
{
    const QString path = dialogs::FileDialog::openFile(
        this, tr("Open a video"), tr("Videos (*.mp4 *.mkv *.avi *.mov *.webm *.mpg *.mpeg *.m4v);;All files (*)"));
    if (!path.isEmpty())
        startFile(path);
    else if (!m_capture->isRunning())
        m_source->setCurrentIndex(0);
}

void CapturePage::startFile(const QString& path)
{
    m_capture->stop();
    m_file = path;
    listCameras();
    m_source->setCurrentIndex(m_source->findData(kFileSource));
    startChosen();
}

void CapturePage::startChosen()
{
    const QVariant source = m_source->currentData();
    if (!source.isValid())
        return chooseFile();
    m_last = {};
    m_view->setFrame({});
    m_analysisRate = 0;
    if (source.toInt() == kFileSource)
        m_capture->startFile(m_file);
    else
        m_capture->startCamera(source.toInt());
    updateTransport();
}

void CapturePage::updateTransport()
{
    const bool running = m_capture->isRunning();
    const bool file = running && m_capture->isFile() && m_capture->frameCount() > 0;
    m_stage->setCurrentIndex(running ? 1 : 0);
    m_start->setText(running ? tr("Stop") : tr("Start"));
    m_start->setToolTip(running ? tr("Stop the source") : tr("Start the chosen source"));
    m_start->setEnabled(running || m_source->currentData().isValid());
    for (QWidget* widget :
         {static_cast<QWidget*>(m_play), static_cast<QWidget*>(m_seek), static_cast<QWidget*>(m_time)})
        widget->setVisible(file);
    m_play->setIcon(icon(m_capture->isPaused() ? QStringLiteral("play") : QStringLiteral("pause")));
    m_play->setToolTip(m_capture->isPaused() ? tr("Play") : tr("Pause"));
    m_play->setAccessibleName(m_play->toolTip());
    if (file) {
        const QSignalBlocker blocker(m_seek);
        m_seek->setRange(0, std::max(0, m_capture->frameCount() - 1));
        m_seek->setPageStep(std::max(1, qRound(m_capture->framesPerSecond())));
    }
    if (!running) {
        m_view->setFrame({});
        m_last = {};
        m_rate->clear();
        m_coach->setIdle();
        m_take->setEnabled(false);
    }
}

void CapturePage::showFrame(const QImage& frame, int index)
{
    m_view->setFrame(frame);
    if (m_capture->isFile() && !m_sliderHeld) {
        const QSignalBlocker blocker(m_seek);
        m_seek->setValue(index);
    }
    const double fps = m_capture->framesPerSecond();
    m_time->setText(tr("%1 of %2").arg(timeText(index, fps), timeText(m_capture->frameCount(), fps)));
}

std::vector<engine::Hint> CapturePage::hints(const engine::CaptureFrame& frame) const
{
    if (frame.chosen < 0)
        return {engine::Hint::NoFace};
    const engine::CaptureLimits limits;
    const engine::CaptureFace& face = frame.faces[static_cast<std::size_t>(frame.chosen)];
    std::vector<engine::Hint> list = engine::hintsFor(face, frame.frame->width, frame.frame->height, limits);
    if (m_strip->hasAlike(m_name->text().trimmed(), face.crop))
        list.push_back(engine::Hint::SameAsBefore);
    return list;
}

void CapturePage::showAnalysis(const engine::CaptureFrame& frame)
{
    m_last = frame;
    const std::vector<engine::Hint> against = hints(frame);
    std::vector<LiveView::Face> shown;
    for (std::size_t i = 0; i < frame.faces.size(); ++i) {
        const bool chosen = static_cast<int>(i) == frame.chosen;
        shown.push_back({frame.faces[i].box, frame.faces[i].points, chosen && against.empty(), chosen});
    }
    m_view->setFaces(std::move(shown));
    const bool face = frame.chosen >= 0;
    m_coach->setState(face ? std::optional(frame.faces[static_cast<std::size_t>(frame.chosen)].quality) : std::nullopt,
                      against);
    m_take->setEnabled(face && !m_name->text().trimmed().isEmpty());
    if (m_sinceAnalysis.isValid()) {
        const double rate = 1000.0 / static_cast<double>(std::max<qint64>(1, m_sinceAnalysis.elapsed()));
        m_analysisRate = m_analysisRate > 0 ? 0.8 * m_analysisRate + 0.2 * rate : rate;
        m_rate->setText(tr("%1 analyses a second").arg(QLocale().toString(m_analysisRate, 'f', 1)));
        m_rate->setToolTip(tr("Detection and landmarks took %1 ms").arg(qRound(frame.seconds * 1000)));
    }
    m_sinceAnalysis.start();

    if (m_auto->isChecked() && against.empty() && !m_name->text().trimmed().isEmpty() &&
        static_cast<double>(frame.faces[static_cast<std::size_t>(frame.chosen)].quality.score) >=
            m_minQuality->value() &&
        (!m_sinceCapture.isValid() || static_cast<double>(m_sinceCapture.elapsed()) >= m_interval->value() * 1000))
        take(frame);
}

bool CapturePage::capture()
{
    if (!m_capture->isRunning()) {
        Q_EMIT statusMessage(tr("Start a camera or open a video first."), 4000);
        return false;
    }
    if (m_name->text().trimmed().isEmpty()) {
        Q_EMIT statusMessage(tr("Whose face is it? Type a name first."), 4000);
        m_name->setFocus();
        return false;
    }
    if (m_last.chosen < 0) {
        Q_EMIT statusMessage(engine::hintText(engine::Hint::NoFace), 4000);
        return false;
    }
    const std::vector<engine::Hint> against = hints(m_last);
    if (std::find(against.begin(), against.end(), engine::Hint::SameAsBefore) != against.end()) {
        Q_EMIT statusMessage(engine::hintText(engine::Hint::SameAsBefore), 4000);
        return false;
    }
    take(m_last); // the person sees the coach's other objections, and decides
    return true;
}

void CapturePage::take(const engine::CaptureFrame& frame)
{
    const engine::CaptureFace& face = frame.faces[static_cast<std::size_t>(frame.chosen)];
    engine::FaceWriter::Capture capture;
    capture.frame = frame.frame;
    capture.crop = face.crop;
    capture.identity = m_name->text().trimmed();
    dataset::FaceRow& row = capture.row;
    row.status = dataset::FaceStatus::Found;
    row.primary = true;
    row.box = face.box;
    row.detectorScore = face.score;
    row.automatic = face.points;
    row.sharpness = face.quality.sharpness;
    row.brightness = face.quality.brightness;
    row.contrast = face.quality.contrast;
    row.size = face.quality.size;
    row.yaw = face.quality.yaw;
    row.pitch = face.quality.pitch;
    row.roll = face.quality.roll;
    row.quality = face.quality.score;

    m_strip->add(capture.identity, face);
    m_writer->save(std::move(capture));
    m_sinceCapture.start();
    m_view->flash();
    resetPerson();
}

void CapturePage::showStored(qint64 face)
{
    m_strip->setStored(face);
    if (!session().isOpen())
        return;
    Q_EMIT session().facesChanged();
    session().noteOwnWrite({{face}, {}});
}

void CapturePage::readProject()
{
    if (!session().isOpen())
        return;
    if (const auto& changes = session().changes(); !changes || !changes->people.empty()) {
        const QStringList names = session().faces().names();
        if (names != m_names->stringList())
            m_names->setStringList(names);
    }
    m_strip->check();
    resetPerson();
}

void CapturePage::resetPerson()
{
    const QString name = m_name->text().trimmed();
    m_coach->setPoses(m_strip->poses(name));
    m_take->setEnabled(m_last.chosen >= 0 && !name.isEmpty());
    m_strip->describe(name);
}

int CapturePage::capturedCount() const
{
    return m_strip->count();
}

QString CapturePage::openPath(const QString& path)
{
    if (path.startsWith(QLatin1String("file:")))
        startFile(path.mid(5));
    else if (path == QLatin1String("stop"))
        m_capture->stop();
    else
        return tr("This page does not know “%1”.").arg(path);
    return {};
}

} // namespace likeness::pages

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/annotate/annotate_page.h"

#include "app/engine/error_text.h"
#include "app/engine/face_pictures.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/annotate/canvas_tools.h"
#include "app/pages/annotate/landmark_list.h"
#include "app/pages/annotate/landmark_panel.h"
#include "app/pages/common/light_text.h"
#include "core/faces/detector.h"
#include "core/image/transform.h"
#include "widgets/annotate/image_canvas.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QKeyEvent>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace likeness::pages {

using namespace widgets;

namespace {

constexpr char kLimitKey[] = "landmarks.max_distance_px";
constexpr int kScanDelayMs = 150;
constexpr int kCropDelayMs = 15;

} // namespace

AnnotatePage::AnnotatePage(Services services, QWidget* parent)
    : Page(services, parent), m_list(new LandmarkList(this->pictures(), this)), m_scan(new engine::LandmarkScan(this)),
      m_writer(new engine::FaceWriter(this))
{
    m_pool.setMaxThreadCount(1);
    m_empty = new EmptyState(QStringLiteral("annotate"), this);
    auto* splitter = new QSplitter(this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_list);
    splitter->addWidget(buildCanvas());
    splitter->addWidget(buildSide());
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({250, 680, 330});
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(splitter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    addShortcuts();

    m_scanTimer.setSingleShot(true);
    m_scanTimer.setInterval(kScanDelayMs);
    connect(&m_scanTimer, &QTimer::timeout, this, &AnnotatePage::scan);
    m_cropTimer.setSingleShot(true);
    m_cropTimer.setInterval(kCropDelayMs);
    connect(&m_cropTimer, &QTimer::timeout, this, &AnnotatePage::renderCrop);

    connect(m_empty, &EmptyState::clicked, this, [this] { Q_EMIT goTo(QStringLiteral("dataset"), 0); });
    connect(m_list, &LandmarkList::faceChosen, this, [this](qint64 face) {
        if (m_face && m_face->id == face)
            return;
        save();
        loadFace(face);
    });
    connect(m_list, &LandmarkList::limitChanged, this, &AnnotatePage::storeLimit);
    connect(m_scan, &engine::LandmarkScan::ready, this, &AnnotatePage::showItems);
    connect(m_scan, &engine::LandmarkScan::failed, this,
            [this](ErrorCode code, const QString& message) { showError(engine::errorText(code, message)); });
    connect(m_writer, &engine::FaceWriter::cropRenewed, this, [this](qint64 face) {
        this->pictures().forget(face);
        if (this->session().isOpen()) {
            this->session().noteOwnWrite();
            Q_EMIT this->session().facesChanged();
        }
    });
    connect(m_writer, &engine::FaceWriter::waiting, this, [this] {
        Q_EMIT statusMessage(tr("The points are saved; the crop follows when the running job ends."), 6000);
    });
    connect(m_writer, &engine::FaceWriter::failed, this,
            [this](ErrorCode code, const QString& message) { showError(engine::errorText(code, message)); });

    connect(&this->pictures(), &engine::FacePictures::photoReady, this, [this](qint64 image, const QImage& photo) {
        if (m_face && image == m_face->image && image == m_wantedPhoto)
            showPhoto(photo);
    });
    connect(&this->pictures(), &engine::FacePictures::photoFailed, this, [this](qint64 image, const QString& message) {
        if (m_face && image == m_wantedPhoto) {
            m_wantedPhoto = 0;
            m_canvas->setPhoto({});
            m_canvas->setPlaceholder(message);
        }
    });
    connect(&this->pictures(), &engine::FacePictures::ready, this, [this](const std::vector<dataset::FaceId>& faces) {
        m_list->picturesReady();
        if (m_face && std::find(faces.begin(), faces.end(), m_face->id) != faces.end())
            updateStoredCrop();
    });

    const auto changed = [this](bool labelsOnly) {
        m_stale = true;
        m_labelsOnly = m_labelsOnly && labelsOnly;
        // Also while hidden, once loaded: an undo from another page must bring the old crop back.
        if (isVisible() || m_list->model().isLoaded())
            m_scanTimer.start();
        if (m_wantedPhoto != 0 && m_face) // the pictures forgot what they were reading
            this->pictures().requestPhoto(m_wantedPhoto);
        updateStoredCrop();
        m_list->picturesReady();
    };
    engine::ProjectSession& session = this->session();
    connect(&session, &engine::ProjectSession::opened, this, &AnnotatePage::onProjectOpened);
    connect(&session, &engine::ProjectSession::aboutToClose, this, &AnnotatePage::save);
    connect(&session, &engine::ProjectSession::closed, this, &AnnotatePage::onProjectOpened);
    connect(&session, &engine::ProjectSession::labelsChanged, this, [changed] { changed(true); });
    connect(&session, &engine::ProjectSession::facesChanged, this, [changed] { changed(true); });
    connect(&session, &engine::ProjectSession::contentChanged, this, [changed] { changed(false); });
    clearFace();
    if (session.isOpen())
        onProjectOpened();
}

AnnotatePage::~AnnotatePage()
{
    m_pool.waitForDone();
}

void AnnotatePage::onProjectOpened()
{
    m_scanTimer.stop();
    m_scan->cancel();
    m_list->clear();
    clearFace();
    m_stale = true;
    m_labelsOnly = true;
    if (!session().isOpen())
        return;
    m_writer->setProject(session().folder());
    if (isVisible())
        activate();
}

void AnnotatePage::activate()
{
    if (!session().isOpen())
        return;
    if (!m_list->model().isLoaded()) {
        bool ok = false;
        const double limit = QString::fromStdString(session().project().setting(kLimitKey)).toDouble(&ok);
        m_list->setLimit(ok ? limit : LandmarkList::kDefaultLimit);
        m_canvas->setLimit(m_list->limit());
    }
    if (m_stale)
        scan();
    m_canvas->setFocus();
}

void AnnotatePage::scan()
{
    if (!session().isOpen())
        return;
    m_stale = false;
    m_scan->start(session().folder());
}

void AnnotatePage::openFace(dataset::FaceId face)
{
    m_openFace = face;
    if (m_list->model().isLoaded() && face != 0) {
        if (m_list->model().rowOf(face) < 0)
            m_list->showAll();
        if (const int row = m_list->model().rowOf(face); row >= 0) {
            m_openFace = 0;
            m_list->goToRow(row);
        }
    }
}

QString AnnotatePage::openPath(const QString& path)
{
    if (path.startsWith(QLatin1String("face:"))) {
        openFace(path.mid(5).toLongLong());
    } else if (path == QLatin1String("worst")) {
        m_list->goToRow(0);
    } else if (path.startsWith(QLatin1String("light:"))) {
        m_light = image::lightingOf(engine::utf8(path.mid(6)));
        showLight();
    } else if (path == QLatin1String("edit") && m_canvas->points()) {
        m_canvas->setCurrentPoint(48);
        image::Landmarks points = *m_canvas->points();
        points[48].x -= 6;
        m_canvas->editor().replace(points, tr("Move %n point(s)", nullptr, 1));
    } else {
        return tr("This page does not know “%1”.").arg(path);
    }
    return {};
}

void AnnotatePage::showItems(const std::vector<engine::LandmarkItem>& items)
{
    bool reload = false;
    for (const engine::LandmarkItem& item : items) {
        const engine::LandmarkItem* before = m_list->model().find(item.face);
        if (!before || before->pointsHash == item.pointsHash)
            continue;
        // Undo or redo took other points into force; a job that changed them has cut its crops itself.
        if (m_labelsOnly && item.found)
            m_writer->renewCrop(item.face);
        reload = reload || (m_face && m_face->id == item.face);
    }
    const bool first = !m_list->model().isLoaded();
    m_labelsOnly = true;
    const dataset::FaceId current = m_face ? m_face->id : 0;
    m_list->setItems(items);
    if (m_list->model().total() == 0) {
        clearFace();
        m_empty->set(tr("No faces to annotate yet"),
                     tr("Import photographs and prepare them: faces and their landmarks are found then. Images "
                        "imported as ready-made "
                        "crops have no landmarks."),
                     tr("Go to the dataset"));
        m_stack->setCurrentIndex(0);
        return;
    }
    m_stack->setCurrentIndex(1);
    if (m_openFace != 0)
        return openFace(m_openFace);
    if (first || current == 0)
        return m_list->goToRow(0);
    if (!m_list->model().find(current)) {
        clearFace();
        return m_list->goToRow(0);
    }
    m_list->select(current);
    if (reload)
        loadFace(current);
}

void AnnotatePage::nextFace(int direction)
{
    const int row = m_face ? m_list->model().rowOf(m_face->id) : -1;
    const int wanted = row < 0 ? 0 : row + direction;
    if (wanted >= 0 && wanted < m_list->model().rowCount()) {
        m_list->goToRow(wanted);
    } else {
        save();
        Q_EMIT statusMessage(direction > 0 ? tr("That was the last face of this list.")
                                           : tr("This is the first face of the list."),
                             4000);
    }
}

void AnnotatePage::clearFace()
{
    m_face.reset();
    m_wantedPhoto = 0;
    m_photo = {};
    m_canvas->setPhoto({});
    m_canvas->setFace(std::nullopt, std::nullopt, std::nullopt, {});
    m_canvas->setPlaceholder(tr("Choose a face on the left."));
    m_panel->setFace({}, {});
    updateButtons();
}

void AnnotatePage::loadFace(dataset::FaceId id)
{
    const dataset::ImageId before = m_face ? m_face->image : 0;
    try {
        m_face = session().project().face(id);
        if (!m_face)
            return clearFace();
        const LandmarkListModel& model = m_list->model();
        const engine::LandmarkItem* item = model.find(id);
        m_panel->setFace(item ? item->key : QString(),
                         item && !item->identity.isEmpty() ? item->identity : tr("unlabelled"));
        m_otherBoxes.clear();
        for (int row = 0; row < model.rowCount(); ++row) {
            const engine::LandmarkItem* other = model.item(row);
            if (other->image != m_face->image || other->face == id)
                continue;
            if (const auto face = session().project().face(other->face); face && face->box.area() > 0)
                m_otherBoxes.push_back(face->box);
        }
    } catch (const std::exception& error) {
        showError(error);
        return clearFace();
    }
    if (m_face->image != before || m_photo.empty()) {
        m_photo = {};
        m_canvas->setPhoto({});
        m_canvas->setPlaceholder(tr("Reading the photograph…"));
        m_wantedPhoto = m_face->image;
        this->pictures().requestPhoto(m_face->image);
    }
    m_canvas->setFace(m_face->landmarks(), m_face->automatic,
                      m_face->box.area() > 0 ? std::optional(m_face->box) : std::nullopt, m_otherBoxes);
    if (m_wantedPhoto == 0)
        m_canvas->fitFace();
    updateStoredCrop();
}

void AnnotatePage::showPhoto(const QImage& photo)
{
    m_wantedPhoto = 0;
    m_photo = engine::fromQImage(photo);
    m_canvas->setPhoto(photo);
    m_canvas->fitFace();
    if (m_light != image::Lighting::None)
        showLight();
    renderCrop();
    pointsChanged(true);
}

void AnnotatePage::changeLight()
{
    m_light = nextLight(m_light);
    showLight();
}

// To look at, and to find points in a box in; those that are there and crops are of the photograph as it is. Until the
// correction is there, that one is shown.
void AnnotatePage::showLight()
{
    m_tools->setLight(m_light);
    if (m_photo.empty())
        return;
    if (m_light == image::Lighting::None)
        return m_canvas->replacePhoto(engine::toQImage(m_photo));
    m_pool.start([this, light = m_light, image = m_face->image, photo = m_photo] {
        const QImage lit = engine::toQImage(image::correctLight(photo, light));
        QMetaObject::invokeMethod(
            this,
            [this, light, image, lit] {
                if (m_face && m_face->image == image && m_light == light && !m_photo.empty())
                    m_canvas->replacePhoto(lit);
            },
            Qt::QueuedConnection);
    });
}

void AnnotatePage::pointsChanged(bool settled)
{
    m_panel->setPoints(m_canvas->points(), m_face ? m_face->automatic : std::nullopt, m_canvas->photoSize(),
                       m_list->limit(), settled);
    m_cropTimer.start();
    updateButtons();
}

void AnnotatePage::renderCrop()
{
    constexpr int kSize = 112;
    const auto& points = m_canvas->points();
    if (!points || m_photo.empty())
        return m_panel->setNewCrop({});
    try {
        m_panel->setNewCrop(engine::toQImage(image::warp(m_photo, image::alignment(*points, kSize), kSize, kSize)));
    } catch (const Error&) {
        m_panel->setNewCrop({}); // points that coincide give no crop; the verdict says so
    }
}

void AnnotatePage::updateStoredCrop()
{
    if (!m_face)
        return m_panel->setStoredCrop({});
    if (const auto crop = this->pictures().crop(m_face->id))
        m_panel->setStoredCrop(*crop);
}

void AnnotatePage::updateButtons()
{
    const bool modified = m_face && m_canvas->editor().isModified();
    m_save->setEnabled(modified);
    m_revert->setEnabled(m_face && m_face->automatic && m_canvas->points() != m_face->automatic);
    m_tools->setAvailable(m_face.has_value(), m_canvas->points().has_value());
}

void AnnotatePage::storeLimit(double px)
{
    m_canvas->setLimit(px);
    pointsChanged(true);
    if (!session().isOpen())
        return;
    try {
        session().project().setSetting(kLimitKey, QString::number(px, 'f', 1).toStdString());
    } catch (const std::exception& error) {
        showError(error);
    }
}

bool AnnotatePage::save()
{
    if (!m_face || !session().isOpen() || !m_canvas->editor().isModified())
        return false;
    const dataset::FaceId id = m_face->id;
    const auto& points = m_canvas->points();
    try {
        // The automatic points are not worth a copy: without manual ones they are in force.
        const auto manual = points == m_face->automatic ? std::nullopt : points;
        const bool stored = session().setLandmarks(id, manual);
        const auto row = session().project().face(id);
        if (!row)
            return false;
        m_face = row;
        // From here undo means the project's: it takes back the whole save.
        m_canvas->editor().begin(points);
        engine::LandmarkItem item =
            engine::landmarkItem(*row, m_canvas->photoSize().width(), m_canvas->photoSize().height());
        if (const engine::LandmarkItem* before = m_list->model().find(id)) {
            item.key = before->key;
            item.identity = before->identity;
        }
        m_list->updateItem(item);
        if (stored && points)
            m_writer->renewCrop(id);
        Q_EMIT statusMessage(tr("Landmarks of %1 saved.").arg(item.key), 3000);
        return stored;
    } catch (const std::exception& error) {
        showError(error);
        return false;
    }
}

void AnnotatePage::revertToAutomatic()
{
    if (m_face && m_face->automatic)
        m_canvas->editor().replace(m_face->automatic, tr("Automatic points"));
}

void AnnotatePage::boxDrawn(const QRectF& drawn, bool meanShape)
{
    if (!m_face || m_photo.empty())
        return;
    const image::Rect box{static_cast<float>(drawn.x()), static_cast<float>(drawn.y()),
                          static_cast<float>(drawn.width()), static_cast<float>(drawn.height())};
    if (meanShape) {
        m_canvas->editor().replace(faces::meanShapeIn(box), tr("Mean shape"));
        m_canvas->setShapeUnlocked(true); // it is there to be moved
        return;
    }
    // The landmark model takes most of a second to load the first time.
    m_canvas->setCursor(Qt::BusyCursor);
    m_pool.start([this, box, face = m_face->id, photo = m_photo, light = m_light] {
        std::optional<image::Landmarks> found;
        engine::ErrorText problem;
        try {
            found = faces::LandmarkPredictor::shared().predict(image::correctLight(photo, light), box); // as it is seen
        } catch (const std::exception& error) {
            problem = engine::errorText(error);
        }
        QMetaObject::invokeMethod(
            this,
            [this, box, face, found, problem] {
                m_canvas->unsetCursor();
                if (!m_face || m_face->id != face)
                    return;
                if (!found)
                    showError(problem);
                m_canvas->editor().replace(found ? *found : faces::meanShapeIn(box),
                                           found ? tr("Find the points") : tr("Mean shape"));
                m_canvas->setFocus();
            },
            Qt::QueuedConnection);
    });
}

} // namespace likeness::pages

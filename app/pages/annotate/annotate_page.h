// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/engine/face_writer.h"
#include "app/engine/landmark_scan.h"
#include "app/pages/common/page.h"
#include "core/image/lighting.h"

#include <QThreadPool>
#include <QTimer>
#include <memory>
#include <optional>

QT_BEGIN_NAMESPACE
class QPushButton;
class QStackedWidget;
QT_END_NAMESPACE

namespace likeness::widgets {
class EmptyState;
class ImageCanvas;
} // namespace likeness::widgets

namespace likeness::pages {

class CanvasTools;
class LandmarkList;
class LandmarkPanel;

// The 68 points of every face, worst first: validation, correction, and the crop that comes of it.
class AnnotatePage final : public Page
{
    Q_OBJECT
public:
    explicit AnnotatePage(Services services, QWidget* parent = nullptr);
    ~AnnotatePage() override;

    QString id() const override { return QStringLiteral("annotate"); }
    QString title() const override { return tr("Annotate"); }
    QString iconName() const override { return QStringLiteral("annotate"); }
    void activate() override;
    void openFace(dataset::FaceId face) override;
    // "face:ID", "worst", "edit" (moves a point, not saved), "light:retinex" and so on
    QString openPath(const QString& path) override;
    QStringList states() const override { return {QStringLiteral("light:retinex"), QStringLiteral("light:none")}; }

    bool save(); // true when something was stored
    void revertToAutomatic();
    void nextFace(int direction);

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* buildCanvas();
    QWidget* buildSide();
    void addShortcuts();
    void onProjectOpened();
    void scan();
    void showItems(const std::vector<engine::LandmarkItem>& items);
    void loadFace(dataset::FaceId id);
    void showPhoto(const QImage& photo);
    void changeLight(); // to the next one
    void showLight();
    void clearFace();
    void pointsChanged(bool settled);
    void renderCrop();
    void updateStoredCrop();
    void updateButtons();
    void boxDrawn(const QRectF& box, bool meanShape);
    void storeLimit(double px);

    LandmarkList* m_list;
    engine::LandmarkScan* m_scan;
    engine::FaceWriter* m_writer;
    QThreadPool m_pool; // finds points in a drawn box, evens out light

    QStackedWidget* m_stack;
    widgets::EmptyState* m_empty;
    widgets::ImageCanvas* m_canvas;
    CanvasTools* m_tools;
    LandmarkPanel* m_panel;
    QPushButton* m_save;
    QPushButton* m_revert;

    std::optional<dataset::FaceRow> m_face;
    std::vector<image::Rect> m_otherBoxes;
    image::Image m_photo; // of the face, for the preview
    image::Lighting m_light = image::Lighting::None;
    dataset::ImageId m_wantedPhoto = 0;
    dataset::FaceId m_openFace = 0; // to be shown once the list is there
    bool m_stale = true;
    bool m_labelsOnly = true; // since the last scan nothing but edits and undo happened
    QTimer m_scanTimer;
    QTimer m_cropTimer;
};

} // namespace likeness::pages

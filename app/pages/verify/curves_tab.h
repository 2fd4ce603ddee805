// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/verify/operating_point.h"
#include "app/pages/verify/tab_parts.h"
#include "app/pages/verify/verify_tab.h"
#include "core/verify/errors.h"

#include <QTimer>
#include <array>
#include <vector>

QT_BEGIN_NAMESPACE
class QAction;
class QComboBox;
class QLabel;
class QStackedWidget;
class QToolButton;
QT_END_NAMESPACE

namespace likeness::widgets {
class DetPlot;
class HistogramPlot;
class NumberField;
class PairGallery;
class RocPlot;
} // namespace likeness::widgets

namespace likeness::pages {

class PairPictures;

// ROC or DET beside the histogram of similarity, an operating point that moves on both, and the errors of that point
// as pictures, the clearest first. From each pair one key leads to its faces and one into the review queue.
class CurvesTab final : public VerifyTab
{
    Q_OBJECT
public:
    CurvesTab(Services services, PairPictures& pictures, QWidget* parent = nullptr);
    ~CurvesTab() override;
    using VerifyTab::show;
    void show(std::shared_ptr<const verify::Verification> verification) override;
    void clear() override;
    void setThreshold(double threshold) override;
    // These pairs instead of the errors of the operating point, until it moves or the person goes back.
    void showPairs(const std::vector<std::uint32_t>& pairs, const QString& heading);

    double threshold() const { return m_point.threshold; }
    const OperatingPoint& point() const { return m_point; }
    bool isReady() const; // the galleries are those of the point
    enum Kind { Accepts, Rejects };
    const std::vector<std::uint32_t>& shownPairs(Kind kind) const { return m_shown[kind]; }
    widgets::PairGallery& gallery(Kind kind) { return *m_galleries[kind]; }
    void showDet(bool det);
    bool hasPictures() const; // all that were wished for are there

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* buildPlots();
    QWidget* buildPoint();
    QWidget* buildGalleries();
    void moveTo(double threshold, bool byHand);
    void step(int direction, bool coarse);
    void showPoint();
    void showErrors();
    void fillGalleries(std::array<std::vector<std::uint32_t>, 2> pairs);
    void showHeadings();
    void backToErrors();
    void open(Kind kind, int row, int side);
    void queue();
    std::vector<std::uint32_t> selectedPairs() const;

    std::shared_ptr<const verify::Verification> m_verification;
    OperatingPoint m_point;
    std::vector<OperatingTarget> m_targets;
    std::array<std::vector<std::uint32_t>, 2> m_shown; // of each gallery
    QString m_heading;                                 // of given pairs; empty: the errors are shown
    Kind m_last = Accepts;                             // the gallery that had the focus last
    LatestWork m_finding;
    QTimer m_settle; // the errors follow the point once it rests
    PairPictures* m_pictures;
    QStackedWidget* m_curve = nullptr;
    widgets::RocPlot* m_roc = nullptr;
    widgets::DetPlot* m_det = nullptr;
    widgets::HistogramPlot* m_histogram = nullptr;
    QToolButton* m_rocButton = nullptr;
    QToolButton* m_detButton = nullptr;
    QComboBox* m_target = nullptr;
    widgets::NumberField* m_field = nullptr;
    QLabel* m_sentence = nullptr;
    QLabel* m_given = nullptr;
    QToolButton* m_back = nullptr;
    std::array<QLabel*, 2> m_headings{};
    std::array<widgets::PairGallery*, 2> m_galleries{};
    QAction* m_queueAction = nullptr;
    QAction* m_openAction = nullptr;
    QAction* m_backAction = nullptr;
};

} // namespace likeness::pages

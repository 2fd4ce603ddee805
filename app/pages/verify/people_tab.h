// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/verify/people_rows.h"
#include "app/pages/verify/tab_parts.h"
#include "app/pages/verify/verify_tab.h"

#include <optional>

QT_BEGIN_NAMESPACE
class QAction;
class QLabel;
class QLineEdit;
class QSplitter;
class QStackedWidget;
class QTableView;
QT_END_NAMESPACE

namespace likeness::widgets {
class EmptyState;
class PairGallery;
} // namespace likeness::widgets

namespace likeness::pages {

class PairPictures;
class PeopleTable;

// Who is told apart worst, and of each the pairs that are judged worst, which lead to the review.
class PeopleTab final : public VerifyTab
{
    Q_OBJECT
public:
    PeopleTab(Services services, PairPictures& pictures, QWidget* parent = nullptr);
    ~PeopleTab() override;
    using VerifyTab::show;
    void show(std::shared_ptr<const verify::Verification> verification) override;
    void clear() override;
    void setThreshold(double threshold) override;

    bool isReady() const { return !m_reading.isRunning() && !m_finding.isRunning(); }
    const std::vector<std::uint32_t>& pairs() const { return m_pairs; } // of the person chosen, as they are shown

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* buildList();
    QWidget* buildPairs();
    void read();
    void showSummary();
    void choose(int label);
    void showPairs();
    struct Found {
        std::vector<std::uint32_t> pairs;
        PersonErrors errors;
    };
    void open(int row, int side);
    void queue();
    void updateActions() override;
    std::vector<std::uint32_t> selectedPairs() const;

    std::shared_ptr<const verify::Verification> m_verification;
    double m_threshold = 0;
    std::optional<double> m_chosen; // elsewhere, for this verification
    int m_person = -1;              // in Verification::people
    std::vector<std::uint32_t> m_pairs;
    PersonErrors m_errors; // of the person chosen
    LatestWork m_reading, m_finding;
    PairPictures* m_pictures;
    PeopleTable* m_model;
    QStackedWidget* m_stack;
    QSplitter* m_split = nullptr;
    widgets::EmptyState* m_empty;
    QTableView* m_table = nullptr;
    QLineEdit* m_filter = nullptr;
    FigureStrip* m_figures = nullptr;
    QLabel* m_meaning = nullptr;
    QLabel* m_shown = nullptr;
    QLabel* m_heading = nullptr;
    widgets::PairGallery* m_gallery = nullptr;
    QAction* m_queue = nullptr;
    QAction* m_review = nullptr;
    QAction* m_all = nullptr;
};

} // namespace likeness::pages

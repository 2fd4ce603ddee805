// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/verify/peers.h"
#include "app/pages/verify/tab_parts.h"
#include "app/pages/verify/verify_tab.h"
#include "core/verify/compare.h"

#include <filesystem>
#include <optional>
#include <vector>

QT_BEGIN_NAMESPACE
class QAction;
class QComboBox;
class QLabel;
class QStackedWidget;
class QTableWidget;
QT_END_NAMESPACE

namespace likeness::widgets {
class EmptyState;
class PairGallery;
} // namespace likeness::widgets

namespace likeness::pages {

class VerdictCard;
class PairPictures;

// This model (A) beside another one (B) that was verified on the same pairs and is stored in the project: whether one
// is better, by paired tests on the stored scores, and the pairs that only one of them judges rightly.
class CompareTab final : public VerifyTab
{
    Q_OBJECT
public:
    CompareTab(Services services, PairPictures& pictures, QWidget* parent = nullptr);
    ~CompareTab() override;
    using VerifyTab::show;
    void show(std::shared_ptr<const verify::Verification> verification) override;
    void clear() override;
    void setStoredAs(const QString& file) override;

    bool isReady() const { return !m_listing.isRunning() && !m_comparing.isRunning(); }
    void compareWith(const QString& file); // one of the project's stored verifications
    const std::optional<verify::Comparison>& comparison() const { return m_comparison; }
    // What is shown as .html, .pdf or .json (figures), in the window's language and with the project's gates; written
    // in the background: comparisonSaved or errorRaised follows.
    void saveComparison(const QString& file);
    const std::vector<verify::Comparison::Differing>& shown() const { return m_shown; } // in the order of the pictures

Q_SIGNALS:
    void comparisonSaved(const QString& file);

protected:
    void changeEvent(QEvent* event) override;

private:
    enum Show { All, OnlyA, OnlyB };
    QWidget* buildPairs();
    void list();
    void fillPeers(std::vector<Peer> peers);
    void chosen();
    void showNothing(const QString& title, const QString& text);
    void showComparison();
    void fillTable();
    void fillPairs();
    bool rightA(const verify::Comparison::Differing& pair) const; // this tab's A, whichever is the better one
    void open(int row, int side);
    void queue();
    void askAndSave();
    std::vector<std::uint32_t> selectedPairs() const;
    void updateActions() override;
    void fail(const std::exception& error);

    std::shared_ptr<const verify::Verification> m_verification;
    std::filesystem::path m_storedAs, m_with; // B's file
    QString m_nameA, m_nameB;
    std::vector<Peer> m_peers;
    std::optional<verify::Comparison> m_comparison;
    std::vector<verify::Comparison::Differing> m_shown;
    LatestWork m_listing, m_comparing;
    PairPictures* m_pictures;
    QLabel* m_a = nullptr;
    QComboBox* m_b = nullptr;
    QStackedWidget* m_stack = nullptr;
    widgets::EmptyState* m_empty = nullptr;
    VerdictCard* m_card = nullptr;
    QTableWidget* m_table = nullptr;
    QLabel* m_heading = nullptr;
    QComboBox* m_which = nullptr;
    widgets::PairGallery* m_gallery = nullptr;
    QAction* m_review = nullptr;
    QAction* m_queue = nullptr;
    QAction* m_large = nullptr;
    QAction* m_stop = nullptr;
    QAction* m_save = nullptr;
};

} // namespace likeness::pages

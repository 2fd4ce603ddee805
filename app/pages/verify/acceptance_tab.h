// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/verify/tab_parts.h"
#include "app/pages/verify/verify_tab.h"
#include "core/verify/gates.h"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

QT_BEGIN_NAMESPACE
class QAction;
class QLabel;
class QStackedWidget;
class QTableWidget;
QT_END_NAMESPACE

namespace likeness::widgets {
class EmptyState;
}

namespace likeness::pages {

class VerdictCard;

// Whether this model is good enough for the project: its gates, each judged by this verification, and below them the
// models that were verified on the same pairs, with what they cost. Gates are entries of the journal; what timing says
// of this model is kept as extras["cost"] (the keys of verify::ModelRow's cost and of verify::Latency).
class AcceptanceTab final : public VerifyTab
{
    Q_OBJECT
public:
    explicit AcceptanceTab(Services services, QWidget* parent = nullptr);
    ~AcceptanceTab() override;
    using VerifyTab::show;
    void show(std::shared_ptr<const verify::Verification> verification) override;
    void clear() override;
    void setStoredAs(const QString& file) override;

    bool isReady() const
    {
        return !m_judging.isRunning() && !m_listing.isRunning() && !m_counting.isRunning() && !hasJob();
    }
    const verify::GateReport& report() const { return m_report; } // of the lines that are gates
    void put(const std::vector<verify::Gate>& gates);             // each replaces one on the same figure
    void measureCost();                                           // of all models listed; a job of the window

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    // A gate as the project has it; none where it was written by a newer version.
    struct Line {
        std::string text;
        std::optional<verify::Gate> gate;
    };
    // A model that was verified on the same pairs, the open one first.
    struct Row {
        QString title;
        std::string model, hash;
        std::filesystem::path runsFolder;
        Json evidence; // as verify::evidenceOf(), without curves
    };
    QWidget* buildGates();
    QWidget* buildModels();
    void readGates();
    void judge();
    void list();
    void countCosts();
    Json evidenceOf(const Row& row) const; // with its cost
    void showGates();
    void showModels();
    void write(std::vector<std::string> lines);
    void edit(bool fresh);
    void remove();
    void offer();
    std::vector<verify::Gate> gates(int except = -1) const; // of the lines, without that one
    int currentGate() const;                                // −1: none
    void updateActions() override;

    std::shared_ptr<const verify::Verification> m_verification;
    std::filesystem::path m_storedAs;
    std::vector<Line> m_lines;
    verify::GateReport m_report;
    Row m_own;
    std::vector<Row> m_others;
    std::map<std::string, Json> m_costs;     // by hash of the model
    std::map<std::string, QString> m_noCost; // why it is not known
    bool m_stale = false;                    // the gates may have changed while the tab was hidden
    LatestWork m_judging, m_listing, m_counting;
    QStackedWidget* m_stack = nullptr;
    QStackedWidget* m_gateStack = nullptr;
    widgets::EmptyState* m_empty = nullptr;
    widgets::EmptyState* m_noGates = nullptr;
    VerdictCard* m_card = nullptr;
    QTableWidget* m_gates = nullptr;
    QTableWidget* m_models = nullptr;
    QLabel* m_modelsNote = nullptr;
    QAction* m_add = nullptr;
    QAction* m_edit = nullptr;
    QAction* m_remove = nullptr;
    QAction* m_usual = nullptr;
    QAction* m_measure = nullptr;
    QAction* m_stop = nullptr;
};

} // namespace likeness::pages

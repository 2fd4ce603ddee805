// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/verify/tab_parts.h"
#include "app/pages/verify/verify_tab.h"
#include "core/eval/protocols.h"

#include <vector>

QT_BEGIN_NAMESPACE
class QLabel;
class QTableWidget;
QT_END_NAMESPACE

namespace likeness::pages {

// What a verification found in figures, each with its interval and its sample: key figures, operating points, the
// protocols' own figures, and what was verified on what.
class OverviewTab final : public VerifyTab
{
    Q_OBJECT
public:
    explicit OverviewTab(Services services, QWidget* parent = nullptr);
    using VerifyTab::show;
    void show(std::shared_ptr<const verify::Verification> verification) override;
    void clear() override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void showFigures();
    void showOperating();
    void showProtocols();
    void showFacts();

    std::shared_ptr<const verify::Verification> m_verification;
    std::vector<eval::ProtocolFigure> m_protocolFigures;
    LatestWork m_working;
    QLabel* m_title;
    QLabel* m_sample;
    QTableWidget* m_figures;
    QTableWidget* m_operating;
    QLabel* m_reading;
    QTableWidget* m_protocols;
    QTableWidget* m_facts;
};

} // namespace likeness::pages

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"

QT_BEGIN_NAMESPACE
class QVBoxLayout;
QT_END_NAMESPACE

namespace likeness::pages {

// What the window shows while no project is open: what happens here, and the ways in.
class StartPage final : public Page
{
    Q_OBJECT
public:
    explicit StartPage(Services services, QWidget* parent = nullptr);
    QString id() const override { return QStringLiteral("start"); }
    QString title() const override { return tr("Start"); }
    QString iconName() const override { return QStringLiteral("folder"); }
    void activate() override;

Q_SIGNALS:
    void openFolderRequested();  // a plain folder of faces
    void openProjectRequested(); // a project folder, by dialog
    void demoRequested();
    void projectChosen(const QString& folder);

private:
    QVBoxLayout* m_recent;
};

} // namespace likeness::pages

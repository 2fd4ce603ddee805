// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/verify/verification_file.h"

#include <QWidget>
#include <vector>

QT_BEGIN_NAMESPACE
class QLabel;
class QListWidget;
QT_END_NAMESPACE

namespace likeness::pages {

// The verifications that a project keeps, the newest first. Enter or a double click opens one, Del asks whether it may
// go.
class VerificationList final : public QWidget
{
    Q_OBJECT
public:
    explicit VerificationList(QWidget* parent = nullptr);
    void setHeads(std::vector<verify::VerificationHead> heads);
    const std::vector<verify::VerificationHead>& heads() const { return m_heads; }
    void setShown(const QString& file); // that is open now: marked; empty: none of them
    QListWidget& list() { return *m_list; }

Q_SIGNALS:
    void openRequested(const QString& file);
    void removeRequested(const QString& file);

private:
    class Delegate;
    QString currentFile() const;
    void showMenu(const QPoint& at);
    void remove();
    std::vector<verify::VerificationHead> m_heads;
    QListWidget* m_list;
    QLabel* m_empty;
};

} // namespace likeness::pages

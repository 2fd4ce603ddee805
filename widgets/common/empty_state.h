// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
class QPushButton;
QT_END_NAMESPACE

namespace likeness::widgets {

// What a page shows when it has nothing to show: why, and the button that changes it.
class EmptyState final : public QWidget
{
    Q_OBJECT
public:
    explicit EmptyState(const QString& iconName, QWidget* parent = nullptr);
    // An empty `button` hides the button.
    void set(const QString& title, const QString& text, const QString& button = {});
    QString title() const;

Q_SIGNALS:
    void clicked();

private:
    QString m_iconName;
    QLabel* m_title;
    QLabel* m_text;
    QPushButton* m_button;
};

} // namespace likeness::widgets

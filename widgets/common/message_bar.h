// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QFrame>

QT_BEGIN_NAMESPACE
class QLabel;
class QToolButton;
QT_END_NAMESPACE

namespace likeness::widgets {

// A strip above the page that says what went wrong and what to try; details on request. Stays until it is closed,
// because an error that vanishes by itself has not been read. Hidden at first.
class MessageBar final : public QFrame
{
    Q_OBJECT
public:
    explicit MessageBar(QWidget* parent = nullptr);
    void showError(const QString& what, const QString& tryThis, const QString& detail);
    // The same for something that is good to know and no error.
    void showNotice(const QString& what, const QString& meaning);
    QString what() const; // empty while hidden

private:
    void showText(const QString& iconName, const QString& what, const QString& below, const QString& detail);

    QLabel* m_icon;
    QLabel* m_what;
    QLabel* m_try;
    QLabel* m_detail;
    QToolButton* m_more;
};

} // namespace likeness::widgets

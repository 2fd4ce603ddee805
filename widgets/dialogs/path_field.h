// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QWidget>
#include <functional>

QT_BEGIN_NAMESPACE
class QLineEdit;
QT_END_NAMESPACE

namespace likeness::dialogs {

// A line for a path and a button that finds one: `choose` asks the person (FileDialog) and returns an empty text where
// they cancel.
class PathField final : public QWidget
{
    Q_OBJECT
public:
    explicit PathField(std::function<QString()> choose, QWidget* parent = nullptr);
    QLineEdit* edit() const { return m_edit; }

Q_SIGNALS:
    void chosen(); // by the button

private:
    QLineEdit* m_edit;
};

} // namespace likeness::dialogs

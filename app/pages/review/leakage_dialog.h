// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/verify/verify_model.h"

#include <QDialog>

QT_BEGIN_NAMESPACE
class QCheckBox;
class QLineEdit;
class QPushButton;
class QRadioButton;
QT_END_NAMESPACE

namespace likeness::pages {

// Which verification set the faces are compared with: a pack or a folder. Made to be opened, not run: accepted() is the
// answer.
class LeakageDialog final : public QDialog
{
    Q_OBJECT
public:
    // `options` say the model; `note` what is compared, pictures only or people too.
    LeakageDialog(verify::VerifyOptions options, const QString& note, QWidget* parent);
    verify::VerifyOptions options() const; // with the set

private:
    QString choose();
    void updateButtons();

    verify::VerifyOptions m_options;
    QRadioButton* m_folder;
    QLineEdit* m_path;
    QCheckBox* m_aligned;
    QPushButton* m_compare;
};

} // namespace likeness::pages

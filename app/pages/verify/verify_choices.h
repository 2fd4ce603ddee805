// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"
#include "core/run/run_summary.h"
#include "core/verify/verify_options.h"

#include <QWidget>
#include <vector>

QT_BEGIN_NAMESPACE
class QButtonGroup;
class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
QT_END_NAMESPACE

namespace likeness::pages {

// What is verified on what, and the button that does it.
class VerifyChoices final : public QWidget
{
    Q_OBJECT
public:
    enum Set { Validation, Faces, Pack, Folder };
    explicit VerifyChoices(Services services, QWidget* parent = nullptr);
    void setRuns(const std::vector<run::Summary>& runs); // those with a model; model files stay
    void chooseModel(const QString& file);               // added to the list
    void chooseSet(Set set, const QString& path = {});
    void chooseHow(const QString& flip, const QString& precision); // what there is no such choice for stays as it is
    verify::VerifyOptions options() const;
    bool isReady() const; // something to verify, and nothing runs
    void refresh();       // jobs have begun or ended, a project was opened or closed

Q_SIGNALS:
    void verifyRequested();

private:
    Set set() const;
    void askModel();
    void askSet();

    Services m_services;
    QComboBox* m_models;
    QButtonGroup* m_sets;
    QLineEdit* m_path;
    QLineEdit* m_pairs;
    QPushButton* m_browse;
    QPushButton* m_browsePairs;
    QCheckBox* m_aligned;
    QComboBox* m_flip;
    QComboBox* m_precision;
    QLabel* m_hint;
    QPushButton* m_verify;
};

} // namespace likeness::pages

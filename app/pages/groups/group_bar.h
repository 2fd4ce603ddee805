// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"
#include "core/curate/grouping.h"

#include <QFrame>
#include <optional>

QT_BEGIN_NAMESPACE
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
QT_END_NAMESPACE

namespace likeness::pages {

class ModelChooser;

// How faces are grouped: method and model, algorithm, threshold, which faces; and the button that does it. Every choice
// has a sentence that says what it means.
class GroupBar final : public QFrame
{
    Q_OBJECT
public:
    explicit GroupBar(Services services, QWidget* parent = nullptr);
    std::optional<curate::GroupOptions> options(); // nothing when a model is needed and the person chooses none
    curate::GroupScope scope() const;
    void setUsed(const curate::GroupProposal& proposal); // how it was made, and where its threshold came from
    void setRunning(bool running);
    void setProminent(bool prominent); // its button is the one to press; false where another one is

Q_SIGNALS:
    void groupAsked();
    void scopeChanged();

private:
    void setScope(curate::GroupScope scope);
    void updateTexts();
    Services m_services;
    QComboBox* m_method;
    ModelChooser* m_model;
    QComboBox* m_algorithm;
    QComboBox* m_scope;
    QDoubleSpinBox* m_threshold;
    QPushButton* m_group;
    QLabel* m_algorithmText;
    QLabel* m_thresholdText;
    QString m_used;
};

} // namespace likeness::pages

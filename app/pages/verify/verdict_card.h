// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/verify/judgement_text.h"

#include <QFrame>

QT_BEGIN_NAMESPACE
class QLabel;
QT_END_NAMESPACE

namespace likeness::pages {

// A large sign, a sentence that gives the answer, and below it what it rests on. Its labels are called after `name`:
// nameSign, nameVerdict, nameBasis.
class VerdictCard final : public QFrame
{
    Q_OBJECT
public:
    explicit VerdictCard(const QString& name, QWidget* parent = nullptr);
    void set(Outcome answer, const QString& verdict, const QString& basis); // an empty basis takes no room
    void setOpen(const QString& verdict, const QString& basis);             // nothing to answer yet

protected:
    void changeEvent(QEvent* event) override; // the sign has the theme's colour

private:
    void paintSign();
    Outcome m_answer = Outcome::Neutral;
    QLabel *m_sign, *m_verdict, *m_basis;
};

} // namespace likeness::pages

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/verdict_card.h"

#include "widgets/common/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace likeness::pages {

using namespace widgets;

VerdictCard::VerdictCard(const QString& name, QWidget* parent)
    : QFrame(parent), m_sign(new QLabel(this)), m_verdict(new QLabel(this)), m_basis(new QLabel(this))
{
    setRole(this, QStringLiteral("card"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kMargin, kGap, kMargin, kGap);
    layout->setSpacing(kMargin);
    m_sign->setObjectName(QString(name + QStringLiteral("Sign")));
    m_verdict->setObjectName(QString(name + QStringLiteral("Verdict")));
    m_basis->setObjectName(QString(name + QStringLiteral("Basis")));
    QFont large = m_sign->font();
    large.setPointSizeF(large.pointSizeF() * 1.8);
    large.setBold(true);
    m_sign->setFont(large);
    setRole(m_verdict, QStringLiteral("title"));
    setRole(m_basis, QStringLiteral("quiet"));
    auto* words = new QVBoxLayout;
    words->setSpacing(kSmallGap);
    for (QLabel* text : {m_verdict, m_basis}) {
        text->setTextFormat(Qt::PlainText);
        text->setWordWrap(true);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        words->addWidget(text);
    }
    layout->addWidget(m_sign, 0, Qt::AlignTop);
    layout->addLayout(words, 1);
}

void VerdictCard::set(Outcome answer, const QString& verdict, const QString& basis)
{
    m_answer = answer;
    m_sign->setText(answerSign(answer));
    paintSign();
    m_verdict->setText(verdict);
    m_basis->setText(basis);
    m_basis->setVisible(!basis.isEmpty());
}

void VerdictCard::setOpen(const QString& verdict, const QString& basis)
{
    set(Outcome::Neutral, verdict, basis);
    m_sign->setText(QStringLiteral("–"));
}

void VerdictCard::changeEvent(QEvent* event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paintSign();
}

void VerdictCard::paintSign()
{
    QPalette palette = m_sign->palette();
    if (const QColor color = answerColor(m_answer); palette.color(QPalette::WindowText) != color) {
        palette.setColor(QPalette::WindowText, color);
        m_sign->setPalette(palette);
    }
}

} // namespace likeness::pages

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/message_bar.h"

#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace likeness::widgets {

MessageBar::MessageBar(QWidget* parent) : QFrame(parent)
{
    setObjectName(QStringLiteral("messageBar"));
    setProperty("role", QStringLiteral("card"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, kGap, kGap, kGap);
    row->setSpacing(12);
    m_icon = new QLabel(this);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    auto* text = new QVBoxLayout;
    text->setSpacing(kSmallGap);
    m_what = new QLabel(this);
    m_what->setProperty("role", QStringLiteral("title"));
    m_try = new QLabel(this);
    m_detail = new QLabel(this);
    m_detail->setProperty("role", QStringLiteral("quiet"));
    for (QLabel* label : {m_what, m_try, m_detail}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        text->addWidget(label);
    }
    row->addLayout(text, 1);
    m_more = new QToolButton(this);
    m_more->setText(tr("Details"));
    m_more->setCheckable(true);
    connect(m_more, &QToolButton::toggled, m_detail, &QLabel::setVisible);
    row->addWidget(m_more, 0, Qt::AlignTop);
    auto* closeButton = new QToolButton(this);
    closeButton->setIcon(icon(QStringLiteral("close")));
    closeButton->setToolTip(tr("Close this message"));
    connect(closeButton, &QToolButton::clicked, this, &QWidget::hide);
    row->addWidget(closeButton, 0, Qt::AlignTop);
    hide();
}

void MessageBar::showError(const QString& what, const QString& tryThis, const QString& detail)
{
    showText(QStringLiteral("warning"), what, tryThis, detail);
}

void MessageBar::showNotice(const QString& what, const QString& meaning)
{
    showText(QStringLiteral("info"), what, meaning, {});
}

void MessageBar::showText(const QString& iconName, const QString& what, const QString& below, const QString& detail)
{
    m_icon->setPixmap(icon(iconName).pixmap(QSize(20, 20), devicePixelRatioF()));
    m_what->setText(what);
    m_try->setText(below);
    m_try->setVisible(!below.isEmpty());
    m_detail->setText(detail);
    m_more->setVisible(!detail.isEmpty());
    m_more->setChecked(false);
    m_detail->hide();
    show();
}

QString MessageBar::what() const
{
    return isHidden() ? QString() : m_what->text();
}

} // namespace likeness::widgets

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/empty_state.h"

#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace likeness::widgets {

EmptyState::EmptyState(const QString& iconName, QWidget* parent) : QWidget(parent), m_iconName(iconName)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(2 * kMargin, 2 * kMargin, 2 * kMargin, 2 * kMargin);
    column->setSpacing(kGap);
    column->addStretch(2);
    auto* picture = new QLabel(this);
    picture->setPixmap(icon(m_iconName).pixmap(QSize(48, 48), devicePixelRatioF(), QIcon::Disabled));
    picture->setAlignment(Qt::AlignCenter);
    column->addWidget(picture);
    m_title = new QLabel(this);
    m_title->setAlignment(Qt::AlignCenter);
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.25);
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    column->addWidget(m_title);
    m_text = new QLabel(this);
    m_text->setProperty("role", QStringLiteral("quiet"));
    m_text->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_text->setWordWrap(true);
    m_text->setFixedWidth(460);
    column->addWidget(m_text, 0, Qt::AlignHCenter);
    column->addSpacing(kGap);
    m_button = new QPushButton(this);
    makePrimary(m_button);
    connect(m_button, &QPushButton::clicked, this, &EmptyState::clicked);
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    column->addStretch(3);
}

void EmptyState::set(const QString& title, const QString& text, const QString& button)
{
    m_title->setText(title);
    m_text->setText(text);
    // An aligned item is laid out at its hint, which guesses the number of lines.
    m_text->setMinimumHeight(0); // the hint is never below it
    m_text->setMinimumHeight(m_text->heightForWidth(m_text->width()));
    m_button->setText(button);
    m_button->setVisible(!button.isEmpty());
}

QString EmptyState::title() const
{
    return m_title->text();
}

} // namespace likeness::widgets

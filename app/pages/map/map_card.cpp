// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/map/map_card.h"

#include "widgets/common/theme.h"

#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>

namespace likeness::pages {

using namespace widgets;

namespace {

constexpr int kSide = 112;
constexpr int kAway = 10; // from the face

} // namespace

MapCard::MapCard(QWidget* parent) : QFrame(parent)
{
    setProperty("role", QStringLiteral("card"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kGap, kGap, kGap, kGap);
    column->setSpacing(2);
    m_picture = new QLabel(this);
    m_picture->setFixedSize(kSide, kSide);
    m_picture->setScaledContents(true);
    m_name = new QLabel(this);
    m_name->setObjectName(QStringLiteral("cardName"));
    m_name->setProperty("role", QStringLiteral("title"));
    m_note = new QLabel(this);
    m_note->setProperty("role", QStringLiteral("quiet"));
    for (QLabel* label : {m_name, m_note}) {
        label->setTextFormat(Qt::PlainText);
        label->setFixedWidth(kSide);
        label->setWordWrap(true);
    }
    column->addWidget(m_picture);
    column->addSpacing(kSmallGap);
    column->addWidget(m_name);
    column->addWidget(m_note);
    hide();
}

void MapCard::showFace(const QString& name, const QString& note, const QRect& face, bool withPicture)
{
    m_name->setText(name);
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    m_picture->setVisible(withPicture);
    layout()->activate();
    resize(sizeHint());
    // Below, above where there is no room.
    const QSize room = parentWidget()->size();
    QPoint corner(std::clamp(face.center().x() - width() / 2, 0, std::max(0, room.width() - width())),
                  face.bottom() + kAway);
    if (corner.y() + height() > room.height())
        corner.setY(std::max(0, face.top() - kAway - height()));
    move(corner);
    show();
    raise();
}

void MapCard::setPicture(const std::optional<QPixmap>& picture)
{
    m_picture->setPixmap(picture.value_or(QPixmap()));
}

} // namespace likeness::pages

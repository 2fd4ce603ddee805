// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/compare_panel.h"

#include "widgets/common/theme.h"
#include "widgets/models/face_list_model.h"
#include "widgets/thumbs/face_delegate.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QPainter>
#include <QPixmap>
#include <algorithm>

namespace likeness::pages {

using namespace widgets;

namespace {

constexpr int kColumnGap = 24;
constexpr int kLargest = 336; // three times the crop: more shows only pixels
constexpr int kSmallest = 168;
constexpr int kOtherSize = 84;

} // namespace

ComparePanel::ComparePanel(Picture picture, QWidget* parent)
    : QWidget(parent), m_picture(std::move(picture)), m_delegate(new FaceDelegate(this))
{
    m_delegate->setPictureSize(kOtherSize);
    m_delegate->setCaptions(false);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(kMargin, kMargin, kMargin, 0);
    row->setSpacing(kColumnGap);
    m_own = makeColumn(true);
    m_face = makeColumn(false);
    m_rival = makeColumn(true);
}

ComparePanel::Column ComparePanel::makeColumn(bool withOthers)
{
    Column column;
    auto* box = new QVBoxLayout;
    box->setSpacing(kSmallGap);
    column.heading = new QLabel(this);
    column.heading->setTextFormat(Qt::PlainText);
    column.heading->setProperty("role", QStringLiteral("title"));
    column.note = new QLabel(this);
    column.note->setTextFormat(Qt::PlainText);
    column.note->setProperty("role", QStringLiteral("quiet"));
    for (QLabel* label : {column.heading, column.note})
        label->setMinimumWidth(10); // a long name must not push the columns apart
    column.picture = new QLabel(this);
    column.picture->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    box->addWidget(column.heading);
    box->addWidget(column.note);
    box->addSpacing(kSmallGap);
    box->addWidget(column.picture);
    if (withOthers) {
        column.model = new FaceListModel(
            [](std::span<const std::int64_t> faces) { return std::vector<FaceCell>(faces.size()); }, m_picture, this);
        column.others = makeFaceGrid(m_delegate, this);
        column.others->setModel(column.model);
        column.others->setFocusPolicy(Qt::NoFocus);
        column.others->setSelectionMode(QAbstractItemView::NoSelection);
        column.others->setFrameShape(QFrame::NoFrame);
        column.others->setProperty("role", QStringLiteral("plain"));
        connect(column.others, &QListView::activated, this, [this](const QModelIndex& index) {
            Q_EMIT faceActivated(index.data(FaceListModel::FaceIdRole).toLongLong());
        });
        box->addSpacing(kGap);
        box->addWidget(column.others, 1);
    } else {
        box->addStretch(1);
    }
    static_cast<QHBoxLayout*>(layout())->addLayout(box, 1);
    return column;
}

void ComparePanel::show(
    std::int64_t face, const QString& heading, const QString& note, const Side& own, const Side& rival)
{
    m_face.face = face;
    m_face.heading->setText(heading);
    m_face.note->setText(note);
    setPicture(m_face);
    const auto fill = [this](Column& column, const Side& side) {
        column.heading->setText(side.heading);
        column.heading->setToolTip(side.heading);
        column.note->setText(side.note);
        column.face = side.faces.empty() ? 0 : side.faces.front();
        setPicture(column);
        column.model->setFaces(side.faces.empty()
                                   ? std::vector<std::int64_t>{}
                                   : std::vector<std::int64_t>(side.faces.begin() + 1, side.faces.end()));
    };
    fill(m_own, own);
    fill(m_rival, rival);
}

void ComparePanel::picturesReady(const std::vector<std::int64_t>& faces)
{
    for (Column* column : {&m_own, &m_face, &m_rival}) {
        if (column->face != 0 && std::find(faces.begin(), faces.end(), column->face) != faces.end())
            setPicture(*column);
        if (column->model)
            column->model->picturesReady(faces);
    }
}

int ComparePanel::pictureSize() const
{
    const int byWidth = (width() - 2 * kMargin - 2 * kColumnGap) / 3;
    const int byHeight = (height() - 3 * kOtherSize) * 3 / 4 + kOtherSize / 2;
    return std::clamp(std::min(byWidth, byHeight), kSmallest, kLargest);
}

void ComparePanel::setPicture(Column& column)
{
    const int size = pictureSize();
    column.picture->setFixedHeight(size);
    const qreal ratio = devicePixelRatioF();
    QPixmap canvas(QSize(size, size) * ratio);
    canvas.fill(Qt::transparent);
    const auto pixmap = column.face ? m_picture(column.face) : std::optional<QPixmap>(QPixmap());
    QPainter painter(&canvas);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    painter.setPen(Qt::NoPen);
    painter.setBrush(pixmap && !pixmap->isNull()
                         ? QBrush(pixmap->scaled(canvas.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation))
                         : QBrush(tones().well));
    painter.drawRoundedRect(canvas.rect(), 8 * ratio, 8 * ratio);
    if (&column == &m_face) { // the one that is being judged
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(tones().warn, 3 * ratio));
        const qreal half = 1.5 * ratio;
        painter.drawRoundedRect(QRectF(canvas.rect()).adjusted(half, half, -half, -half), 8 * ratio, 8 * ratio);
    }
    painter.end();
    canvas.setDevicePixelRatio(ratio);
    column.picture->setPixmap(canvas);
}

void ComparePanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    for (Column* column : {&m_own, &m_face, &m_rival})
        setPicture(*column);
}

} // namespace likeness::pages

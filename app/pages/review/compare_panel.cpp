// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/review/compare_panel.h"

#include "widgets/common/theme.h"
#include "widgets/models/face_list_model.h"
#include "widgets/thumbs/face_delegate.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QPixmap>
#include <QScrollBar>
#include <algorithm>

namespace likeness::pages {

using namespace widgets;

namespace {

constexpr int kColumnGap = 24;
constexpr int kLargest = 336; // three times the crop: more shows only pixels
constexpr int kSmallest = 112;
constexpr int kOtherSize = 84;

void level(std::initializer_list<QLabel*> labels)
{
    int height = 0;
    for (QLabel* label : labels) {
        label->setMinimumHeight(0); // the hint is never below it
        height = std::max(height, label->sizeHint().height());
    }
    for (QLabel* label : labels)
        label->setMinimumHeight(height);
}

} // namespace

ComparePanel::ComparePanel(Picture plain, Picture lit, QWidget* parent)
    : QWidget(parent), m_plain(std::move(plain)), m_lit(std::move(lit)), m_delegate(new FaceDelegate(this))
{
    m_delegate->setPictureSize(kOtherSize);
    m_delegate->setCaptions(false);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(kMargin, kMargin, kMargin, 0);
    row->setSpacing(kColumnGap);
    m_own = makeColumn();
    m_face = makeColumn();
    m_rival = makeColumn();
}

ComparePanel::Column ComparePanel::makeColumn()
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
    column.pane = new FacePane(this);
    auto* panes = new QHBoxLayout;
    panes->setSpacing(kGap);
    panes->addWidget(column.pane);
    const bool middle = m_own.pane && !m_face.pane;
    if (middle) {
        m_faceLit = new FacePane(this);
        m_faceLit->hide();
        panes->addWidget(m_faceLit);
    }
    panes->addStretch(1);
    column.model =
        new FaceListModel([](std::span<const std::int64_t> faces) { return std::vector<FaceCell>(faces.size()); },
                          [this](std::int64_t face) { return m_lit(face); }, this);
    column.others = makeFaceGrid(m_delegate, this);
    column.others->setModel(column.model);
    column.others->setFocusPolicy(Qt::NoFocus);
    column.others->setSelectionMode(QAbstractItemView::NoSelection);
    column.others->setFrameShape(QFrame::NoFrame);
    column.others->setProperty("role", QStringLiteral("plain"));
    box->addWidget(column.heading);
    box->addWidget(column.note);
    box->addSpacing(kSmallGap);
    box->addLayout(panes);
    box->addSpacing(kGap);
    box->addWidget(column.others, 1);
    static_cast<QHBoxLayout*>(layout())->addLayout(box, 1);
    return column;
}

void ComparePanel::fill(Column& column, const Side& side)
{
    column.heading->setText(side.heading);
    column.heading->setToolTip(side.heading);
    column.note->setText(side.note);
    column.face = side.faces.empty() ? 0 : side.faces.front();
    std::vector<std::int64_t> others;
    if (!side.faces.empty())
        others.assign(side.faces.begin() + 1, side.faces.end());
    if (others != column.model->faces())
        column.model->setFaces(std::move(others));
}

void ComparePanel::show(const Side& own, const Side& face, const Side& rival, FacePane::Frame frame)
{
    m_face.pane->setFrame(frame);
    m_faceLit->setFrame(frame);
    fill(m_own, own);
    fill(m_rival, rival);
    fill(m_face, face);
    // Letters of several scripts are of several heights: the pictures still begin on one line.
    level({m_own.heading, m_face.heading, m_rival.heading});
    level({m_own.note, m_face.note, m_rival.note});
    setPictures();
}

void ComparePanel::setLight(const QString& name)
{
    if (name == m_light)
        return;
    m_light = name;
    m_faceLit->setVisible(!name.isEmpty());
    m_faceLit->setTag(name);
    static_cast<QHBoxLayout*>(layout())->setStretch(1, name.isEmpty() ? 1 : 2); // room for two
    fitPanes();
    setPictures();
    for (Column* column : {&m_own, &m_face, &m_rival})
        column->others->viewport()->update();
}

void ComparePanel::setPictures()
{
    const auto set = [](FacePane& pane, const Picture& picture, std::int64_t face) {
        if (face != 0)
            pane.setPicture(picture(face));
        else
            pane.setAbsent();
    };
    // The face in question last: the latest wish is read first.
    set(*m_own.pane, m_lit, m_own.face);
    set(*m_rival.pane, m_lit, m_rival.face);
    if (!m_light.isEmpty())
        set(*m_faceLit, m_lit, m_face.face);
    set(*m_face.pane, m_plain, m_face.face);
}

void ComparePanel::picturesReady(const std::vector<std::int64_t>& faces)
{
    const auto among = [&](std::int64_t face) {
        return face != 0 && std::find(faces.begin(), faces.end(), face) != faces.end();
    };
    if (among(m_own.face) || among(m_face.face) || among(m_rival.face))
        setPictures();
    for (Column* column : {&m_own, &m_face, &m_rival})
        column->model->picturesReady(faces);
}

int ComparePanel::inSight(const Column& column) const
{
    const QSize view = column.others->viewport()->size();
    const QSize cell = m_delegate->sizeHint({}, {});
    const int lines = (view.height() + cell.height() - 1) / cell.height();
    const int most = std::max(0, lines) * std::max(1, view.width() / cell.width());
    return std::min(most, column.model->rowCount());
}

bool ComparePanel::isComplete() const
{
    for (const Column* column : {&m_own, &m_face, &m_rival}) {
        if (column->face != 0 && !(column == &m_face ? m_plain : m_lit)(column->face))
            return false;
        for (int i = 0; i < inSight(*column); ++i)
            if (!m_lit(column->model->faceAt(i)))
                return false;
    }
    return m_light.isEmpty() || m_face.face == 0 || m_lit(m_face.face);
}

void ComparePanel::fitPanes()
{
    const int gaps = 2 * kMargin + 2 * kColumnGap + (m_light.isEmpty() ? 0 : kGap);
    const int byWidth = (width() - gaps) / (m_light.isEmpty() ? 3 : 4);
    const int byHeight = (height() - 3 * kOtherSize) * 3 / 4 + kOtherSize / 2;
    const int side = std::clamp(std::min(byWidth, byHeight), kSmallest, kLargest);
    for (FacePane* pane : {m_own.pane, m_face.pane, m_rival.pane, m_faceLit})
        pane->setSide(side);
    // As wide as its cells, so that they begin where the picture above does.
    const int cell = m_delegate->sizeHint({}, {}).width();
    const int bar = m_own.others->verticalScrollBar()->sizeHint().width();
    for (const Column* column : {&m_own, &m_face, &m_rival}) {
        const bool middle = column == &m_face;
        const int room = (width() - gaps) / (m_light.isEmpty() ? 3 : 4) * (middle && !m_light.isEmpty() ? 2 : 1);
        column->others->setMaximumWidth(std::max(1, (room - bar) / cell) * cell + bar);
    }
}

void ComparePanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitPanes();
}

void ComparePanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    fitPanes();
}

} // namespace likeness::pages

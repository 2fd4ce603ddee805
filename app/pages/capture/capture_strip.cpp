// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/capture/capture_strip.h"

#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/journal/journal_text.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPixmap>
#include <QPushButton>
#include <algorithm>

namespace likeness::pages {

using namespace widgets;

namespace {

constexpr int kThumb = 72;
constexpr std::size_t kComparedCaptures = 12; // the near-duplicate check looks back this far

} // namespace

CaptureStrip::CaptureStrip(engine::ProjectSession& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_list(new QListWidget(this)), m_text(new QLabel(this)),
      m_undo(new QPushButton(icon(QStringLiteral("undo")), tr("Undo"), this))
{
    m_list->setObjectName(QStringLiteral("strip"));
    m_list->setAccessibleName(tr("Captured faces"));
    m_list->setViewMode(QListView::IconMode);
    m_list->setFlow(QListView::LeftToRight);
    m_list->setWrapping(false);
    m_list->setMovement(QListView::Static);
    m_list->setIconSize({kThumb, kThumb});
    m_list->setFixedHeight(kThumb + 44);
    m_list->setToolTip(tr("Captured in this session; double click opens the landmarks"));
    m_text->setProperty("role", QStringLiteral("quiet"));
    m_undo->setObjectName(QStringLiteral("undo"));
    m_undo->setEnabled(false);

    auto* above = new QHBoxLayout;
    above->addWidget(m_text, 1);
    above->addWidget(m_undo);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGap);
    column->addLayout(above);
    column->addWidget(m_list);

    connect(m_undo, &QPushButton::clicked, this, [this] { m_session.undo(); });
    connect(&m_session, &engine::ProjectSession::undoStateChanged, this, [this] {
        const auto next = m_session.nextUndo();
        const QString what = next ? entryText(*next) : QString();
        m_undo->setEnabled(!what.isEmpty());
        m_undo->setToolTip(what.isEmpty() ? tr("Nothing to take back") : tr("Take back: %1 (Ctrl+Z)").arg(what));
    });
    connect(m_list, &QListWidget::itemActivated, this, [this](QListWidgetItem* item) {
        if (const qint64 face = item->data(Qt::UserRole).toLongLong(); face != 0)
            Q_EMIT faceActivated(face);
    });
}

void CaptureStrip::clear()
{
    m_taken.clear();
    m_undone.clear();
    m_list->clear();
}

QListWidgetItem* CaptureStrip::makeItem(const Taken& taken) const
{
    auto* item = new QListWidgetItem(QIcon(QPixmap::fromImage(engine::toQImage(taken.crop))), taken.identity);
    item->setData(Qt::UserRole, taken.face);
    item->setToolTip(taken.face == 0 ? tr("%1, being stored").arg(taken.identity)
                                     : tr("%1. Double click opens the landmarks.").arg(taken.identity));
    return item;
}

void CaptureStrip::add(const QString& identity, const engine::CaptureFace& face)
{
    m_taken.push_back({0, identity, face.crop, engine::poseOf(face.quality)});
    m_list->addItem(makeItem(m_taken.back()));
    m_list->scrollToBottom();
}

// They are stored in the order in which they were taken.
std::vector<CaptureStrip::Taken>::iterator CaptureStrip::oldestUnstored()
{
    return std::find_if(m_taken.begin(), m_taken.end(), [](const Taken& taken) { return taken.face == 0; });
}

void CaptureStrip::setStored(qint64 face)
{
    const auto taken = oldestUnstored();
    if (taken == m_taken.end())
        return;
    taken->face = face;
    const int row = static_cast<int>(taken - m_taken.begin());
    delete m_list->takeItem(row);
    m_list->insertItem(row, makeItem(*taken));
}

void CaptureStrip::dropLost()
{
    const auto lost = oldestUnstored();
    if (lost == m_taken.end())
        return;
    delete m_list->takeItem(static_cast<int>(lost - m_taken.begin()));
    m_taken.erase(lost);
}

void CaptureStrip::check()
{
    const dataset::Project& project = m_session.project();
    for (std::size_t i = m_taken.size(); i-- > 0;) {
        if (m_taken[i].face == 0 || project.face(m_taken[i].face))
            continue;
        delete m_list->takeItem(static_cast<int>(i));
        m_undone.push_back(std::move(m_taken[i]));
        m_taken.erase(m_taken.begin() + static_cast<std::ptrdiff_t>(i));
    }
    for (std::size_t i = m_undone.size(); i-- > 0;) {
        if (!project.face(m_undone[i].face))
            continue;
        // Redone: to its old place, since faces are numbered as they were stored.
        const auto place = std::find_if(m_taken.begin(), m_taken.end(), [&](const Taken& entry) {
            return entry.face == 0 || entry.face > m_undone[i].face;
        });
        m_list->insertItem(static_cast<int>(place - m_taken.begin()), makeItem(m_undone[i]));
        m_taken.insert(place, std::move(m_undone[i]));
        m_undone.erase(m_undone.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

std::array<int, engine::kPoseCount> CaptureStrip::poses(const QString& identity) const
{
    std::array<int, engine::kPoseCount> counts{};
    for (const Taken& taken : m_taken)
        if (taken.identity == identity)
            ++counts[static_cast<std::size_t>(taken.pose)];
    return counts;
}

bool CaptureStrip::hasAlike(const QString& identity, const image::Image& crop) const
{
    std::size_t looked = 0;
    for (auto taken = m_taken.rbegin(); taken != m_taken.rend() && looked < kComparedCaptures; ++taken) {
        if (taken->identity != identity)
            continue;
        ++looked;
        if (engine::cropDifference(taken->crop, crop) < engine::CaptureLimits().minDifference)
            return true;
    }
    return false;
}

void CaptureStrip::describe(const QString& identity)
{
    const auto own =
        std::count_if(m_taken.begin(), m_taken.end(), [&](const Taken& taken) { return taken.identity == identity; });
    if (m_taken.empty())
        m_text->setText(tr("Captured faces appear here."));
    else if (identity.isEmpty())
        m_text->setText(tr("%n captured", nullptr, count()));
    else
        m_text->setText(tr("%1, %2 of them as %3").arg(tr("%n captured", nullptr, count())).arg(own).arg(identity));
}

} // namespace likeness::pages

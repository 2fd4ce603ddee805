// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/review/set_pictures.h"

#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/async.h"
#include "core/image/codec.h"
#include "core/verify/leakage.h"

#include <QPainter>
#include <algorithm>

namespace likeness::pages {
namespace {

constexpr int kPictures = 64;
constexpr int kLargestSide = 512; // as a pane shows it at most
constexpr std::uint64_t kMostBytes = 1ull << 28;

// The whole picture in the middle of a square.
QImage read(const formats::Location& where)
{
    QImage whole = engine::toQImage(image::decode(formats::readAt(where, kMostBytes)));
    if (std::max(whole.width(), whole.height()) > kLargestSide)
        whole = whole.scaled(kLargestSide, kLargestSide, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    const int side = std::max(whole.width(), whole.height());
    QImage square(side, side, QImage::Format_ARGB32_Premultiplied);
    square.fill(Qt::transparent);
    QPainter(&square).drawImage((side - whole.width()) / 2, (side - whole.height()) / 2, whole);
    return square;
}

} // namespace

SetPictures::SetPictures(engine::ProjectSession& session, QObject* parent)
    : QObject(parent), m_session(session), m_cache(kPictures)
{
    const auto forget = [this] {
        ++m_round;
        m_cache.clear();
        m_wanted.clear();
    };
    connect(&session, &engine::ProjectSession::opened, this, forget);
    connect(&session, &engine::ProjectSession::flagsChanged, this, forget);
}

std::optional<QPixmap> SetPictures::picture(std::int64_t flag)
{
    if (const QPixmap* known = m_cache.object(flag))
        return *known;
    if (!m_session.isOpen() || m_wanted.contains(flag))
        return std::nullopt;
    const auto row = m_session.project().flag(flag);
    const auto where = row ? verify::setPicture(*row) : std::nullopt;
    if (!where)
        return QPixmap();
    m_wanted.insert(flag);
    runAsync(
        this, [where = *where] { return read(where); },
        [this, flag, round = m_round](const QImage& picture) { take(flag, round, picture); },
        [this, flag, round = m_round](const std::exception&) { take(flag, round, {}); });
    return std::nullopt;
}

void SetPictures::take(std::int64_t flag, int round, const QImage& picture)
{
    if (round != m_round)
        return;
    m_wanted.erase(flag);
    m_cache.insert(flag, new QPixmap(QPixmap::fromImage(picture)));
    Q_EMIT ready(flag);
}

} // namespace likeness::pages

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QCache>
#include <QObject>
#include <QPixmap>
#include <cstdint>
#include <optional>
#include <unordered_set>

namespace likeness::engine {
class ProjectSession;
}

namespace likeness::pages {

// The pictures of verification sets that leakage flags name, read where they lie. GUI thread only.
class SetPictures final : public QObject
{
    Q_OBJECT
public:
    explicit SetPictures(engine::ProjectSession& session, QObject* parent = nullptr);
    // Nothing while it is read (then ready() follows); a null pixmap where it cannot be.
    std::optional<QPixmap> picture(std::int64_t flag);

Q_SIGNALS:
    void ready(std::int64_t flag);

private:
    void take(std::int64_t flag, int round, const QImage& picture);

    engine::ProjectSession& m_session;
    QCache<std::int64_t, QPixmap> m_cache;
    std::unordered_set<std::int64_t> m_wanted;
    int m_round = 0; // of a project and its flags
};

} // namespace likeness::pages

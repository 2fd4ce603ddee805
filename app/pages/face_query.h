// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/types.h"

#include <QObject>
#include <QThreadPool>
#include <filesystem>
#include <vector>

namespace likeness::pages {

// Which faces to show.
struct FaceQuery {
    static constexpr dataset::IdentityId kEverybody = -1;
    static constexpr dataset::IdentityId kUnlabelled = 0;
    enum class Filter { All, Flagged, Unreviewed, Rejected, NoFace };
    dataset::IdentityId person = kEverybody;
    Filter filter = Filter::All;
};

// Answers queries on a thread and a connection of its own, so that a hundred thousand faces do not hold up the window.
// Only the answer to the last question is delivered.
class FaceFinder final : public QObject
{
    Q_OBJECT
public:
    explicit FaceFinder(QObject* parent = nullptr);
    ~FaceFinder() override;
    void find(const std::filesystem::path& project, const FaceQuery& query);
    void cancel() { ++m_asked; }

Q_SIGNALS:
    void found(const std::vector<std::int64_t>& faces);
    void failed(const QString& message);

private:
    QThreadPool m_pool;
    quint64 m_asked = 0;
};

} // namespace likeness::pages

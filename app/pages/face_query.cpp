// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/face_query.h"

#include "core/dataset/project.h"

#include <unordered_set>

namespace likeness::pages {
namespace {

constexpr std::size_t kChunk = 4000; // rows are large: not all of a big project at once

std::vector<std::int64_t> answer(const dataset::Project& project, const FaceQuery& query)
{
    using Filter = FaceQuery::Filter;
    const std::vector<dataset::FaceId> all =
        query.person == FaceQuery::kEverybody ? project.allFaces() : project.facesOf(query.person, true);
    if (query.filter == Filter::All)
        return all;
    std::vector<std::int64_t> chosen;
    if (query.filter == Filter::Flagged) {
        std::unordered_set<dataset::FaceId> flagged;
        for (const dataset::FlagRow& flag : project.flags(true))
            if (flag.decision.empty())
                flagged.insert(flag.face);
        for (const dataset::FaceId face : all)
            if (flagged.contains(face))
                chosen.push_back(face);
        return chosen;
    }
    for (std::size_t first = 0; first < all.size(); first += kChunk) {
        const auto ids = std::span(all).subspan(first, std::min(kChunk, all.size() - first));
        for (const dataset::FaceRow& row : project.faces(ids)) {
            const bool wanted = query.filter == Filter::NoFace     ? row.status == dataset::FaceStatus::NotFound
                                : query.filter == Filter::Rejected ? row.label == dataset::LabelState::Rejected
                                                                   : row.label == dataset::LabelState::Unreviewed;
            if (wanted)
                chosen.push_back(row.id);
        }
    }
    return chosen;
}

} // namespace

FaceFinder::FaceFinder(QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

FaceFinder::~FaceFinder()
{
    m_pool.clear();
    m_pool.waitForDone();
}

void FaceFinder::find(const std::filesystem::path& project, const FaceQuery& query)
{
    m_pool.clear(); // questions that nobody waits for any more
    m_pool.start([this, project, query, number = ++m_asked] {
        std::vector<std::int64_t> faces;
        QString problem;
        try {
            faces = answer(dataset::Project::open(project, dataset::Project::Mode::ReadOnly), query);
        } catch (const std::exception& e) {
            problem = QString::fromUtf8(e.what());
        }
        QMetaObject::invokeMethod(
            this,
            [this, number, faces = std::move(faces), problem] {
                if (number != m_asked)
                    return;
                if (problem.isEmpty())
                    Q_EMIT found(faces);
                else
                    Q_EMIT failed(problem);
            },
            Qt::QueuedConnection);
    });
}

} // namespace likeness::pages

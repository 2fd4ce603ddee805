// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/dataset/face_query.h"

#include "app/engine/qt_convert.h"
#include "core/base/log.h"
#include "core/dataset/project.h"

namespace likeness::pages {
namespace {

constexpr qsizetype kMostKeys = 20'000;
constexpr std::size_t kMostWanted = 1'200; // some pages; what was asked for earlier has scrolled away
constexpr int kPauseMs = 40;

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

void FaceFinder::find(Columns columns, People people, const dataset::Choice& choice)
{
    m_pool.clear(); // questions that nobody waits for any more
    m_pool.start(
        [this, columns = std::move(columns), people = std::move(people), choice, number = ++m_asked]() mutable {
            auto faces = std::make_shared<std::vector<std::int64_t>>(dataset::chosen(*columns, choice, *people));
            columns.reset(); // free to be changed
            QMetaObject::invokeMethod(
                this,
                [this, number, faces] {
                    if (number == m_asked)
                        Q_EMIT found(*faces);
                },
                Qt::QueuedConnection);
        });
}

struct FaceKeys::Reader {
    std::filesystem::path folder;
    std::optional<dataset::Project> project; // opened with the first question
};

FaceKeys::FaceKeys(QObject* parent) : QObject(parent), m_pause(this)
{
    m_pool.setMaxThreadCount(1);
    m_pause.setSingleShot(true);
    m_pause.setInterval(kPauseMs);
    connect(&m_pause, &QTimer::timeout, this, &FaceKeys::request);
}

FaceKeys::~FaceKeys()
{
    m_pool.clear();
    m_pool.waitForDone();
}

void FaceKeys::setProject(const std::filesystem::path& folder)
{
    m_folder = folder;
    m_reader.reset();
    m_keys.clear();
    m_wanted.clear();
}

std::optional<QString> FaceKeys::find(dataset::FaceId face)
{
    if (const auto known = m_keys.constFind(face); known != m_keys.constEnd())
        return *known;
    m_wanted.push_back(face);
    if (!m_pause.isActive())
        m_pause.start();
    return std::nullopt;
}

void FaceKeys::request()
{
    std::vector<dataset::FaceId> wanted = std::exchange(m_wanted, {});
    if (m_folder.empty() || wanted.empty())
        return;
    if (wanted.size() > kMostWanted)
        wanted.erase(wanted.begin(), wanted.end() - kMostWanted);
    if (!m_reader)
        m_reader = std::make_shared<Reader>(Reader{m_folder, std::nullopt});
    m_pool.start([this, reader = m_reader, wanted = std::move(wanted)] {
        QHash<dataset::FaceId, QString> keys;
        for (const dataset::FaceId face : wanted)
            keys.insert(face, QString()); // also those that are gone: they are not asked for again
        try {
            if (!reader->project)
                reader->project.emplace(dataset::Project::open(reader->folder, dataset::Project::Mode::ReadOnly));
            for (const auto& [face, key] : reader->project->imageKeys(wanted))
                keys[face] = engine::qs(key);
        } catch (const std::exception& error) {
            log::warn(error.what());
        }
        QMetaObject::invokeMethod(
            this,
            [this, reader, keys = std::move(keys)] {
                if (reader != m_reader)
                    return;
                if (m_keys.size() > kMostKeys)
                    m_keys.clear();
                m_keys.insert(keys);
                Q_EMIT read();
            },
            Qt::QueuedConnection);
    });
}

} // namespace likeness::pages

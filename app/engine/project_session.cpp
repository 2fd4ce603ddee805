// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/project_session.h"

#include "app/engine/qt_convert.h"
#include "core/base/error.h"
#include "core/base/log.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace likeness::engine {
namespace {

constexpr int kPollMs = 1000;
constexpr std::int64_t kUnknownVersion = -1;

QString nowText()
{
    return QDateTime::currentDateTimeUtc().toString(Qt::ISODate);
}

bool hasLandmarks(const std::vector<dataset::JournalEntry>& entries)
{
    for (const dataset::JournalEntry& entry : entries)
        if (entry.verb == "landmarks")
            return true;
    return false;
}

} // namespace

ProjectSession::ProjectSession(QObject* parent) : QObject(parent), m_jobs(new JobRunner(this)), m_pollTimer(this)
{
    connect(m_jobs, &JobRunner::finished, this, &ProjectSession::jobEnded);
    connect(m_jobs, &JobRunner::failed, this, &ProjectSession::jobEnded);
    m_pollTimer.setInterval(kPollMs);
    connect(&m_pollTimer, &QTimer::timeout, this, &ProjectSession::pollForeignChanges);
}

ProjectSession::~ProjectSession() = default;

void ProjectSession::open(const QString& folder)
{
    auto project =
        std::make_unique<dataset::Project>(dataset::Project::open(toPath(QFileInfo(folder).absoluteFilePath())));
    close();
    m_project = std::move(project);
    m_dataVersion = m_project->dataVersion();
    showPresence();
    m_pollTimer.start();
    Q_EMIT opened();
    Q_EMIT undoStateChanged();
}

void ProjectSession::close()
{
    if (!m_project)
        return;
    Q_EMIT aboutToClose();
    m_pollTimer.stop();
    m_project.reset();
    m_presence.reset();
    m_otherWindow.reset();
    Q_EMIT closed();
    Q_EMIT undoStateChanged();
}

QString ProjectSession::folder() const
{
    return m_project ? qs(m_project->folder()) : QString();
}

QString ProjectSession::name() const
{
    QString name = QFileInfo(folder()).fileName();
    if (name.endsWith(QLatin1String(".likeness")))
        name.chop(9);
    return name;
}

bool ProjectSession::decide(const std::vector<dataset::FaceId>& faces,
                            dataset::Action action,
                            const QString& other,
                            const QString& why)
{
    if (m_project->decide(faces, action, utf8(other), utf8(why)) == 0)
        return false;
    afterWrite();
    return true;
}

bool ProjectSession::setLandmarks(dataset::FaceId face, const std::optional<image::Landmarks>& points)
{
    if (m_project->setLandmarks(face, points) == 0)
        return false;
    afterWrite();
    Q_EMIT facesChanged();
    return true;
}

bool ProjectSession::renameIdentity(dataset::IdentityId id, const QString& name)
{
    if (m_project->renameIdentity(id, utf8(name)) == 0)
        return false;
    afterWrite();
    return true;
}

bool ProjectSession::mergeIdentities(dataset::IdentityId from, dataset::IdentityId into)
{
    if (m_project->mergeIdentities(from, into) == 0)
        return false;
    afterWrite();
    return true;
}

bool ProjectSession::undo(int steps)
{
    const auto undone = m_project->undo(steps);
    if (undone.empty())
        return false;
    afterWrite();
    if (hasLandmarks(undone))
        Q_EMIT facesChanged();
    return true;
}

bool ProjectSession::redo(int steps)
{
    const auto redone = m_project->redo(steps);
    if (redone.empty())
        return false;
    afterWrite();
    if (hasLandmarks(redone))
        Q_EMIT facesChanged();
    return true;
}

QString ProjectSession::undoText() const
{
    const auto entry = m_project ? m_project->nextUndo() : std::nullopt;
    return entry ? qs(entry->what) : QString();
}

QString ProjectSession::redoText() const
{
    const auto entry = m_project ? m_project->nextRedo() : std::nullopt;
    return entry ? qs(entry->what) : QString();
}

bool ProjectSession::startJob(const QString& title, std::function<void(dataset::Project&, jobs::Context&)> work)
{
    if (!m_project || m_jobs->isRunning())
        return false;
    m_projectJob = true;
    return m_jobs->start(
        title, [folder = m_project->folder(), what = utf8(title), work = std::move(work)](jobs::Context& context) {
            dataset::Project project = dataset::Project::open(folder);
            const auto lock = project.lockForJob(what);
            work(project, context);
        });
}

void ProjectSession::noteOwnWrite()
{
    m_dataVersion = m_project->dataVersion();
}

void ProjectSession::afterWrite()
{
    Q_EMIT labelsChanged();
    Q_EMIT undoStateChanged();
}

void ProjectSession::jobEnded()
{
    if (!m_projectJob)
        return;
    m_projectJob = false;
    if (!m_project)
        return;
    // Others wait for the end of the job too, and hear of it even when the project cannot be read just now.
    try {
        noteOwnWrite();
        Q_EMIT contentChanged();
        Q_EMIT undoStateChanged();
    } catch (const std::exception& error) {
        log::warn(error.what());
        m_dataVersion = kUnknownVersion; // the poll reads everything again
    }
}

// One window holds the lock. Another one says so, and takes it when the first has gone.
void ProjectSession::showPresence()
{
    if (m_presence)
        return;
    const auto file = m_project->folder() / "window.lock";
    m_otherWindow.reset();
    try {
        const QString note = QStringLiteral("%1 %2").arg(QCoreApplication::applicationPid()).arg(nowText());
        if (auto lock = FileLock::take(file, utf8(note))) {
            m_presence.emplace(std::move(*lock));
            return;
        }
        const QStringList other = qs(FileLock::holder(file).value_or("")).split(QLatin1Char(' '));
        m_otherWindow =
            OtherWindow{other.value(0).toLongLong(), QDateTime::fromString(other.value(1), Qt::ISODate).toLocalTime()};
    } catch (const Error& e) {
        log::warn(e.what()); // a project without the notice is better than none
    }
}

void ProjectSession::pollForeignChanges()
{
    showPresence();
    if (m_jobs->isRunning()) // what a job of ours writes is read when it ends
        return;
    std::int64_t version = 0;
    try {
        version = m_project->dataVersion();
    } catch (const Error&) {
        return; // asked again in a second; what a person does next says what is wrong
    }
    if (version == m_dataVersion)
        return;
    m_dataVersion = version;
    Q_EMIT contentChanged();
    Q_EMIT undoStateChanged();
}

} // namespace likeness::engine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/project_session.h"

#include "app/engine/qt_convert.h"
#include "core/base/error.h"
#include "core/base/log.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QScopeGuard>

namespace likeness::engine {
namespace {

constexpr int kPollMs = 1000;
// What the window does at once, in about a tenth of a second.
constexpr std::size_t kFacesAtOnce = 5000;
constexpr std::size_t kDecisionsAtOnce = 500; // each with its own target
constexpr std::int64_t kChangesAtOnce = 15000;
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

ProjectSession::ProjectSession(QObject* parent)
    : QObject(parent), m_faces(new FaceIndex(this)), m_jobs(new JobRunner(this)), m_live(new LiveFlags(this)),
      m_pollTimer(this)
{
    // The first to hear, so that everyone else finds it up to date.
    connect(this, &ProjectSession::labelsChanged, m_faces, [this] {
        if (m_changes)
            m_faces->update(*m_changes);
        else
            m_faces->updateAll();
    });
    for (auto signal : {&ProjectSession::flagsChanged, &ProjectSession::contentChanged})
        connect(this, signal, m_faces, &FaceIndex::updateAll);
    connect(this, &ProjectSession::facesChanged, m_faces, &FaceIndex::updateSoon);
    connect(m_jobs, &JobRunner::started, this, [this] { m_largeChange = false; });
    connect(m_jobs, &JobRunner::finished, this, &ProjectSession::jobEnded);
    connect(m_jobs, &JobRunner::failed, this, &ProjectSession::jobEnded);
    connect(m_live, &LiveFlags::refreshed, this, [this](const std::vector<dataset::FaceId>& faces) {
        noteOwnWrite();
        m_faces->update({faces, {}});
        Q_EMIT flagsRefreshed(faces);
    });
    // What curation learned is new, or there are other faces.
    for (auto signal : {&ProjectSession::flagsChanged, &ProjectSession::contentChanged, &ProjectSession::facesChanged})
        connect(this, signal, m_live, &LiveFlags::forget);
    m_pollTimer.setInterval(kPollMs);
    connect(&m_pollTimer, &QTimer::timeout, this, &ProjectSession::pollForeignChanges);
}

ProjectSession::~ProjectSession()
{
    m_faces->setProject(nullptr); // it goes after the project
}

void ProjectSession::open(const QString& folder)
{
    auto project =
        std::make_unique<dataset::Project>(dataset::Project::open(toPath(QFileInfo(folder).absoluteFilePath())));
    close();
    m_project = std::move(project);
    m_dataVersion = m_project->dataVersion();
    m_faces->setProject(m_project.get());
    m_live->open(m_project->folder());
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
    m_live->close();
    m_faces->setProject(nullptr);
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
    if (faces.size() > kFacesAtOnce) {
        startLargeChange(tr("Changing labels"), [faces, action, other = utf8(other),
                                                 why = utf8(why)](dataset::Project& project, jobs::Context& context) {
            project.decide(faces, action, other, why, &context);
        });
        return true;
    }
    return wrote(writable().decide(faces, action, utf8(other), utf8(why)));
}

bool ProjectSession::acceptGroups(const curate::GroupProposal& proposal,
                                  const std::vector<curate::Acceptance>& accepted)
{
    //: New people are called this and a number
    const dataset::AssignOptions options{utf8(tr("Person")), "group"};
    std::size_t faces = 0;
    for (const auto& acceptance : accepted)
        faces += proposal.groups.at(acceptance.group).faces.size();
    if (faces > kFacesAtOnce) {
        startLargeChange(tr("Naming faces"),
                         [proposal, accepted, options](dataset::Project& project, jobs::Context& context) {
                             curate::acceptGroups(project, proposal, accepted, options, &context);
                         });
        return true;
    }
    return wrote(curate::acceptGroups(writable(), proposal, accepted, options).entry);
}

bool ProjectSession::decideAll(std::vector<dataset::FaceDecision> decisions, const QString& why)
{
    if (decisions.size() > kDecisionsAtOnce) {
        startLargeChange(tr("Changing labels"), [decisions = std::move(decisions),
                                                 why = utf8(why)](dataset::Project& project, jobs::Context& context) {
            dataset::decideAll(project, decisions, why, &context);
        });
        return true;
    }
    return wrote(dataset::decideAll(writable(), decisions, utf8(why)));
}

bool ProjectSession::answerSpot(std::int64_t sample, int number, dataset::SpotVerdict verdict)
{
    return wrote(dataset::answerSpot(writable(), sample, number, verdict));
}

bool ProjectSession::setLandmarks(dataset::FaceId face, const std::optional<image::Landmarks>& points)
{
    if (!wrote(writable().setLandmarks(face, points)))
        return false;
    Q_EMIT facesChanged();
    return true;
}

bool ProjectSession::renameIdentity(dataset::IdentityId id, const QString& name)
{
    return wrote(writable().renameIdentity(id, utf8(name)));
}

bool ProjectSession::mergeIdentities(dataset::IdentityId from, dataset::IdentityId into)
{
    const auto person = m_project->identity(from);
    if (person && static_cast<std::size_t>(person->faces) > kFacesAtOnce) {
        startLargeChange(tr("Merging people"), [from, into](dataset::Project& project, jobs::Context&) {
            project.mergeIdentities(from, into);
        });
        return true;
    }
    return wrote(writable().mergeIdentities(from, into));
}

bool ProjectSession::undo(int steps)
{
    return travel(tr("Undoing"), steps, m_project->undoSize(steps), &dataset::Project::undo);
}

bool ProjectSession::redo(int steps)
{
    return travel(tr("Doing again"), steps, m_project->redoSize(steps), &dataset::Project::redo);
}

bool ProjectSession::travel(const QString& title, int steps, std::int64_t size, Travel way)
{
    if (size > kChangesAtOnce) {
        startLargeChange(title, [steps, way](dataset::Project& project, jobs::Context& context) {
            (project.*way)(steps, &context);
        });
        return true;
    }
    return travelled((writable().*way)(steps, nullptr));
}

bool ProjectSession::travelled(const std::vector<dataset::JournalEntry>& entries)
{
    if (entries.empty())
        return false;
    std::vector<std::int64_t> ids;
    for (const dataset::JournalEntry& entry : entries)
        ids.push_back(entry.id);
    announce(m_project->changedBy(ids));
    m_live->changed(ids);
    if (hasLandmarks(entries))
        Q_EMIT facesChanged();
    return true;
}

bool ProjectSession::wrote(std::int64_t journalEntry)
{
    if (journalEntry == 0)
        return false;
    announce(m_project->changedBy({&journalEntry, 1}));
    m_live->changed({journalEntry});
    return true;
}

std::optional<dataset::JournalEntry> ProjectSession::nextUndo() const
{
    return m_project ? m_project->nextUndo() : std::nullopt;
}

std::optional<dataset::JournalEntry> ProjectSession::nextRedo() const
{
    return m_project ? m_project->nextRedo() : std::nullopt;
}

dataset::Project& ProjectSession::writable()
{
    if (m_largeChange && m_jobs->isRunning())
        throw Error(ErrorCode::ProjectBusy,
                    "very many faces are being changed: " + utf8(m_jobs->title()) + "; wait for its end, or stop it");
    return *m_project;
}

void ProjectSession::startLargeChange(const QString& title, std::function<void(dataset::Project&, jobs::Context&)> work)
{
    if (!startJob(title, std::move(work)))
        throw Error(ErrorCode::ProjectBusy,
                    "so many faces are changed by a job, and another one is still running: " + utf8(m_jobs->title()));
    m_largeChange = true;
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

void ProjectSession::noteOwnWrite(const dataset::ChangedRows& rows)
{
    noteOwnWrite();
    announce(rows);
}

void ProjectSession::announce(dataset::ChangedRows rows)
{
    const auto forget = qScopeGuard([this] { m_changes.reset(); });
    m_changes = std::move(rows);
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
    if (m_jobs->isRunning() || m_live->isBusy()) // what is written for us is read when it ends
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/face_index.h"

#include "app/engine/qt_convert.h"
#include "core/base/log.h"
#include "core/base/text.h"

#include <QStringList>
#include <algorithm>
#include <atomic>

namespace likeness::engine {

using dataset::FaceId;
using dataset::FaceSummary;
using dataset::IdentityId;

namespace {

constexpr std::size_t kFewRows = 2000; // read at once, in some milliseconds
constexpr int kSoonMs = 500;

} // namespace

FaceIndex::FaceIndex(QObject* parent) : QObject(parent), m_timer(this)
{
    m_pool.setMaxThreadCount(1);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &FaceIndex::load);
}

FaceIndex::~FaceIndex()
{
    m_pool.clear();
    m_pool.waitForDone();
}

void FaceIndex::setProject(const dataset::Project* project)
{
    m_project = project;
    ++m_number; // what is being read is of no interest any more
    m_loading = false;
    m_meanwhile = {};
    m_state = {};
    m_state.findPlaces();
    m_timer.stop();
    if (m_project)
        load();
}

FaceIndex::State FaceIndex::read(const dataset::Project& project)
{
    State state;
    state.columns = std::make_shared<dataset::FaceColumns>(project.faceColumns());
    for (const dataset::IdentityRow& row : project.identities())
        state.people.push_back({row.id, qs(row.name), 0, 0});
    state.findPlaces();
    for (std::size_t row = 0; row < state.columns->size(); ++row)
        state.count(state.columns->at(row), 1);
    return state;
}

void FaceIndex::load()
{
    m_loading = true;
    m_meanwhile = {};
    m_pool.clear();
    m_pool.start([this, folder = m_project->folder(), number = ++m_number] {
        auto state = std::make_shared<State>();
        QString problem;
        try {
            *state = read(dataset::Project::open(folder, dataset::Project::Mode::ReadOnly));
        } catch (const std::exception& e) {
            problem = QString::fromUtf8(e.what());
        }
        // The destructor waits for the pool, so `this` is alive; what is posted is delivered only while it stays so.
        QMetaObject::invokeMethod(
            this,
            [this, number, state, problem] {
                if (number != m_number)
                    return;
                m_loading = false;
                if (problem.isEmpty())
                    take(std::move(*state));
                else
                    Q_EMIT failed(problem);
            },
            Qt::QueuedConnection);
    });
}

void FaceIndex::take(State state)
{
    m_state = std::move(state);
    dataset::ChangedRows meanwhile = std::exchange(m_meanwhile, {});
    for (auto* ids : {&meanwhile.faces, &meanwhile.people}) {
        std::sort(ids->begin(), ids->end());
        ids->erase(std::unique(ids->begin(), ids->end()), ids->end());
    }
    update(meanwhile);
    Q_EMIT reloaded();
}

void FaceIndex::State::findPlaces()
{
    auto ids = std::make_shared<std::vector<IdentityId>>();
    ids->reserve(people.size());
    places.clear();
    places.reserve(people.size());
    for (const IndexedPerson& person : people) {
        places.emplace_back(person.id, static_cast<int>(places.size()));
        ids->push_back(person.id);
    }
    std::sort(places.begin(), places.end());
    order = std::move(ids);
}

IndexedPerson* FaceIndex::State::find(IdentityId id)
{
    const auto at = std::lower_bound(places.begin(), places.end(), id,
                                     [](const auto& place, IdentityId wanted) { return place.first < wanted; });
    return at == places.end() || at->first != id ? nullptr : &people[static_cast<std::size_t>(at->second)];
}

void FaceIndex::State::count(const FaceSummary& face, int sign)
{
    totals.faces += sign;
    totals.pending += face.status == dataset::FaceStatus::Pending ? sign : 0;
    totals.unlabelled += face.identity == 0 ? sign : 0;
    totals.rejected += face.label == dataset::LabelState::Rejected ? sign : 0;
    totals.flagged += face.flagged() ? sign : 0;
    IndexedPerson* person = face.identity ? find(face.identity) : nullptr;
    if (!person)
        return;
    person->faces += face.label != dataset::LabelState::Rejected ? sign : 0;
    person->flagged += face.flagged() ? sign : 0;
}

const IndexedPerson* FaceIndex::person(IdentityId id) const
{
    return const_cast<State&>(m_state).find(id); // nothing is changed through it
}

QStringList FaceIndex::names() const
{
    QStringList names;
    names.reserve(static_cast<qsizetype>(m_state.people.size()));
    for (const IndexedPerson& person : m_state.people)
        names.append(person.name);
    return names;
}

void FaceIndex::updateSoon()
{
    if (m_project && !m_timer.isActive())
        m_timer.start(kSoonMs);
}

void FaceIndex::updateAll()
{
    if (m_project)
        m_timer.start(0);
}

void FaceIndex::update(const dataset::ChangedRows& rows)
{
    if (!m_project)
        return;
    if (rows.faces.size() + rows.people.size() > kFewRows) {
        updateAll();
        return;
    }
    if (m_loading) { // what is read may be from before
        m_meanwhile.faces.insert(m_meanwhile.faces.end(), rows.faces.begin(), rows.faces.end());
        m_meanwhile.people.insert(m_meanwhile.people.end(), rows.people.begin(), rows.people.end());
    }
    if (!isReady() || (rows.faces.empty() && rows.people.empty()))
        return;
    try {
        apply(rows);
    } catch (const std::exception& error) {
        log::warn(error.what());
        updateAll(); // and says so if it cannot be read either
        return;
    }
    Q_EMIT updated(rows);
}

// A person as the project has it now: renamed, new, or gone. Counts stay what they are.
void FaceIndex::updatePerson(IdentityId id)
{
    const auto row = m_project->identity(id);
    auto& people = m_state.people;
    IndexedPerson person{id, {}, 0, 0};
    if (const IndexedPerson* known = m_state.find(id)) {
        if (row && qs(row->name) == known->name)
            return;
        person = *known;
        people.erase(people.begin() + (known - people.data()));
    }
    if (row) {
        person.name = qs(row->name);
        const auto before = [&](const IndexedPerson& other) { return naturalLess(utf8(other.name), row->name); };
        people.insert(std::partition_point(people.begin(), people.end(), before), person);
    }
    m_state.findPlaces();
}

void FaceIndex::apply(const dataset::ChangedRows& rows)
{
    const std::vector<FaceSummary> now = m_project->faceSummaries(rows.faces);
    auto& columns = m_state.columns;
    if (columns.use_count() > 1) // a thread still reads them, and keeps what it has
        columns = std::make_shared<dataset::FaceColumns>(*columns);
    std::atomic_thread_fence(std::memory_order_acquire); // after the last look of one that did
    for (const FaceId face : rows.faces)
        if (const auto row = columns->rowOf(face); row >= 0)
            m_state.count(columns->at(static_cast<std::size_t>(row)), -1);
    for (const IdentityId id : rows.people)
        updatePerson(id);
    auto summary = now.begin();
    for (const FaceId face : rows.faces) {
        if (summary == now.end() || summary->id != face) {
            columns->remove(face);
            continue;
        }
        if (summary->identity && !m_state.find(summary->identity))
            updatePerson(summary->identity);
        columns->set(*summary);
        m_state.count(*summary, 1);
        ++summary;
    }
}

} // namespace likeness::engine

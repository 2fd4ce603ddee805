// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/columns.h"
#include "core/dataset/project.h"

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <QTimer>
#include <memory>
#include <optional>
#include <vector>

namespace likeness::engine {

// A person as lists show one.
struct IndexedPerson {
    dataset::IdentityId id = 0;
    QString name;
    int faces = 0;   // not rejected
    int flagged = 0; // with an open flag
};

// All faces and people of the open project in memory, for lists, filters and counts: read on a thread with a connection
// of its own, then kept up to date row by row. The GUI thread asks and changes; threads may read what columns() gave
// them as long as they hold it.
class FaceIndex final : public QObject
{
    Q_OBJECT
public:
    explicit FaceIndex(QObject* parent = nullptr);
    ~FaceIndex() override;

    // The project that is read from now on; its connection is for small changes. Null: none. Readiness starts anew.
    void setProject(const dataset::Project* project);
    bool isReady() const { return m_state.columns != nullptr; } // has been read once; stays so while it is read again

    std::shared_ptr<const dataset::FaceColumns> columns() const { return m_state.columns; }
    const std::vector<IndexedPerson>& people() const { return m_state.people; } // natural order of names
    const IndexedPerson* person(dataset::IdentityId id) const;                  // null: there is none
    std::shared_ptr<const std::vector<dataset::IdentityId>> order() const { return m_state.order; } // of people()
    struct Totals {
        int faces = 0, pending = 0, unlabelled = 0, flagged = 0, rejected = 0;
    };
    const Totals& totals() const { return m_state.totals; }
    QStringList names() const; // of people()

    // These rows changed: they are read again at once when they are few, everything in the background otherwise.
    void update(const dataset::ChangedRows& rows);
    void updateAll();  // in the background
    void updateSoon(); // as updateAll(), once for what comes in half a second

Q_SIGNALS:
    void reloaded(); // everything may be new
    void updated(const likeness::dataset::ChangedRows& rows);
    void failed(const QString& message);

private:
    struct State {
        std::shared_ptr<dataset::FaceColumns> columns; // a copy is changed where a thread still reads it
        std::vector<IndexedPerson> people;
        std::shared_ptr<const std::vector<dataset::IdentityId>> order;
        std::vector<std::pair<dataset::IdentityId, int>> places; // by id, into people
        Totals totals;

        void findPlaces();
        IndexedPerson* find(dataset::IdentityId id);
        void count(const dataset::FaceSummary& face, int sign);
    };
    static State read(const dataset::Project& project);
    void load();
    void take(State state);
    void apply(const dataset::ChangedRows& rows);
    void updatePerson(dataset::IdentityId id);

    const dataset::Project* m_project = nullptr;
    State m_state;
    QThreadPool m_pool;
    QTimer m_timer; // several reasons to read everything are one
    quint64 m_number = 0;
    bool m_loading = false;
    dataset::ChangedRows m_meanwhile; // while it was read
};

} // namespace likeness::engine

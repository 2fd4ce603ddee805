// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/columns.h"

#include <QHash>
#include <QObject>
#include <QThreadPool>
#include <QTimer>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace likeness::dataset {
class Project;
}

namespace likeness::pages {

// Filters and sorts on a thread, so that a million faces do not hold up the window. Only the answer to the last
// question is delivered.
class FaceFinder final : public QObject
{
    Q_OBJECT
public:
    using Columns = std::shared_ptr<const dataset::FaceColumns>;
    using People = std::shared_ptr<const std::vector<dataset::IdentityId>>; // in the order of their names

    explicit FaceFinder(QObject* parent = nullptr);
    ~FaceFinder() override;
    void find(Columns columns, People people, const dataset::Choice& choice);
    void cancel() { ++m_asked; }

Q_SIGNALS:
    void found(std::vector<std::int64_t>& faces); // to be moved from

private:
    QThreadPool m_pool;
    quint64 m_asked = 0;
};

// Names of the faces' pictures ("Ann/001.jpg"), read on a thread for the cells that are looked at and kept for a while.
class FaceKeys final : public QObject
{
    Q_OBJECT
public:
    explicit FaceKeys(QObject* parent = nullptr);
    ~FaceKeys() override;
    void setProject(const std::filesystem::path& folder); // forgets everything; empty: none
    // Nothing when it is not read yet: it will be soon, and read() says so. Empty when there is none.
    std::optional<QString> find(dataset::FaceId face);

Q_SIGNALS:
    void read();

private:
    void request();

    struct Reader; // the connection; of the pool's thread
    std::filesystem::path m_folder;
    std::shared_ptr<Reader> m_reader;
    QHash<dataset::FaceId, QString> m_keys;
    std::vector<dataset::FaceId> m_wanted;
    QTimer m_pause; // while a hand scrolls, nothing that is gone by then
    QThreadPool m_pool;
};

} // namespace likeness::pages

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/run/run_summary.h"

#include <QObject>
#include <filesystem>
#include <memory>
#include <vector>

namespace likeness::engine {

class Repeater;

// The runs of a project and of the folders that it follows, read on threads of their own: one for each place, so that a
// share that has gone holds up nothing else. What was known of them comes within a moment, new figures as they are
// read. GUI thread.
class RunList final : public QObject
{
    Q_OBJECT
public:
    explicit RunList(QObject* parent = nullptr);
    ~RunList() override;
    void open(const std::filesystem::path& runsFolder, const std::filesystem::path& cacheFolder);
    void close();
    void refresh();            // reads what has changed, soon
    void setWatching(bool on); // looks for news every few seconds; off: costs nothing
    std::vector<std::filesystem::path> followed() const;
    void follow(const std::filesystem::path& place); // both throw Error where that cannot be kept
    void unfollow(const std::filesystem::path& place);

Q_SIGNALS:
    // New or changed ones; `place` is empty for the project's own.
    void found(const std::filesystem::path& place, const std::vector<likeness::run::Summary>& runs);
    void gone(const std::vector<std::filesystem::path>& runs); // folders
    void listed(const std::filesystem::path& place);           // all of it has been read, for the first time too

private:
    struct Place;
    void add(const std::filesystem::path& place);
    std::filesystem::path m_runsFolder, m_cacheFolder;
    std::vector<std::unique_ptr<Place>> m_places;
    bool m_watching = false;
};

} // namespace likeness::engine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/run/event_reader.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace likeness::run {

// One line of a list of runs. What is not known is NaN or empty. All texts are valid UTF-8.
struct Summary {
    static constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
    std::filesystem::path folder;
    std::string id, state, message, backbone, head;
    std::string created;    // UTC, ISO 8601
    std::string snapshot;   // the dataset's version
    std::string forkedFrom; // a run
    std::string host;       // where it was trained last
    int epoch = 0, epochs = 0;
    std::int64_t step = 0;
    double loss = kUnknown;                                       // of the last step
    double bestAuc = kUnknown, eer = kUnknown, dPrime = kUnknown; // of the verification with the best AUC
    double imagesPerSecond = kUnknown;                            // of the last sitting, else of the last step
    double seconds = 0;                                           // trained, all sittings
    std::int64_t changed = 0;                                     // last news, milliseconds since 1970
    bool hasModel = false;
    bool reachable = true; // false: its folder could not be read, and this is what was last known
    Json toJson() const;   // folder, id, state, …; null for what is not known
};

// What a summary needs of a run's events, taken from them in their order. Of steps only the last one of each read is
// parsed.
class EventDigest
{
public:
    struct Verification {
        std::int64_t step = 0;
        double auc = 0, eer = 0, dPrime = 0;
    };
    void update(EventReader& reader); // throws as it
    void fill(Summary& summary) const;
    Json toJson() const;
    static EventDigest fromJson(const Json& json); // what is damaged is left out

private:
    void line(std::string_view text);
    void takeBack(std::int64_t step);
    void takeStep(const Json& event);
    void flushStep();
    std::string m_lastStep; // a line not parsed yet
    bool m_mayRewind = false;
    double m_loss = Summary::kUnknown, m_speed = Summary::kUnknown;
    double m_begin = 0, m_now = 0, m_before = 0; // seconds: of this sitting, and of those before
    std::int64_t m_step = 0;
    std::vector<Verification> m_verifications;
};

// The summaries of the runs of one place, kept in a small derived file: a run is read again only where its files have
// changed, and of its events only what was added. One thread at a time; another process may write the same file, then
// the later one stays.
class SummaryCache
{
public:
    explicit SummaryCache(std::filesystem::path file); // one that is damaged or of another version counts as empty
    // Throws Error where the folder is no run that can be read.
    Summary summary(const std::filesystem::path& runFolder);
    // Gives the summaries of all runs of a place (findRuns()) to `take`, one by one as they are read, and keeps them. A
    // damaged run is left out with a line in the log. Where the place cannot be reached or holds no run, with
    // `lastKnown` those that it held before, not `reachable`. What `take` throws leaves. Nothing else does.
    void read(const std::filesystem::path& place, bool lastKnown, const std::function<void(const Summary&)>& take);

private:
    struct Stamp {
        std::int64_t size = -1, ns = 0; // of a file; size -1: not there
        friend bool operator==(const Stamp&, const Stamp&) = default;
    };
    struct Entry {
        Summary summary;
        EventDigest digest;
        EventPosition position;
        Stamp metrics, state, config, model;
        bool readState = false; // every time: its lock says whether it still runs, and its message is not kept
        bool asked = false;
    };
    static Stamp stampOf(const std::filesystem::path& file);
    void save();
    std::string keyOf(const std::filesystem::path& runFolder) const;
    std::filesystem::path m_file;
    std::map<std::string, Entry> m_entries;
    std::set<std::string> m_damaged; // said already
    bool m_changed = false;
};

// Folders with a run.json: `place` itself, those in it, or those in its runs/ where it is a project. Newest first by
// name. Nothing when the place is not there. Throws Error(Io) when it cannot be read.
std::vector<std::filesystem::path> findRuns(const std::filesystem::path& place);

} // namespace likeness::run

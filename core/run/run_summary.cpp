// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_summary.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/run/event_fields.h"
#include "core/run/run_folder.h"

#include <algorithm>
#include <cmath>
#include <sys/stat.h>
#include <utility>

namespace likeness::run {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kVerify = R"({"type":"verify",)";
constexpr std::string_view kCurves = R"(,"roc":)";
constexpr int kCacheVersion = 1;
constexpr std::uint64_t kMostCacheBytes = 1ull << 28;
constexpr std::uint64_t kMostJsonBytes = 1ull << 24; // of a run's small files

std::int64_t whole(const Json& object, const char* key)
{
    const double value = number(object, key);
    return std::abs(value) < 9e15 ? static_cast<std::int64_t>(value) : 0;
}

Json known(double value)
{
    return std::isfinite(value) ? Json(value) : Json();
}

Summary summaryFromJson(const Json& json)
{
    Summary s;
    s.id = text(json, "id");
    s.state = text(json, "state");
    s.backbone = text(json, "backbone");
    s.head = text(json, "head");
    s.created = text(json, "created");
    s.snapshot = text(json, "snapshot");
    s.forkedFrom = text(json, "forked_from");
    s.host = text(json, "host");
    s.epoch = static_cast<int>(whole(json, "epoch"));
    s.epochs = static_cast<int>(whole(json, "epochs"));
    s.step = whole(json, "step");
    s.loss = number(json, "loss");
    s.bestAuc = number(json, "best_auc");
    s.eer = number(json, "eer");
    s.dPrime = number(json, "d_prime");
    s.imagesPerSecond = number(json, "images_per_second");
    s.seconds = numberOr(json, "seconds", 0);
    s.changed = whole(json, "changed");
    s.hasModel = section(json, "has_model") == true;
    return s;
}

} // namespace

Json Summary::toJson() const
{
    return {{"folder", displayPath(folder)},
            {"id", id},
            {"state", state},
            {"message", message},
            {"created", created},
            {"snapshot", snapshot},
            {"backbone", backbone},
            {"head", head},
            {"forked_from", forkedFrom},
            {"host", host},
            {"epoch", epoch},
            {"epochs", epochs},
            {"step", step},
            {"loss", known(loss)},
            {"best_auc", known(bestAuc)},
            {"eer", known(eer)},
            {"d_prime", known(dPrime)},
            {"images_per_second", known(imagesPerSecond)},
            {"seconds", seconds},
            {"changed", changed},
            {"has_model", hasModel},
            {"reachable", reachable}};
}

// The run has gone back: what was verified at that step or later no longer counts. Steps of verifications ascend.
void EventDigest::takeBack(std::int64_t step)
{
    while (!m_verifications.empty() && m_verifications.back().step >= step)
        m_verifications.pop_back();
}

void EventDigest::takeStep(const Json& event)
{
    const std::int64_t step = whole(event, "step");
    takeBack(step);
    m_step = step;
    m_loss = number(event, "loss");
    if (const double speed = number(event, "images_per_second"); std::isfinite(speed))
        m_speed = speed;
}

void EventDigest::flushStep()
{
    if (m_lastStep.empty())
        return;
    if (const auto event = parseEvent(m_lastStep)) {
        takeStep(*event);
        if (const double time = number(*event, "time"); std::isfinite(time))
            m_now = std::max(m_now, time);
    }
    m_lastStep.clear();
}

void EventDigest::line(std::string_view content)
{
    if (isStepLine(content)) {
        m_lastStep = content;
        if (std::exchange(m_mayRewind, false)) // the first after a resume says how far it went back
            flushStep();
        return;
    }
    flushStep();
    // The figures of a verification stand before its curves, which are a hundred times as long.
    const auto curves = content.starts_with(kVerify) ? content.find(kCurves) : content.npos;
    const auto event = parseEvent(curves == content.npos ? content : std::string(content.substr(0, curves)) + "}");
    if (!event)
        return;
    const std::string type = text(*event, "type");
    const double time = number(*event, "time");
    if (type == "start") {
        m_before += m_now - m_begin;
        m_begin = m_now = std::isfinite(time) ? time : 0;
        m_mayRewind = true;
    } else if (std::isfinite(time)) {
        m_now = std::max(m_now, time);
    }
    if (type == "diverged")
        m_mayRewind = true;
    if (type == "verify") {
        Verification v{whole(*event, "step"), number(*event, "auc"), number(*event, "eer"), number(*event, "d_prime")};
        if (collapsed(*event))
            v.auc = v.eer = v.dPrime = Summary::kUnknown;
        takeBack(v.step);
        m_verifications.push_back(v);
    }
    if (type == "end")
        if (const double speed = number(*event, "images_per_second"); std::isfinite(speed) && speed > 0)
            m_speed = speed;
}

void EventDigest::update(EventReader& reader)
{
    reader.read([this](std::string_view content) { line(content); }, [this] { *this = EventDigest(); });
    flushStep();
}

void EventDigest::fill(Summary& s) const
{
    s.loss = m_loss;
    s.imagesPerSecond = m_speed;
    s.seconds = m_before + m_now - m_begin;
    s.step = std::max(s.step, m_step);
    s.bestAuc = s.eer = s.dPrime = Summary::kUnknown;
    for (const Verification& v : m_verifications)
        if (std::isfinite(v.auc) && !(v.auc <= s.bestAuc)) {
            s.bestAuc = v.auc;
            s.eer = v.eer;
            s.dPrime = v.dPrime;
        }
}

Json EventDigest::toJson() const
{
    Json verifications = Json::array();
    for (const Verification& v : m_verifications)
        verifications.push_back({v.step, known(v.auc), known(v.eer), known(v.dPrime)});
    return {{"loss", known(m_loss)}, {"speed", known(m_speed)}, {"begin", m_begin},      {"now", m_now},
            {"before", m_before},    {"step", m_step},          {"rewind", m_mayRewind}, {"verify", verifications}};
}

EventDigest EventDigest::fromJson(const Json& json)
{
    EventDigest d;
    d.m_loss = number(json, "loss");
    d.m_speed = number(json, "speed");
    d.m_begin = numberOr(json, "begin", 0);
    d.m_now = numberOr(json, "now", 0);
    d.m_before = numberOr(json, "before", 0);
    d.m_step = whole(json, "step");
    d.m_mayRewind = section(json, "rewind") == true;
    const auto value = [](const Json& v) { return v.is_number() ? v.get<double>() : Summary::kUnknown; };
    for (const Json& row : section(json, "verify"))
        if (row.is_array() && row.size() == 4 && row[0].is_number_integer() &&
            (d.m_verifications.empty() || row[0].get<std::int64_t>() > d.m_verifications.back().step))
            d.m_verifications.push_back({row[0].get<std::int64_t>(), value(row[1]), value(row[2]), value(row[3])});
    return d;
}

SummaryCache::Stamp SummaryCache::stampOf(const fs::path& file)
{
    struct stat info = {};
    if (::stat(file.c_str(), &info) != 0)
        return {};
    return {info.st_size, info.st_mtim.tv_sec * 1'000'000'000 + info.st_mtim.tv_nsec};
}

SummaryCache::SummaryCache(fs::path file) : m_file(std::move(file))
{
    std::error_code ec;
    if (!fs::exists(m_file, ec))
        return;
    try {
        const Json json = readJsonFile(m_file, kMostCacheBytes);
        if (whole(json, "version") != kCacheVersion)
            return;
        for (const auto& [key, value] : section(json, "runs").items()) {
            Entry entry;
            entry.summary = summaryFromJson(section(value, "summary"));
            entry.digest = EventDigest::fromJson(section(value, "digest"));
            const Json& position = section(value, "position");
            if (position.is_array() && position.size() == 2 && position[0].is_number_unsigned() &&
                position[1].is_number_unsigned())
                entry.position = {position[0].get<std::uint64_t>(), position[1].get<std::uint64_t>()};
            else
                entry.digest = {};
            const Json& stamps = section(value, "stamps");
            Stamp* const into[] = {&entry.metrics, &entry.state, &entry.config, &entry.model};
            for (std::size_t i = 0; i < std::size(into) && i < stamps.size(); ++i)
                if (stamps[i].is_array() && stamps[i].size() == 2 && stamps[i][0].is_number_integer() &&
                    stamps[i][1].is_number_integer())
                    *into[i] = {stamps[i][0].get<std::int64_t>(), stamps[i][1].get<std::int64_t>()};
            entry.readState = section(value, "read_state") == true;
            m_entries.emplace(key, std::move(entry));
        }
    } catch (const std::exception& e) {
        log::info("the list of runs is read anew: " + std::string(e.what()));
        m_entries.clear();
    }
}

// Relative to the cache where that is possible: a project may be moved.
std::string SummaryCache::keyOf(const fs::path& runFolder) const
{
    return runFolder.lexically_normal().lexically_proximate(m_file.parent_path().lexically_normal()).native();
}

Summary SummaryCache::summary(const fs::path& folder)
{
    const std::string key = keyOf(folder);
    const auto known = m_entries.find(key);
    Entry entry = known == m_entries.end() ? Entry() : known->second;
    const Stamp config = stampOf(folder / "run.json");
    const Stamp state = stampOf(folder / "state.json");
    const Stamp metrics = stampOf(folder / "metrics.jsonl");
    const Stamp model = stampOf(RunFolder::modelIn(folder));
    const bool fresh = known != m_entries.end() && config == entry.config && state == entry.state &&
                       metrics == entry.metrics && model == entry.model;
    Summary& s = entry.summary;
    s.folder = folder;
    s.reachable = true;
    if (fresh && !entry.readState) {
        known->second.asked = true;
        return s;
    }
    const RunFolder run(folder); // throws where it is none
    s.id = run.id();
    if (!fresh) {
        const Json json = readJsonFile(folder / "run.json", kMostJsonBytes);
        s.created = text(json, "created");
        s.snapshot = text(json, "snapshot");
        s.forkedFrom = text(section(json, "fork"), "run");
        s.backbone = text(section(json, "model"), "backbone");
        s.head = text(section(json, "loss"), "head");
        s.epochs = static_cast<int>(whole(section(json, "train"), "epochs"));
    }
    if (state.size >= 0) {
        const Json json = readJsonFile(folder / "state.json", kMostJsonBytes);
        s.state = text(json, "state");
        s.message = text(json, "message");
        s.host = text(json, "host");
        s.epoch = static_cast<int>(whole(json, "epoch"));
        s.step = whole(json, "step");
        entry.readState = s.state == "running" || !s.message.empty();
        if (s.state == "running")
            s.state = run.state().state;
    }
    if (s.state.empty())
        s.state = "created"; // it is being made
    if (!fresh) {            // after what may be damaged: of the events there may be very many
        if (metrics.size < 0) {
            entry.digest = {};
            entry.position = {};
        } else {
            EventReader reader(folder, entry.position);
            entry.digest.update(reader);
            entry.position = reader.position();
        }
    }
    s.hasModel = model.size >= 0;
    s.changed = std::max({config.ns, state.ns, metrics.ns}) / 1'000'000;
    entry.digest.fill(s);
    entry.config = config;
    entry.state = state;
    entry.metrics = metrics;
    entry.model = model;
    entry.asked = true;
    // A run that goes on changes all the time, and is kept when it is new or its state is another.
    const bool going = known != m_entries.end() && s.state == "running" && known->second.summary.state == s.state;
    m_changed = m_changed || (!fresh && !going);
    return m_entries.insert_or_assign(key, std::move(entry)).first->second.summary;
}

void SummaryCache::read(const fs::path& place, bool lastKnown, const std::function<void(const Summary&)>& take)
{
    std::vector<fs::path> runs;
    try {
        runs = findRuns(place);
    } catch (const Error& e) {
        if (m_damaged.insert(place.native()).second)
            log::info(e.what());
    }
    if (runs.empty() && lastKnown) {
        for (const auto& [key, entry] : m_entries) {
            Summary summary = entry.summary;
            summary.folder = (m_file.parent_path() / key).lexically_normal();
            summary.reachable = false;
            take(summary);
        }
        return;
    }
    for (const fs::path& folder : runs) {
        std::optional<Summary> found;
        try {
            found = summary(folder);
        } catch (const Error& e) {
            if (m_damaged.insert(folder.native()).second)
                log::warn("the run " + displayPath(folder) + " is left out: " + e.what());
        }
        if (found)
            take(*found);
    }
    save();
}

// Forgets the runs that summary() was not asked for.
void SummaryCache::save()
{
    m_changed = std::erase_if(m_entries, [](const auto& item) { return !item.second.asked; }) > 0 || m_changed;
    for (auto& [key, entry] : m_entries)
        entry.asked = false;
    if (!std::exchange(m_changed, false))
        return;
    Json runs = Json::object();
    for (const auto& [key, entry] : m_entries) {
        Json stamps = Json::array();
        for (const Stamp& stamp : {entry.metrics, entry.state, entry.config, entry.model})
            stamps.push_back({stamp.size, stamp.ns});
        Json summary = entry.summary.toJson();
        summary.erase("folder");
        summary.erase("reachable");
        summary.erase("message"); // may name people; nothing derived does
        Json& kept = runs[key] = {
            {"summary", std::move(summary)}, {"stamps", std::move(stamps)}, {"read_state", entry.readState}};
        if (entry.summary.state == "completed") // nothing follows; if it does all the same, it is read anew
            continue;
        kept["digest"] = entry.digest.toJson();
        kept["position"] = {entry.position.offset, entry.position.before};
    }
    try {
        std::error_code ec;
        fs::create_directories(m_file.parent_path(), ec);
        writeFileAtomically(m_file, dumpJson({{"version", kCacheVersion}, {"runs", std::move(runs)}}));
    } catch (const Error& e) {
        log::info("the list of runs was not kept: " + std::string(e.what()));
    }
}

std::vector<fs::path> findRuns(const fs::path& place)
{
    std::error_code ec;
    const auto isRun = [](const fs::path& folder) {
        std::error_code ignored;
        return fs::is_regular_file(folder / "run.json", ignored);
    };
    if (isRun(place))
        return {place};
    fs::path in = place;
    if (fs::is_regular_file(place / "project.db", ec))
        in = place / "runs";
    std::vector<fs::path> out;
    fs::directory_iterator entries(in, ec);
    if (ec == std::errc::no_such_file_or_directory || ec == std::errc::not_a_directory)
        return out;
    for (; !ec && entries != fs::directory_iterator(); entries.increment(ec))
        if (std::error_code ignored; entries->is_directory(ignored) && isRun(entries->path()))
            out.push_back(entries->path());
    if (ec)
        throwErrno(ec.value(), "reading " + displayPath(in));
    std::sort(out.begin(), out.end(), [](const fs::path& a, const fs::path& b) {
        return naturalLess(b.filename().native(), a.filename().native());
    });
    return out;
}

} // namespace likeness::run

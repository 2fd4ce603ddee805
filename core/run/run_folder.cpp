// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_folder.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/run/settings.h"
#include "likeness_version.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <fcntl.h>
#include <set>
#include <unistd.h>

namespace likeness::run {
namespace {

constexpr const char* kSampleHeader = "face,label,split,name";

// 20260131-142501, with -2, -3 … when several begin in one second.
std::filesystem::path newFolder(const std::filesystem::path& runs)
{
    std::error_code ec;
    std::filesystem::create_directories(runs, ec);
    const std::string stem = localText("%Y%m%d-%H%M%S");
    for (int i = 1; i < 1000; ++i) {
        std::string name = stem;
        if (i > 1)
            name.append("-").append(std::to_string(i));
        const auto folder = runs / name;
        if (std::filesystem::create_directory(folder, ec))
            return folder;
        if (ec)
            throwErrno(ec.value(), "making the run folder " + displayPath(folder));
    }
    throw Error(ErrorCode::Io, "no free name for a run in " + displayPath(runs));
}

template<typename T>
T number(const std::string& text, const std::string& where)
{
    T value{};
    const auto r = std::from_chars(text.data(), text.data() + text.size(), value);
    if (r.ec != std::errc() || r.ptr != text.data() + text.size())
        throw Error(ErrorCode::BadFile, where + ": \"" + text + "\" is not a whole number");
    return value;
}

std::string hostName()
{
    char name[256] = {};
    ::gethostname(name, sizeof name - 1);
    return toUtf8(name);
}

// A line of CSV holds no newline; a name with one is shown the way paths are.
std::string oneLine(const std::string& name)
{
    return displayPath(std::filesystem::path(name));
}

void writeSamples(const std::filesystem::path& folder, const std::vector<Sample>& samples)
{
    std::string csv = std::string(kSampleHeader) + "\n";
    for (const auto& s : samples)
        csv += std::to_string(s.face) + "," + std::to_string(s.label) + "," + (s.validation ? "val" : "train") + "," +
               csvField(oneLine(s.name)) + "\n";
    writeFileAtomically(folder / "samples.csv", csv);
}

} // namespace

RunFolder::RunFolder(std::filesystem::path folder) : m_folder(std::move(folder))
{
    std::error_code ec;
    if (!std::filesystem::is_regular_file(m_folder / "run.json", ec))
        throw Error(ErrorCode::NotFound, displayPath(m_folder) + " is not a run: it has no run.json");
}

RunFolder RunFolder::create(const std::filesystem::path& runsFolder,
                            const Config& config,
                            const std::vector<Sample>& samples,
                            const std::filesystem::path& cropFile,
                            const Beginning& beginning)
{
    const auto folder = newFolder(runsFolder);
    writeSamples(folder, samples);
    if (!beginning.model.empty())
        writeFileAtomically(folder / "start.safetensors", beginning.model);
    if (!beginning.checkpoint.empty())
        writeFileAtomically(folder / "start.ckpt", beginning.checkpoint);
    std::error_code ec;
    auto relative = std::filesystem::relative(cropFile, folder, ec);
    if (ec || relative.empty())
        relative = std::filesystem::absolute(cropFile);
    Json json = toJson(config);
    json["created"] = utcText("%Y-%m-%dT%H:%M:%SZ");
    json["snapshot"] = config.data.snapshot;
    json["likeness"] = LIKENESS_VERSION;
    json["crops"] = toUtf8(relative.string());
    if (!beginning.fork.is_null())
        json["fork"] = beginning.fork;
    writeJsonFile(folder / "run.json", json); // last but one: a folder with run.json is a run
    RunFolder run(folder);
    run.setState({});
    return run;
}

std::string RunFolder::id() const
{
    return toUtf8((m_folder.filename().empty() ? m_folder.parent_path() : m_folder).filename().string());
}

Json RunFolder::json() const
{
    Json json = readJsonFile(m_folder / "run.json");
    if (!json.is_object())
        throw Error(ErrorCode::BadFile, displayPath(m_folder / "run.json") + " is not a run's configuration");
    return json;
}

Config RunFolder::config() const
{
    return fromRunJson(json());
}

std::filesystem::path RunFolder::cropFile() const
{
    const Json all = json();
    if (!all.contains("crops") || !all["crops"].is_string())
        throw Error(ErrorCode::BadFile, displayPath(m_folder / "run.json") + " does not name its crop file");
    return (m_folder / all["crops"].get<std::string>()).lexically_normal();
}

std::vector<Sample> RunFolder::samples() const
{
    const auto file = m_folder / "samples.csv";
    const auto lines = split(readTextFile(file), '\n');
    if (lines.empty() || trim(lines.front()) != kSampleHeader)
        throw Error(ErrorCode::BadFile, displayPath(file) + " does not begin with the line " + kSampleHeader);
    std::vector<Sample> out;
    out.reserve(lines.size());
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const auto line = trim(lines[i]);
        if (line.empty())
            continue;
        const std::string where = displayPath(file) + " line " + std::to_string(i + 1);
        const auto cells = parseCsvLine(line);
        if (cells.size() != 4 || (cells[2] != "train" && cells[2] != "val"))
            throw Error(ErrorCode::BadFile, where + " is not face,label,train|val,name");
        Sample s{number<std::int64_t>(cells[0], where), number<int>(cells[1], where), cells[2] == "val", cells[3]};
        if (s.label < 0 || static_cast<std::size_t>(s.label) >= lines.size())
            throw Error(ErrorCode::BadFile, where + " has a label that is negative or more than there are faces");
        out.push_back(std::move(s));
    }
    return out;
}

void RunFolder::setSamples(const std::vector<Sample>& samples) const
{
    writeSamples(m_folder, samples);
}

State RunFolder::state() const
{
    State s;
    std::error_code ec;
    if (!std::filesystem::exists(m_folder / "state.json", ec) && !ec) // a copy that is not complete yet
        return s;
    const Json json = readJsonFile(m_folder / "state.json");
    try {
        s.state = json.value("state", s.state);
        s.epoch = json.value("epoch", 0);
        s.step = json.value("step", std::int64_t{0});
        s.message = json.value("message", std::string());
        if (s.state == "running" && json.value("host", hostName()) == hostName() && !FileLock::holder(lockFile()))
            s.state = "stopped";
    } catch (const Json::exception& e) {
        throw Error(ErrorCode::BadFile, displayPath(m_folder / "state.json") + " is not a run's state", e.what());
    }
    return s;
}

void RunFolder::setState(const State& s) const
{
    writeJsonFile(m_folder / "state.json", {{"state", s.state},
                                            {"epoch", s.epoch},
                                            {"step", s.step},
                                            {"message", s.message},
                                            {"pid", static_cast<std::int64_t>(::getpid())},
                                            {"host", hostName()}});
}

FileLock RunFolder::lockForTraining() const
{
    auto lock = FileLock::take(lockFile(), "process " + std::to_string(::getpid()));
    if (!lock)
        throw Error(ErrorCode::ProjectBusy, "run " + id() + " is being trained already (" +
                                                FileLock::holder(lockFile()).value_or("by another process") +
                                                "); stop it there first");
    return std::move(*lock);
}

void RunFolder::setMachine(const std::optional<std::string>& device, const std::optional<int>& threads) const
{
    if (!device && !threads)
        return;
    Json changed = json();
    if (device)
        changed["train"]["device"] = *device;
    if (threads)
        changed["train"]["threads"] = *threads;
    writeJsonFile(m_folder / "run.json", changed);
}

void RunFolder::appendEvent(const Json& event) const
{
    const auto file = m_folder / "metrics.jsonl";
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (fd < 0)
        throwErrno(errno, "opening " + displayPath(file));
    // After a crash the last line may be torn: begin a new one, so that it alone is lost.
    std::string line = dumpJson(event) + "\n";
    char last = '\n';
    const auto size = ::lseek(fd, 0, SEEK_END);
    if (size > 0 && ::pread(fd, &last, 1, size - 1) == 1 && last != '\n')
        line.insert(line.begin(), '\n');
    const auto written = ::write(fd, line.data(), line.size());
    const int error = errno;
    ::close(fd);
    if (written != static_cast<ssize_t>(line.size()))
        throwErrno(written < 0 ? error : ENOSPC, "writing " + displayPath(file));
}

std::vector<Json> RunFolder::events() const
{
    std::vector<Json> out;
    const auto file = m_folder / "metrics.jsonl";
    std::error_code ec;
    if (!std::filesystem::exists(file, ec))
        return out;
    for (const auto& line : split(readTextFile(file, 1ull << 30), '\n')) {
        if (trim(line).empty())
            continue;
        try {
            Json event = parseJson(line, displayPath(file));
            if (event.is_object() && event.contains("type"))
                out.push_back(std::move(event));
        } catch (const Error&) {
            log::info("a torn line in " + displayPath(file) + " was left out");
        }
    }
    return out;
}

TrainedCounts trainedCounts(const std::vector<Sample>& samples, const std::function<bool(std::int64_t face)>& hasCrop)
{
    TrainedCounts counts;
    std::set<int> labels;
    for (const auto& sample : samples)
        if (!sample.validation && hasCrop(sample.face)) {
            ++counts.faces;
            labels.insert(sample.label);
        }
    counts.identities = labels.size();
    return counts;
}

std::vector<RunFolder> listRuns(const std::filesystem::path& runsFolder)
{
    std::vector<RunFolder> out;
    std::error_code ec;
    for (const auto& entry : std::filesystem::directory_iterator(runsFolder, ec)) {
        if (!entry.is_directory(ec))
            continue;
        try {
            RunFolder run(entry.path());
            run.config();
            run.state();
            out.push_back(std::move(run));
        } catch (const Error& e) {
            log::warn("the run " + displayPath(entry.path()) + " is left out: " + e.what());
        }
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return naturalLess(b.id(), a.id()); });
    return out;
}

} // namespace likeness::run

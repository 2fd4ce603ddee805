// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_export.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/run/event_fields.h"
#include "core/run/event_reader.h"
#include "core/run/run_folder.h"
#include "core/run/tensorboard.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <fstream>
#include <limits>

namespace likeness::run {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFlushBytes = 1u << 20;
constexpr std::size_t kEventsBetweenChecks = 1000;
constexpr double kMostSteps = 9e15; // whole numbers up to here are exact

double number(const Json& object, std::initializer_list<const char*> path)
{
    const Json* at = &object;
    for (const char* key : path)
        at = &section(*at, key);
    return at->is_number() ? at->get<double>() : std::nan("");
}

bool is(const Json& event, const char* type)
{
    return event["type"] == type;
}

// The step and verify events of a run as they went in the end; others that were repeated later are left out. Reads the
// file twice and keeps one number an event.
class KeptEvents
{
public:
    KeptEvents(const fs::path& runFolder, const ExportCheck& check) : m_folder(runFolder), m_check(check)
    {
        struct Place {
            double step = 0;
            bool verify = false;
        };
        std::vector<Place> places;
        forEach(
            [&](const Json& event) {
                places.push_back({number(event, {"step"}), is(event, "verify")});
            },
            std::numeric_limits<std::size_t>::max());
        m_keep.resize(places.size());
        double laterStep = std::numeric_limits<double>::infinity();
        double laterVerify = laterStep;
        for (std::size_t i = places.size(); i-- > 0;) {
            const Place& p = places[i];
            m_keep[i] = p.step < laterStep && (!p.verify || p.step < laterVerify);
            double& later = p.verify ? laterVerify : laterStep;
            if (m_keep[i])
                later = p.step;
        }
    }

    void each(const std::function<void(const Json&)>& take) const
    {
        std::size_t i = 0;
        forEach(
            [&](const Json& event) {
                if (m_keep[i++])
                    take(event);
            },
            m_keep.size());
    }

private:
    void forEach(const std::function<void(const Json&)>& take, std::size_t most) const
    {
        EventReader reader(m_folder);
        std::size_t count = 0;
        const auto result = reader.read([&](std::string_view line) {
            if (m_check && count % kEventsBetweenChecks == 0)
                m_check();
            if (count >= most) // the run goes on meanwhile
                return;
            const auto event = parseEvent(line);
            if (event && (is(*event, "step") || is(*event, "verify")) &&
                std::abs(number(*event, {"step"})) < kMostSteps) {
                ++count;
                take(*event);
            }
        });
        if (!result.found)
            throw Error(ErrorCode::NotFound, "The run " + displayPath(m_folder.filename()) +
                                                 " has no metrics.jsonl yet; there is something to export once it has "
                                                 "trained.");
    }

    fs::path m_folder;
    ExportCheck m_check;
    std::vector<bool> m_keep;
};

// Written beside its place, and there only when it is whole.
class Output
{
public:
    explicit Output(fs::path file) : m_file(std::move(file)), m_part(m_file.native() + ".part")
    {
        std::error_code ec;
        fs::create_directories(m_file.parent_path(), ec);
        m_stream.open(m_part, std::ios::binary | std::ios::trunc);
        requireGood();
    }
    ~Output()
    {
        std::error_code ec;
        if (!m_done)
            fs::remove(m_part, ec);
    }
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;
    void put(std::string_view bytes)
    {
        m_held += bytes;
        if (m_held.size() >= kFlushBytes)
            flush();
    }
    fs::path finish()
    {
        flush();
        m_stream.close();
        requireGood();
        replaceFile(m_part, m_file);
        m_done = true;
        return m_file;
    }

private:
    void flush()
    {
        m_stream.write(m_held.data(), static_cast<std::streamsize>(m_held.size()));
        m_held.clear();
        requireGood();
    }
    void requireGood()
    {
        if (!m_stream)
            throw Error(ErrorCode::Io, displayPath(m_file) +
                                           " could not be written; choose a folder that you may write to, with room.");
    }

    fs::path m_file, m_part;
    std::ofstream m_stream;
    std::string m_held;
    bool m_done = false;
};

// The shortest digits that read back as the same number.
std::string cell(double value)
{
    if (!std::isfinite(value))
        return {};
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value);
    return std::string(text, end.ptr);
}

struct Column {
    const char* name;
    std::initializer_list<const char*> path;
};

std::string header(std::span<const Column> columns)
{
    std::string out;
    for (const Column& column : columns)
        out += (out.empty() ? "" : ",") + std::string(column.name);
    return out + "\n";
}

std::string row(const Json& event, std::span<const Column> columns)
{
    std::string out;
    for (std::size_t i = 0; i < columns.size(); ++i)
        out += (i > 0 ? "," : "") + cell(number(event, columns[i].path));
    return out + "\n";
}

const Column kStepColumns[] = {
    {"step", {"step"}},           {"epoch", {"epoch"}},
    {"seconds", {"time"}},        {"loss", {"loss"}},
    {"accuracy", {"accuracy"}},   {"lr", {"lr"}},
    {"grad_norm", {"grad_norm"}}, {"images_per_second", {"images_per_second"}},
    {"memory_bytes", {"memory"}},
};
const Column kVerifyColumns[] = {
    {"epoch", {"epoch"}},
    {"step", {"step"}},
    {"seconds", {"time"}},
    {"genuine", {"genuine"}},
    {"impostor", {"impostor"}},
    {"auc", {"auc"}},
    {"eer", {"eer"}},
    {"accuracy", {"accuracy"}},
    {"score_fisher", {"fisher"}},
    {"fisher_trace_ratio", {"fisher_trace_ratio"}},
    {"d_prime", {"d_prime"}},
    {"intra_mean", {"intra", "mean"}},
    {"intra_p05", {"intra", "p05"}},
    {"intra_p50", {"intra", "p50"}},
    {"intra_p95", {"intra", "p95"}},
    {"inter_mean", {"inter", "mean"}},
    {"inter_p05", {"inter", "p05"}},
    {"inter_p50", {"inter", "p50"}},
    {"inter_p95", {"inter", "p95"}},
};

// "2026-01-31T14:25:01Z" as seconds since 1970; nothing readable is 0.
double secondsOf(const std::string& created)
{
    std::tm time{};
    if (created.empty() || ::strptime(created.c_str(), "%Y-%m-%dT%H:%M:%SZ", &time) == nullptr)
        return 0;
    return static_cast<double>(::timegm(&time));
}

std::vector<double> numbers(const Json& event, const char* key)
{
    std::vector<double> out;
    const Json& found = section(section(event, "hist"), key);
    if (found.is_array())
        for (const Json& value : found)
            out.push_back(value.is_number() ? value.get<double>() : 0);
    return out;
}

} // namespace

std::vector<fs::path> exportCsv(const fs::path& runFolder, const fs::path& out, const ExportCheck& check)
{
    const KeptEvents events(runFolder, check);
    Output steps(out / "steps.csv");
    Output verifications(out / "verifications.csv");
    steps.put(header(kStepColumns));
    verifications.put(header(kVerifyColumns));
    events.each([&](const Json& event) {
        if (is(event, "step"))
            steps.put(row(event, kStepColumns));
        else
            verifications.put(row(event, kVerifyColumns));
    });
    return {steps.finish(), verifications.finish()};
}

fs::path exportTensorBoard(const fs::path& runFolder, const fs::path& out, const ExportCheck& check)
{
    const KeptEvents events(runFolder, check);
    const double begin = secondsOf(text(RunFolder(runFolder).json(), "created"));
    Output file(out / eventFileName(static_cast<std::int64_t>(begin)));
    EventFileWriter writer(begin);
    std::vector<std::pair<std::string, double>> values;
    const auto scalars = [&](const Json& event, std::string_view prefix, std::initializer_list<const char*> keys) {
        values.clear();
        for (const char* key : keys)
            if (const double value = number(event, {key}); std::isfinite(value))
                values.emplace_back(std::string(prefix) + key, value);
        const double time = number(event, {"time"});
        writer.scalars(begin + (std::isfinite(time) ? time : 0), static_cast<std::int64_t>(number(event, {"step"})),
                       values);
    };
    events.each([&](const Json& event) {
        if (is(event, "step")) {
            scalars(event, "train/", {"loss", "accuracy", "lr", "grad_norm", "images_per_second", "memory"});
        } else {
            scalars(event, "verify/", {"auc", "eer", "accuracy", "fisher", "fisher_trace_ratio", "d_prime"});
            const double time = number(event, {"time"});
            const auto edges = numbers(event, "edges");
            for (const char* kind : {"genuine", "impostor"}) {
                auto counts = numbers(event, kind); // shares
                const double pairs = number(event, {kind});
                for (double& count : counts)
                    count *= std::isfinite(pairs) ? pairs : 1;
                writer.histogram(begin + (std::isfinite(time) ? time : 0),
                                 static_cast<std::int64_t>(number(event, {"step"})),
                                 std::string("verify/similarity_") + kind, edges, counts);
            }
        }
        file.put(writer.take());
    });
    file.put(writer.take());
    return file.finish();
}

} // namespace likeness::run

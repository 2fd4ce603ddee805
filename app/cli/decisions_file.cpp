// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/decisions_file.h"

#include "core/base/csv.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/dataset/splits.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <optional>
#include <poll.h>
#include <unistd.h>

namespace likeness::cli {

using dataset::Action;
using dataset::FaceId;
using dataset::Project;

namespace {

constexpr std::array kColumns = {"path", "action", "identity", "other"};

struct Row {
    int line = 0;
    std::string path, action, identity, other;
};

std::string nameOf(const Project& project, dataset::IdentityId id)
{
    const auto row = project.identity(id);
    return row ? row->name : "";
}

// Where each of our columns stands in the file.
std::array<std::size_t, 4> columnsFrom(const std::vector<std::string>& header)
{
    std::array<std::size_t, 4> columns{};
    for (std::size_t i = 0; i < kColumns.size(); ++i) {
        const auto found =
            std::find_if(header.begin(), header.end(), [&](const auto& h) { return toLower(trim(h)) == kColumns[i]; });
        columns[i] = static_cast<std::size_t>(found - header.begin());
    }
    if (columns[1] >= header.size())
        throw Error(ErrorCode::BadFile,
                    "the decisions have no column 'action'; the header is path,action,identity,other");
    return columns;
}

// Where the lines of a decisions file come from.
class Lines
{
public:
    virtual ~Lines() = default;
    virtual bool next(std::string& line) = 0;         // false at the end
    virtual std::uint64_t total() const { return 0; } // 0: not known
};

class FileLines final : public Lines
{
public:
    explicit FileLines(const std::filesystem::path& file)
    {
        const std::string text = readTextFile(file);
        if (text.find('\0') != std::string::npos)
            throw Error(ErrorCode::BadFile,
                        displayPath(file) +
                            " is not a text file; a decisions file has lines of path,action,identity,other");
        m_lines = split(text, '\n');
    }
    bool next(std::string& line) override
    {
        if (m_next == m_lines.size())
            return false;
        line = std::move(m_lines[m_next++]);
        return true;
    }
    std::uint64_t total() const override { return m_lines.size(); }

private:
    std::vector<std::string> m_lines;
    std::size_t m_next = 0;
};

// Standard input, each line as soon as it is there; a stop is heard while waiting for one.
class InputLines final : public Lines
{
public:
    explicit InputLines(const jobs::Context& context) : m_context(context) {}
    bool next(std::string& line) override
    {
        constexpr std::size_t kLongest = 1u << 20;
        for (;;) {
            const auto end = m_read.find('\n');
            if (end != std::string::npos || (m_ended && !m_read.empty())) {
                line = m_read.substr(0, end);
                m_read.erase(0, end == std::string::npos ? end : end + 1);
                return true;
            }
            if (m_ended)
                return false;
            if (m_read.size() > kLongest)
                throw Error(ErrorCode::BadFile, "a line of the decisions has more than a million characters");
            read();
        }
    }

private:
    void read()
    {
        constexpr int kAskedAgainMs = 100;
        pollfd input = {STDIN_FILENO, POLLIN, 0};
        while (::poll(&input, 1, kAskedAgainMs) <= 0)
            m_context.checkStop();
        std::array<char, 4096> part{};
        const auto n = ::read(STDIN_FILENO, part.data(), part.size());
        if (n < 0 && errno != EINTR && errno != EAGAIN)
            throwErrno(errno, "cannot read the decisions from standard input");
        m_ended = n == 0;
        m_read.append(part.data(), static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
    }

    const jobs::Context& m_context;
    std::string m_read;
    bool m_ended = false;
};

class Rows
{
public:
    explicit Rows(Lines& lines) : m_lines(lines) {}
    // The next row, which stays the next until take(); null at the end.
    const Row* peek()
    {
        std::string line;
        while (!m_next && m_lines.next(line))
            parse(line);
        return m_next ? &*m_next : nullptr;
    }
    Row take()
    {
        Row row = std::move(*m_next);
        m_next.reset();
        return row;
    }

private:
    void parse(std::string& line)
    {
        if (++m_number == 1 && line.starts_with("\xEF\xBB\xBF"))
            line.erase(0, 3); // spreadsheets write it
        if (trim(line).empty())
            return;
        if (m_number == 1)
            m_separator = CsvReader::separatorOf(line);
        std::vector<std::string> fields;
        if (!CsvReader(line, m_separator).next(fields))
            return;
        if (m_number == 1 &&
            std::any_of(fields.begin(), fields.end(), [](const auto& f) { return toLower(trim(f)) == "action"; })) {
            m_columns = columnsFrom(fields);
            return;
        }
        const auto field = [&](std::size_t i) {
            return m_columns[i] < fields.size() ? std::string(trim(fields[m_columns[i]])) : std::string();
        };
        m_next = Row{m_number, field(0), toLower(field(1)), field(2), field(3)};
    }

    Lines& m_lines;
    std::array<std::size_t, 4> m_columns = {0, 1, 2, 3};
    int m_number = 0;
    char m_separator = ',';
    std::optional<Row> m_next;
};

// The face a row is about: by its path, else any face of the person it names.
FaceId faceOf(const Project& project, const Row& row, Action action)
{
    if (!row.path.empty()) {
        const FaceId face = project.primaryFace(row.path);
        if (!face)
            throw Error(ErrorCode::NotFound, "no picture of the project has this path, or several end in it");
        return face;
    }
    if ((action != Action::Merge && action != Action::Rename) || row.identity.empty() || row.other.empty())
        throw Error(ErrorCode::BadArgument, "the path is missing");
    const auto person = project.findIdentity(row.identity);
    const auto faces = person ? project.facesOf(person, true) : std::vector<FaceId>();
    if (faces.empty())
        throw Error(ErrorCode::NotFound, "there is no person named '" + toUtf8(row.identity) + "' with pictures");
    return faces.front();
}

std::string targetOf(const Project& project, const Row& row, Action action, FaceId face)
{
    if (action == Action::Keep || action == Action::Reject || action == Action::Unsure)
        return {};
    std::string target = row.other.empty() ? row.identity : row.other;
    if (action == Action::Move && !row.identity.empty() && !row.other.empty()) {
        const auto present = nameOf(project, project.face(face)->identity);
        if (row.identity != present)
            throw Error(ErrorCode::BadArgument,
                        "both 'identity' and 'other' name a person to move to; fill one of them");
    }
    if (target.empty())
        throw Error(ErrorCode::BadArgument, "the action '" + row.action + "' needs a person in 'identity' or 'other'");
    return target;
}

// Two people of different sides of the splits become one.
void warnOfMerge(const Project& project, FaceId face, const std::string& target, jobs::Context& context)
{
    const auto warning = dataset::mergeWarning(project, project.face(face)->identity, project.findIdentity(target));
    if (!warning.empty())
        context.issue({jobs::Issue::Severity::Warning, toUtf8(target), ErrorCode::BadArgument, warning});
}

} // namespace

DecisionsResult applyDecisions(Project& project,
                               const std::filesystem::path& file,
                               jobs::Context& context,
                               const std::function<void(int line, const std::string& skipped)>& said)
{
    std::unique_ptr<Lines> lines;
    if (file == "-")
        lines = std::make_unique<InputLines>(context);
    else
        lines = std::make_unique<FileLines>(file);
    Rows rows(*lines);
    DecisionsResult result;
    context.stage("decide");
    while (rows.peek()) {
        context.checkStop();
        const Row row = rows.take();
        std::vector<int> numbers = {row.line};
        std::string skipped;
        try {
            const Action action = dataset::actionFromName(row.action);
            std::vector<FaceId> faces = {faceOf(project, row, action)};
            const std::string target = targetOf(project, row, action, faces.front());
            if (action == Action::Split) {
                for (const Row* more = rows.peek();
                     more && more->action == row.action &&
                     (more->other.empty() ? more->identity : more->other) == target && project.primaryFace(more->path);
                     more = rows.peek()) {
                    faces.push_back(project.primaryFace(more->path));
                    numbers.push_back(rows.take().line);
                }
                std::sort(faces.begin(), faces.end());
                faces.erase(std::unique(faces.begin(), faces.end()), faces.end());
            }
            if (action == Action::Merge)
                warnOfMerge(project, faces.front(), target, context);
            if (project.decide(faces, action, target, "decisions file") != 0)
                result.applied += static_cast<int>(numbers.size());
            else
                skipped = "nothing would change: it has been decided so already";
        } catch (const Error& e) {
            // What is wrong with one row does not concern the next; a full disk does.
            if (e.code() != ErrorCode::BadArgument && e.code() != ErrorCode::NotFound)
                throw;
            skipped = e.what();
        }
        if (!skipped.empty())
            result.skipped.push_back({row.line, toUtf8(row.path), skipped});
        if (said)
            for (const int number : numbers)
                said(number, skipped);
        if (lines->total() > 0)
            context.progress(static_cast<std::uint64_t>(numbers.back()), lines->total(), "decisions");
    }
    return result;
}

} // namespace likeness::cli

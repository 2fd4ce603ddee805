// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/decisions_file.h"

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/dataset/splits.h"

#include <algorithm>
#include <array>

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

std::vector<Row> readRows(const std::filesystem::path& file)
{
    std::string text = readTextFile(file);
    if (text.find('\0') != std::string::npos)
        throw Error(ErrorCode::BadFile,
                    displayPath(file) +
                        " is not a text file; a decisions file has lines of path,action,identity,other");
    if (text.starts_with("\xEF\xBB\xBF"))
        text.erase(0, 3); // spreadsheets write it
    std::vector<Row> rows;
    std::array<std::size_t, 4> columns = {0, 1, 2, 3};
    int number = 0;
    for (const auto& line : split(text, '\n')) {
        ++number;
        if (trim(line).empty())
            continue;
        const auto fields = parseCsvLine(line);
        if (number == 1 &&
            std::any_of(fields.begin(), fields.end(), [](const auto& f) { return toLower(trim(f)) == "action"; })) {
            columns = columnsFrom(fields);
            continue;
        }
        const auto field = [&](std::size_t i) {
            return columns[i] < fields.size() ? std::string(trim(fields[columns[i]])) : std::string();
        };
        rows.push_back({number, field(0), toLower(field(1)), field(2), field(3)});
    }
    return rows;
}

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

DecisionsResult applyDecisions(Project& project, const std::filesystem::path& file, jobs::Context& context)
{
    const auto rows = readRows(file);
    DecisionsResult result;
    context.stage("decide");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        context.checkStop();
        const Row& row = rows[i];
        try {
            const Action action = dataset::actionFromName(row.action);
            std::vector<FaceId> faces = {faceOf(project, row, action)};
            const std::string target = targetOf(project, row, action, faces.front());
            std::size_t last = i;
            if (action == Action::Split) {
                while (last + 1 < rows.size() && rows[last + 1].action == row.action &&
                       (rows[last + 1].other.empty() ? rows[last + 1].identity : rows[last + 1].other) == target &&
                       project.primaryFace(rows[last + 1].path))
                    faces.push_back(project.primaryFace(rows[++last].path));
                std::sort(faces.begin(), faces.end());
                faces.erase(std::unique(faces.begin(), faces.end()), faces.end());
            }
            if (action == Action::Merge)
                warnOfMerge(project, faces.front(), target, context);
            if (project.decide(faces, action, target, "decisions file") != 0)
                result.applied += static_cast<int>(last - i + 1);
            else
                result.skipped.push_back(
                    {row.line, toUtf8(row.path), "nothing would change: it has been decided so already"});
            i = last;
        } catch (const Error& e) {
            // What is wrong with one row does not concern the next; a full disk does.
            if (e.code() != ErrorCode::BadArgument && e.code() != ErrorCode::NotFound)
                throw;
            result.skipped.push_back({row.line, toUtf8(row.path), e.what()});
        }
        context.progress(i + 1, rows.size(), "decisions");
    }
    return result;
}

} // namespace likeness::cli

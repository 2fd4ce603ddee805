// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/crops/crop_cache.h"
#include "core/dataset/erase_parts.h"
#include "core/formats/byte_reader.h"
#include "core/run/run_folder.h"

#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <unordered_set>

namespace likeness::dataset::erasing {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kHeldBelow = "images/";
constexpr std::uint64_t kMostText = std::uint64_t{1} << 30;

// Whatever lies below the folder; a folder that cannot be read is as empty here.
std::vector<fs::path> filesBelow(const fs::path& folder)
{
    std::vector<fs::path> files;
    std::error_code ec;
    for (fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, ec), end;
         !ec && it != end; it.increment(ec))
        if (it->is_regular_file(ec) || it->is_symlink(ec))
            files.push_back(it->path());
    std::sort(files.begin(), files.end());
    return files;
}

void removeFile(const fs::path& file)
{
    std::error_code ec;
    fs::remove(file, ec);
    if (ec)
        throwErrno(ec.value(), "cannot delete " + displayPath(file));
}

// Folders that have become empty carry names, too.
void removeEmptyFolders(fs::path folder, const fs::path& root)
{
    std::error_code ec;
    while (folder != root && folder.native().starts_with(root.native()) && fs::is_empty(folder, ec) && !ec) {
        fs::remove(folder, ec);
        folder = folder.parent_path();
    }
}

bool imageUses(const db::Connection& db, const std::string& path, const std::set<ImageId>& except)
{
    const auto rows = db.cached("SELECT id FROM images WHERE path = ?1");
    rows->bind(1, std::span(reinterpret_cast<const std::uint8_t*>(path.data()), path.size()));
    while (rows->step())
        if (!except.contains(rows->int64(0)))
            return true;
    return false;
}

std::vector<fs::path> runFolders(const Project& project)
{
    std::vector<fs::path> folders;
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(project.runsFolder(), ec))
        if (entry.is_directory(ec) && fs::is_regular_file(entry.path() / "run.json", ec))
            folders.push_back(entry.path());
    std::sort(folders.begin(), folders.end());
    return folders;
}

bool isTheirs(const run::Sample& sample, const Targets& t)
{
    return t.faces.contains(sample.face) || std::find(t.names.begin(), t.names.end(), sample.name) != t.names.end();
}

bool isText(const fs::path& file)
{
    const auto extension = toLower(file.extension().string());
    return extension == ".json" || extension == ".jsonl" || extension == ".csv" || extension == ".txt" ||
           extension == ".log";
}

// Bytes of a crop that are hardly found anywhere else; none of a crop without any detail.
std::string sampleOf(std::span<const std::uint8_t> pixels)
{
    constexpr std::size_t kBytes = 48;
    constexpr std::size_t kLeastValues = 12; // a plain area may well be in another picture, too
    for (std::size_t at = pixels.size() / 2; at + kBytes <= pixels.size(); at += kBytes) {
        const auto piece = pixels.subspan(at, kBytes);
        if (std::set<std::uint8_t>(piece.begin(), piece.end()).size() >= kLeastValues)
            return {piece.begin(), piece.end()};
    }
    return {};
}

void cleanCrops(const fs::path& file,
                const Targets& t,
                const std::unordered_set<FaceId>& present,
                ByteSearch& search,
                jobs::Context& context)
{
    const fs::path fresh = file.native() + ".new";
    std::error_code ec;
    fs::remove(fresh, ec);
    try {
        const crops::CropReader reader(file);
        const auto stays = [&](FaceId face) { return present.contains(face) && !t.faces.contains(face); };
        bool all = true;
        std::vector<std::pair<std::uint64_t, FaceId>> order; // as they lie in the file
        for (const auto& [face, record] : reader.index()) {
            if (stays(face)) {
                order.emplace_back(record.offset, face);
                continue;
            }
            all = false;
            if (t.faces.contains(face))
                search.add(sampleOf(reader.pixels(record)), "crop");
        }
        if (all)
            return;
        std::sort(order.begin(), order.end());
        {
            crops::CropWriter writer(fresh, reader.size());
            std::uint64_t done = 0;
            for (const auto& [offset, face] : order) {
                const auto record = *reader.find(face);
                writer.add(face, reader.pixels(record), record.cut);
                if (++done % 1000 == 0) {
                    context.checkStop();
                    context.progress(done, order.size(), "crops");
                }
            }
            writer.flush();
        }
        fs::rename(fresh, file);
    } catch (const Error& e) {
        if (e.code() != ErrorCode::BadFile)
            throw;
        removeFile(file); // derived, and nobody can say what is in it
    }
}

// A derived database that other programs may have open: emptied rather than deleted.
void emptyDatabase(const fs::path& file)
{
    try {
        db::Connection db(file, db::Connection::Mode::ReadWrite);
        std::vector<std::string> tables;
        {
            auto rows = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
            while (rows.step())
                tables.push_back(rows.text(0));
        }
        db.exec("PRAGMA secure_delete = ON");
        for (const auto& table : tables)
            db.exec("DELETE FROM \"" + table + "\"");
        db.exec("VACUUM");
        db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (const Error&) {
        for (const char* part : {"", "-wal", "-shm"})
            removeFile(file.native() + part);
    }
}

} // namespace

bool isHeld(const ImageRow& row)
{
    return row.length == 0 && row.path.starts_with(kHeldBelow);
}

std::vector<Affected> affectedRuns(const Project& project, const Targets& t, const std::set<std::string>& snapshots)
{
    std::vector<Affected> out;
    for (const auto& folder : runFolders(project)) {
        const run::RunFolder run(folder);
        const std::string id = run.id();
        Affected of{"run", id, {}, 0, false, false};
        bool made = false;
        try {
            for (const auto& sample : run.samples())
                if (isTheirs(sample, t)) {
                    ++of.faces;
                    of.trained = of.trained || !sample.validation;
                }
            made = snapshots.contains(run.json().value("snapshot", ""));
        } catch (const std::exception& e) { // a damaged run may be about anybody
            log::warn("the run " + displayPath(folder) + " cannot be read: " + e.what());
            made = true;
        }
        if (of.faces == 0 && !made)
            continue;
        out.push_back(of);
        for (const auto& file : filesBelow(folder)) {
            const auto extension = toLower(file.extension().string());
            const std::string where = toUtf8(file.lexically_relative(project.folder()).native());
            if (extension == ".safetensors" || extension == ".ckpt" || extension == ".onnx")
                out.push_back({"model", where, {}, of.faces, of.trained, false});
            else if (of.faces > 0 && file.native().starts_with((folder / "report").native() + "/"))
                out.push_back({"report", where, {}, of.faces, of.trained, true});
        }
    }
    return out;
}

// Whether a stored verification (core/verify/verification_bytes.h: its JSON begins at byte 40 and has its length at 8)
// has one of the faces: they may have had another name when it was made.
bool showsFace(const std::string& text, const std::set<FaceId>& faces)
{
    constexpr std::size_t kLengthAt = 8, kJsonAt = 40;
    std::uint64_t length = 0;
    if (text.size() < kJsonAt)
        return false;
    std::memcpy(&length, text.data() + kLengthAt, sizeof length);
    if (length > text.size() - kJsonAt)
        return false;
    try {
        const Json json = parseJson(std::string_view(text).substr(kJsonAt, length), "a verification");
        for (const Json& image : json.at("images"))
            if (faces.contains(image.at(1).get<FaceId>()))
                return true;
    } catch (const Error&) {
        return true; // nobody can say what is in it
    } catch (const Json::exception&) {
        return true;
    }
    return false;
}

std::vector<Affected> affectedVerifications(const Project& project, const Targets& t)
{
    std::vector<std::string> names = t.names;
    for (const std::string& name : t.names) { // as JSON writes them
        const std::string quoted = dumpJson(Json(name));
        if (quoted.size() != name.size() + 2)
            names.push_back(quoted.substr(1, quoted.size() - 2));
    }
    std::vector<Affected> out;
    for (const auto& file : filesBelow(project.folder() / "verifications")) {
        bool theirs = true;
        try {
            const std::string text = readTextFile(file, kMostText);
            theirs = mentions(text, names) || showsFace(text, t.faces);
        } catch (const Error& e) { // nobody can say what is in it
            log::warn("the verification " + displayPath(file) + " cannot be read: " + e.what());
        }
        if (theirs)
            out.push_back({"report", toUtf8(file.lexically_relative(project.folder()).native()), {}, 0, false, true});
    }
    return out;
}

void cleanVerifications(const Project& project, const Targets& t)
{
    for (const Affected& one : affectedVerifications(project, t))
        removeFile(project.folder() / one.id);
}

void requireNoTraining(const Project& project)
{
    for (const auto& folder : runFolders(project))
        if (FileLock::holder(folder / "run.lock"))
            throw Error(
                ErrorCode::ProjectBusy,
                "the run " + displayPath(folder.filename()) +
                    " is being trained, and may have this person before it; stop it first, or wait for its end");
}

void removePictures(const Project& project, const Targets& t, jobs::Context& context)
{
    context.stage("erase_pictures");
    const auto& db = project.impl().db;
    const auto root = project.imagesFolder();
    std::set<fs::path> folders;
    const auto remove = [&](const std::string& path) {
        if (imageUses(db, path, t.images))
            return;
        removeFile(project.folder() / path);
        folders.insert((project.folder() / path).parent_path());
    };
    std::uint64_t done = 0;
    for (const auto id : t.images) {
        const auto row = project.image(id);
        if (row && isHeld(*row))
            remove(row->path);
        if (++done % 100 == 0)
            context.checkStop();
        context.progress(done, t.images.size(), "images");
    }
    // Files without a row: captures that were undone, copies that a killed import left, the old name of one that was
    // renamed.
    std::set<std::string> loose;
    for (const auto& file : filesBelow(root)) {
        const std::string path = file.lexically_relative(project.folder()).native();
        if (mentions(path, t.names) && !imageUses(db, path, {}))
            loose.insert(path);
    }
    {
        auto rows = db.prepare(
            "SELECT json_extract(coalesce(c.after, c.before), '$.path.blob') FROM journal_changes c WHERE c.tbl = "
            "'images' AND json_extract(coalesce(c.after, c.before), '$.path.blob') IS NOT NULL AND NOT EXISTS(SELECT 1 "
            "FROM images i WHERE i.id = c.row) AND EXISTS(SELECT 1 FROM journal_people p WHERE p.entry = c.entry AND "
            "p.identity IN (SELECT value FROM json_each(?1)))");
        rows.bind(1, dumpJson(Json(t.people)));
        while (rows.step()) {
            const std::string hex = rows.text(0);
            std::string path;
            for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
                path += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
            if (path.starts_with(kHeldBelow) && path.find("..") == std::string::npos)
                loose.insert(path);
        }
    }
    for (const auto& path : loose)
        remove(path);
    for (const auto& folder : folders)
        removeEmptyFolders(folder, root);
}

void cleanCache(const Project& project, const Targets& t, ByteSearch& search, jobs::Context& context)
{
    context.stage("erase_cache");
    std::unordered_set<FaceId> present;
    for (const auto face : project.allFaces())
        present.insert(face);
    for (const auto& file : filesBelow(project.cacheFolder())) {
        context.checkStop();
        const std::string name = file.filename().native();
        if (name.starts_with("crops-") && name.ends_with(".lkc"))
            cleanCrops(file, t, present, search, context);
        else if (name.ends_with(".db"))
            emptyDatabase(file);
        else if (!name.ends_with(".db-wal") && !name.ends_with(".db-shm"))
            removeFile(file); // embeddings and the like are found by content, and are made again
    }
}

void cleanRuns(const Project& project, const Targets& t, jobs::Context& context)
{
    context.stage("erase_runs");
    for (const auto& folder : runFolders(project)) {
        context.checkStop();
        const run::RunFolder run(folder);
        bool concerned = true;
        try {
            auto samples = run.samples();
            concerned = false;
            bool changed = false;
            for (auto& sample : samples)
                if (isTheirs(sample, t)) {
                    concerned = true;
                    changed = changed || sample.name != "erased";
                    sample.name = "erased";
                }
            if (changed)
                run.setSamples(samples);
        } catch (const Error& e) {
            context.issue({jobs::Issue::Severity::Warning, run.id(), e.code(), e.what()});
        }
        for (const auto& file : filesBelow(folder)) {
            if (concerned && file.native().starts_with((folder / "report").native() + "/")) {
                removeFile(file);
            } else if (isText(file)) {
                const std::string text = readTextFile(file, kMostText);
                if (mentions(text, t.names))
                    writeFileAtomically(file, withoutMentions(text, t.names));
            }
        }
    }
}

void cleanLooseFiles(const Project& project, const Targets& t)
{
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(project.folder(), ec))
        if (entry.path().filename().native().starts_with("project.db.backup-"))
            removeFile(entry.path());
    const auto truth = project.folder() / "demo-truth.csv";
    if (!fs::is_regular_file(truth, ec))
        return;
    const std::set<std::string> keys(t.keys.begin(), t.keys.end());
    std::string kept;
    for (const auto& line : split(readTextFile(truth), '\n')) {
        if (line.empty() || mentions(line, t.names) || keys.contains(parseCsvLine(line).front()))
            continue;
        kept += line + "\n";
    }
    writeFileAtomically(truth, kept);
}

namespace {

constexpr std::size_t kPiece = 1 << 22;

// What the search finds in a file of any size.
std::set<std::string> findIn(const fs::path& file, const ByteSearch& search)
{
    std::set<std::string> kinds;
    Bytes window;
    const auto look = [&] {
        kinds.merge(search.find(window));
        const auto kept = std::min(window.size(), search.longest());
        window.erase(window.begin(), window.end() - static_cast<std::ptrdiff_t>(kept));
    };
    const auto take = [&](std::span<const std::uint8_t> piece) {
        window.insert(window.end(), piece.begin(), piece.end());
        if (window.size() >= kPiece)
            look();
    };
    const std::string name = file.filename().native();
    const auto isDatabase = [&](std::string_view end) { return name.ends_with(end); };
    if (isDatabase(".db") || isDatabase(".db-wal") || isDatabase(".db-shm")) {
        readThroughChild(file, take); // it is open here
    } else {
        formats::FileReader reader(file, 0);
        Bytes piece(kPiece);
        for (std::uint64_t at = 0;;) {
            const auto n = reader.read(at, piece);
            take(std::span(piece).first(n));
            at += n;
            if (n < piece.size())
                break;
        }
    }
    look();
    return kinds;
}

} // namespace

std::vector<std::pair<std::string, std::string>>
searchFolder(const Project& project, const ByteSearch& search, jobs::Context& context)
{
    context.stage("erase_search");
    std::vector<std::pair<std::string, std::string>> found;
    const auto files = filesBelow(project.folder());
    for (std::size_t i = 0; i < files.size(); ++i) {
        context.checkStop();
        context.progress(i, files.size(), "files");
        const std::string name = files[i].lexically_relative(project.folder()).native();
        const std::string place = displayPath(fs::path(name));
        for (const auto& what : search.find({reinterpret_cast<const std::uint8_t*>(name.data()), name.size()}))
            found.emplace_back(what, place + " (its name)");
        try {
            for (const auto& what : findIn(files[i], search))
                found.emplace_back(what, place);
        } catch (const Error& e) {
            context.issue({jobs::Issue::Severity::Warning, place, e.code(), e.what()});
        }
    }
    return found;
}

} // namespace likeness::dataset::erasing

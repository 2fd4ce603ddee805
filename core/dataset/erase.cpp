// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/erase.h"

#include "core/base/text.h"
#include "core/dataset/erase_parts.h"

#include <algorithm>

namespace likeness::dataset {

using namespace erasing;

namespace {

constexpr const char* kMark = "erasing"; // the setting that says that an erasure is not finished

Json toJson(const std::vector<Affected>& affected)
{
    Json list = Json::array();
    for (const auto& a : affected)
        list.push_back({{"kind", a.kind}, {"id", a.id}, {"faces", a.faces}, {"trained", a.trained}, {"gone", a.gone}});
    return list;
}

// What is left to do and what was found, by numbers: names stay in the rows until those go.
std::string markOf(const Targets& t, const Erasure& result, bool rowsGone)
{
    return dumpJson({{"person", t.person},
                     {"keep_shared", t.keepShared},
                     {"faces", rowsGone ? std::set<FaceId>{} : t.faces},
                     {"images", rowsGone ? std::set<ImageId>{} : t.images},
                     {"rows_gone", rowsGone},
                     {"counts", {result.images, result.faces, result.files, result.shared, result.inPlace}},
                     {"affected", toJson(result.affected)}});
}

void readMark(const Json& mark, Targets& t, Erasure& result)
{
    t.person = mark.at("person").get<IdentityId>();
    t.keepShared = mark.at("keep_shared").get<bool>();
    t.faces = mark.at("faces").get<std::set<FaceId>>();
    t.images = mark.at("images").get<std::set<ImageId>>();
    const auto& counts = mark.at("counts");
    int* values[] = {&result.images, &result.faces, &result.files, &result.shared, &result.inPlace};
    for (std::size_t i = 0; i < std::size(values); ++i)
        *values[i] = counts.at(i).get<int>();
    for (const auto& a : mark.at("affected"))
        result.affected.push_back({a.at("kind").get<std::string>(),
                                   a.at("id").get<std::string>(),
                                   {},
                                   a.at("faces").get<int>(),
                                   a.at("trained").get<bool>(),
                                   a.at("gone").get<bool>()});
}

std::vector<Affected> affectedSnapshots(const Project& project, const Targets& t)
{
    std::vector<Affected> out;
    auto rows = project.impl().db.prepare(
        "SELECT s.hash, s.name, count(*) FROM snapshot_faces f JOIN snapshots s ON s.id = f.snapshot WHERE f.face IN "
        "(SELECT value FROM json_each(?1)) OR f.identity IN (SELECT value FROM json_each(?2)) GROUP BY s.id");
    rows.bind(1, dumpJson(Json(t.faces))).bind(2, dumpJson(Json(t.names)));
    while (rows.step())
        out.push_back({"snapshot", rows.text(0), rows.text(1), rows.integer(2), false, false});
    return out;
}

Erasure describe(const Project& project, const Targets& t)
{
    Erasure e;
    if (const auto row = project.identity(t.person))
        e.name = row->name;
    e.images = static_cast<int>(t.images.size());
    e.faces = static_cast<int>(t.faces.size());
    const auto& db = project.impl().db;
    for (const auto id : t.images) {
        const auto row = project.image(id);
        if (!row)
            continue;
        if (isHeld(*row))
            ++e.files;
        else
            e.leftInPlace.emplace_back(row->key, displayPath(project.imageFile(*row)));
    }
    e.inPlace = static_cast<int>(e.leftInPlace.size());
    {
        auto rows = db.prepare("SELECT count(DISTINCT f.image) FROM faces f JOIN faces o ON o.image = f.image AND "
                               "o.identity IS NOT NULL AND o.identity <> f.identity WHERE f.identity = ?1");
        rows.bind(1, t.person);
        e.shared = rows.step() ? rows.integer(0) : 0;
    }
    e.affected = affectedSnapshots(project, t);
    std::set<std::string> snapshots;
    for (const auto& a : e.affected)
        snapshots.insert(a.id);
    for (auto& a : affectedRuns(project, t, snapshots))
        e.affected.push_back(std::move(a));
    for (auto& a : affectedVerifications(project, t))
        e.affected.push_back(std::move(a));
    return e;
}

// Other pictures of the project that are the very same files, under another name.
std::vector<std::string> samePictures(const Project& project, const Targets& t)
{
    std::vector<std::string> keys;
    auto rows = project.impl().db.prepare(
        "SELECT DISTINCT o.key FROM json_each(?1) j CROSS JOIN images i ON i.id = j.value JOIN images o ON o.hash = "
        "i.hash AND o.id NOT IN (SELECT value FROM json_each(?1))");
    rows.bind(1, dumpJson(Json(t.images)));
    while (rows.step())
        keys.push_back(rows.text(0));
    return keys;
}

void searchFor(ByteSearch& search, const std::vector<std::string>& names)
{
    for (const auto& name : names) {
        search.add(name, "name");
        const std::string quoted = dumpJson(Json(name));
        if (const auto inner = quoted.substr(1, quoted.size() - 2); inner != name)
            search.add(inner, "name");
    }
}

// What stays by right and merely looks like it: "Anna" of "Ann", "other/1.jpg" of "1.jpg".
void exceptWhatStays(const Project& project, ByteSearch& search)
{
    const auto& db = project.impl().db;
    auto people = db.prepare("SELECT name FROM identities");
    while (people.step())
        search.exceptIn(people.text(0), "name");
    auto images = db.prepare("SELECT key, path, source FROM images");
    while (images.step())
        for (const int column : {0, 1, 2})
            for (const char* what : {"key", "path"})
                search.exceptIn(images.text(column), what);
}

Erasure carryOut(Project& project, Targets t, Erasure result, bool rowsGone, jobs::Context& context)
{
    requireNoTraining(project);
    ByteSearch search;
    while (!rowsGone) {
        findTargets(project, t); // with what came in since the mark
        renamePictures(project, t);
        removePictures(project, t, context);
        cleanCache(project, t, search, context);
        cleanRuns(project, t, context);
        cleanVerifications(project, t);
        cleanLooseFiles(project, t);
        for (const auto& key : samePictures(project, t))
            result.remaining.emplace_back("picture", key);
        context.checkStop();
        context.stage("erase_rows");
        rowsGone = eraseRows(project, t, result, markOf(t, result, true));
    }
    cleanLooseFiles(project, t);
    context.stage("erase_compact");
    for (auto& left : compactDatabase(project))
        result.remaining.push_back(std::move(left));
    searchFor(search, t.names);
    for (const auto& key : t.keys)
        search.add(key, "key");
    for (const auto& path : t.paths)
        search.add(path, "path");
    exceptWhatStays(project, search);
    for (auto& found : searchFolder(project, search, context))
        result.remaining.push_back(std::move(found));
    project.impl().db.cached("DELETE FROM settings WHERE key = ?1")->bind(1, kMark).exec();
    return result;
}

} // namespace

Erasure planErasure(const Project& project, IdentityId person, const EraseOptions& options)
{
    if (!project.identity(person))
        throw Error(ErrorCode::NotFound, "the person to erase is not there any more; reload and try again");
    const db::ReadTransaction oneState(project.impl().db);
    Targets t;
    t.person = person;
    t.keepShared = options.keepShared;
    findTargets(project, t);
    return describe(project, t);
}

Erasure erase(Project& project, IdentityId person, const EraseOptions& options, jobs::Context& context)
{
    const auto lock = project.lockForJob("erase");
    if (erasureUnfinished(project))
        throw Error(ErrorCode::ProjectBusy,
                    "an earlier erasure of this project was interrupted; finish that first, with erase --finish");
    if (!project.identity(person))
        throw Error(ErrorCode::NotFound, "the person to erase is not there any more; reload and try again");
    requireNoTraining(project);
    Targets t;
    t.person = person;
    t.keepShared = options.keepShared;
    findTargets(project, t);
    const Erasure result = describe(project, t);
    context.checkStop();
    project.setSetting(kMark, markOf(t, result, false));
    Targets again;
    again.person = person;
    again.keepShared = options.keepShared;
    again.faces = t.faces;
    again.images = t.images;
    return carryOut(project, std::move(again), result, false, context);
}

bool erasureUnfinished(const Project& project)
{
    return !project.setting(kMark).empty();
}

Erasure finishErasure(Project& project, const std::string& name, jobs::Context& context)
{
    const auto lock = project.lockForJob("erase");
    const std::string mark = project.setting(kMark);
    if (mark.empty())
        throw Error(ErrorCode::NotFound, "no erasure of this project is unfinished");
    Targets t;
    Erasure result;
    bool rowsGone = false;
    try {
        const Json json = parseJson(mark, "the mark of an unfinished erasure");
        readMark(json, t, result);
        rowsGone = json.at("rows_gone").get<bool>();
    } catch (const Json::exception& e) {
        throw Error(ErrorCode::BadFile, "the mark of the unfinished erasure cannot be read", e.what());
    }
    if (const auto row = project.identity(t.person))
        result.name = row->name;
    if (rowsGone && !name.empty() && !project.findIdentity(name))
        t.names.push_back(name);
    return carryOut(project, std::move(t), std::move(result), rowsGone, context);
}

} // namespace likeness::dataset

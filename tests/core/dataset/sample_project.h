// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project_impl.h"

#include <string>

namespace likeness::test {

// Rows as an import makes them, without pictures behind them.
inline dataset::FaceId addFace(dataset::Project& project,
                               const std::string& key,
                               const std::string& person,
                               dataset::FaceStatus status = dataset::FaceStatus::Aligned)
{
    auto& db = project.impl().db;
    const std::string path = "/somewhere/" + key;
    const auto bytes = std::span(reinterpret_cast<const std::uint8_t*>(path.data()), path.size());
    db.cached("INSERT INTO images(path, source, key, width, height, bytes, hash, added) VALUES(?1, ?1, ?2, 112, 112, "
              "1, ?3, 0)")
        ->bind(1, bytes)
        .bind(2, key)
        .bind(3, "hash of " + key)
        .exec();
    const auto image = db.lastInsertId();
    const auto identity = person.empty() ? 0 : dataset::ensureIdentity(db, person);
    db.cached("INSERT INTO faces(image, identity, status, is_primary) VALUES(?1, ?2, ?3, 1)")
        ->bind(1, image)
        .bindId(2, identity)
        .bind(3, static_cast<int>(status))
        .exec();
    return db.lastInsertId();
}

// Everything that a person's decisions can change, as one text: two equal dumps are two equal states.
inline std::string dump(dataset::Project& project)
{
    std::string out;
    for (const char* sql :
         {"SELECT * FROM images ORDER BY id", "SELECT * FROM identities ORDER BY id", "SELECT * FROM faces ORDER BY id",
          "SELECT * FROM constraints ORDER BY id", "SELECT id, face, kind, suggested, decision FROM flags ORDER BY id",
          "SELECT * FROM opinions ORDER BY id"}) {
        out += std::string(sql) + "\n";
        auto rows = project.impl().db.prepare(sql);
        while (rows.step()) {
            for (int column = 0; column < rows.columns(); ++column)
                out += (rows.isNull(column) ? "NULL" : rows.text(column)) + "|";
            out += "\n";
        }
    }
    return out;
}

} // namespace likeness::test

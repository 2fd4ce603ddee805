// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/project_impl.h"

#include <array>

namespace likeness::dataset {
namespace {

constexpr int kApplicationId = 0x4C4B4E53; // "LKNS"

// Ids are AUTOINCREMENT wherever the journal names rows: a number that was given back by an undo must not come to mean
// another row. The columns of a journal change are JSON objects; see journal.cpp.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE settings(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE images(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path BLOB NOT NULL,             -- bytes of the file name; relative to the project folder, or absolute
    source BLOB NOT NULL UNIQUE,    -- where it was imported from: how a second import knows it
    key TEXT NOT NULL UNIQUE,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    hash TEXT NOT NULL,
    added INTEGER NOT NULL
) STRICT;
CREATE INDEX images_hash ON images(hash);
CREATE INDEX images_path ON images(path);

CREATE TABLE identities(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE faces(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    image INTEGER NOT NULL REFERENCES images(id) ON DELETE CASCADE,
    identity INTEGER REFERENCES identities(id) ON DELETE RESTRICT,
    status INTEGER NOT NULL DEFAULT 0 CHECK(status BETWEEN 0 AND 3),
    label INTEGER NOT NULL DEFAULT 0 CHECK(label BETWEEN 0 AND 3),
    is_primary INTEGER NOT NULL DEFAULT 0 CHECK(is_primary IN (0, 1)),
    x REAL NOT NULL DEFAULT 0, y REAL NOT NULL DEFAULT 0, w REAL NOT NULL DEFAULT 0, h REAL NOT NULL DEFAULT 0,
    detector_score REAL NOT NULL DEFAULT 0,
    sharpness REAL NOT NULL DEFAULT 0, brightness REAL NOT NULL DEFAULT 0, contrast REAL NOT NULL DEFAULT 0,
    size REAL NOT NULL DEFAULT 0, yaw REAL NOT NULL DEFAULT 0, pitch REAL NOT NULL DEFAULT 0, roll REAL NOT NULL DEFAULT 0,
    quality REAL NOT NULL DEFAULT 0,
    automatic BLOB CHECK(automatic IS NULL OR length(automatic) = 544),
    manual BLOB CHECK(manual IS NULL OR length(manual) = 544)
) STRICT;
CREATE INDEX faces_image ON faces(image);
-- Covers everything that looks at labels, so that it never reads the landmarks.
CREATE INDEX faces_label ON faces(identity, label, status);

CREATE TABLE constraints(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    face INTEGER NOT NULL REFERENCES faces(id) ON DELETE CASCADE,
    other_face INTEGER REFERENCES faces(id) ON DELETE CASCADE,
    other_identity INTEGER REFERENCES identities(id) ON DELETE CASCADE,
    CHECK((other_face IS NULL) <> (other_identity IS NULL))
) STRICT;
CREATE UNIQUE INDEX constraints_pair ON constraints(face, other_face) WHERE other_face IS NOT NULL;
CREATE UNIQUE INDEX constraints_identity ON constraints(face, other_identity) WHERE other_identity IS NOT NULL;
CREATE INDEX constraints_other_face ON constraints(other_face);
CREATE INDEX constraints_other_identity ON constraints(other_identity);

CREATE TABLE flags(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    face INTEGER NOT NULL REFERENCES faces(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    score REAL NOT NULL,
    threshold REAL NOT NULL,
    flagged INTEGER NOT NULL CHECK(flagged IN (0, 1)),
    suggested INTEGER REFERENCES identities(id) ON DELETE SET NULL,
    rival_face INTEGER REFERENCES faces(id) ON DELETE SET NULL,
    method TEXT NOT NULL,
    reason TEXT NOT NULL,
    evidence TEXT NOT NULL,
    decision TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX flags_face ON flags(face);
CREATE INDEX flags_score ON flags(score DESC, id);
CREATE INDEX flags_suggested ON flags(suggested);
CREATE INDEX flags_rival ON flags(rival_face);

-- state: 0 done, 1 undone (redo brings it back), 2 undone and passed over by a later change
CREATE TABLE journal(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    time INTEGER NOT NULL,
    who TEXT NOT NULL,
    verb TEXT NOT NULL,
    what TEXT NOT NULL,
    why TEXT NOT NULL,
    undoable INTEGER NOT NULL CHECK(undoable IN (0, 1)),
    state INTEGER NOT NULL DEFAULT 0 CHECK(state BETWEEN 0 AND 2),
    changes INTEGER NOT NULL
) STRICT;
CREATE INDEX journal_done ON journal(id) WHERE undoable = 1 AND state = 0;
CREATE INDEX journal_undone ON journal(id) WHERE undoable = 1 AND state = 1;

CREATE TABLE journal_changes(
    entry INTEGER NOT NULL REFERENCES journal(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    tbl TEXT NOT NULL,
    row INTEGER NOT NULL,
    before TEXT, -- NULL: the row was made
    after TEXT,  -- NULL: the row was removed
    PRIMARY KEY(entry, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX journal_changes_row ON journal_changes(tbl, row);

CREATE TABLE snapshots(
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    time INTEGER NOT NULL,
    images INTEGER NOT NULL,
    identities INTEGER NOT NULL
) STRICT;
-- Self-contained on purpose: a snapshot does not change when faces are relabelled, renamed or removed.
CREATE TABLE snapshot_faces(
    snapshot INTEGER NOT NULL REFERENCES snapshots(id) ON DELETE CASCADE,
    face INTEGER NOT NULL,
    key TEXT NOT NULL,
    identity TEXT NOT NULL,
    PRIMARY KEY(snapshot, face)
) STRICT, WITHOUT ROWID;
)sql";

// Pictures inside containers, what a dataset says beside labels, checks of labels by several people, and privacy.
constexpr const char* kVersion2 = R"sql(
-- Where pictures come from and what may be done with them; few rows for many images. Rows are never changed.
CREATE TABLE origins(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL,           -- who or what it was got from
    licence TEXT NOT NULL,
    consent TEXT NOT NULL,          -- what the person agreed to
    UNIQUE(source, licence, consent)
) STRICT;
-- formats::Location: a range of a container; length 0 is the whole file.
ALTER TABLE images ADD COLUMN offset INTEGER NOT NULL DEFAULT 0;
ALTER TABLE images ADD COLUMN length INTEGER NOT NULL DEFAULT 0;
ALTER TABLE images ADD COLUMN coding INTEGER NOT NULL DEFAULT 0 CHECK(coding BETWEEN 0 AND 3);
ALTER TABLE images ADD COLUMN part TEXT NOT NULL DEFAULT ''; -- train, val, test as the source was divided
ALTER TABLE images ADD COLUMN origin INTEGER REFERENCES origins(id);
CREATE INDEX images_origin ON images(origin) WHERE origin IS NOT NULL;

ALTER TABLE faces ADD COLUMN point_states BLOB CHECK(point_states IS NULL OR length(point_states) = 68);
ALTER TABLE identities ADD COLUMN split INTEGER NOT NULL DEFAULT 0 CHECK(split BETWEEN 0 AND 3); -- dataset::Split

CREATE TABLE attribute_sets(id INTEGER PRIMARY KEY, names TEXT NOT NULL UNIQUE) STRICT; -- JSON array
CREATE TABLE image_attributes(
    image INTEGER PRIMARY KEY REFERENCES images(id) ON DELETE CASCADE,
    attribute_set INTEGER NOT NULL REFERENCES attribute_sets(id),
    vals TEXT NOT NULL              -- JSON array of integers
) STRICT;

-- The last result of each check of a label; it holds as long as the face has that identity.
CREATE TABLE checks(
    face INTEGER NOT NULL REFERENCES faces(id) ON DELETE CASCADE,
    kind INTEGER NOT NULL CHECK(kind BETWEEN 1 AND 3), -- automatic comparison, spot check, cross-validation
    identity INTEGER NOT NULL,
    passed INTEGER NOT NULL CHECK(passed IN (0, 1)),
    value REAL NOT NULL,            -- calibrated similarity, or the probability that cross-validation gives the label
    method TEXT NOT NULL,           -- the model, "lbph", or who looked
    time INTEGER NOT NULL,
    PRIMARY KEY(face, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE spot_samples(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    time INTEGER NOT NULL,
    who TEXT NOT NULL,
    seed INTEGER NOT NULL,
    population INTEGER NOT NULL,    -- labelled faces at the time
    target REAL NOT NULL            -- the share of wrong labels that is still accepted
) STRICT;
CREATE TABLE spot_items(
    sample INTEGER NOT NULL REFERENCES spot_samples(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    face INTEGER NOT NULL REFERENCES faces(id) ON DELETE CASCADE,
    identity INTEGER NOT NULL,      -- the label that was looked at
    verdict INTEGER CHECK(verdict BETWEEN 0 AND 2), -- 0 wrong, 1 right, 2 cannot be said; NULL: not looked at yet
    who TEXT NOT NULL DEFAULT '',
    time INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY(sample, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX spot_items_face ON spot_items(face);

-- What each person says a face is: the last word of each, in the journal like everything that people decide.
CREATE TABLE opinions(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    face INTEGER NOT NULL REFERENCES faces(id) ON DELETE CASCADE,
    who TEXT NOT NULL,
    label INTEGER NOT NULL CHECK(label BETWEEN 1 AND 3), -- LabelState: confirmed, unsure, rejected
    identity INTEGER REFERENCES identities(id) ON DELETE SET NULL,
    time INTEGER NOT NULL,
    UNIQUE(face, who)
) STRICT;
CREATE INDEX opinions_identity ON opinions(identity);

-- Whose history an entry belongs to, beside the faces and people whose rows it changed.
CREATE TABLE journal_people(
    identity INTEGER NOT NULL,
    entry INTEGER NOT NULL REFERENCES journal(id) ON DELETE CASCADE,
    PRIMARY KEY(identity, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX journal_people_entry ON journal_people(entry);
INSERT OR IGNORE INTO journal_people
    SELECT row, entry FROM journal_changes WHERE tbl = 'identities'
    UNION SELECT json_extract(before, '$.identity'), entry FROM journal_changes
        WHERE tbl = 'faces' AND json_extract(before, '$.identity') IS NOT NULL
    UNION SELECT json_extract(after, '$.identity'), entry FROM journal_changes
        WHERE tbl = 'faces' AND json_extract(after, '$.identity') IS NOT NULL;

-- What a version needs to come back: see revert() in versions.h. Older versions are not whole: they have names only.
ALTER TABLE snapshots ADD COLUMN whole INTEGER NOT NULL DEFAULT 0;
ALTER TABLE snapshots ADD COLUMN erased INTEGER NOT NULL DEFAULT 0; -- faces that were erased from it since
ALTER TABLE snapshot_faces ADD COLUMN label INTEGER NOT NULL DEFAULT 0;
ALTER TABLE snapshot_faces ADD COLUMN split INTEGER NOT NULL DEFAULT 0;
ALTER TABLE snapshot_faces ADD COLUMN manual BLOB;
CREATE INDEX snapshot_faces_face ON snapshot_faces(face);
)sql";

// What happened, for sentences in any language, and quick ways from a face to the entries that say something about it.
constexpr const char* kVersion3 = R"sql(
ALTER TABLE journal ADD COLUMN facts TEXT NOT NULL DEFAULT ''; -- JSON, see JournalEntry::facts; '' in older entries
CREATE INDEX journal_changes_said ON journal_changes(json_extract(after, '$.face'))
    WHERE before IS NULL AND tbl IN ('opinions', 'constraints');
CREATE INDEX journal_changes_said_other ON journal_changes(json_extract(after, '$.other_face'))
    WHERE before IS NULL AND tbl = 'constraints';
ALTER TABLE checks ADD COLUMN threshold REAL NOT NULL DEFAULT 0;
)sql";

// Lists of a million faces: what they are sorted and filtered by is read from indices alone, never from rows with
// landmarks or evidence in them.
constexpr const char* kListIndices = R"sql(
DROP INDEX faces_label;
CREATE INDEX faces_label ON faces(identity, label, status, quality, sharpness);
-- The review's queue, worst first, and how many flags of which kind and method there are.
CREATE INDEX flags_queue ON flags(flagged, method, kind, score DESC, id, face, decision);
)sql";

// Verdicts of spot checks are rows that the journal can name; what a face's spot check says follows from them. Imports
// are part of the history of the people that they brought.
constexpr const char* kSpotJournal = R"sql(
CREATE TABLE spot_verdicts(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sample INTEGER NOT NULL REFERENCES spot_samples(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    face INTEGER NOT NULL REFERENCES faces(id) ON DELETE CASCADE,
    identity INTEGER NOT NULL,      -- the label that was looked at
    verdict INTEGER CHECK(verdict BETWEEN 0 AND 2), -- 0 wrong, 1 right, 2 cannot be said; NULL: not looked at yet
    who TEXT NOT NULL DEFAULT '',
    time INTEGER NOT NULL DEFAULT 0,
    UNIQUE(sample, number)
) STRICT;
INSERT INTO spot_verdicts(sample, number, face, identity, verdict, who, time)
    SELECT sample, number, face, identity, verdict, who, time FROM spot_items ORDER BY sample, number;
DROP TABLE spot_items;
ALTER TABLE spot_verdicts RENAME TO spot_items;
CREATE INDEX spot_items_face ON spot_items(face);
DELETE FROM checks WHERE kind = 2;
ALTER TABLE journal_people ADD COLUMN imported INTEGER NOT NULL DEFAULT 0; -- faces that this import brought them
-- The last word about each face, where it is right or wrong; columns as in checks.
CREATE VIEW spot_checks AS
    SELECT face, 2 AS kind, identity, verdict AS passed, CAST(verdict AS REAL) AS value, 0.0 AS threshold,
        who AS method, time FROM spot_items i
    WHERE verdict < 2 AND NOT EXISTS(SELECT 1 FROM spot_items o WHERE o.face = i.face AND o.verdict IS NOT NULL
        AND (o.time, o.id) > (i.time, i.id));
)sql";

// What a curation said of a face, kept from the first time that a correction changed it until the next curation:
// judging a part again starts from it, and an undo brings it back. Columns as in flags.
constexpr const char* kCuratedFlags = R"sql(
CREATE TABLE curated_flags(
    face INTEGER NOT NULL REFERENCES faces(id) ON DELETE CASCADE,
    method TEXT NOT NULL,
    kind TEXT NOT NULL,
    score REAL NOT NULL,
    threshold REAL NOT NULL,
    flagged INTEGER NOT NULL,
    suggested INTEGER, -- may be gone
    rival_face INTEGER,
    reason TEXT NOT NULL,
    evidence TEXT NOT NULL
) STRICT;
CREATE INDEX curated_flags_face ON curated_flags(face, method);
CREATE INDEX curated_flags_suggested ON curated_flags(suggested);
)sql";

// What a model must reach, as people of this project decided (model_gates.h).
constexpr const char* kModelGates = R"sql(
CREATE TABLE model_gates(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    place INTEGER NOT NULL,         -- their order
    gate TEXT NOT NULL              -- as verify/gates.h spells it
) STRICT;
)sql";

constexpr std::array kSteps = {
    db::Migration{1,
                  [](db::Connection& c) {
                      c.exec(kVersion1);
                      c.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
                  }},
    db::Migration{2, [](db::Connection& c) { c.exec(kVersion2); }},
    db::Migration{3, [](db::Connection& c) { c.exec(kVersion3); }},
    db::Migration{4, [](db::Connection& c) { c.exec(kListIndices); }},
    db::Migration{5, [](db::Connection& c) { c.exec(kSpotJournal); }},
    db::Migration{6, [](db::Connection& c) { c.exec(kCuratedFlags); }},
    db::Migration{7, [](db::Connection& c) { c.exec(kModelGates); }},
};

} // namespace

bool isProjectDatabase(const db::Connection& connection)
{
    return connection.scalar("PRAGMA application_id") == kApplicationId;
}

int newestSchema()
{
    return kSteps.back().to;
}

void migrateProject(db::Connection& connection, const std::filesystem::path& folder)
{
    const auto have = connection.scalar("PRAGMA user_version");
    db::migrate(connection, kSteps, folder / ("project.db.backup-" + std::to_string(have)));
}

} // namespace likeness::dataset

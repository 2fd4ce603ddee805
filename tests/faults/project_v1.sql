-- SPDX-License-Identifier: GPL-3.0-or-later
-- The schema of version 1 as it was released: what a migration starts from. It never changes.

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
PRAGMA application_id = 1280003667;
PRAGMA user_version = 1;

"""The tables of the state store, as an ordered list of migrations.

A migration is a tuple of statements; its number is its place in `MIGRATIONS`, kept in `PRAGMA user_version`. A released
migration is never edited: a change of schema is a further one.
"""

_FIRST = (
    # What the user chose once: language, exchange, endpoint.
    "CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    # Everything below belongs to an account of an exchange, so that training never mixes with a real account.
    """CREATE TABLE scope (
        id INTEGER PRIMARY KEY, exchange TEXT NOT NULL, endpoint TEXT NOT NULL, account TEXT NOT NULL,
        UNIQUE (exchange, endpoint, account))""",
    """CREATE TABLE billing_account (
        scope INTEGER NOT NULL REFERENCES scope, name TEXT NOT NULL, description TEXT NOT NULL DEFAULT '',
        status TEXT NOT NULL DEFAULT 'enabled', PRIMARY KEY (scope, name)) WITHOUT ROWID""",
    # Numbers and lines. `number` is the E.164 number without its plus, so that the table's own order is number order;
    # `search` is what a search looks through: the spellings of the number and the folded description.
    """CREATE TABLE service (
        scope INTEGER NOT NULL REFERENCES scope, number INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('alias', 'line')),
        billing_account TEXT NOT NULL, description TEXT NOT NULL, feature_type TEXT NOT NULL, pool TEXT,
        search TEXT NOT NULL, PRIMARY KEY (scope, number)) WITHOUT ROWID""",
    "CREATE INDEX service_account ON service (scope, billing_account, kind, number)",
    """CREATE TABLE draft (
        scope INTEGER NOT NULL REFERENCES scope, service_name TEXT NOT NULL, body TEXT NOT NULL, updated REAL NOT NULL,
        PRIMARY KEY (scope, service_name)) WITHOUT ROWID""",
    # A run is stored whole before its first write; a step is committed as started before its call, and with its result
    # after it.
    """CREATE TABLE run (
        id INTEGER PRIMARY KEY AUTOINCREMENT, scope INTEGER NOT NULL REFERENCES scope, billing_account TEXT NOT NULL,
        service_name TEXT NOT NULL, from_type TEXT NOT NULL, to_type TEXT NOT NULL, kind TEXT, settings TEXT,
        before TEXT NOT NULL, arrived TEXT, state TEXT NOT NULL, reason TEXT, version TEXT NOT NULL,
        started REAL NOT NULL, ended REAL)""",
    "CREATE INDEX run_unfinished ON run (scope, state)",
    """CREATE TABLE step (
        run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE, position INTEGER NOT NULL, body TEXT NOT NULL,
        state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, task INTEGER, query_id TEXT, reason TEXT,
        started REAL, ended REAL, PRIMARY KEY (run, position)) WITHOUT ROWID""",
    """CREATE TABLE claim (
        scope INTEGER NOT NULL REFERENCES scope, service_name TEXT NOT NULL, owner TEXT NOT NULL, host TEXT NOT NULL,
        pid INTEGER NOT NULL, born REAL NOT NULL, token TEXT NOT NULL, since REAL NOT NULL, taken_from TEXT,
        PRIMARY KEY (scope, service_name)) WITHOUT ROWID""",
    # The embedded exchange: the bodies of its objects, its tasks, and the faults it was told to show next.
    # What was written to an object, over what the platform brings; a `typed` one goes with the feature type.
    """CREATE TABLE object (
        path TEXT PRIMARY KEY, service_name TEXT NOT NULL, typed INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID""",
    "CREATE INDEX object_service ON object (service_name, typed)",
    """CREATE TABLE task (
        id INTEGER PRIMARY KEY AUTOINCREMENT, service_name TEXT NOT NULL, billing_account TEXT NOT NULL,
        action TEXT NOT NULL, effect TEXT NOT NULL, failure TEXT, starts REAL NOT NULL, pauses REAL, resumes REAL,
        ends REAL NOT NULL, settled INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX task_open ON task (settled, ends)",
    "CREATE INDEX task_service ON task (service_name)",
    "CREATE TABLE fault (position INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL)",
)

_SECOND = (
    # The document that a step's upload goes through, until it is deleted.
    "ALTER TABLE step ADD COLUMN document TEXT",
    # The sounds that were chosen on this machine. `source` is the name under which the file is sent: its ending tells
    # the platform what it has to convert.
    """CREATE TABLE sound (
        name TEXT PRIMARY KEY, source TEXT NOT NULL, digest TEXT NOT NULL, content BLOB NOT NULL,
        added REAL NOT NULL)""",
    """CREATE TABLE sound_sent (
        scope INTEGER NOT NULL REFERENCES scope, service_name TEXT NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY (scope, service_name, name)) WITHOUT ROWID""",
    # Of objects of which there are several: the path of the list that they stand in, and their place in it. One that
    # came with the type and was deleted stays as `gone`.
    "ALTER TABLE object ADD COLUMN list TEXT",
    "ALTER TABLE object ADD COLUMN place INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE object ADD COLUMN gone INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX object_list ON object (list, place)",
    # The last id that was given out, of any object: none is used twice.
    "CREATE TABLE counter (last INTEGER NOT NULL)",
    "INSERT INTO counter (last) VALUES (0)",
    # From where on the ids count of what came with the present type of a number.
    "CREATE TABLE arrival (service_name TEXT PRIMARY KEY, first_id INTEGER NOT NULL) WITHOUT ROWID",
    # Documents of the account; `tags` is JSON, `digest` the SHA-256 of the content, which may be too large to be kept.
    """CREATE TABLE document (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, tags TEXT NOT NULL, created REAL NOT NULL,
        size INTEGER NOT NULL DEFAULT 0, digest TEXT, content BLOB)""",
)

_THIRD = (
    # Who began a run, and on which machine.
    "ALTER TABLE run ADD COLUMN owner TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE run ADD COLUMN host TEXT NOT NULL DEFAULT ''",
    # Undo: the state that a run left, the sounds of the number that had been sent from here before it (JSON), the run
    # that it undoes and the state that it brings back; whether secrets of the state before it were erased.
    "ALTER TABLE run ADD COLUMN after TEXT",
    "ALTER TABLE run ADD COLUMN sent TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE run ADD COLUMN undoes INTEGER REFERENCES run",
    "ALTER TABLE run ADD COLUMN target TEXT",
    "ALTER TABLE run ADD COLUMN erased INTEGER NOT NULL DEFAULT 0",
    """UPDATE run SET erased = 1 WHERE instr(before, '"***"')""",
    "CREATE INDEX run_number ON run (scope, service_name)",
)

_FOURTH = (
    # Runs that were agreed to at once, and whether the others go on where one is not done.
    "CREATE TABLE bulk (id INTEGER PRIMARY KEY AUTOINCREMENT, keeps_going INTEGER NOT NULL)",
    "ALTER TABLE run ADD COLUMN bulk INTEGER REFERENCES bulk",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST, _SECOND, _THIRD, _FOURTH)
"""In order; `MIGRATIONS[n]` brings a store from version n to n + 1."""

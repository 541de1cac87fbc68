"""The database: SQLite by default, PostgreSQL by `DATABASE_URL`; one truth for all workers."""

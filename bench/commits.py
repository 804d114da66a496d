"""The floor for acknowledgements: one bare INSERT and COMMIT on the same database."""

import statistics
import time

import sqlalchemy as sa

from grappe.foundation.db import keep_sqlite_safe

TEXT = "We can bring the camera for two weeks in February, if somebody covers the transport."


def bare(url: str, number: int = 400) -> float:
    """Median milliseconds of an INSERT and its COMMIT, with the settings of the product."""
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        keep_sqlite_safe(engine, "DELETE")
    table = sa.Table("bare", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True),
                     sa.Column("body", sa.Text))  # fmt: skip
    table.metadata.create_all(engine)
    times = []
    with engine.connect() as connection:
        for _ in range(number):
            start = time.perf_counter()
            connection.execute(table.insert().values(body=TEXT))
            connection.commit()
            times.append((time.perf_counter() - start) * 1000)
        table.drop(connection)
        connection.commit()
    engine.dispose()
    return statistics.median(times)

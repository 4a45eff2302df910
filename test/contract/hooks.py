"""What Schemathesis has to know of Acta to get past the door: what is in the record, and texts of its schemas' formats."""

import json
import os
import zlib

import schemathesis
from hypothesis import strategies as st

# By placeholder: what the record under test holds. Set by tools/schemathesis.mjs.
IN_THE_RECORD = json.loads(os.environ.get("ACTA_IN_THE_RECORD", "{}"))

# No controls, nothing that breaks a line or is not seen (libs/application/src/commands/text-rules.ts).
VISIBLE = st.characters(codec="utf-8", categories=("L", "N", "P", "S"))
LINE = st.lists(st.text(VISIBLE, min_size=1, max_size=40), min_size=1, max_size=4).map(" ".join)
DAY = st.dates().map(lambda day: day.isoformat()).filter(lambda day: day >= "1000")
INSTANT = DAY.map(lambda day: day + "T10:00:00.000Z")

schemathesis.openapi.format("line", LINE)
schemathesis.openapi.format("personal", LINE)
schemathesis.openapi.format("prose", st.lists(LINE, min_size=1, max_size=3).map("\n".join))
schemathesis.openapi.format("identifier", st.from_regex(r"[A-Za-z0-9][A-Za-z0-9./-]{0,20}", fullmatch=True))
schemathesis.openapi.format("instant", INSTANT)
schemathesis.openapi.format(
    "effective-date", st.one_of(DAY, DAY.map(lambda day: day[:7]), DAY.map(lambda day: day[:4]), INSTANT)
)


@schemathesis.serializer("application/x-ndjson")
def ndjson(context, value):
    """A batch goes as it was generated, a line or several."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Three addresses in four are of things that are there: made-up ones end at a 403 or a 404."""
    if not path_parameters:
        return path_parameters
    chance = zlib.crc32(repr(sorted(path_parameters.items())).encode("utf-8", "surrogatepass"))
    if chance % 4 == 0:
        return path_parameters
    mapped = dict(path_parameters)
    for place, name in enumerate(path_parameters):
        there = IN_THE_RECORD.get(name)
        if there:
            mapped[name] = there[(chance >> (4 + place)) % len(there)]
    return mapped

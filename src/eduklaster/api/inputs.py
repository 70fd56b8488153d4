"""What the API takes: every text bounded and free of null bytes, every number and day within what the records hold.

Numbers and days are read strictly: `"5"` is no number in a body, `5` is no day anywhere.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja.files import UploadedFile
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

LARGEST = 2**63 - 1
FIRST_YEAR, LAST_YEAR = 1900, 2199
NO_NULLS = r"^[^\x00]*$"
_NUMBER = re.compile(r"-?[0-9]{1,19}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)


class In(BaseModel):
    """What a program sends: a field that the API does not know is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


def _number_written(value: Any) -> Any:
    """Take digits of an address for a number, and nothing else."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return int(value)
    raise PydanticCustomError("int_parsing", "a whole number")


def _number_sent(value: Any) -> Any:
    """Take a whole number of a body, also one written as 5.0; a text or a truth value is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("int_type", "a whole number")
    if isinstance(value, float):
        if not value.is_integer():
            raise PydanticCustomError("int_type", "a whole number")
        return int(value)
    return value


def _day(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        found = value
    elif isinstance(value, str) and _DAY.fullmatch(value):
        try:
            found = date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("date_parsing", "a day") from None
    else:
        raise PydanticCustomError("date_type", "a day")
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise PydanticCustomError("date_bounds", "a day between 1900 and 2199")
    return found


def _moment(value: Any) -> Any:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise PydanticCustomError("datetime_type", "a moment with its zone")
    try:
        found = datetime.fromisoformat(value.upper().replace(" ", "T"))
    except ValueError:
        raise PydanticCustomError("datetime_parsing", "a moment with its zone") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise PydanticCustomError("date_bounds", "a moment between 1900 and 2199")
    return found


def _no_nulls(value: str) -> str:
    if "\x00" in value:
        raise PydanticCustomError("null_byte", "a text without null bytes")
    return value


_CLEAN = AfterValidator(_no_nulls)
_NO_NULLS = {"pattern": NO_NULLS}

Line = Annotated[str, Field(min_length=1, max_length=300, json_schema_extra=_NO_NULLS), _CLEAN]
"""A line of text."""
Heading = Annotated[str, Field(min_length=1, max_length=500, json_schema_extra=_NO_NULLS), _CLEAN]
"""A heading of an item or an act."""
Address = Annotated[str, Field(max_length=300, json_schema_extra=_NO_NULLS), _CLEAN]
"""A line of text that may be empty."""
Link = Annotated[str, Field(pattern=r"^(https?://[A-Za-z0-9][^\s\x00-\x20\x7f]{0,400})?$"), _CLEAN]
"""An address of the web; may be empty."""
Note = Annotated[str, Field(max_length=4000, json_schema_extra=_NO_NULLS), _CLEAN]
"""A few paragraphs; may be empty."""
Mandate = Annotated[str, Field(max_length=2000, json_schema_extra=_NO_NULLS), _CLEAN]
"""What an organisation is entrusted with; may be empty."""
Remark = Annotated[str, Field(min_length=1, max_length=1000, json_schema_extra=_NO_NULLS), _CLEAN]
"""A reason in a few sentences."""
ActNumber = Annotated[str, Field(min_length=1, max_length=40, json_schema_extra=_NO_NULLS), _CLEAN]
"""The number of an act."""
Statement = Annotated[str, Field(max_length=8000, json_schema_extra=_NO_NULLS), _CLEAN]
"""What something shows; may be empty."""
Prose = Annotated[str, Field(min_length=1, max_length=20000, json_schema_extra=_NO_NULLS), _CLEAN]
"""A text."""
Title = Annotated[str, Field(min_length=1, max_length=200, json_schema_extra=_NO_NULLS), _CLEAN]
"""Name of an amendment."""
Reason = Annotated[str, Field(min_length=1, max_length=8000, json_schema_extra=_NO_NULLS), _CLEAN]
"""What a change of the charter is for."""
CharterFile = Annotated[str, Field(min_length=1, max_length=1_000_000, json_schema_extra=_NO_NULLS), _CLEAN]
"""A charter as one file."""
ActText = Annotated[str, Field(max_length=20000, json_schema_extra=_NO_NULLS), _CLEAN]
"""The text of an act; may be empty."""
Record = Annotated[str, Field(max_length=20000, json_schema_extra=_NO_NULLS), _CLEAN]
"""What minutes say; may be empty."""
Words = Annotated[str, Field(min_length=1, max_length=100, json_schema_extra=_NO_NULLS), _CLEAN]
"""Words to search for."""

Code = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,60}$")]
"""An id of the charter or a code: Latin letters, digits, hyphen, underscore."""
ClauseId = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f/\\?#%]+$"), _CLEAN]
"""A place of the charter as it is cited: 4.3."""
MatterId = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_.:]{1,60}$")]
"""An id of a matter."""
Subject = Annotated[str, Field(pattern=r"^[a-z_]{1,40}\.[a-z_]{1,40}$")]
"""A type of rows of which documents are made: `procedures.act`."""
PathId = Annotated[int, Field(ge=1, le=LARGEST), BeforeValidator(_number_written)]
"""A number by which a row is found, in an address."""
QueryYear = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR), BeforeValidator(_number_written)]
"""A year, in an address."""
BodyId = Annotated[int, Field(ge=1, le=LARGEST), BeforeValidator(_number_sent)]
"""A number by which a row is found, in a body."""
Candidates = Annotated[list[BodyId], Field(max_length=8)]
"""Numbers of persons who stand for something."""
People = Annotated[list[BodyId], Field(max_length=200)]
"""Numbers of persons or of seats; may be empty."""
Seats = Annotated[list[BodyId], Field(min_length=1, max_length=200)]
"""Numbers of seats."""
Places = Annotated[int, Field(ge=1, le=50), BeforeValidator(_number_sent)]
"""How many are to be elected."""
Votes = Annotated[int, Field(ge=0, le=10**6), BeforeValidator(_number_sent)]
"""How many voted so."""
Fact = Annotated[int, Field(ge=-(10**9), le=10**9), BeforeValidator(_number_sent)]
"""A number that the charter asks for."""
Flag = Annotated[bool, Field(strict=True)]
"""True or false, and nothing that might mean it."""
Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-03-02"]}),
]
"""A day of the years 1900 to 2199: 2026-03-02."""
Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-03-20T12:00:00+02:00"]}),
]
"""A moment with its zone."""
Share = Annotated[str, Field(pattern=r"^[0-9]{1,12}([.][0-9]{1,9}|/[1-9][0-9]{0,11})?$")]
"""An exact number of rights: `7`, `0.25`, `1/3`."""
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""A hash of a file."""
Party = Annotated[str, Field(pattern=r"^[a-z_]{1,30}:[-a-zA-Z0-9_]{1,60}$")]
"""Somebody as charter and records know them: `office:secretary`, `seat:17`, `participant:5`."""
FileName = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f/\\]{1,200}\.[A-Za-z0-9]{2,5}$"), _CLEAN]
"""Name of a file with its ending."""
FileContent = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]+={0,2}$")]
"""The bytes of a file in Base64; bounded by the size of a request."""
Upload = Annotated[UploadedFile, Field(json_schema_extra={"minLength": 1})]
"""A file of a form; an empty one is refused."""
Disposition = Literal["accepted", "declined", "deferred"]

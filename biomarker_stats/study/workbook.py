"""Excel workbooks: the first sheet, as text."""

import io
import warnings
import zipfile

from biomarker_stats.errors import StudyError
from biomarker_stats.study.faults import fault
from biomarker_stats.study.limits import UNPACKED_BYTES
from biomarker_stats.study.lines import Lines


def read_workbook(data: bytes, name: str) -> list[list[str]]:
    """Return the lines of the first sheet of an xlsx file; formulas give the values last saved with them.

    Raises:
        StudyError: the bytes are no xlsx file, or it is larger than what is read (found before it is unpacked).
    """
    lines = Lines(name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > UNPACKED_BYTES:
            message = f"unpacks to {unpacked:,} bytes, at most {UNPACKED_BYTES:,} are read"
            raise StudyError([fault(message, "save the sheet as csv, without what the study does not use", file=name)])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl remarks on styles and validation, which are of no use here
            _gather(data, lines)
    except StudyError:
        raise
    except Exception:  # noqa: BLE001  # openpyxl raises many kinds on a broken file; all mean the same here
        remedy = "save it again as xlsx, without a password, or as csv"
        raise StudyError([fault("cannot be read as an xlsx workbook", remedy, file=name)]) from None
    width = max((len(line) for line in lines.found), default=0)
    return [line + [""] * (width - len(line)) for line in lines.found]


def _gather(data: bytes, lines: Lines) -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # the size a file claims for its sheet may be wrong
        for row in sheet.iter_rows(values_only=True):
            filled = [place for place, cell in enumerate(row, start=1) if cell is not None]
            lines.add(row[: max(filled, default=0)])
    finally:
        book.close()

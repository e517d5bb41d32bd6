"""What Windows shows of the program in its properties."""

from pathlib import Path

TEMPLATE = """VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004,
                    fileType=0x1, subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable('040904B0', [{strings}])]),
    VarFileInfo([VarStruct('Translation', [0x409, 1200])]),
  ],
)
"""


def write(path: Path, title: str, version: str) -> None:
    """The file that PyInstaller compiles into the program."""
    numbers = tuple(int(part) for part in (version.split(".") + ["0"] * 4)[:4])
    said = {
        "CompanyName": "The Counselor Desk authors",
        "FileDescription": title,
        "FileVersion": version,
        "InternalName": "counselor-desk",
        "LegalCopyright": "MIT License",
        "OriginalFilename": f"{title}.exe",
        "ProductName": title,
        "ProductVersion": version,
    }
    strings = ", ".join(f"StringStruct({key!r}, {value!r})" for key, value in said.items())
    path.write_text(TEMPLATE.format(numbers=numbers, strings=strings), "utf-8")

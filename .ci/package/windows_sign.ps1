# On Windows: freeze, sign the programs, compile the installer, sign it. Needs Inno Setup 6 and signtool.
#   $env:CERTIFICATE  the thumbprint of the code-signing certificate in the store of this person
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")
$stamp = "http://timestamp.digicert.com"

function Sign([string[]] $files) {
    if (-not $env:CERTIFICATE) { Write-Warning "CERTIFICATE is not set: left unsigned"; return }
    & signtool sign /sha1 $env:CERTIFICATE /fd sha256 /tr $stamp /td sha256 $files
    if ($LASTEXITCODE) { throw "signtool failed" }
}

py -m pip install --quiet --require-hashes -r .ci\package\locked.txt
if ($LASTEXITCODE) { throw "what is locked could not be installed" }
py -m pip install --quiet --no-deps --no-build-isolation -e .
if ($LASTEXITCODE) { throw "the program could not be installed" }
py -m PyInstaller --noconfirm .ci\package\counselor_desk.spec
Sign (Get-ChildItem "dist\Counselor Desk\*.exe").FullName
& "dist\Counselor Desk\counselor-desk.exe" --self-check
if ($LASTEXITCODE) { throw "the self-check failed" }
$arch = if ($env:PROCESSOR_ARCHITECTURE -eq "ARM64") { "/DArch=arm64" } else { "/DArch=x64compatible" }
& "${env:ProgramFiles(x86)}\Inno Setup 6\ISCC.exe" $arch installer.iss
Sign (Get-ChildItem "dist\installer\*.exe").FullName

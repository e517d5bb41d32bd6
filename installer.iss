; The Windows installer. Freeze first (.ci/package/counselor_desk.spec), then: ISCC installer.iss
; For the native ARM program, frozen on an ARM Windows: ISCC /DArch=arm64 installer.iss

#define Name "Counselor Desk"
#define Program "Counselor Desk.exe"
#define Frozen "dist\" + Name
#ifndef Folder
  #define Folder "{autopf}\" + Name
#endif
; The version stands in the package alone; the spec writes it into the program.
#define Version GetStringFileInfo(Frozen + "\" + Program, "ProductVersion")
#if Version == ""
  #error The frozen program does not say its version
#endif
#ifndef Arch
  #define Arch "x64compatible"
#endif

[Setup]
AppId={{7C0E5A0E-52B5-4D7D-9C5B-3B8F6E1B7A44}
AppName={#Name}
AppVersion={#Version}
AppVerName={#Name} {#Version}
AppPublisher=The Counselor Desk authors
VersionInfoVersion={#Version}
VersionInfoDescription={#Name} Setup
DefaultDirName={#Folder}
DefaultGroupName={#Name}
DisableProgramGroupPage=yes
DisableDirPage=auto
LicenseFile=LICENSE
; For one person without asking an administrator; /ALLUSERS or the first page chooses for everybody.
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog commandline
ArchitecturesAllowed={#Arch}
ArchitecturesInstallIn64BitMode={#Arch}
MinVersion=10.0.17763
OutputDir=dist\installer
#if Arch == "arm64"
OutputBaseFilename=counselor-desk-{#Version}-windows-arm64
#else
OutputBaseFilename=counselor-desk-{#Version}-windows-x64
#endif
SetupIconFile=build\package\app.ico
UninstallDisplayIcon={app}\{#Program}
UninstallDisplayName={#Name}
WizardStyle=modern
Compression=lzma2
SolidCompression=yes
LZMANumBlockThreads=2
ChangesAssociations=yes
; The running program is asked to end (PrepareToInstall); this is for others that hold its files.
CloseApplications=yes
CloseApplicationsFilter=*.exe
RestartApplications=no
SetupMutex=CounselorDeskSetup
SetupLogging=yes

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "es"; MessagesFile: "compiler:Languages\Spanish.isl"

[CustomMessages]
en.DemoShortcut=%1 (demo clinic)
es.DemoShortcut=%1 (clínica de demostración)
en.ArchiveType=Counselor Desk vault archive
es.ArchiveType=Archivo de bóveda de Counselor Desk
en.WillEnd=Counselor Desk is running. Setup asks it to end: it keeps what is typed and locks the vault.
es.WillEnd=Counselor Desk está abierto. El instalador le pide que termine: guarda lo escrito y bloquea la bóveda.
en.DidNotEnd=Counselor Desk is still running, here or in another person's session. Close it, then start Setup again. Nothing was changed.
es.DidNotEnd=Counselor Desk sigue abierto, aquí o en la sesión de otra persona. Ciérrelo y vuelva a iniciar el instalador. No se ha cambiado nada.
en.StillRunning=Counselor Desk is running. Close it, then choose Retry.
es.StillRunning=Counselor Desk está abierto. Ciérrelo y elija Reintentar.
en.VaultsStay=Counselor Desk has been removed. Your vaults were not touched. They lie here:
es.VaultsStay=Counselor Desk se ha eliminado. Sus bóvedas no se han tocado. Están aquí:
en.VaultsUsual=Counselor Desk has been removed. No vault was touched. Vaults usually lie here:
es.VaultsUsual=Counselor Desk se ha eliminado. No se ha tocado ninguna bóveda. Suelen estar aquí:
en.VaultsAdvice=Keep each vault (.db) together with its key file (.keys) and its printed recovery key.
es.VaultsAdvice=Guarde cada bóveda (.db) junto con su archivo de claves (.keys) y la clave de recuperación impresa.

[Tasks]
Name: "desktop"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked

[InstallDelete]
; What an older version brought and this one does not. A vault never lies in here.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Frozen}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{autoprograms}\{#Name}"; Filename: "{app}\{#Program}"; AppUserModelID: "CounselorDesk.CounselorDesk"
Name: "{autoprograms}\{cm:DemoShortcut,{#Name}}"; Filename: "{app}\{#Program}"; Parameters: "--demo"
Name: "{autodesktop}\{#Name}"; Filename: "{app}\{#Program}"; AppUserModelID: "CounselorDesk.CounselorDesk"; Tasks: desktop

[Registry]
Root: HKA; Subkey: "Software\Classes\.cvault"; ValueType: string; ValueData: "CounselorDesk.Archive"; Flags: uninsdeletevalue uninsdeletekeyifempty
Root: HKA; Subkey: "Software\Classes\.cvault\OpenWithProgids"; ValueType: string; ValueName: "CounselorDesk.Archive"; ValueData: ""; Flags: uninsdeletevalue uninsdeletekeyifempty
Root: HKA; Subkey: "Software\Classes\CounselorDesk.Archive"; ValueType: string; ValueData: "{cm:ArchiveType}"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\CounselorDesk.Archive\DefaultIcon"; ValueType: string; ValueData: "{app}\_internal\resources\icons\document.ico"
Root: HKA; Subkey: "Software\Classes\CounselorDesk.Archive\shell\open\command"; ValueType: string; ValueData: """{app}\{#Program}"" ""%1"""
Root: HKA; Subkey: "Software\Classes\Applications\{#Program}"; ValueType: string; ValueName: "FriendlyAppName"; ValueData: "{#Name}"; Flags: uninsdeletekey

[Run]
Filename: "{app}\{#Program}"; Description: "{cm:LaunchProgram,{#Name}}"; Flags: nowait postinstall skipifsilent

[Code]
const
  Running = 'CounselorDeskRunning';  { ui/platform.py holds this name while the program runs }
  Ending = 'CounselorDeskEnd';       { the message that asks it to end, as at a log-out }
  Settings = 'Software\Counselor Desk\Counselor Desk';

function IsRunning(): Boolean;
begin
  Result := CheckForMutexes(Running + ',Global\' + Running);
end;

{ Before anything is changed: an older program that is half replaced would not start. }
function PrepareToInstall(var NeedsRestart: Boolean): String;
var
  Waited: Integer;
begin
  Result := '';
  if not IsRunning() then Exit;
  if SuppressibleMsgBox(CustomMessage('WillEnd'), mbConfirmation, MB_OKCANCEL, IDOK) = IDOK then
  begin
    PostBroadcastMessage(RegisterWindowMessage(Ending), 0, 0);
    Waited := 0;
    while IsRunning() and (Waited < 60) do
    begin
      Sleep(500);
      Waited := Waited + 1;
    end;
  end;
  if IsRunning() then Result := CustomMessage('DidNotEnd');
end;

function InitializeUninstall(): Boolean;
begin
  Result := True;
  while Result and IsRunning() do
    Result := SuppressibleMsgBox(CustomMessage('StillRunning'), mbError, MB_RETRYCANCEL, IDCANCEL) = IDRETRY;
end;

{ The vaults that this person opened, one a line, of those that are still there. }
function VaultsLeft(): String;
var
  Listed: String;
  Ends: Integer;
begin
  Result := '';
  if not RegQueryMultiStringValue(HKEY_CURRENT_USER, Settings, 'vaults', Listed) then
    if not RegQueryStringValue(HKEY_CURRENT_USER, Settings, 'vaults', Listed) then Exit;
  while Listed <> '' do
  begin
    Ends := Pos(#0, Listed);
    if Ends = 0 then Ends := Length(Listed) + 1;
    if FileExists(Copy(Listed, 1, Ends - 1)) then
      Result := Result + Copy(Listed, 1, Ends - 1) + #13#10;
    Delete(Listed, 1, Ends);
  end;
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Left, Said: String;
begin
  if Step <> usPostUninstall then Exit;
  Left := VaultsLeft();
  if Left <> '' then
    Said := CustomMessage('VaultsStay')
  else
  begin
    Said := CustomMessage('VaultsUsual');
    Left := ExpandConstant('{userdocs}\{#Name}') + #13#10;
  end;
  Said := Said + #13#10#13#10 + Left + #13#10 + CustomMessage('VaultsAdvice');
  Log(Said);
  SuppressibleMsgBox(Said, mbInformation, MB_OK, IDOK);
end;

/**
 * The one script that Latchkey runs inside VMs, in Windows PowerShell 5.1 and as the system. It is fixed: nothing that
 * anybody typed gets into it, and its one parameter is a word of our own. It reads and changes nothing, asks for no secret,
 * and leaves out what belongs to a user, which `dsregcmd` cannot know here (learn.microsoft.com, Troubleshoot devices by using
 * the dsregcmd command). Answers are told by kinds and numbers, not by words, which are in the language of the VM.
 *
 * Only the last 4,096 bytes of what is printed come back (learn.microsoft.com, Run scripts in your Windows VM by using action
 * Run Commands): events give way until it fits. The number in the first line rises with every change.
 */
export const INSIDE = String.raw`# latchkey:inside:1
param([string]$cloud = 'public')
$ErrorActionPreference = 'SilentlyContinue'
$ProgressPreference = 'SilentlyContinue'
[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12

$hosts = @{
  public = 'enterpriseregistration.windows.net', 'login.microsoftonline.com', 'device.login.microsoftonline.com', 'pas.windows.net'
  usgov = 'enterpriseregistration.microsoftonline.us', 'login.microsoftonline.us', 'device.login.microsoftonline.us', 'pasff.usgovcloudapi.net'
  china = 'enterpriseregistration.partner.microsoftonline.cn', 'login.chinacloudapi.cn', 'device.login.partner.microsoftonline.cn', 'pas.chinacloudapi.cn'
}[$cloud]

function Read-Setting([string]$path, [string]$name) {
  (Get-ItemProperty -Path $path -Name $name -ErrorAction SilentlyContinue).$name
}

# An answer that says no is an answer too: it shows that the way is free.
function Get-Answer([Net.HttpWebRequest]$request) {
  $request.Timeout = 4000
  $request.AllowAutoRedirect = $false
  try { @{ answer = $request.GetResponse(); status = 'Success' } }
  catch {
    $fault = $_.Exception
    while ($fault -and $fault -isnot [Net.WebException]) { $fault = $fault.InnerException }
    @{ answer = $fault.Response; status = [string]$fault.Status }
  }
}

function Get-Offset($answer) {
  $sent = [DateTimeOffset]::MinValue
  $culture = [Globalization.CultureInfo]::InvariantCulture
  $style = [Globalization.DateTimeStyles]::AssumeUniversal
  if (-not [DateTimeOffset]::TryParse($answer.Headers['Date'], $culture, $style, [ref]$sent)) { return $null }
  [int][Math]::Round(([DateTimeOffset]::UtcNow - $sent).TotalSeconds)
}

$device = @{}
$wanted = 'AzureAdJoined', 'EnterpriseJoined', 'DomainJoined', 'DeviceId', 'TenantId', 'TenantName', 'DeviceAuthStatus'
# A 32-bit process finds the system's own programs under another name.
$dsregcmd = "$env:SystemRoot\Sysnative\dsregcmd.exe"
if (-not (Test-Path $dsregcmd)) { $dsregcmd = "$env:SystemRoot\System32\dsregcmd.exe" }
foreach ($line in (& $dsregcmd /status)) {
  if ($line -match '^\s*(\w+)\s*:\s*(.*?)\s*$') {
    $key = $Matches[1]
    $value = $Matches[2]
    if ($wanted -contains $key -and -not $device.ContainsKey($key)) {
      $device[$key] = $value.Substring(0, [Math]::Min(100, $value.Length))
    }
  }
}

$offset = $null
$metadata = 'unreachable'
$request = [Net.HttpWebRequest][Net.WebRequest]::Create('http://169.254.169.254/metadata/identity/info?api-version=2018-02-01')
$request.Proxy = $null
$request.Headers.Add('Metadata', 'true')
$got = Get-Answer $request
if ($got.answer) {
  $metadata = 'no tenant'
  $offset = Get-Offset $got.answer
  if ($got.status -eq 'Success') {
    $reader = New-Object IO.StreamReader($got.answer.GetResponseStream())
    if (($reader.ReadToEnd() | ConvertFrom-Json).tenantId) { $metadata = 'tenant' }
  }
  $got.answer.Close()
}

$endpoints = foreach ($name in $hosts) {
  $request = [Net.HttpWebRequest][Net.WebRequest]::Create("https://$name/")
  $got = Get-Answer $request
  $state = 'no connection'
  if ($got.answer) {
    $state = 'reached'
    # Whoever opens the connection on its way shows a certificate of its own; Microsoft's come from these.
    $issuer = [string]$request.ServicePoint.Certificate.Issuer
    if ($issuer -and $issuer -notmatch 'Microsoft|DigiCert|GlobalSign|Baltimore|Entrust') { $state = 'no trust' }
    if ($null -eq $offset) { $offset = Get-Offset $got.answer }
    $got.answer.Close()
  }
  elseif ('NameResolutionFailure', 'ProxyNameResolutionFailure' -contains $got.status) { $state = 'no name' }
  elseif ('TrustFailure', 'SecureChannelFailure' -contains $got.status) { $state = 'no trust' }
  @{ host = $name; state = $state }
}

$server = 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server'
$listener = "$server\WinStations\RDP-Tcp"
$policy = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services'
$denied = Read-Setting $policy 'fDenyTSConnections'
if ($null -eq $denied) { $denied = Read-Setting $server 'fDenyTSConnections' }
$nla = Read-Setting $policy 'UserAuthentication'
if ($null -eq $nla) { $nla = Read-Setting $listener 'UserAuthentication' }
$port = Read-Setting $listener 'PortNumber'
if ($null -eq $port) { $port = 3389 }
$pku2u = Read-Setting 'HKLM:\SYSTEM\CurrentControlSet\Control\Lsa\Pku2u' 'AllowOnlineID'
$open = [Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties().GetActiveTcpListeners() | Where-Object { $_.Port -eq $port }

$events = @(foreach ($log in 'Microsoft-Windows-User Device Registration/Admin', 'Microsoft-Windows-AAD/Operational') {
  Get-WinEvent -FilterHashtable @{ LogName = $log; Level = 1, 2, 3 } -MaxEvents 3 -ErrorAction SilentlyContinue |
    ForEach-Object {
      $text = '{0} {1}' -f $_.Id, ([string]$_.Message -replace '\s+', ' ')
      $text.Substring(0, [Math]::Min(200, $text.Length))
    }
}) | Select-Object -First 5
$events = @($events)

do {
  $seen = @{
    dsregcmd = $device
    hostname = [Net.Dns]::GetHostName()
    dnsSuffix = [string](Read-Setting 'HKLM:\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters' 'Domain')
    metadata = $metadata
    endpoints = @($endpoints)
    clockOffset = $offset
    pku2u = $(if ($null -ne $pku2u) { $pku2u -eq 1 })
    nla = $(if ($null -ne $nla) { $nla -eq 1 })
    rdpAllowed = $(if ($null -ne $denied) { $denied -eq 0 })
    rdpListening = [bool]$open
    events = $events
  }
  $json = $seen | ConvertTo-Json -Compress -Depth 4
  $json = [regex]::Replace($json, '[^\x20-\x7e]', { param($found) '\u{0:x4}' -f [int][char]$found.Value })
  $fits = $json.Length -le 3800 -or $events.Count -eq 0
  $events = @($events | Select-Object -First ($events.Count - 1))
} until ($fits)

'LATCHKEY-BEGIN'
$json
'LATCHKEY-END'
`;

/**
 * The words by which an answer to a question (questions.ts) is told unasked, in the notation of concepts.ts. Only what can hardly
 * mean anything else: “remote desktop” alone is a protocol, a program and a setting. Words that begin with `xq` stand for what
 * told.ts makes out by its form: an IP address, a user name.
 */

/** Each of the first with each of the second, up to two other words between. */
function each(first: string, second: string): string {
  return first
    .split(' ')
    .flatMap((one) => second.split('|').map((other) => `${one}~${other.trim()}`))
    .join(' | ');
}

/** The same with nothing between. */
function directly(first: string, second: string): string {
  return each(first, second).replaceAll('~', ' ');
}

const FROM = 'from on using with vom von am auf mit depuis sur avec desde con dal sul com met vanaf op';
const MY = 'my his her their mein meinem meinen mon mi meu mio mijn';
const USE =
  'use used using type typed enter entered put verwende benutze nutze tippe schreibe gebe utilise tape saisis entre uso utilizo escribo pongo digito inserisco scrivo gebruik typ wpisuje';
const BY = `${USE} by via with per uber ueber mit par avec con por com met`;
const NAME = `${USE} try tried as als como with mit avec con username refuses rejects`;
const GO = 'connect connecting connected rdp log login sign verbinde verbinden connecte conecto connetto verbind';

/** `question option`, and its words. */
export const TELLING = {
  'client mstsc':
    'mstsc | with remote desktop connection | in remote desktop connection | using remote desktop connection | through remote desktop connection | remote desktop connection says | remote desktop connection asks | remote desktop connection app | remotedesktopverbindung | remote desktop verbindung | connexion bureau a distance | conexion a escritorio remoto | conexao de area de trabalho remota | connessione desktop remoto | verbinding met extern bureaublad | podlaczanie pulpitu zdalnego | リモートデスクトップ接続 | 远程桌面连接',
  'client windowsApp': 'windows app | windowsapp',
  'client mac': `${each(FROM, 'mac')} | ${each(MY, 'mac')} | macbook* | macos | mac os | imac | osx | mac mini`,
  'client mobile': `${each('from vom von depuis desde dal vanaf', 'ipad | iphone | phone | handy | tablet | tablette | telephone | telefono | movil | telefoon | android')} | on my ipad | on an ipad | on my tablet | auf dem ipad | sur mon ipad | en mi ipad`,
  'client bastion': `${each('with via through using over from in by mit per uber im avec par con por mediante tramite met przez', 'bastion')} | bastion~says | bastion~asks | bastion~refuses | bastion session* | bastion sitzung*`,
  'client bastionNative':
    'az network bastion | bastion native client | native client of bastion | bastion mit nativem client',
  'client other':
    'royal ts | royal tsx | royalts | royaltsx | remmina | mremote | mremoteng | rdcman | remote desktop manager | remote desktop connection manager | devolutions | freerdp | xfreerdp | wlfreerdp | rdesktop | krdc | guacamole | mobaxterm | thincast | jump desktop | gnome connections | parallels client',

  'joined none':
    'not joined | isnt joined | is not joined | unjoined | not~joined | isnt~joined | not managed | unmanaged | isnt managed | not~registered | isnt~registered | not enrolled | in a workgroup | nicht beigetreten | nicht gejoint | nicht~registriert | nicht verwaltet | nicht~domane | in keiner domane | pas joint | pas~inscrit | pas gere | non joint | no esta~unido | no~registrado | no~unido | nao esta~registado | nao~ingressado | non~registrato | non e~aggiunto | niet~geregistreerd | niet~gekoppeld | nie jest~dolaczony | nie jest~zarejestrowany',
  'joined registered':
    'entra registered | azure ad registered | azuread registered | aad registered | work account added | work account is added | mit arbeitskonto registriert',
  'joined joined':
    'entra joined | entra id joined | azure ad joined | azuread joined | aad joined | hybrid joined | managed by my | managed by our',
  'joined other':
    'another tenant | other tenant | different tenant | another organisation | another organization | other organisation | other organization | another company | anderen tenant | anderen organisation | anderen firma | autre organisation | autre tenant | otra organizacion | outra organizacao | altra organizzazione | andere organisatie',

  'userName prefixed': each(NAME, 'xqprefixed'),
  'userName plain': each(NAME, 'xqmail'),
  'userName short': `xqshort | ${each(NAME, 'xqdomain')}`,

  'address ip': `${each(BY, 'ip')} | ${directly(BY, 'xqip')} | ${each(GO, 'xqip')} | xqv xqip | mstsc xqip`,
  'address alias': `${each(BY, 'fqdn | cname | alias | fully qualified')} | ${each(GO, 'fqdn')}`,
  'address file':
    'latchkey rdp file | latchkeys rdp file | latchkey s rdp file | rdp file from latchkey | rdp file of latchkey | rdp datei von latchkey | fichier rdp de latchkey | archivo rdp de latchkey',

  'file saved':
    'saved rdp | saved rdp file | saved connection* | saved remote desktop | stored rdp file | old rdp file | older rdp file | gespeicherte rdp* | gespeicherten rdp* | gespeicherte verbindung* | gespeicherten verbindung* | alte rdp datei | alten rdp datei | fichier rdp enregistre | connexion enregistree | ancien fichier rdp | archivo rdp guardado | conexion guardada | arquivo rdp salvo | conexao salva | file rdp salvato | connessione salvata | opgeslagen rdp* | opgeslagen verbinding | zapisany plik rdp | zapisane polaczenie',
  'file fresh':
    'fresh rdp file | freshly downloaded | just downloaded | new rdp file | neue rdp datei | neuen rdp datei | gerade heruntergeladen* | nouveau fichier rdp | vient d etre telecharge | nuevo archivo rdp | recien descargado',
} as const satisfies Readonly<Record<string, string>>;

/** What stands around it and decides what it means. */
export const CONTEXT = {
  /** Beside those of concepts.ts. */
  no: 'instead | rather | unlike | statt | anstatt | except | ausser | sauf | salvo | excepto | tranne | behalve | zamiast',
  works:
    'works | worked | working | fine | ok | okay | no problem* | succeeds | funktioniert* | klappt* | geht | ging | marche | marchait | fonctionne | fonctionnait | funciona | funcionaba | funcionava | funziona | funzionava | werkt | werkte | dziala | dzialalo | gets in | get in',
  others:
    'colleague* | coworker* | teammate* | everyone else | everybody else | someone else | others | boss | my manager | chef* | jefe | jefa | mon patron | capo | baas | szef* | kolleg* | andere kolleg* | collegue* | companero* | colega* | collega* | koleg*',
  /** What they had, and have no longer. */
  gone: 'stopped | uninstalled | removed | disabled | deleted | switched from | moved from | used to | formerly | not installed | deinstalliert | entfernt | abgeschaltet | gelöscht | früher | désinstallé | supprimé | avant | desinstalado | eliminado | antes | disinstallato | rimosso | prima',
  /** Other things of the same name. */
  namesake: 'localgroup | authenticator* | mac address* | mac adress* | adresse mac | direccion mac | mac filter*',
  might:
    'should i | shall i | could i | can i | may i | must i | do i need | do i have to | would it | would i | soll ich | kann ich | muss ich | darf ich | dois je | puis je | faut il | debo | deberia | puedo usar | devo | posso usar | moet ik | kan ik | czy moge | want to use | like to use | mochte~benutzen | which app | which client | which program | how do i | how does | how to | how can | welches programm | wie kann | comment | come si | como puedo | hoe kan',
  /** Whether a VM is joined is another question. */
  vm: 'vm | vms | virtual machine* | server* | session host* | virtuell* maschine* | machine virtuelle | maquina virtual | macchina virtuale | virtuele machine | extension*',
  pc: 'my pc | my computer | my laptop | my notebook | my machine | my device | my own pc | my own laptop | my own computer | home pc | home computer | home laptop | private pc | private laptop | private computer | personal pc | personal laptop | personal computer | byod | mein pc | mein rechner | mein laptop | mein notebook | meinem pc | meinem rechner | meinem laptop | privat* pc | privat* rechner | privat* laptop | heim pc | mon pc | mon ordinateur | mon portable | pc perso* | ordinateur perso* | mi pc | mi ordenador | mi portatil | mi computadora | meu pc | meu computador | meu portatil | mio pc | mio portatile | mio computer | mijn pc | mijn laptop | moj komputer | moj laptop',
} as const satisfies Readonly<Record<string, string>>;

/** Little words between a negation and what it denies. */
export const FILLING =
  'longer any more anymore mehr langer plus mas piu a an the my his her their your our own from on with via by in using use uses used through over to of have has having am is mein meine meinen meinem dem den der die das ein einen einem einer eigenen von vom mit auf am uber habe benutze verwende mon ma mes le la les l un une de d depuis sur avec par ai j utilise el mi una desde con por tengo uso o meu minha do da com tenho il mio mia lo dal sul ho het een mijn met op vanaf heb gebruik z na mam';

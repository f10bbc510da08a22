/**
 * What people speak of when sign-in fails, in the languages they do. Alternatives are separated by `|`. A word ending in `*`
 * also stands for all that begins with it, one beginning with `*` for all that ends with it (compounds), and `~` between two
 * words lets up to two others stand between. Accents and case do not matter; ä, ö, ü also count when written ae, oe, ue.
 */
export const CONCEPTS = {
  // How one signs in
  password:
    'password* | passwort* | *passwort | pwd | pw | passwd | passphrase | pasword* | passwrd | kennwort* | *kennwort | *kennworter | mot de passe | mots de passe | mdp | contrasena* | clave | senha* | palavra passe | password di | parola d ordine | wachtwoord* | hasl* | losenord* | adgangskode* | passord* | salasana* | heslo* | hesla | hesle | heslem | jelszo* | parola* | sifre* | sifra | парол* | パスワード | 密码 | 密碼 | 비밀번호 | lozink* | κωδικ* | סיסמה',
  username:
    'username* | user name* | benutzername* | anmeldename* | nom d utilisateur | identifiant | nombre de usuario | nome de usuario | nome utente | gebruikersnaam | nazwa uzytkownika | nazwy uzytkownika | anvandarnamn* | uzivatelske jmeno | kullanici adi* | felhasznalonev | ユーザー名 | upn | brugernavn* | brukernavn* | kayttajatunn*',
  credentials:
    'credential* | creds | cred | anmeldeinformation* | anmeldedaten | zugangsdaten | informations d identification | identifiants | credenciales | credenciais | credenziali | aanmeldgegevens | referenties | inloggegevens | poswiadczen* | autentiseringsuppgift* | inloggningsuppgift* | legitimationsoplysning* | legitimasjon* | kirjautumistied* | prihlasovaci* udaj* | prihlasovaci udaje | udaje | kimlik bilgi* | hitelesito adat* | acreditar* | 資格情報 | 凭据 | учетн* данн*',
  account:
    'account* | accnt* | acct* | acount* | konto* | konta | kontem | kontot | compte* | cuenta* | conta | contas | tili | tilin | ucet* | uctu | hesap* | hesab* | fiok* | アカウント | 账户 | учетн* запис* | benutzerkonto',
  user: 'user* | usr | benutzer* | nutzer | anwender* | utilisateur* | usuario* | utente | utenti | gebruiker* | uzytkownik* | anvandare* | bruger* | bruker* | kayttaj* | uzivatel* | kullanici* | felhasznal* | ユーザー | пользовател*',
  email:
    'email* | e mail* | mail | mails | outlook | mailbox* | postfach* | courriel | correo | posta | messagerie | boite mail | skrzynk* | メール | zimbra | thunderbird | imap | smtp | gmail',
  'sign-in':
    'login* | log in | log on | logon* | loging | logging in | logged in | logs in | sign in | signin* | sign on | signing in | signed in | anmeld* | einlogg* | eingeloggt | connexion* | se connecter | iniciar sesion | inicio de sesion | ingresar | ingreso | acceder | accedere | accesso | iniciar sessao | entrar | aanmeld* | inlog* | logowani* | zalogowa* | zaloguj* | logga in | loggar in | inloggning* | logge ind | logge inn | logge pa | kirjaut* | prihlas* | giris yap* | oturum ac* | bejelentkez* | サインイン | ログイン | ログオン | 登录 | войти | вход | ouvrir~session | autentic* | authent*',
  prompt:
    'prompt* | asks | asking | keeps asking | eingabeaufforderung | fragt | abfrage | demande | redemande | pide | pede | chiede | vraagt | pyta | fragar | kysyy | soruyor | pta se | ptat',
  again:
    'again | over and over | loop* | endless* | forever | for ever | repeat* | keeps | schleife | immer wieder | staendig | standig | boucle | en boucle | sans cesse | otra vez | bucle | una y otra | em loop | de novo | di continuo | di nuovo | in loop | continua a | telkens | opnieuw | blijft | w kolko | znowu | ciagle | i loop | om och om | dokola | znovu | porad | surekli | tekrar tekrar | 何度も | 繰り返し | ループ',
  wrong:
    'incorrect* | wrong | invalid | bad | falsch* | inkorrekt* | ungultig* | stimmen nicht | incorrect | faux | errone | invalide | incorrecta* | incorrecto* | erronea | no es correct* | incorreta* | incorreto* | errat* | sbagliat* | non corrett* | non valid* | onjuist* | ongeldig* | verkeerd* | niepoprawn* | nieprawidlow* | bledn* | felaktig* | fel losen* | forkert* | feil | vaarin | vaara* | nespravn* | spatn* | hatali | yanlis | hibas | helytelen | 正しくありません | 間違* | 不正确 | неверн* | mismatch',
  refuse:
    'refus* | reject* | deni* | deny | declin* | not accept* | doesnt accept | wont accept | wont take | doesnt take | verweiger* | ablehn* | abgelehnt | lehnt | akzeptiert~nicht | nimmt~nicht | abgewiesen | zuruckgewiesen | refuse | rejet* | rechaz* | deneg* | no acepta | recus* | nao aceita | rifiut* | respin* | non accetta* | weiger* | geweigerd | niet geaccepteerd | odrzuc* | odmaw* | odmow* | nie przyjmuje | avvis* | nekas | neka* | afvis* | hylka* | odmit* | zamit* | reddedil* | reddediyor | kabul etmiyor | elutasit* | 拒否 | 拒绝 | отклон* | отказ*',
  'did-not-work':
    'did not work | didnt work | failed | funktionieren nicht | haben nicht funktioniert | n ont pas fonctionne | no funcionaron | nao funcionaram | non hanno funzionato | werkten niet | niet gewerkt | nie zadzialaly | fungerade inte | virkede ikke | fungerte ikke | eivat toimineet | nefungovaly | nebyly prijaty | calismadi | nem mukodtek | 機能しませんでした | 无法工作',
  attempt:
    'attempt failed | anmeldeversuch* | anmeldung fehlgeschlagen | tentative* | intento* | tentativa* | tentativo* | poging | proba logowania | forsok*',
  nla: 'nla | network level | credssp | authentifizierung auf netzwerkebene',
  'web-account':
    'web account | webkonto | enablerdsaadauth | compte web | rds aad auth | cuenta web | conta web | web account to sign',
  domainbackslash: 'azuread | azureadname | corp | domain name',
  // Roles
  role: 'role | roles | rolle | rollen | rolla | rol | rolu | ruolo | ruoli | papel | funcao | funcoes | roli | rola | role assignment* | rollenzuweisung | roolli | rbac | szerepkor* | rolunu | rolunde | rolum | ロール | 役割 | 角色 | роль',
  'vm-login-role':
    'machine user login | machine administrator login | vm user login | vm admin login | vm administrator login | administrator login | user login | vmul | vmal',
  owner:
    'owner | owners | contributor* | reader | besitzer | mitwirkender | proprietaire | contributeur | propietario | colaborador | proprietario | collaboratore | eigenaar | inzender | wlasciciel | wspolautor | agare | deltagare | vlastnik* | sahibi | katkida bulunan | 所有者 | 共同作成者 | subscription owner',
  iam: 'iam | access control | zugriffssteuerung | controle d acces | control de acceso | controle de acesso | controllo di accesso | toegangsbeheer | kontrola dostepu | アクセス制御',
  'resource-group':
    'resource group* | rg | subscription* | abo | subskription | ressourcengruppe | groupe de ressources | abonnement* | suscripcion | assinatura | sottoscrizione | gruppo di risorse | grupo de recursos | resourcegroep | subskrypcj* | prenumeration | scope | management group | リソースグループ | サブスクリプション',
  'account-configured':
    'configured~prevent* | configured to prevent* | configured 2 prevent | prevent* you from | prevents me | prevented from using | so konfiguriert | konfiguriert~geraet | dieses gerat nicht | dieses geraet nicht | configure pour | m empecher | vous empecher | vous empeche | configurada para | configurado para | impedir* | impedirte | impedirle | configurato per | impedire* | geconfigureerd~apparaat | dit apparaat niet | zodanig geconfigureerd | skonfigurowane | uniemozliwi* | konfigurerat* | konfigureret | konfigurert | forhindre* | hindra* | estamaan | maaritetty | nakonfigurovan* | aby vam branil* | branil | engelleyecek | yapilandirilmis | このデバイスを使用できない | このデバイスを使えない | このデバイス | 使用此设备 | cihazi kullan* | ez eszkoz',
  // Methods
  mfa: 'mfa | multifactor | multi factor | 2fa | zweifaktor | zwei faktor | mehrstufig* | multifaktor* | authenticator | second factor | zweiter faktor | double authentification | doble factor | segundo factor | dois fatores | due fattori | autenticazione a piu | meervoudige | tweestaps | dwuskladnikow* | wieloskladnikow* | tvafaktor* | flerfaktor* | totp | duo | okta | 多要素認証 | 多要素 | vicefaktor* | iki faktorlu | cok faktorlu | otp',
  'per-user-mfa':
    'per user mfa | user level mfa | enforced | legacy mfa | benutzerbezogene mfa | mfa pro benutzer | mfa par utilisateur | pro benutzer',
  'conditional-access':
    'conditional access | ca policy | ca policies | ca | cap | bedingt* zugriff* | acces conditionnel | acceso condicional | acesso condicional | accesso condizionale | voorwaardelijke toegang | dostep* warunkow* | villkorsstyrd atkomst | villkorlig* | betinget adgang | podminen* pristup* | kosullu erisim | felteteles hozzaferes | 条件付きアクセス | 条件访问',
  'security-defaults':
    'security default* | sicherheitsstandard* | parametres de securite par defaut | valores predeterminados de seguridad | padroes de seguranca | impostazioni predefinite | beveiligingsstandaard* | standardowe ustawienia',
  hello:
    'hello | whfb | whf | windows hello | pin | fingerprint | biometric* | face | fido2 | fido | yubikey | passkey* | smartcard | smart card | passwordless | phishing resistant',
  'method-not-allowed':
    'sign in method | sign on method | signin method | login method | anmeldemethode* | methode de connexion | metodo de inicio | metodo de entrada | metodo di accesso | methode d ouverture | aanmeldingsmethode | aanmeldmethode | metoda logowania | inloggningsmetod* | loginmetode* | palogningsmetode | kirjautumistapa* | metod* prihlaseni | zpusob prihlaseni | oturum acma yontemi | bejelentkezesi mod* | サインイン方法 | 登录方法 | metodo de inicio de sesion | logon method | sign in option | meto* de autentica*',
  'not-allowed':
    'isnt allowed | not allowed | is not permitted | isnt permitted | nicht zulassig | nicht erlaubt | nicht zugelassen | n est pas autorise* | pas autorise* | no esta permitid* | no permitid* | nao e permitid* | nao permitid* | non e consentit* | non consentit* | niet toegestaan | nie jest dozwolon* | niedozwolon* | inte tillat* | er ikke tilladt | ikke tillatt | ei ole sallittu | neni povolen* | izin verilm* | nem engedelyez* | 許可されていません | 不允许',
  // The extension
  extension:
    'extension* | extention* | aadloginforwindows* | aadlogin* | aad login extension | erweiterung* | extensie* | rozszerz* | tillagg* | udvidelse* | utvidelse* | laajennu* | rozsiren* | uzanti* | eklenti* | bovitmeny* | estensione* | extensao* | extensoes | vm extension | plugin* | 拡張機能 | 拡張 | 扩展 | расширен*',
  failed:
    'fail* | fehlgeschlagen | fehlschlag* | schlagt fehl | schlaegt fehl | scheitert | echoue* | echec* | fall* | falha* | falhou | fallito | fallisce | mislukt* | faalt | niepowodzeni* | nie powiodl* | misslyck* | fejler | mislyk* | epaonnis* | selhal* | selze | basarisiz* | hata veriyor | sikertelen | 失敗 | 失败 | ошибк*',
  install:
    'install* | deploy* | provision* | instal* | bereitstell* | deploiement | desplegar | despliegue | implantar | implanta* | distribuzione | uitrol* | wdroz* | distribuer* | nasazen* | kurul* | yukle* | telepit* | インストール | デプロイ | 部署 | enable | aktivieren',
  uninstall:
    'uninstall* | deinstall* | remove | removing | delete | desinstal* | disinstall* | verwijder* | odinstal* | avinstall* | afinstall* | odebrat | kaldir* | 削除 | アンインストール',
  stuck:
    'stuck | hang* | hangt | haengt | transition* | creating | updating | deleting | bloque | bloquee | atascad* | presa | travad* | preso | bloccat* | vast | zawis* | utkni* | fastnat | hanger | visi | zasekl* | takil* | 停止したまま | 更新中',
  agent: 'agent* | vmagent | waagent | guest agent | vm agent | agente | agenta | ajan* | エージェント | not ready',
  terraform:
    'terraform | bicep | arm template | template | ansible | pulumi | azurerm | packer | pipeline | powershell | az vm extension | dine | azure policy | policy remediation',
  'exit-code':
    'exit code* | exitcode* | exited | code de sortie | codigo de salida | codigo de saida | codice di uscita | afsluitcode | beendigungscode | fehlercode* | error code* | kod bledu | kod wyjscia | chybovy kod | kilepesi kod | cikis kodu | 終了コード | statuscode | status code | terminal error',
  'unsupported-os':
    'not supported | unsupported | isnt supported | support* | nicht unterstutzt* | unterstutzt* | pas pris* en charge | pris en charge | no es compatible | compatible* | no soportad* | nao suportad* | compativel | non supportat* | supportat* | niet ondersteund* | ondersteun* | nieobslugiwan* | obslugiw* | stods inte | stod* | understott* | stottet | tuettu | tueta | podporovan* | nepodporovan* | destekle* | tamogat* | サポート | サポートされていません | 対応 | 不支持',
  'old-windows':
    '2012 | 2012r2 | 2016 | 2008 | 2008r2 | 1607 | 1703 | 1709 | 1803 | ltsb | server core | windows 7 | windows 8 | win7 | win 7 | windows 10 home | old version | version is too old | ltsc | core edition',
  'new-windows':
    '2019 | 2022 | 2025 | 21h2 | 22h2 | 23h2 | 24h2 | 1809 | 20h2 | win11 | windows 11 | windows 10 | win10 | multi session',
  'operating-system':
    'os version | operating system | betriebssystem* | os | os sku | edition | systeme d exploitation | sistema operativo | sistema operacional | besturingssysteem* | system operacyjny | operativsystem* | operacni* system* | isletim sistemi* | バージョン | build | windows version',
  'managed-identity':
    'managed identit* | system assigned | systemassigned | msi | managed service identity | verwaltete identitat | verwalteten identitat | systemseitig | systemzugewiesen* | identite manag* | identite affectee | identidad administrada | identidad asignada | identidade gerenciada | identidade atribuida | identita gestita | identita assegnata | beheerde identiteit | systeemidentiteit | tozsamosc zarzadzana | tozsamosc* | hanterad identitet | administreret identitet | hallittu identiteetti | spravovan* identit* | yonetilen kimlik | felugyelt identitas* | identity blade | identity pane | identity is none | マネージド ID | マネージドID | マネージド | 托管标识 | assign identity | user assigned',
  tenant:
    'tenant* | tenat | mandant* | locataire | inquilino | locatario | dzierzaw* | klientorganisation | tenantid | kiraci | テナント | 租户 | directory | verzeichnis | annuaire | directorio | diretorio | katalog*',
  imds: '169 254 169 254 | imds | metadata* | instance metadata | metadaten* | metadonnees | metadatos | metadados | metadati | メタデータ | identity info',
  endpoint:
    'enterpriseregistration* | microsoftonline* | pas windows net | endpoint* | drs | registration service | registrierungsdienst | device login | discovery | disc | msftauth',
  resolve:
    'resolve* | nslookup | could not resolve | auflosen | aufgelost | aufloesen | namensauflosung | resolution | resoudre | resolver | risolvere | oplossen | rozwiaza* | losa upp | prelozit | preklad | cozum* | 名前解決 | getaddrinfo',
  dns: 'dns | nameserver | dnsmasq | custom dns | hosts file | hosts datei',
  proxy:
    'proxy* | pac file | zscaler | tls inspection | ssl inspection | inspection | forced tunnel* | squid | bluecoat | netskope | プロキシ',
  firewall:
    'firewall* | fw | pare feu | cortafuegos | brandmauer | brandvagg | zapora | zapory | egress | outbound | ausgehend* | sortant | salida a internet | saida | in uscita | uitgaand | udr | nva | palo alto | fortigate | azure firewall | whitelist* | allowlist* | ファイアウォール | 防火墙 | guvenlik duvari | tuzfal',
  // Join and device
  'not-joined':
    'azureadjoined | azure ad joined no | not joined | isnt joined | didnt join | never joined | doesnt join | wont join | dsregcmd* | dsreg | not actually joined | nicht beigetreten | nicht gejoint | kein join | pas joint* | no se une | no unida | no esta unida | nao ingress* | non aggiunt* | non e stata aggiunta | niet gejoined | nie dolaczon* | nie dolacz* | inte ansluten | ikke tilsluttet | neni pripojen* | katilm* | nincs csatlak* | 参加していません | 参加できません | 参加されていない',
  join: 'join* | beitritt* | beitreten | beigetreten | gejoint | gejoined | jonction | joindre | unir | union | unida | ingress* | aggiunt* | toegevoegd | dolacz* | anslut* | tilslut* | pripoj* | katil* | csatlak* | 参加 | 加入 | aadj | haadj | entra joined | registered | registriert | enregistre | registrado | enroll*',
  device:
    'device* | gerat* | geraet* | appareil* | dispositiv* | apparaat* | apparaten | urzadzen* | enhet* | enhed* | laite* | laitte* | zarizen* | cihaz* | eszkoz* | デバイス | 设备 | устройств* | record* | object* | objekt* | objet*',
  duplicate:
    'duplicat* | duplizier* | doppelt* | zweimal | twice | two devices | two objects | double | doublon* | en double | duplicad* | dos veces | duas vezes | doppion* | due volte | dubbel* | twee keer | zduplikowan* | dwa razy | dubblett* | dublet* | kaksi | kaksoiskappale* | duplicit* | dvakrat | iki kere | iki tane | ketszer | 重複 | 二つ | 2つ | already exists | existiert bereits | existe deja | ya existe | ja existe | esiste gia | bestaat al | juz istnieje | finns redan | same hostname | hostname already | hostnames',
  stale:
    'stale | old object | old record | old device | orphan* | leftover | verwaist* | alte* geraet* | alte* gerat* | altes objekt | ancien objet | ancien appareil | obsolete | objeto antiguo | antiguo | antiga | antigo | vecchio | vecchia | oude | star* | gammal* | gamle | eski | regi | 古い | deleted | geloscht* | geloescht* | supprime* | borrad* | eliminad* | exclu* | apagad* | eliminat* | cancellat* | usuniet* | skasowan* | usun* | raderad* | slettet | poistett* | smazan* | silin* | torolt* | disabled in entra | device disabled',
  rebuilt:
    'rebuil* | recreat* | re creat* | redeploy* | re deploy* | reimag* | restor* | snapshot | clone* | clon* | sysprep* | golden image | generalized | image* | neu aufgesetzt | neu erstellt | geklont* | abbild | recree* | reinstalle* | recread* | recriad* | clonad* | ricreat* | reinstallat* | herbouwd | opnieuw aangemaakt | gekloond* | odtworz* | sklonowan* | aterskap* | klonad* | klonet | genskab* | kloonattu | obnoven* | naklonovan* | yeniden kur* | klonla* | ujratelep* | 作り直し | 再作成 | クローン | renamed | same name | gleichen namen | gleichem namen | meme nom | mismo nombre | mesmo nome | stesso nome | dezelfde naam | tej samej nazwie | tym samym | samma namn | samme navn | stejnym | ayni isim | ayni ad* | azonos nev* | 同じ名前',
  // Addressing
  'ip-address':
    'ip | ips | ip address | ip adresse | public ip | private ip | adresse ip | direccion ip | endereco ip | indirizzo ip | ip adres* | adres ip | ipadresi | ipアドレス | IPアドレス | ip cim | ip adress* | load balancer | 10 0 0 4',
  fqdn: 'fqdn | alias* | cname | short name | hostname | host name | computer name | computername | rechnername | computernam* | nom d hote | nom de l ordinateur | nombre de host | nombre del equipo | nome do host | nome do computador | nome host | nome del computer | nome computer | hostnaam | computernaam | nazwa komputera | nazwe hosta | nazwy hosta | datornamn* | vardnamn | nazev pocitac* | hostitel* | bilgisayar ad* | gepnev | ホスト名 | コンピューター名 | cloudapp azure com | dns name | dns suffix | netbios | device name | geratename*',
  'target-device':
    'target device* | target device identifier | not found in the tenant | device identifier | zielgerat* | zielgeraet* | appareil cible | dispositivo de destino | dispositivo di destinazione | doelapparaat | urzadzenie docelowe | malenheten | cilove zarizen* | hedef cihaz | ターゲット デバイス | device not found | was not found | wurde im mandanten | introuvable',
  // The app
  'sign-in-app':
    'vm sign in | windows vm sign | virtual machine sign | 372140e0* | cloud app* | app picker | enterprise app* | enterprise application* | service principal* | serviceprincipal* | sp | unternehmensanwendung* | applications d entreprise | application d entreprise | aplicaciones empresariales | aplicacion empresarial | aplicativos empresariais | aplicacoes empresariais | applicazioni aziendali | applicazione aziendale | bedrijfstoepassing* | aplikacje dla przedsiebiorstw | aplikacj* | foretagsprogram | virksomhedsprogram* | yrityssovellu* | podnikov* aplikac* | kurumsal uygulama* | vallalati alkalmazas* | エンタープライズ アプリケーション | エンタープライズアプリ | 企业应用 | app id | appid | new mgserviceprincipal | get mgserviceprincipal | target resource*',
  missing:
    'missing | not there | isnt there | not listed | no such | cant find | cannot find | can not find | doesnt exist | does not exist | not found | no sign of | doesnt show | not show* | nowhere | absent | where is | fehlt | nicht da | nicht vorhanden | finde~nicht | nicht gefunden | taucht~nicht | manque | absente | n existe pas | introuvable | n apparait pas | ne trouve | falta | no aparece | no existe | no encuentro | no sale | nao aparece | nao existe | nao encontro | manca | non compare | non esiste | non trovo | non c e | ontbreekt | niet te vinden | staat er niet | bestaat niet | brak | brakuje | nie ma | nie widze | nie ma na liscie | nie znajd* | saknas | hittar inte | finns inte | mangler | findes ikke | finner ikke | puuttuu | ei loydy | ei ole | chybi | neni | nenajdu | nemuzu najit | nemohu najit | yok | bulamiyorum | gorunmuyor | hianyzik | nem talal* | 見つかりません | 表示されません | 存在しません | ありません | 没有 | 找不到',
  // Network
  timeout:
    'timeout* | time out | timed out | times out | zeituberschreitung | zeitueberschreitung | zeitlimit | delai d attente | delai depasse | expire delai | tiempo de espera | agotado | tempo limite | tempo esgotado | timeout | tempo scaduto | time out verstreken | verstreken | przekrocz* limit | limit czasu | tidsgrans | tidsgransen | timet ud | tidsavbrudd | aikakatkaisu | vyprsel cas* | casovy limit | zaman asimi* | idotullep* | タイムアウト | 超时 | too long to respond | no response | unresponsive | not respond* | antwortet nicht | reagiert nicht | ne repond pas | no responde | nao responde | non risponde | reageert niet | nie odpowiada | svarar inte | svarer ikke | ei vastaa | neodpovida | yanit vermiyor | nem valaszol | 応答しません | 応答がない',
  unreachable:
    'cant connect | cannot connect | can not connect | cant reach | cannot reach | unreachable | unable to connect | not reachable | unavailable | unavaliable | keine verbindung | nicht erreichbar | verbindung~nicht | nicht erreichen | impossible de se connecter | injoignable | inaccessible | pas de connexion | no me conecta | no conecta | no se puede conectar | inalcanzable | sin conexion | nao conecta | nao consigo conectar | inacessivel | impossibile connettersi | non raggiungibile | irraggiungibile | non si connette | kan niet verbinden | onbereikbaar | geen verbinding | nie moge sie polaczyc | nie mozna polaczyc | nieosiagaln* | niedostepn* | brak polaczenia | kan inte ansluta | gar inte att na | nar inte | kan ikke oprette | kan ikke na | ei yhteytta | ei saa yhteytta | nelze se pripojit | nedostupn* | nepripoji | baglanamiyor* | baglanilamiyor | ulasilamiyor | erisilemiyor | baglanmiyor | nem tudok csatlakoz* | nem erheto | 接続できません | つながりません | 繋がらない | 接続できない | 无法连接 | connection fails | connection failed | connection refused | host down | remote computer | remote pc | remotecomputer | ordinateur distant | equipo remoto | computador remoto | computer remoto | externe computer | komputer zdalny | fjarrdatorn | vzdalen* pocitac* | uzak bilgisayar* | tavoli szamitogep* | リモート コンピューター | dark screen',
  port: 'port* | 3389 | puerto | porta | poort | puertos | ポート | tcp | test netconnection | tnc | telnet',
  nsg: 'nsg* | network security group | security group* | inbound | inbound rule | eingehend* | entrant* | entrante* | binnenkom* | przychodz* | jit | just in time | allow rule | regla de entrada | netzwerksicherheit* | sicherheitsgruppe | netwerkbeveilig* | azure bastion nsg',
  bastion: 'bastion*',
  power:
    'switched off | powered off | turned off | shut down | shutdown | deallocat* | stopped | not running | is off | was off | ausgeschaltet | heruntergefahren | ist aus | gestoppt | abgeschaltet | eteint* | arretee | apagada | apagado | parada | detenid* | desligad* | spent* | ferm* | uitgeschakeld | staat uit | gestopt | wylaczon* | avstangd* | slukket | stoppad | sammutettu | vypnut* | kapali | kapatil* | leallit* | 停止 | シャットダウン | start the vm | boot* | autoshutdown | auto shutdown | starten | hochfahren | einschalten',
  network:
    'network* | netzwerk* | reseau | red | rede | rete | netwerk | siec | sieci | natverk | vnet* | subnet* | peering | route* | routing | ping* | expressroute | internet | ネットワーク',
  // Passwords that cannot be used
  temporary:
    'temporar* | temp password | temp pw | initial password | startpasswort | initialpasswort | initialkennwort | temporar* | einmalpasswort | vorlaufig* | einmalkennwort | starter password | one time password | first password | default password | provisoire | temporaire | initial | provisional | inicial | temporal | provisori* | iniziale | tijdelijk* | tymczasow* | startow* | tillfallig* | midlertidig* | tilapai* | docasn* | gecici | ideiglenes | 仮パスワード | 一時パスワード | 一時 | 初期パスワード | 临时 | new hire | just created',
  expired:
    'expire* | expiring | expiry | ran out | run out | abgelaufen* | ablauf* | lauft ab | expir* | caduc* | vencid* | vencio | venceu | scadut* | scad* | verlopen | verstreken | wygas* | stracil* waznosc | utgatt | gatt ut | gick ut | udlob* | utlopt | vanhentun* | vyprsel* | propadl* | suresi dol* | doldu | bitti | lejart | lejar* | 期限切れ | 有効期限 | 期限 | 过期 | истек*',
  'must-change':
    'must change | must be changed | change password | change the password | change my password | change it | reset | zurucksetzen | zuruckgesetzt | andern | aendern | geandert | geaendert | changer | change* | cambiar* | cambio | alterar | trocar | mudar | cambiare | reimpost* | wijzig* | veranderen | gereset | zmieni* | zmian* | zresetow* | byta | andra | aterstall* | skift* | endre | vaihta* | nollat* | zmenit | zmena | resetov* | degistir* | sifirla* | megvaltoztat* | 変更 | リセット | 更改 | 重置 | 50055 | next logon | next login | first sign in | nachsten anmeldung',
  // People from elsewhere
  guest:
    'guest* | gast | gaste | gaeste | gastkonto* | gastbenutzer* | invite | invites | invited | invitee* | invitat* | invitad* | convidad* | ospite | ospiti | gasten | gastaccount* | gosc* | gastanvandar* | gasteanvandar* | gaest* | gjest* | vieras* | host | hoste | misafir* | konuk | vendeg* | ゲスト | 来宾 | b2b | ext | external | externe* | externo* | estern* | extern | zewnetrzn* | ulkopuol* | externi* | harici | kulso | 外部 | contractor* | consultant* | dienstleister | prestataire* | freelancer* | partner | vendor | supplier | lieferant | proveedor* | fornecedor* | fornitor* | leverancier | dostawc* | 協力会社',
  'other-tenant':
    'another tenant | other tenant | different tenant | other azure ad | another azure ad | home tenant | cross tenant | another company | other company | anderen mandanten | anderem mandanten | anderer mandant | autre locataire | autre tenant | autre entreprise | otro tenant | otro inquilino | otra empresa | outro tenant | outro locatario | outra empresa | altro tenant | altra azienda | andere tenant | ander bedrijf | innej firmy | innego tenanta | annat foretag | annan klient | anden tenant | toisesta | jine* firm* | jineho tenantu | baska sirket* | baska kiraci | masik ceg | 別のテナント | 他のテナント | 別テナント | multi tenant',
  // Where one connects from
  'client-pc':
    'laptop* | notebook* | my pc | local pc | home pc | client pc | client machine | my computer | own computer | workstation* | from my | connecting from | rdp from | notebookrechner | privatrechner | eigenen rechner | mein rechner | portatil | mi pc | meu notebook | meu pc | meu computador | mio pc | mio portatile | portatile | pc portable | mon pc | mon ordinateur | mijn laptop | mijn pc | moj komputer | mojego | moim | laptopa | min dator | min pc | min baerbare | kannettava* | muj notebook | muj pocitac | moje pc | bilgisayarim* | dizustu | sajat gep* | 自分のPC | ノートPC | 自宅 | 手元のPC | client device | client | byod | workgroup | arbeitsgruppe',
  private:
    'private | personal | own | byod | privat* | perso | personnel* | particular* | pessoal | personale | prive | eigen | prywatn* | osobist* | privat | oma | soukrom* | kisisel | szemelyes | sajat | 個人 | 私物 | unmanaged | home | zuhause | zu hause | thuis | casa | evden | domu | maison | chez moi',
  'other-platform':
    'mac | macos | macbook* | osx | imac | ipad* | iphone* | ios | android* | chromebook* | tablet* | phone | handy | telefono | telefone | telephone | telefon* | thin client | igel | remmina | freerdp | xfreerdp | rdesktop | raspberry* | royal ts | mremote* | windows app',
  // Time
  'just-now':
    'just now | just got | just been | just assigned | just approved | just granted | just activated | just added | just | minutes ago | mins ago | min ago | minute ago | seconds ago | hour ago | moments ago | right after | straight after | immediately | a moment ago | gerade | eben | soeben | vor~minuten | vor~min | minuten | a l instant | il y a~minutes | vient d | viens d | il y a | tout juste | acaba de | acaban de | acabo de | hace~minutos | hace un | recien | acabou de | acabei de | acabaram de | ha~minutos | agora mesmo | appena | minuti fa | poco fa | net | zojuist | zonet | minuten geleden | dopiero co | wlasnie | minut temu | przed chwila | nyss | precis | minuter sedan | for~minutter siden | lige | akkurat | juuri | aken | minuuttia sitten | prave | pred chvili | pred~minutami | az once | dakika once | demin | simdi | eppen | most | perce | たった今 | さっき | 分前 | 直後 | 刚刚 | 分钟前 | только что | минут назад | fresh* | newly | new role',
  'how-long':
    'how long | how much time | when will | when does | wait* | delay* | propagat* | take effect | takes effect | effective | replicat* | sync* | latency | wie lange | wann | dauert | warten | verzoger* | wirksam | combien de temps | quand | attendre | delai | cuanto tarda | cuanto tiempo | cuando | esperar | quanto tempo | demora | demorar | quando | aguardar | quanto ci mette | quanto tempo | attendere | aspettare | hoe lang | duurt | wachten | wanneer | jak dlugo | ile czasu | ile trwa | kiedy | czekac | poczekac | hur lange | vanta | drojer | hvor lenge | hvor laenge | vente | kuinka kauan | kauanko | odottaa | jak dlouho | kdy | cekat | ne kadar sur* | ne zaman | bekle* | mennyi ido | meddig | varni | どのくらい | いつ | 待* | 反映 | 多久 | 等待 | сколько | ждать',
  'not-yet':
    'not yet | yet | still | still not | noch nicht | immer noch | noch immer | pas encore | toujours pas | encore | todavia | aun no | aun | ainda nao | ainda | non ancora | ancora | nog niet | nog steeds | jeszcze nie | jeszcze | nadal | wciaz | inte an | fortfarande | annu | endnu | stadig | fortsatt | ei viela | vielakaan | jeste | stale | porad | hala | henuz | meg nem | meg mindig | まだ | 还没 | 仍然 | все еще | еще',
  approved:
    'approv* | aproved | granted | genehmig* | freigegeben | freigabe | freigeschaltet | zugesagt | approuv* | accord* | valide* | aprob* | conced* | autoriz* | aprov* | liberad* | concedid* | approvat* | concess* | goedgekeurd | akkoord | toegekend | zatwierdz* | zaakceptowan* | przyznan* | godkan* | beviljad* | godkend* | godkjen* | hyvaks* | myonne* | schval* | pridelen* | onayla* | verildi | jovahagy* | 承認 | 許可され | 批准 | одобр* | utvald',
  assigned:
    'assign* | given | added me | gave me | activated | activat* | pim | pimed | eligible | aktiviert | aktivierung | zugewiesen | zugeteilt | bekommen | attribu* | affect* | activation | asign* | activad* | asignaron | atribu* | ativad* | ativei | assegnat* | attivat* | toegewezen | geactiveerd | activeren | przypisan* | aktywowa* | tilldel* | aktiverat | tildel* | aktiver* | aktivoi* | maaritett* | prirazen* | prirad* | aktivov* | atandi | atama* | aktif* | hozzarendel* | aktival* | 割り当て | アクティブ化 | 有効化 | 分配 | 激活 | назнач*',
  'before-worked':
    'yesterday | last week | last month | until | till | used to | before | earlier | previously | this morning | worked | was working | has worked | gestern | vorgestern | letzte woche | bis | fruher | frueher | vorher | heute morgen | ging~noch | funktionierte | hat~funktioniert | hier | avant | la semaine derniere | ce matin | marchait | fonctionnait | jusqu | ayer | antes | la semana pasada | esta manana | funcionaba | podia | hasta | ontem | semana passada | funcionava | conseguia | ate ontem | hoje de manha | ieri | prima | fino a | settimana scorsa | stamattina | funzionava | gisteren | vorige week | vanochtend | tot | eerder | werkte | wczoraj | tydzien temu | dzialalo | dzialal | wczesniej | rano | igar | forra veckan | i morse | tidigare | fungerade | i gar | sidste uge | virkede | tidligere | forrige uke | fungerte | eilen | viime viikolla | toimi | aiemmin | vcera | minuly tyden | drive | dnes rano | fungovalo | slo to | dun | gecen hafta | bu sabah | once | oncesinde | calisiyordu | girebiliyordum | tegnap | mult heten | mukodott | korabban | 昨日 | 先週 | 今朝 | 以前 | 昨天 | 上周 | вчера | monday | tuesday | wednesday | thursday | friday | saturday | sunday | montag | freitag | lundi | vendredi | lunes | viernes | days ago',
  'no-longer':
    'no longer | not anymore | anymore | any more | suddenly | out of nowhere | today | since | stopped working | nicht mehr | plotzlich | ploetzlich | auf einmal | heute | seit | ne~plus | plus acces | soudain | tout a coup | aujourd hui | depuis | ya no | de repente | hoy | desde | nao~mais | de repente | hoje | non~piu | all improvviso | improvvisamente | oggi | da oggi | niet meer | opeens | plots | ineens | vandaag | sinds | juz nie | nagle | dzis | dzisiaj | od | inte langre | plotsligt | idag | sedan | ikke laengere | ikke lenger | pludselig | plutselig | i dag | ei enaa | yhtakkia | tanaan | uz ne* | najednou | dnes | od vcerejska | artik | birden | bugun | mar nem | hirtelen | ma | 今日 | 急に | 突然 | もう | 今天 | больше не | внезапно | сегодня',
  'access-ended':
    'revok* | access ended | ended | time is up | times up | access is gone | lost access | lost my access | kicked out | thrown out | removed my | took away | entzogen | widerrufen | zugriff weg | zugang weg | beendet | zu ende | vorbei | rausgeflogen | revoqu* | retire* | fini | termine | revocad* | quitaron | termino | se acabo | terminado | revogad* | acabou | terminou | tiraram | revocat* | finit* | terminat* | tolto | ingetrokken | afgelopen | voorbij | cofniet* | odebran* | zabran* | skonczyl* | aterkall* | slut* | trukket | tilbagekaldt | inddraget | peruttu | paattyi | loppui | odebran* | zrusen* | skoncil* | iptal* | geri alindi | bitti | visszavon* | lejart | megszunt | 取り消* | 終了 | 切れ* | 撤销 | 结束 | отозв*',
  extend:
    'extend* | renew* | prolong* | reactivat* | more time | another hour | verlanger* | verlaenger* | erneuer* | renouvel* | renov* | ampliar | alargar | estender | prorrog* | rinnov* | estend* | verleng* | przedluz* | odnowi* | forlang* | forny* | jatka* | uusia | prodlouz* | obnov* | uzat* | yenile* | meghosszabbit* | 延長 | 更新 | 续期 | продл*',
  automatically:
    'automatic* | by itself | itself | automatisch | von selbst | von allein | automatique* | tout seul | de lui meme | solo | automaticamente | sozinho | da solo | vanzelf | sam | samo | automatycznie | av sig sjalv | automatiskt | af sig selv | itsestaan | automaattisesti | sam od sebe | automaticky | kendiliginden | otomatik* | magatol | 自動',
  access:
    'access* | zugang* | zugriff* | acces | acceso* | acesso* | accesso | accessi | toegang* | dostep* | atkomst* | tillgang* | adgang* | tilgang* | paasy* | kayttooikeu* | pristup* | erisim* | yetki* | hozzaferes* | アクセス | 权限 | 访问 | доступ*',
  // Rights on the VM
  admin:
    'admin | admins | administrator* | administrateur* | administrador* | amministrator* | amministrativ* | beheerder* | adminrechte* | administracyjn* | jarjestelmanvalvoj* | spravc* | yonetici* | rendszergazda* | 管理者 | 管理员 | админ* | adminrattigheter | adminrettigheder | elevated | elevation | elevat* | elev* | uac | sudo | local admin* | run as | erhoht* | lokale admin* | admin locale | als admin',
  'logged-in-already':
    'i am in | im in | can log in | i can login | can login | logged on | logged in | connected | i get in | gets in | signed in | inside the vm | bin drauf | bin drin | komme rein | angemeldet | kann mich anmelden | eingeloggt | connecte | je me connecte | j arrive a me connecter | estoy dentro | entro | puedo entrar | estou dentro | consigo entrar | conectado | sono dentro | riesco a entrare | sono connesso | ingelogd | ik zit erin | kan inloggen | zalogowany | jestem na | moge sie zalogowac | loguje sie | inloggad | inne pa | logget ind | logget inn | kirjautunut | paasen | jsem prihlasen* | prihlasim se | dostanu se | girebiliyorum | giris yapabiliyorum | bagliyim | be tudok lepni | bejelentkeztem | 入れます | ログインできます | 入れた | lets me in | logon works | rdp works | login works',
  'do-on-vm':
    'install software | install a | install* | iis | service* | registry | hosts | driver* | restart* | event viewer | eventlog | program files | c program | powershell | cmd | dienst* | treiber | registrierung | logiciel | installer | instalar | instalowac | zainstalowa* | installera | installeren | installare | installere | asentaa | nainstalovat | kur* | telepiteni | インストール | 安装 | sql | task manager | firewall regel | patch*',
  // The lock screen
  lock: 'lock* | locked | locking | lock screen | lockscreen | win l | winkey l | screensaver | screen saver | sperr* | gesperrt | sperrbildschirm | bildschirmschoner | verrouill* | ecran de verrouillage | bloqu* | pantalla de bloqueo | bloqueio | tela de bloqueio | blocc* | schermata di blocco | vergrendel* | zablokow* | blokad* | ekran blokady | las* | lasskarm* | skarmlas | laser skaerm* | laseskaerm* | lukit* | zamk* | zamcen* | uzamk* | kilit* | kilitle* | zarol* | ロック | 锁屏 | 锁定 | блокир* | idle | inactivity | inaktiv*',
  disconnect:
    'disconnect* | drop* | kick* | closes | closed | close | cut off | trenn* | getrennt | beendet | geschlossen | unterbroch* | deconnect* | coupe* | se ferme | ferme | desconect* | se cierra | cierra | cai | fecha | disconnett* | disconness* | chiude | cade | verbroken | verbreekt | afgesloten | rozlacz* | zamyka | kopplas* | bort | avbryt* | afbryd* | kobles | katkea* | odpoj* | kesil* | kopuyor | kopar | koptu | kapan* | megszakad* | 切断 | 断开 | отключ* | session ended | session ends',
  unlock:
    'unlock* | entsperr* | deverrouill* | desbloque* | sblocc* | ontgrendel* | odblokow* | las* upp | lase op | lase opp | avata lukitus | odemk* | odemknout | kilidi ac* | kilit ac* | felold* | 解除 | 解锁 | разблок*',
  session:
    'session* | sitzung* | sesion* | sessao | sessione | sessie* | sesj* | sessionen | istunto* | relace | oturum* | munkamenet* | セッション | 会话 | сесси*',
  // Getting there
  'how-to':
    'how to | how do | how can | how should | how would | how does | what do i | where do i | where can i | which~use | what~use | instructions | guide | tutorial | steps | howto | wie~ich | wie kann | wie geht | wie komme | wie verbinde | womit | welche* | anleitung | comment | quel* | tutoriel | mode d emploi | como | que cliente | que programa | cual | qual | quale | come | che programma | istruzioni | hoe | welke | handleiding | jak | ktory* | jakim | czym | instrukcj* | hur | vilken | vilket | instruktion* | hvordan | hvilken | kuinka | miten | milla | ohje* | jakym | navod | nasil | hangi | hogyan | melyik | milyen | どうやって | どのように | 方法 | 手順 | どの | 如何 | 怎么 | как',
  connect:
    'connect* | verbind* | verbunden | connect* | conect* | conexion | conexao | connett* | conness* | collegar* | polacz* | anslut* | tilslut* | forbinde* | koble* | yhdist* | pripoj* | spojeni | baglan* | csatlakoz* | 接続 | つな* | 连接 | подключ* | get on | get to | get into | reach',
  'rdp-file':
    'rdp file* | rdp datei* | fichier rdp | archivo rdp | arquivo rdp | ficheiro rdp | file rdp | rdp bestand | plik* rdp | rdp fil* | rdp tiedosto* | soubor rdp | rdp dosya* | rdp fajl | rdpファイル | RDP ファイル | mstsc | rdp client | remote desktop app | remote desktop client | windows app',
  rdp: 'rdp | mstsc | remote desktop | remotedesktop | rdc | remotedesktopverbindung | bureau a distance | escritorio remoto | area de trabalho remota | desktop remoto | extern bureaublad | pulpit zdalny | pulpitu zdalnego | fjarrskrivbord* | fjernskrivebord* | etatyopoyt* | vzdalen* ploch* | uzak masaustu* | tavoli asztal* | リモートデスクトップ | リモート デスクトップ | 远程桌面',
  download:
    'download* | herunterlad* | telecharg* | descarg* | baixar | scaric* | downloaden | pobra* | ladda ner | hente | ladata | stahn* | indir* | letolt* | ダウンロード | 下载',
  tool: 'tool | client | viewer | software | app | program* | applicazione | applikation | browser | html5 | native client | az network bastion | windows admin center | putty | guacamole | teamviewer | anydesk | citrix',
  vm: 'vm | vms | virtual machine* | server* | box | boxes | host | machine* | jumpbox | jumphost | virtuell* maschine* | maschine | rechner | machine virtuelle | serveur* | maquina virtual | maquina | servidor* | macchina virtuale | macchina | virtuele machine | serwer* | maszyn* | virtuell* dator* | virtuell* maskin* | virtuaalikone* | virtualn* | stroj | sunucu* | sanal makine* | makine* | virtualis gep* | szerver* | 仮想マシン | サーバー | マシン | 虚拟机 | 服务器 | сервер* | виртуальн* машин* | avd | session host*',
  azure: 'azure | entra | aad | azuread | azure ad | aadj | entraid | microsoft entra',
  // Asking
  request:
    'request* | please give | give me | grant me | need access | need on | need to get on | need to get into | add me | can i get | can i have | i want | i need | could i | may i | let me in | permission to | brauche | benotige | benoetige | ich muss auf | muss auf | bitte um | bitte | mochte | hatte gern | konnt* | beantrag* | j ai besoin | besoin d | besoin de | il me faut | je voudrais | j aurais besoin | demande d acces | demander | necesito | quiero | solicito | solicitar | preciso | quero | gostaria | ho bisogno | mi serve | vorrei | richied* | chiedo | ik heb~nodig | nodig | graag | wil graag | mag ik | potrzebuj* | prosze o | poprosze | chce | chcialbym | behover | vill ha | skulle vilja | kan jag fa | har brug for | skal bruge | trenger | tarvitsen | haluan | saisinko | potrebuji | potreboval* | chci | prosim o | lazim | ihtiyac* | istiyorum | verir misin* | szuksegem | szeretnek | kerek | 必要 | 欲しい | ください | お願い | 申請 | 需要 | 请给 | 申请 | нужен | нужно | прошу | дайте',
  please:
    'please | pls | plz | bitte | s il vous plait | svp | por favor | porfa | per favore | alstublieft | aub | prosze | snalla | venligst | vaer sa | kiitos | prosim | lutfen | kerem | お願いします',
  duration:
    'hour* | hr | hrs | h | minutes | day | days | stunde* | std | tag | tage | heure* | jour* | hora* | dia | dias | ora | ore | giorn* | uur | dagen | godzin* | dni | timme* | timmar | time | timer | dag | tunti* | tunnin | paiva* | hodin* | den | saat* | gun | gunluk | ora* | nap | 時間 | 日間 | 小时 | tomorrow | morgen | demain | manana | amanha | domani | jutro | imorgon | huomenna | zitra | yarin | holnap | 明日 | tonight | this afternoon | until 5 | 2h | 1h | 4h | 8h',
  someone:
    'who can | who approves | who is allowed | approver | wer kann | wer darf | qui peut | quien | quem | chi puo | wie kan | kto | vem | hvem | kuka | kdo | kim | ki | だれ | 誰',
  // Not ours
  linux:
    'linux | ubuntu | debian | rhel | redhat | red hat | centos | suse | sles | ssh* | az ssh | sshd | putty | publickey | public key | pam | pam aad | aadsshlogin* | sudo | bash | himmelblau | sssd | scp | sftp',
  database:
    'sql server | azure sql | sql database | sql | ssms | mysql | mariadb | postgres* | oracle | mongodb | database* | datenbank* | base de donnees | base de datos | banco de dados | databas* | db | cosmos | redis | jdbc | odbc | power bi | powerbi | synapse | databricks',
  vpn: 'vpn* | wireguard | openvpn | anyconnect | globalprotect | tunnel* | p2s | point to site | forticlient | error 800 | error 691 | sophos',
  office:
    'sharepoint | onedrive | outlook | exchange | office* | word | excel | powerpoint | m365 | o365 | microsoft 365 | sap | jira | confluence | salesforce | servicenow | github | gitlab | jenkins | zoom | webex | notion | dropbox | sharefile | wiki | intranet | crm | erp | workday | figma | google | icloud | facebook | netflix | spotify | whatsapp | paypal | steam | adobe | miro',
  'other-azure':
    'aks | kubernetes | kubectl | k8s | storage account | blob | key vault | keyvault | app service | webapp | function app | functions | devops | azure devops | pipeline* | container* | docker | helm | logic app | cosmosdb | acr | api management | adf | data factory | event hub | redis cache | azure files | file share | cost* | quota | rate limit | resize | disk | backup | encryption | ade | aws | gcp | ec2 | intune | autopilot | windows 365 | cloud pc | proxmox | vmware | vsphere | hyper v | virtualbox | esxi | synology | nas | fritzbox | router | home server | heimserver',
  'on-premises':
    'on prem | onprem | on premises | corp | domain controller | dc01 | active directory | ad ds | kerberos | ldap | gpo | group policy | domain | domane | trust relationship | domaine | dominio | domena | domen* | contoso local | adfs | rds farm | rd gateway | terminal server* | terminalserver | netlogon | file server | fileserver | fileshare | citrix',
  'own-windows':
    'bitlocker | windows update | bluescreen | bsod | pin forgotten | work or school account | printer* | drucker* | imprimante | impresora | impressora | stampante | drukark* | skrivare | printeren | tulostin | tiskarn* | yazici | nyomtato | プリンター | 打印机 | printing | drucken | scanner | monitor* | headset* | keyboard | tastatur | clavier | teclado | tastiera | toetsenbord | mouse | maus | souris | webcam | sound | audio | bluetooth | wifi | wi fi | wlan | battery | akku | usb | dock* | copilot | excel | badge | parking | door | tur | coffee | kaffee | kantine | lunch | mittag* | dejeuner | almuerzo | pizza | weather | wetter | holiday* | urlaub | vacation | invoice* | rechnung* | facture* | meeting | besprechung | reunion | training | survey | newsletter',
  greeting:
    'hi | hello | hey | hallo | guten morgen | guten tag | good morning | good afternoon | moin | servus | bonjour | salut | hola | buenos dias | buenas | ola | bom dia | oi | ciao | buongiorno | hoi | goedemorgen | goedemiddag | dzien dobry | czesc | hej | god morgon | moi | huomenta | ahoj | dobry den | merhaba | selam | gunaydin | szia | こんにちは | おはよう | 你好 | привет | yo | test | ping',
  thanks:
    'thanks | thank you | thx | ty | danke* | merci | gracias | obrigad* | grazie | bedankt | dank je | dank | dzieki | dziekuje | tack | tak | takk | kiitos | diky | dekuji | tesekkur* | sagol | koszonom | koszi | ありがとう | 谢谢 | спасибо | great job | works now | solved | never mind | nevermind | problem solved | geht wieder | c est bon',
  abuse:
    'stupid | idiot* | useless | crap | shit* | fuck* | dumb | trash | scheiss* | dumm* | blod* | merde | mierda | cazzo | stronz* | kurwa | perkele | hate | suck* | joke | garbage | piece of',
  'prompt-like':
    'ignore* | previous instructions | instructions | system prompt | you are now | pretend* | jailbreak | developer mode | reveal | act as | dan | translate | write a | write me | poem | story | essay | joke | recipe | summarize | summarise | who are you | are you human | are you a bot | how old | tell me | capital of | what is 2 | python script | javascript | code for',
} as const satisfies Readonly<Record<string, string>>;

export type Concept = keyof typeof CONCEPTS;

/** Words that turn the meaning of what stands beside them. */
export const POLARITY = {
  /** It is not so. */
  no: 'no | not | none | without | w o | never | nothing | neither | isnt | dont | doesnt | didnt | cant | cannot | wont | nope | excluded | exclude | disabled | turned off | off | kein | keine | keinen | keiner | nicht | ohne | weder | nie | ausgenommen | ausgeschlossen | deaktiviert | pas | aucun* | sans | jamais | exclu | ni | ningun* | sin | nunca | excluid* | nao | nenhum* | sem | nem | non | nessun* | senza | mai | esclus* | geen | niet | zonder | nooit | uitgesloten | nie | bez | zaden | brak | inte | ingen | utan | ej | ikke | uden | uten | ei | ole | ilman | neni | zadn* | nem | nincs | nelkul | yok | degil | hic | ない | なし | ません | 没有 | 不 | нет | не | без',
  /** It is in order, so it is not the cause. */
  fine: 'works | work | working | worked | fine | ok | okay | good | correct | right | no problem | succe* | green | confirmed | verified | checked | is on | enabled | ready | reachable | yes | funktioniert | geht | klappt | passt | in ordnung | richtig | korrekt | gut | grun | gruen | erfolgreich | bestatigt | gepruft | marche | fonctionne | correct* | vert | reussi* | ça va | funciona | va bien | bien | correcto | verde | exito | exitoso | certo | sucesso | funziona | va | corretto | giusto | riuscit* | werkt | goed | klopt | juist | geslaagd | groen | dziala | dobrze | dobre | poprawn* | zielon* | sukces | fungerar | bra | ratt | lyckades | gron | virker | godt | rigtig* | gront | riktig | toimii | kunnossa | oikein | vihrea | onnistui | funguje | spravn* | v poradku | zelen* | uspesn* | calisiyor | dogru | tamam | basarili | yesil | mukodik | jo | helyes | zold | sikeres | 正常 | 成功 | 正しい | 問題ない | 問題なし | できます | 可以 | работает | правильн*',
  /** What follows is what matters. */
  but: 'but | however | though | yet | still | aber | jedoch | trotzdem | mais | pourtant | pero | sin embargo | mas | porem | ma | pero | maar | toch | ale | jednak | men | mutta | avsak | ale | ama | fakat | ancak | de | viszont | が | けど | のに | でも | しかし | 但 | 但是 | но | otherwise | only | nur | solo | seulement | alleen | tylko',
} as const satisfies Readonly<Record<string, string>>;

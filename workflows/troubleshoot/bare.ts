/**
 * Whether somebody says that sign-in fails, or begs for help, and nothing else: no symptom can be made out of that, but it is about
 * us, and looking tells more than asking what they mean.
 */
import { CONCEPTS, POLARITY } from './concepts.ts';
import { clausesOf, compile, mentions } from './lexicon.ts';
import { gist } from './plain.ts';

/** In the notation of concepts.ts. */
const lexicon = compile({
  signIn: `${CONCEPTS['sign-in']} | get in | getting in | let me in | lets me in | reinkommen | komme~rein | komm~rein | me connecter | te connecter | accéder | loggar in | mich anmelden | log me in | sign me in`,
  fails: `${CONCEPTS['did-not-work']} | ${CONCEPTS.failed} | ${POLARITY.no} | broken | broke | error* | problem* | issue* | trouble | impossible | unable | nothing happens | kaputt | defekt | fehler* | probleme | problemas | casse | impossible de | erreur | error | roto | rota | imposible | errore | rotto | impossibile | kapot | fout | probleem | blad | fel | chyba`,
  fine: `${CONCEPTS.thanks} | can log in | can login | can sign in | i signed in | i logged in | i am in | im in | no problem* | not a problem | no error* | no longer~broken | no longer~fails | no more~error* | sign in works | login works | signing in works | lets me in again | let me in with no | kein problem | pas de probleme | sin problema* | nessun problema`,
  foreign: `portal | website | webseite | page | ${CONCEPTS.linux} | ${CONCEPTS.database} | ${CONCEPTS.email} | ${CONCEPTS['other-azure']} | ${CONCEPTS['own-windows']}`,
  ours: `${CONCEPTS.vm} | ${CONCEPTS.rdp} | ${CONCEPTS.azure} | windows vm | remote session`,
  plea: `${CONCEPTS.please} | help* | hilfe | helf* | aide* | ayuda* | ajuda* | aiut* | hulp | hjalp* | pomocy | pomoc | pomoz* | yardim | помоги* | помощь | urgent* | dringend | sos | fix | asap | need | needed | brauch* | besoin | necesito | preciso | anyone | anybody | someone | somebody | jemand | quelqu~un | alguien | 助けて | 助けてください | 帮忙 | 请帮忙 | 救命 | 도와주세요`,
  beside: `${CONCEPTS.greeting} | i | im | me | my | we | our | you | it | its | this | that | there | the | a | an | to | on | in | into | at | with | of | for | and | is | am | are | was | be | able | do | does | did | can | could | get | got | have | having | work | works | working | keep* | just | any | anymore | longer | more | again | still | now | today | always | since | morning | why | what | seem* | something | ich | mich | mir | mein* | wir | der | die | das | den | dem | die | ein | eine* | an | am | auf | bei | zu | zur | zum | mit | und | ist | es | kann | konnen | geht | funktioniert | klappt | mehr | immer | noch | wieder | heute | seit | warum | je | j | moi | mon | ma | mes | le | la | les | l | un | une | de | d | du | des | a | au | sur | dans | ne | n | est | peux | peut | arrive | y | plus | toujours | ca | marche | fonctionne | aujourd hui | yo | mi | mis | el | los | las | una | en | se | me | puedo | puede | es | esta | al | con | funciona | ya | hoy | siempre | o | os | um | uma | no | na | ao | meu | minha | consigo | posso | e | funciona | mais | hoje | il | lo | gli | mio | mia | riesco | ad | alla | nel | nella | funziona | piu | oggi | ik | het | een | mijn | kan | op | bij | meer | werkt | vandaag | sie | do | moge | dziala | mi | jag | kan | min | mitt | till | pa | det | att | jeg | ikke | til`,
});

/** Longer texts say more, or bury it. */
const WORDS_AT_MOST = 16;
/** Words of which nobody here knows what they mean, beside a word for a VM. */
const UNKNOWN_AT_MOST = 2;

/** `only`: every word of it belongs to saying so. `mostly`: of a VM, with a word or two besides. */
export function saysSignInFails(text: string): 'only' | 'mostly' | undefined {
  const { said, unknown } = read(text);
  if (!said.has('signIn') || !said.has('fails') || said.has('fine') || said.has('foreign')) return undefined;
  if (unknown === 0) return 'only';
  return unknown <= UNKNOWN_AT_MOST && said.has('ours') ? 'mostly' : undefined;
}

/** “Please help”, and not a word about what with. */
export function begsForHelp(text: string): boolean {
  const { said, unknown } = read(text);
  return said.has('plea') && unknown === 0 && !said.has('fine') && !said.has('foreign');
}

function read(text: string): { readonly said: ReadonlySet<string>; readonly unknown: number } {
  const clauses = clausesOf(gist(text));
  const said = new Set<string>();
  const count = clauses.reduce((sum, words) => sum + words.length, 0);
  if (count > WORDS_AT_MOST) return { said, unknown: count };
  let unknown = 0;
  for (const words of clauses) {
    const found = mentions(lexicon, words);
    for (const { name } of found) said.add(name);
    unknown += words.filter((_word, at) => !found.some(({ from, to }) => from <= at && at < to)).length;
  }
  return { said, unknown };
}

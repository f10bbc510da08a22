/** What is recognised by its shape and not by its words: names of machines and people, addresses, times. */

const SHAPES = {
  'user-name': /[\w.+-]{1,64}@[\w-]{1,63}\.[a-z]/,
  'azuread-name': /azuread[a-z]{0,5}\\/,
  'domain-name': /(?<![\w\\:-])(?!azuread)[a-z][\w-]{1,15}\\[a-z]/,
  share: /\\\\[a-z]/,
  'guest-name': /#ext#/,
  address: /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/,
  'private-range': /(?<![\d.])(?:10|172|192)\.\d{1,3}\.\d{1,3}(?:\.|\/)/,
  guid: /[\da-f]{8}-[\da-f]{4}-/,
  host: /(?<![\w@.-])[a-z][\w-]{0,62}(?:\.[a-z][\w-]{1,62}){1,6}(?![\w@])/,
  machine: /(?<![\w.@\\/-])(?=[a-z\d-]{0,40}\d)[a-z][a-z\d]{0,15}(?:-[a-z\d]{1,15}){1,4}(?![\w.@-])/,
  'short-machine': /(?<![\w.@\\/:-])(?!win|kb|sha|mp|ipv|utf|error|code|step|room|raum)[a-z]{3,12}\d{1,3}(?![\w.@-])/,
  'vm-machine': /(?<![\w.@\\/-])(?:vm|srv|avd|jump|web|sql|app|dc|db)-[a-z]/,
  clock: /(?<![\d:.])\d{1,2}[:.]\d{2}(?![\d:.])|\b\d{1,2} ?(?:am|pm|uhr)\b/,
  hours:
    /(?<![\w.])\d{1,3} ?(?:h|hrs?|hours?|stunden|std|heures?|horas?|ore|uur|godz\w{0,4}|saat|timmar|timer|hod\w{0,3}|時間)(?![\p{L}])/u,
  minutes: /(?<![\w.])\d{1,3} ?(?:m|mins?|minut\p{L}{0,4}|dakika|分|sec\p{L}{0,4})(?![\p{L}])/u,
  'rdp-file': /\.rdp\b/,
  'exit-number': /exit ?code|error ?code|-214\d{7}|0x8/,
  quoted: /["“„«「'‘][^"”“»」'’]{12,}/,
  trace: /[{}]|\w=\w|::/,
} as const satisfies Readonly<Record<string, RegExp>>;

export type Shape = keyof typeof SHAPES;

/** @param text in lower case */
export function shapesIn(text: string): readonly Shape[] {
  return (Object.keys(SHAPES) as Shape[]).filter((name) => SHAPES[name].test(text));
}

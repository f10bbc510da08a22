/**
 * Small checks that add up to Block Kit's rules. A check reports what is wrong in the words Slack uses, each with the
 * JSON pointer of the place; it never throws. Lengths count Unicode code points, as Slack does.
 */
export type Problem = { readonly message: string; readonly pointer: string };

export type Report = (message: string, pointer: string) => void;

export type Check = (value: unknown, pointer: string, report: Report) => void;

export type Fields = Readonly<Record<string, Check>>;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function problemsOf(check: Check, value: unknown, pointer: string): Problem[] {
  const problems: Problem[] = [];
  check(value, pointer, (message, at) => problems.push({ message, pointer: at }));
  return problems;
}

export function string(limits: { min?: number; max?: number; pattern?: RegExp } = {}): Check {
  return (value, pointer, report) => {
    if (typeof value !== 'string') return report('must provide a string', pointer);
    const length = [...value].length;
    if (limits.min !== undefined && length < limits.min) {
      report(`must be more than ${limits.min - 1} characters`, pointer);
    }
    if (limits.max !== undefined && length > limits.max) {
      report(`must be less than ${limits.max + 1} characters`, pointer);
    }
    if (limits.pattern && !limits.pattern.test(value)) report('does not match the expected format', pointer);
  };
}

export function number(limits: { min?: number; max?: number; above?: number; whole?: boolean } = {}): Check {
  return (value, pointer, report) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return report('must provide a number', pointer);
    if (limits.whole && !Number.isInteger(value)) report('must provide an integer', pointer);
    if (limits.min !== undefined && value < limits.min) report(`must be at least ${limits.min}`, pointer);
    if (limits.max !== undefined && value > limits.max) report(`must be no more than ${limits.max}`, pointer);
    if (limits.above !== undefined && value <= limits.above) report(`must be greater than ${limits.above}`, pointer);
  };
}

export const flag: Check = (value, pointer, report) => {
  if (typeof value !== 'boolean') report('must provide a boolean', pointer);
};

export const anything: Check = () => {};

export function word(...words: string[]): Check {
  return (value, pointer, report) => {
    if (typeof value !== 'string' || !words.includes(value)) {
      report(`must be a valid enum value: ${words.join(', ')}`, pointer);
    }
  };
}

export function list(item: Check, limits: { min?: number; max?: number } = {}): Check {
  return (value, pointer, report) => {
    if (!Array.isArray(value)) return report('must provide an array', pointer);
    if (limits.min !== undefined && value.length < limits.min) {
      report(`no fewer than ${limits.min} items allowed`, pointer);
    }
    if (limits.max !== undefined && value.length > limits.max) {
      report(`no more than ${limits.max} items allowed`, pointer);
    }
    value.forEach((entry, index) => item(entry, `${pointer}/${index}`, report));
  };
}

/** An object of these fields and no others; Slack refuses a property that it does not know. */
export function object(required: Fields, optional: Fields = {}, ...rules: Check[]): Check {
  const known: Fields = { ...required, ...optional };
  return (value, pointer, report) => {
    if (!isRecord(value)) return report('must provide an object', pointer);
    for (const name of Object.keys(required)) {
      if (value[name] === undefined) report(`missing required field: ${name}`, pointer);
    }
    for (const [name, entry] of Object.entries(value)) {
      const check = Object.hasOwn(known, name) ? known[name] : undefined;
      if (!check) report(`invalid additional property: ${name}`, pointer);
      else if (entry !== undefined) check(entry, `${pointer}/${name}`, report);
    }
    for (const rule of rules) rule(value, pointer, report);
  };
}

/** One of several objects told apart by `type`. */
export function byType(kinds: Fields): Check {
  return (value, pointer, report) => {
    if (!isRecord(value)) return report('must provide an object', pointer);
    const { type } = value;
    if (type === undefined) return report('missing required field: type', pointer);
    if (typeof type !== 'string') return report('must provide a string', `${pointer}/type`);
    const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
    if (!kind) return report(`unsupported type: ${type}`, `${pointer}/type`);
    kind(value, pointer, report);
  };
}

/** Exactly one of the two fields must be there. */
export function either(first: string, second: string): Check {
  return (value, pointer, report) => {
    if (!isRecord(value)) return;
    const there = [first, second].filter((name) => value[name] !== undefined);
    if (there.length !== 1) report(`must provide exactly one of: ${first}, ${second}`, pointer);
  };
}

export function atLeastOne(...names: string[]): Check {
  return (value, pointer, report) => {
    if (isRecord(value) && !names.some((name) => value[name] !== undefined)) {
      report(`must provide at least one of: ${names.join(', ')}`, pointer);
    }
  };
}

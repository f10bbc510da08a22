import { Ajv, type ErrorObject } from 'ajv';
import draft from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' };
import published from './schema/adaptive-card-1.5.0.json' with { type: 'json' };
import { listOf, recordOf, type Json } from '../json.ts';

/** What the schema says against the card, the most telling first; empty when nothing. */
export function schemaProblems(card: unknown): readonly string[] {
  validate ??= compiled();
  if (validate(card)) return [];
  return tellingOf(validate.errors ?? []).map(({ instancePath, message, params }) => {
    const more = typeof params['additionalProperty'] === 'string' ? ` (${params['additionalProperty']})` : '';
    return `${instancePath || '/'} ${message ?? 'is wrong'}${more}`;
  });
}

/** Compiling takes as long as a third of the sandbox's start: a sandbox in which nobody sends a card does without. */
let validate: ReturnType<typeof compiled> | undefined;

/** Compiled once; schema/README.md says what is adjusted, and why. */
function compiled() {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: false });
  ajv.addMetaSchema(draft);
  const { id: _id, ...schema } = structuredClone(published) as Json & { definitions: Record<string, Json> };
  const { definitions } = schema;
  anchor(definitions);
  separate(definitions);
  extend(definitions, 'Input.ChoiceSet', { 'choices.data': { $ref: '#/definitions/Data.Query' } });
  extend(definitions, 'AdaptiveCard', { msteams: { $ref: '#/definitions/msteams' } });
  definitions['ChoiceInputStyle'] = { enum: ['compact', 'expanded', 'filtered'] };
  definitions['Data.Query'] = closed({ type: { const: 'Data.Query' }, dataset: text, count: whole, skip: whole }, [
    'type',
    'dataset',
  ]);
  Object.assign(definitions['Data.Query']['properties'] as Json, { associatedInputs: { enum: ['auto', 'none'] } });
  definitions['msteams'] = closed({ width: { enum: ['Full', 'full'] }, entities: { type: 'array' } }, []);
  return ajv.compile({ ...schema, type: 'object', required: ['type', 'version'] });
}

/** Texts and counts in what is added. */
const text: Json = { type: 'string', minLength: 1 };
const whole: Json = { type: 'integer', minimum: 0 };

function closed(properties: Record<string, Json>, required: readonly string[]): Json {
  return { type: 'object', additionalProperties: false, properties, required };
}

function extend(definitions: Record<string, Json>, name: string, more: Record<string, Json>): void {
  Object.assign((definitions[name]?.['properties'] ?? {}) as Json, more);
}

function anchor(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const record = value as Json;
  const { pattern } = record;
  if (typeof pattern === 'string' && pattern.startsWith('^') && pattern.endsWith('$')) {
    record['pattern'] = `^(?:${pattern.slice(1, -1)})$`;
  }
  for (const inner of Object.values(record)) anchor(inner);
}

/** Alternatives that are told apart by their type become as many conditions, so that errors are about the right one. */
function separate(definitions: Record<string, Json>): void {
  for (const [name, definition] of Object.entries(definitions)) {
    const types = listOf(definition['anyOf']).map((one) => String(refOf(one)).replace('#/definitions/', ''));
    if (!name.startsWith('ImplementationsOf.') || name.endsWith('.Inline')) continue;
    definitions[name] = {
      type: 'object',
      required: ['type'],
      properties: { type: { enum: types } },
      allOf: types.map((type) => ({
        anyOf: [{ properties: { type: { not: { const: type } } } }, { $ref: `#/definitions/${type}` }],
      })),
    };
  }
}

function refOf(alternative: unknown): unknown {
  return recordOf(listOf(recordOf(alternative)['allOf'])[0])['$ref'];
}

/** The errors that stand deepest in the card: those around them only follow. */
function tellingOf(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const own = errors.filter(({ keyword }) => keyword !== 'anyOf' && keyword !== 'not');
  const left = own.length > 0 ? own : errors;
  const deepest = Math.max(...left.map((error) => depth(error)));
  return left.filter((error) => depth(error) === deepest).slice(0, 5);
}

function depth({ instancePath }: ErrorObject): number {
  return instancePath.split('/').length;
}

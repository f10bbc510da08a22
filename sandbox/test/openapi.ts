import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Ajv } from 'ajv';

const FOLDER = join(import.meta.dirname, 'specs', 'azure');

type Parameter = { in?: string; name?: string; $ref?: string };

type Operation = {
  operationId: string;
  parameters?: Parameter[];
  responses: Record<string, { schema?: unknown }>;
};

const ajv = new Ajv({ strict: false, validateFormats: false, validateSchema: false, allErrors: true });
const operations = new Map<
  string,
  { file: string; pointer: string; operation: Operation; shared: Record<string, Parameter> }
>();

for (const entry of readdirSync(FOLDER, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith('.json')) continue;
  const path = join(entry.parentPath, entry.name);
  const file = `spec:///${relative(FOLDER, path)}`;
  const document = JSON.parse(readFileSync(path, 'utf8')) as {
    paths?: Record<string, Record<string, Operation>>;
    parameters?: Record<string, Parameter>;
  };
  ajv.addSchema(loosened(document) as object, file);
  for (const [route, methods] of Object.entries(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(methods)) {
      const pointer = `/paths/${route.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}`;
      if (operation.operationId)
        operations.set(operation.operationId, { file, pointer, operation, shared: document.parameters ?? {} });
    }
  }
}

/** What Azure's own description of this operation says against the answer; empty when nothing. Null stands for absent. */
export function answerProblems(operationId: string, status: number, body: unknown): readonly string[] {
  const { file, pointer, operation } = known(operationId);
  const response = operation.responses[String(status)] ?? operation.responses['default'];
  if (!response) return [`${operationId} does not answer ${status}.`];
  if (!response.schema) return body === null ? [] : [`${operationId} answers ${status} without a body.`];
  const key = operation.responses[String(status)] ? String(status) : 'default';
  return problems(`${file}#${pointer}/responses/${key}/schema`, body);
}

/** The same for the body of a request. */
export function requestProblems(operationId: string, body: unknown): readonly string[] {
  const { file, pointer, operation, shared } = known(operationId);
  for (const [index, parameter] of (operation.parameters ?? []).entries()) {
    const reference = parameter.$ref ?? '';
    if (reference.startsWith('#/parameters/') && shared[reference.slice(13)]?.in === 'body') {
      return problems(`${file}${reference}/schema`, body);
    }
    if (parameter.in === 'body') return problems(`${file}#${pointer}/parameters/${index}/schema`, body);
  }
  return body === undefined ? [] : [`${operationId} takes no body.`];
}

function known(operationId: string) {
  const found = operations.get(operationId);
  if (!found) throw new Error(`No operation ${operationId} in the specifications.`);
  return found;
}

function problems(reference: string, body: unknown): readonly string[] {
  const encoded = reference.replace(/#.*/, (fragment) => encodeURI(fragment).replaceAll('%23', '#'));
  const check = ajv.getSchema(encoded) ?? ajv.compile({ $ref: encoded });
  if (check(withoutNulls(body))) return [];
  return (check.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

/**
 * Two ways of speaking that JSON Schema takes more literally than Azure means them: an enumeration marked
 * `modelAsString` is open, and `type: object` without properties stands for any value.
 */
function loosened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(loosened);
  if (typeof value !== 'object' || value === null) return value;
  const schema = value as Record<string, unknown>;
  const open = (schema['x-ms-enum'] as { modelAsString?: boolean } | undefined)?.modelAsString === true;
  const anything =
    schema['type'] === 'object' && !['properties', 'allOf', 'additionalProperties'].some((key) => key in schema);
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => !(key === 'enum' && open) && !(key === 'type' && anything))
      .map(([key, inner]) => [key, loosened(inner)]),
  );
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .map(([key, inner]) => [key, withoutNulls(inner)]),
  );
}

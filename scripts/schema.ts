/** `npm run schema`: writes docs/access.schema.json, which editors use to complete and check access.yaml. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { policySchema } from '../src/policy-file.ts';

writeFileSync(
  join(import.meta.dirname, '..', 'docs', 'access.schema.json'),
  `${JSON.stringify(policySchema(), null, 2)}\n`,
);

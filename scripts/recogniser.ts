/**
 * `npm run recogniser`: trains the recogniser of symptoms on the examples and writes its model, after the examples, the
 * lexicon or the codes have changed.
 */
import { writeFileSync } from 'node:fs';
import { allExamples } from '../src/troubleshoot/examples.ts';
import { MODEL_PATH } from '../src/troubleshoot/recognise.ts';
import { modelText } from './recogniser/cross.ts';

const examples = allExamples();
writeFileSync(MODEL_PATH, modelText(examples));
console.log(`Trained on ${examples.length} examples: ${MODEL_PATH}`);

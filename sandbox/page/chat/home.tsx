/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks';
import type { View } from '../app/shapes.ts';
import { Blocks } from '../blocks/blocks.tsx';
import type { Desk, Fields } from '../blocks/desk.ts';
import { fieldsOf } from '../blocks/fields.ts';
import { deskFor } from './desk-for.ts';
import type { SurfaceFacts } from './desk-for.ts';

/** The app's Home tab, asked for each time it is opened. */
export function Home({ view, facts }: { view: View | null; facts: Omit<SurfaceFacts, 'where' | 'target'> }) {
  const { acting } = facts;
  const [entered, setEntered] = useState<Fields>({});
  useEffect(() => void acting.run({ where: 'home' }, 'home', {}), []);
  const fields = view === null ? {} : fieldsOf(view.blocks, entered);
  const plain = deskFor({ ...facts, where: 'home', target: { view: view?.id ?? '' } }, fields);
  const desk: Desk = {
    ...plain,
    change: (block, element, value, dispatch) => {
      if ('action_id' in element) setEntered({ ...fields, [block]: { ...fields[block], [element.action_id]: value } });
      if (dispatch) plain.change(block, element, value, true);
    },
  };
  return (
    <div class="scroll home" data-testid="home" tabIndex={0} role="region" aria-label="Home">
      {acting.trouble?.where === 'home' && (
        <p class="trouble" role="alert">
          {acting.trouble.text}
        </p>
      )}
      {view === null ? (
        <p class="empty">{acting.busy ? 'Loading…' : 'The app has not drawn its Home yet.'}</p>
      ) : (
        <Blocks blocks={view.blocks} desk={desk} />
      )}
    </div>
  );
}

import { drawCard } from './draw.ts';
import type { CardRenderer } from './renderer.ts';

const nobody = { press: () => undefined, search: () => Promise.resolve([]) };

Object.assign(window, {
  drawCard: (card, place) => {
    const { element, problems } = drawCard(card, nobody);
    const box = document.createElement('div');
    box.className = 'card';
    if (element !== undefined) box.append(element);
    place.append(box);
    return { box, problems };
  },
} satisfies CardRenderer);

/** Adaptive Cards, drawn by Microsoft's own package `adaptivecards`. */
import {
  AdaptiveCard,
  CardObjectRegistry,
  GlobalRegistry,
  GlobalSettings,
  OpenUrlAction,
  SerializationContext,
  Table,
  Versions,
} from 'adaptivecards';
import type { Action, CardElement } from 'adaptivecards';
import { hostConfig } from './host-config.ts';
import { markdownHtml, safeAddress } from './markdown.ts';
import { drawMarks } from './marks.tsx';
import { Typeahead } from './typeahead.tsx';
import type { Search } from './typeahead.tsx';

/** What stands in a card's fields, by their ids; a field that is empty is left out. */
export type Values = Readonly<Record<string, string>>;

export type CardHost = {
  /** @param button its id, else its verb or title: as the control API takes it */
  press(button: string, values: Values, element: HTMLElement | undefined): void;
  readonly search: Search;
};

export type Drawn = {
  readonly element: HTMLElement | undefined;
  /** What the package has to say against the card, while reading it or about what it read. */
  readonly problems: readonly { readonly about: string; readonly message: string }[];
};

// The package leaves it to its host to make HTML of Markdown, and puts in what it is given.
AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdownHtml(text);
  result.didProcess = true;
};
GlobalSettings.setTabIndexAtCardRoot = false;

const elements = new CardObjectRegistry<CardElement>();
GlobalRegistry.populateWithDefaultElements(elements);
elements.register('Input.ChoiceSet', Typeahead);
elements.register('Table', Table, Versions.v1_5);

const CONFIG = hostConfig();

export function drawCard(json: unknown, host: CardHost): Drawn {
  const card = new AdaptiveCard();
  card.hostConfig = CONFIG;
  const context = new SerializationContext();
  context.setElementRegistry(elements);
  card.parse(json, context);
  const found = [
    ...Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index)),
    ...card.validateProperties().validationEvents,
  ];
  // The reader's language, which is the page's own, for dates (blocks/dates.ts).
  card.lang = 'en-GB';
  for (const input of card.getAllInputs()) if (input instanceof Typeahead) input.search = host.search;
  card.onExecuteAction = (action) => execute(action, card, host);
  const element = card.render();
  if (element !== undefined) drawMarks(element);
  for (const anchor of element?.querySelectorAll('a') ?? [])
    if (!safeAddress(anchor.href)) anchor.removeAttribute('href');
  return {
    element,
    problems: found.map(({ source, message }) => ({ about: describe(source), message })),
  };
}

function execute(action: Action, card: AdaptiveCard, host: CardHost): void {
  if (action instanceof OpenUrlAction) {
    if (action.url !== undefined && safeAddress(action.url)) window.open(action.url, '_blank', 'noopener,noreferrer');
    return;
  }
  const { verb } = action as Action & { verb?: string };
  host.press(action.id ?? verb ?? action.title ?? '', valuesOf(card), action.renderedElement);
}

function valuesOf(card: AdaptiveCard): Values {
  const filled = card.getAllInputs().flatMap(({ id, value }): [string, string][] => {
    const text = value === undefined || value === null ? '' : String(value);
    return id === undefined || text === '' ? [] : [[id, text]];
  });
  return Object.fromEntries(filled);
}

function describe(source: unknown): string {
  if (source instanceof Typeahead && source.isDynamicTypeahead()) return 'typeahead';
  const { getJsonTypeName, id } = (source ?? {}) as { getJsonTypeName?(): string; id?: string };
  const name = getJsonTypeName === undefined ? 'card' : getJsonTypeName.call(source);
  return id === undefined ? name : `${name} ${id}`;
}

/** Slack's blocks as they arrive: docs.slack.dev, Block Kit reference. Only what the page draws. */

export type PlainText = { readonly type: 'plain_text'; readonly text: string; readonly emoji?: boolean };
export type Text = PlainText | { readonly type: 'mrkdwn'; readonly text: string; readonly verbatim?: boolean };

export type Option = { readonly text: Text; readonly value: string; readonly description?: Text };
export type OptionGroup = { readonly label: PlainText; readonly options: readonly Option[] };

export type Confirm = {
  readonly title?: PlainText;
  readonly text?: Text;
  readonly confirm?: PlainText;
  readonly deny?: PlainText;
  readonly style?: 'primary' | 'danger';
};

type Common = { readonly action_id: string; readonly confirm?: Confirm };

export type ButtonElement = Common & {
  readonly type: 'button';
  readonly text: PlainText;
  readonly value?: string;
  readonly url?: string;
  readonly style?: 'primary' | 'danger';
  readonly accessibility_label?: string;
};

export type ChoiceElement = Common & {
  readonly type: 'static_select' | 'radio_buttons' | 'overflow';
  readonly options?: readonly Option[];
  readonly option_groups?: readonly OptionGroup[];
  readonly placeholder?: PlainText;
  readonly initial_option?: Option;
};

export type SearchElement = Common & {
  readonly type: 'external_select';
  readonly placeholder?: PlainText;
  readonly initial_option?: Option;
  /** Letters to type before options are asked for; Slack's default is 3. */
  readonly min_query_length?: number;
};

export type ChecksElement = Common & {
  readonly type: 'checkboxes';
  readonly options: readonly Option[];
  readonly initial_options?: readonly Option[];
};

export type TypedElement = Common & {
  readonly type:
    'plain_text_input' | 'number_input' | 'email_text_input' | 'url_text_input' | 'datepicker' | 'timepicker';
  readonly placeholder?: PlainText;
  readonly initial_value?: string;
  readonly initial_date?: string;
  readonly initial_time?: string;
  readonly multiline?: boolean;
  readonly max_length?: number;
};

export type ImageElement = { readonly type: 'image'; readonly alt_text: string };

export type Element = ButtonElement | ChoiceElement | SearchElement | ChecksElement | TypedElement | ImageElement;

export type RichLeaf = {
  readonly type: string;
  readonly text?: string;
  readonly url?: string;
  readonly user_id?: string;
  readonly channel_id?: string;
  readonly usergroup_id?: string;
  readonly name?: string;
  readonly unicode?: string;
  readonly range?: string;
  readonly timestamp?: number;
  readonly format?: string;
  readonly fallback?: string;
  readonly style?: {
    readonly bold?: boolean;
    readonly italic?: boolean;
    readonly strike?: boolean;
    readonly code?: boolean;
  };
};

export type RichPart = {
  readonly type: 'rich_text_section' | 'rich_text_list' | 'rich_text_quote' | 'rich_text_preformatted';
  readonly style?: 'bullet' | 'ordered';
  readonly elements: readonly (RichLeaf | RichPart)[];
};

type Identified = { readonly block_id?: string };

export type InputBlock = Identified & {
  readonly type: 'input';
  readonly label: PlainText;
  readonly hint?: PlainText;
  readonly optional?: boolean;
  readonly dispatch_action?: boolean;
  readonly element: Element;
};

export type Block =
  | (Identified & {
      readonly type: 'section';
      readonly text?: Text;
      readonly fields?: readonly Text[];
      readonly accessory?: Element;
    })
  | (Identified & { readonly type: 'header'; readonly text: PlainText })
  | (Identified & { readonly type: 'divider' })
  | (Identified & { readonly type: 'context'; readonly elements: readonly (Text | ImageElement)[] })
  | (Identified & { readonly type: 'actions'; readonly elements: readonly Element[] })
  | (Identified & { readonly type: 'rich_text'; readonly elements: readonly RichPart[] })
  | (Identified & { readonly type: 'image'; readonly alt_text: string; readonly title?: PlainText })
  | (Identified & { readonly type: 'markdown'; readonly text: string })
  | InputBlock;

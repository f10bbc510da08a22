/** @jsxImportSource preact */
import type { Desk } from './desk.ts';
import { ElementView } from './elements.tsx';
import { blockId } from './fields.ts';
import { Field } from './field.tsx';
import { RichText } from './rich-text.tsx';
import type { Block } from './shapes.ts';
import { Mrkdwn, PlainView, TextView } from './text.tsx';

export function Blocks({ blocks, desk }: { blocks: readonly Block[]; desk: Desk }) {
  return (
    <div class="blocks">
      {blocks.map((block, index) => (
        <BlockView key={blockId(block, index)} block={block} id={blockId(block, index)} desk={desk} />
      ))}
    </div>
  );
}

function BlockView({ block, id, desk }: { block: Block; id: string; desk: Desk }) {
  switch (block.type) {
    case 'header':
      return (
        <h3 class="b-header">
          <PlainView text={block.text} />
        </h3>
      );
    case 'divider':
      return <hr />;
    case 'section':
      return (
        <div class="b-section">
          <div class="b-section-text">
            {block.text && (
              <div class="b-text">
                <TextView text={block.text} names={desk.names} />
              </div>
            )}
            {block.fields && (
              <div class="b-fields">
                {block.fields.map((field) => (
                  <div class="b-text">
                    <TextView text={field} names={desk.names} />
                  </div>
                ))}
              </div>
            )}
          </div>
          {block.accessory && <ElementView element={block.accessory} block={id} desk={desk} />}
        </div>
      );
    case 'context':
      return (
        <div class="b-context">
          {block.elements.map((element) =>
            element.type === 'image' ? (
              <span class="b-image">{element.alt_text}</span>
            ) : (
              <span>
                <TextView text={element} names={desk.names} />
              </span>
            ),
          )}
        </div>
      );
    case 'actions':
      return (
        <div class="b-actions">
          {block.elements.map((element, index) => (
            <ElementView key={index} element={element} block={id} desk={desk} />
          ))}
        </div>
      );
    case 'rich_text':
      return (
        <div class="b-text">
          <RichText parts={block.elements} names={desk.names} />
        </div>
      );
    case 'markdown':
      return (
        <div class="b-text">
          <Mrkdwn source={block.text} names={desk.names} />
        </div>
      );
    case 'image':
      return <p class="b-image">{block.title?.text ?? block.alt_text}</p>;
    case 'input':
      return <Field block={block} id={id} desk={desk} />;
    default:
      return (
        <p class="b-unknown">
          A “{(block satisfies never as { type: string }).type}” block, which this page does not draw.
        </p>
      );
  }
}
